import type { JournalRow } from '../../../incidents/model';
import type { Drift } from '../../../playbooks/kit/action';
import type { PlannedStep } from '../../../playbooks/kit/plan';
import type { GlyphName } from './glyph';

export interface StepState {
  readonly icon: GlyphName;
  readonly word: string;
  readonly tone: 'good' | 'bad' | 'warn' | 'active' | 'quiet';
}

const STATES: Readonly<Record<JournalRow['status'], StepState>> = {
  captured: { icon: 'running', word: 'running', tone: 'active' },
  done: { icon: 'check', word: 'done', tone: 'good' },
  failed: { icon: 'cross', word: 'failed', tone: 'bad' },
  skipped: { icon: 'skip', word: 'left out', tone: 'quiet' },
  'would do': { icon: 'flask', word: 'would do', tone: 'quiet' },
  refused: { icon: 'denied', word: 'refused', tone: 'bad' },
};
const UNDONE: Readonly<Record<NonNullable<JournalRow['undo']>['status'], StepState>> = {
  undone: { icon: 'back', word: 'put back', tone: 'good' },
  drifted: { icon: 'warning', word: 'not put back, changed by someone else', tone: 'warn' },
  failed: { icon: 'cross', word: 'could not be put back', tone: 'bad' },
};
const PLANNED: StepState = { icon: 'ring', word: 'planned', tone: 'quiet' };
const NOT_DONE: StepState = { icon: 'minus', word: 'not done', tone: 'quiet' };

export interface Around {
  /** What has no row by now will not be done any more. */
  readonly closed: boolean;
  /** The plan puts another one back. */
  readonly undo: boolean;
}

/** How one step of a plan stands. */
export const stepState = (step: PlannedStep, row: JournalRow | undefined, { closed, undo }: Around): StepState => {
  if (step.kind === 'skip') return STATES.skipped;
  if (!row) return closed ? NOT_DONE : PLANNED;
  if (row.undo) return UNDONE[row.undo.status];
  if (row.status === 'captured' && row.attempts === 0) return closed ? NOT_DONE : PLANNED;
  if (row.status === 'captured' && closed) return { icon: 'warning', word: 'cut short', tone: 'bad' };
  return undo && row.status === 'done' ? UNDONE.undone : STATES[row.status];
};

const isDrift = (value: unknown): value is Drift =>
  typeof value === 'object' &&
  value !== null &&
  'field' in value &&
  'leftAs' in value &&
  'foundAs' in value &&
  [value.field, value.leftAs, value.foundAs].every((one) => typeof one === 'string');

/** What someone else changed since, as the last undo found it; empty for anything else. */
export const driftOf = ({ undo }: JournalRow): readonly Drift[] => {
  const drift: unknown = undo?.status === 'drifted' ? undo.drift : undefined;
  return Array.isArray(drift) ? drift.filter(isDrift) : [];
};

export interface DriftChoice extends Drift {
  /** What the operator API takes: `step/field`. */
  readonly id: string;
  readonly step: string;
}

/** Every field that the last undo left alone, for a person to pick from. */
export const driftChoices = (journal: readonly JournalRow[]): readonly DriftChoice[] =>
  journal.flatMap((row) =>
    driftOf(row).map((drift) => ({ ...drift, id: `${row.step}/${drift.field}`, step: row.step })),
  );
