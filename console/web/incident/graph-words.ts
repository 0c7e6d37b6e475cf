import type { WorkflowState, WorkflowView } from '../../../incidents/views';
import type { GlyphName } from './glyph';
import { duration } from './words';

export const STATUS_WORDS: Readonly<Record<WorkflowState['status'], string>> = {
  'not reached': 'not reached',
  running: 'running',
  done: 'done',
  failed: 'failed',
};

export const STATUS_GLYPHS: Readonly<Record<Exclude<WorkflowState['status'], 'not reached'>, GlyphName>> = {
  running: 'running',
  done: 'check',
  failed: 'cross',
};

/** Seconds spent in a state so far; undefined when it was not entered. */
export const secondsIn = ({ enteredAt, leftAt, status }: WorkflowState, now: number): number | undefined => {
  if (!enteredAt) return undefined;
  if (!leftAt && status !== 'running') return undefined;
  return Math.max(0, ((leftAt ? Date.parse(leftAt) : now) - Date.parse(enteredAt)) / 1000);
};

/** "running for 4 min 12 s", "done in 3 s", "not reached". */
export const statusLine = (state: WorkflowState, now: number): string => {
  const seconds = secondsIn(state, now);
  const word = STATUS_WORDS[state.status];
  if (seconds === undefined) return word;
  return `${word} ${state.status === 'running' ? 'for' : state.status === 'failed' ? 'after' : 'in'} ${duration(seconds)}`;
};

/** The arrows that the run took, as `from→to`: between states entered one after the other. */
export const takenEdges = ({ states }: Pick<WorkflowView, 'states'>): ReadonlySet<string> => {
  const order = new Map(states.map(({ name }, index) => [name, index]));
  const entered = states
    .filter((state) => state.enteredAt !== undefined)
    .sort(
      (a, b) =>
        Date.parse(a.enteredAt ?? '') - Date.parse(b.enteredAt ?? '') ||
        (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0),
    );
  return new Set(
    entered.slice(1).flatMap((state, index) => {
      const before = entered[index];
      return before?.next.some(({ to }) => to === state.name) ? [`${before.name}→${state.name}`] : [];
    }),
  );
};

// What the machine's own words mean to a reader. Whatever is not listed is shown as the machine says it.
const ARROWS: Readonly<Record<string, string>> = {
  'How to proceed?/ask': 'ask first',
  'How to proceed?/otherwise': 'nothing to ask',
  'Approved?/otherwise': 'denied, expired or stale',
};

/** The workflow with the words on its arrows in plain English. */
export const inPlainWords = (view: WorkflowView): WorkflowView => ({
  ...view,
  states: view.states.map((state) => ({
    ...state,
    next: state.next.map(({ to, label }) => ({
      to,
      ...(label ? { label: ARROWS[`${state.name}/${label}`] ?? label } : {}),
    })),
  })),
});
