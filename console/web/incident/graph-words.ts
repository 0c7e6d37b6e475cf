import type { JournalRow } from '../../../incidents/model';
import type { WorkflowState, WorkflowView } from '../../../incidents/views';
import type { Plan } from '../../../playbooks/kit/plan';
import type { GlyphName } from './glyph';
import { duration } from './words';

/** `left out`: the machine went through it, and the plan has nothing to do there. */
export type DrawnStatus = WorkflowState['status'] | 'left out';
export interface DrawnState extends Omit<WorkflowState, 'status'> {
  readonly status: DrawnStatus;
}
export interface DrawnWorkflow extends Omit<WorkflowView, 'states'> {
  readonly states: readonly DrawnState[];
}

export const STATUS_GLYPHS: Readonly<Record<Exclude<DrawnStatus, 'not reached'>, GlyphName>> = {
  running: 'running',
  done: 'check',
  failed: 'cross',
  'left out': 'skip',
};

/** Seconds spent in a state so far; undefined when it was not entered. */
export const secondsIn = ({ enteredAt, leftAt, status }: DrawnState, now: number): number | undefined => {
  if (!enteredAt) return undefined;
  if (!leftAt && status !== 'running') return undefined;
  return Math.max(0, ((leftAt ? Date.parse(leftAt) : now) - Date.parse(enteredAt)) / 1000);
};

/** "running for 4 min 12 s", "done in 3 s", "not reached". */
export const statusLine = (state: DrawnState, now: number): string => {
  const seconds = secondsIn(state, now);
  if (seconds === undefined || state.status === 'left out') return state.status;
  return `${state.status} ${state.status === 'running' ? 'for' : state.status === 'failed' ? 'after' : 'in'} ${duration(seconds)}`;
};

/** The arrows that the run took, as `from→to`: between states entered one after the other. */
export const takenEdges = ({ states }: Pick<DrawnWorkflow, 'states'>): ReadonlySet<string> => {
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

const FAILED: readonly JournalRow['status'][] = ['failed', 'refused'];

/** A state is named for its step. The machine passes a step that failed without harm, or was left out: the record says so. */
const statusOf = (state: WorkflowState, { plan, journal }: Recorded): DrawnStatus => {
  const step = plan?.steps.find(({ id, title }) => state.name === title || state.name === `${title} (${id})`);
  if (!step || state.status !== 'done') return state.status;
  if (step.kind === 'skip') return 'left out';
  const row = journal.find((one) => one.step === step.id);
  return row && FAILED.includes(row.status) ? 'failed' : state.status;
};

interface Recorded {
  readonly plan?: Plan | undefined;
  readonly journal: readonly JournalRow[];
}

/** The workflow as people read it: plain words on its arrows, and its steps as the record has them. */
export const drawn = (view: WorkflowView, recorded: Recorded): DrawnWorkflow => ({
  ...view,
  states: view.states.map((state) => ({
    ...state,
    status: statusOf(state, recorded),
    next: state.next.map(({ to, label }) => ({
      to,
      ...(label ? { label: ARROWS[`${state.name}/${label}`] ?? label } : {}),
    })),
  })),
});
