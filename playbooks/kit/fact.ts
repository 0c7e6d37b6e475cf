import type { Finding } from './finding';
import type { Ports, Uses } from './services';
import type { Target } from './target';

export interface EarlierIncident {
  readonly incidentId: string;
  readonly playbook: string;
  readonly outcome: string;
  readonly closedAt: string;
}

export interface FactContext<U extends Uses> {
  readonly aws: Ports<U>;
  readonly target: Target;
  /** Absent when a person started the run by hand. */
  readonly finding?: Finding;
  readonly now: () => Date;
  /** Earlier incidents on this target, from the record; newest first. */
  readonly earlier: () => Promise<readonly EarlierIncident[]>;
}

/** One read-only look at the world. */
export interface Fact<U extends Uses = Uses, T = unknown> {
  /** kebab-case noun; also the file's name. */
  readonly id: string;
  readonly title: string;
  readonly uses: U;
  /** ms; past it the fact is unavailable, and says so. */
  readonly timeoutMs: number;
  readonly read: (context: FactContext<U>) => Promise<T>;
  /** Short lines for people, most telling first; attacker-controlled text is escaped by the view, not here. */
  readonly describe: (value: T) => readonly string[];
}

export const defineFact = <const U extends Uses, T>(fact: Fact<U, T>): Fact<U, T> => fact;

// biome-ignore lint/suspicious/noExplicitAny: a registry holds facts of every type; the reader knows its own
export type AnyFact = Fact<any, any>;

export type FactResult<T> =
  | { readonly status: 'known'; readonly value: T; readonly at: string }
  | { readonly status: 'unavailable'; readonly because: string; readonly at: string };

export type Facts<F extends Readonly<Record<string, AnyFact>>> = {
  readonly [K in keyof F]: FactResult<F[K] extends Fact<infer _U, infer T> ? T : never>;
};

/** The value, or undefined when the fact is unavailable. */
export const known = <T>(fact: FactResult<T>): T | undefined => (fact.status === 'known' ? fact.value : undefined);
