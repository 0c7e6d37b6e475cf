import type { Meta, Outcome } from './model';
import { type TimeSplit, timeSplit } from './split';

/** Seconds, over the incidents of which both ends are known. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p90: number;
}
export type Part = 'provider' | 'machine' | 'human' | 'verify' | 'total';

export interface Numbers {
  /** Containments that were opened, whatever became of them. */
  readonly opened: number;
  /** Of those, still open now. */
  readonly open: number;
  /** Containments by how they ended; `undone` counts the undos of the same week that put everything back. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** Time to contain, of what was contained, wholly or partly. A part that nobody has times for is absent. */
  readonly seconds: Readonly<Partial<Record<Part, Spread>>>;
}

export interface NumbersRow extends Numbers {
  /** The Monday, in UTC: `2026-11-23`. */
  readonly week: string;
  readonly playbook: string;
}

export interface NumbersView {
  /** Every Monday of the time asked about, oldest first, also those without an incident. */
  readonly weeks: readonly string[];
  /** By week, then by playbook; only where there was something. */
  readonly rows: readonly NumbersRow[];
  /** The whole time, by playbook and over all. */
  readonly playbooks: readonly (Numbers & { readonly playbook: string })[];
  readonly total: Numbers;
  readonly at: string;
}

const DAY_MS = 86_400_000;

/** The Monday of the week that a time falls into, in UTC. */
export const weekOf = (at: string | Date): string => {
  const day = new Date(at);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  return new Date(day.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
};

/** The Mondays of the last `count` weeks, this one included, oldest first. */
export const lastWeeks = (now: Date, count: number): readonly string[] =>
  Array.from({ length: count }, (_, back) => weekOf(new Date(now.getTime() - (count - 1 - back) * 7 * DAY_MS)));

/** Nearest rank: a value that was really measured, also of few. */
const rank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const spreadOf = (values: readonly (number | undefined)[]): Spread | undefined => {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted.length > 0 ? { count: sorted.length, median: rank(sorted, 0.5), p90: rank(sorted, 0.9) } : undefined;
};

const PARTS: Readonly<Record<Part, keyof TimeSplit>> = {
  provider: 'providerSeconds',
  machine: 'machineSeconds',
  human: 'humanSeconds',
  verify: 'verifySeconds',
  total: 'totalSeconds',
};

const secondsOf = (contained: readonly Meta[]): Numbers['seconds'] => {
  const splits = contained.map(({ times }) => timeSplit(times));
  const spreads = Object.entries(PARTS).map(([part, name]) => [part, spreadOf(splits.map((split) => split[name]))]);
  return Object.fromEntries(spreads.filter(([, spread]) => spread !== undefined));
};

const CONTAINED: readonly (Outcome | undefined)[] = ['contained', 'partly contained'];

const countOf = (metas: readonly Meta[]): Numbers['outcomes'] => {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of metas) if (outcome) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

const numbers = (metas: readonly Meta[]): Numbers => {
  const contains = metas.filter(({ kind }) => kind === 'contain');
  const undone = metas.filter(({ kind, outcome }) => kind === 'undo' && outcome === 'undone');
  return {
    opened: contains.length,
    open: contains.filter(({ stage }) => stage !== 'closed').length,
    outcomes: countOf([...contains, ...undone]),
    seconds: secondsOf(contains.filter(({ outcome }) => CONTAINED.includes(outcome))),
  };
};

const groups = <K extends string>(
  metas: readonly Meta[],
  keyOf: (meta: Meta) => K,
): ReadonlyMap<K, readonly Meta[]> => {
  const found = new Map<K, Meta[]>();
  for (const meta of metas) found.set(keyOf(meta), [...(found.get(keyOf(meta)) ?? []), meta]);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** How fast and how well, by the week in which an incident was opened and by playbook. Pure. */
export const numbersOf = (metas: readonly Meta[], now: Date, count: number): NumbersView => {
  const weeks = lastWeeks(now, count);
  const within = metas.filter(({ openedAt }) => weeks.includes(weekOf(openedAt)));
  const byPlaybook = (some: readonly Meta[]) =>
    [...groups(some, ({ playbook }) => playbook)].map(([playbook, own]) => ({ playbook, ...numbers(own) }));
  return {
    weeks,
    rows: [...groups(within, ({ openedAt }) => weekOf(openedAt))].flatMap(([week, own]) =>
      byPlaybook(own).map((row) => ({ week, ...row })),
    ),
    playbooks: byPlaybook(within),
    total: numbers(within),
    at: now.toISOString(),
  };
};
