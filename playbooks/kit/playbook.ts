import type * as z from 'zod';
import type { Action, AnyAction } from './action';
import type { AnyFact, Facts } from './fact';
import type { Finding } from './finding';
import type { Picture } from './picture';
import type { Reach } from './plan';
import type { Risk } from './risk';
import type { Target, TargetKind } from './target';

export type Trigger =
  | { readonly match: true; readonly target: Target; readonly why: string }
  | { readonly match: false; readonly why: string };

export interface Step {
  /** Unique in its playbook; the action's id when that is used once. */
  readonly id: string;
  readonly action: AnyAction;
  /** `essential` failing ends the run as partly contained; `best-effort` failing is recorded and passed. */
  readonly need: 'essential' | 'best-effort';
  /** Of an essential step: what comes after helps without it, so it is done although this failed. The run still ends as partly contained. */
  readonly whenItFails?: 'go on';
}

/** Keeps the action's input type, so that a wrong step input does not compile. */
export interface TypedStep<Id extends string, A extends AnyAction> extends Step {
  readonly id: Id;
  readonly action: A;
}
export const step = <const Id extends string, A extends AnyAction>(
  id: Id,
  action: A,
  need: Step['need'],
  more: Pick<Step, 'whenItFails'> = {},
): TypedStep<Id, A> => ({ id, action, need, ...more });

export interface Skip {
  readonly skip: string;
}
export const skip = (because: string): Skip => ({ skip: because });

type InputOf<A> = A extends Action<infer _U, infer I, infer _B, infer _L> ? z.infer<I> : never;
export type StepInputs<S extends readonly Step[]> = {
  readonly [K in S[number] as K['id']]: K extends TypedStep<string, infer A> ? InputOf<A> | Skip : never;
};

/** What the facts say should happen. Every answer carries its sentence for people. */
export type Decision<S extends readonly Step[]> =
  | {
      readonly kind: 'act';
      readonly headline: string;
      readonly targetArn: string;
      /** The target as now known, with its name. */
      readonly target: Target;
      readonly shape?: string;
      readonly risk: Risk;
      readonly riskReasons: readonly string[];
      readonly reach: readonly Reach[];
      readonly inputs: StepInputs<S>;
      /** Current values by step, for the reader: "sg-1, sg-2 on eni-1". */
      readonly before?: { readonly [K in S[number]['id']]?: string };
      readonly undo: string;
      readonly cost: readonly string[];
      readonly notes: readonly string[];
      readonly owner?: string;
      readonly followUp?: { readonly playbook: string; readonly reason: string };
    }
  | { readonly kind: 'not-applicable'; readonly why: string; readonly targetArn?: string }
  | { readonly kind: 'nothing-to-do'; readonly why: string; readonly targetArn?: string }
  | { readonly kind: 'review'; readonly headline: string; readonly why: string };

export interface DecideContext {
  readonly target: Target;
  readonly finding?: Finding;
  /** From configuration: account or OU; `unknown` counts as production. */
  readonly environment: string;
  /** The organisation's shield lies on the account. Left out: it does not, and the plan says that the race is open. */
  readonly shielded?: boolean;
  readonly partition: string;
  /** This playbook's own settings, already checked by `options`. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

export interface Playbook<
  F extends Readonly<Record<string, AnyFact>> = Readonly<Record<string, AnyFact>>,
  S extends readonly Step[] = readonly Step[],
> {
  /** kebab-case verb-noun; also the file's name and the state machine's. */
  readonly id: string;
  /** Raised with every change that alters what an approval means: a waiting plan of another version is stale. */
  readonly version: number;
  readonly title: string;
  /** One sentence: what it does. Shown in the README table, the docs and the machine's comment. */
  readonly summary: string;
  /** Which findings, in words, for the docs. */
  readonly answers: string;
  readonly targetKind: TargetKind;
  /** False only for playbooks that look and never act: they take no lock on the target. */
  readonly locks: boolean;
  /** Pure: does this finding belong here, and why (not)? */
  readonly trigger: (finding: Finding) => Trigger;
  readonly facts: F;
  /** Ids of facts without which nothing can be decided: unavailable means retry, then fail. */
  readonly needs: readonly (keyof F & string)[];
  /** Ids of facts read again just before the first change: all that risk and reach are decided from. The others are then unavailable. */
  readonly recheck: readonly (keyof F & string)[];
  readonly steps: S;
  /** Allowed values of this playbook's settings; the first is the default. */
  readonly options?: Readonly<Record<string, readonly string[]>>;
  readonly decide: (facts: Facts<F>, context: DecideContext) => Decision<S>;
  /** Ids of the facts that `draw` uses: what is read when someone asks how the target is now. */
  readonly drawnFrom?: readonly (keyof F & string)[];
  /** Pure: the target as the facts show it, before anything or after. Undefined when there is nothing to draw. Text stays raw, lists are capped by whoever keeps it. */
  readonly draw?: (facts: Facts<F>, context: DecideContext) => Picture | undefined;
}

export const definePlaybook = <const F extends Readonly<Record<string, AnyFact>>, const S extends readonly Step[]>(
  playbook: Playbook<F, S>,
): Playbook<F, S> => playbook;

// biome-ignore lint/suspicious/noExplicitAny: a registry holds playbooks of every shape; each was checked when it was defined
export type AnyPlaybook = Playbook<any, any>;
