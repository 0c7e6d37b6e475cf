import type { SectionBlock } from '@slack/types';
import type { IncidentRecord, JournalRow } from '../../incidents/model';
import type { Plan, PlannedStep } from '../../playbooks/kit/plan';
import { section } from './parts';
import { fitting, safe } from './text';

type Doing = Extract<PlannedStep, { kind: 'do' }>;
const isDoing = (step: PlannedStep): step is Doing => step.kind === 'do';

const asked = (step: Doing, index: number): string => {
  const need = step.essential ? '' : ' (if possible)';
  const before = step.before ? `\n     now: ${safe(step.before, 120)}` : '';
  return `${index + 1}. *${safe(step.title, 90)}*${need}: ${safe(step.what, 220)}${before}`;
};

const leftOut = (plan: Plan): readonly string[] =>
  plan.steps.flatMap((step) =>
    step.kind === 'skip' ? [`_Left out: ${safe(step.title, 90)}, because ${safe(step.because, 140)}_`] : [],
  );

/** What would be done, before → after, in order; then what is left out, and why. */
export const stepsAsked = (plan: Plan, max = 2200): SectionBlock =>
  section(`*If approved*\n${fitting([...plan.steps.filter(isDoing).map(asked), ...leftOut(plan)], max, 'more steps')}`);

const STATES: Readonly<Record<JournalRow['status'], readonly [icon: string, word: string]>> = {
  captured: ['🔄', 'running'],
  done: ['✅', 'done'],
  failed: ['❌', 'failed'],
  skipped: ['⏭️', 'left out'],
  'would do': ['🧪', 'would do'],
  refused: ['⛔', 'refused'],
};

/** How each step of the plan stands. A step without a row has not been begun. */
export interface StepLine {
  readonly title: string;
  readonly essential: boolean;
  readonly icon: string;
  readonly word: string;
  readonly detail: string;
}

const UNDONE = {
  undone: ['↩️', 'put back'],
  drifted: ['⚠️', 'not put back'],
  failed: ['❌', 'could not be put back'],
} as const;

const lineOf = (step: PlannedStep, row: JournalRow | undefined, undo: boolean): StepLine => {
  const shown = { title: step.title, essential: step.essential };
  if (step.kind === 'skip') return { ...shown, icon: '⏭️', word: 'left out', detail: step.because };
  if (!row) return { ...shown, icon: '▫️', word: 'not done', detail: '' };
  if (row.undo) {
    const [icon, word] = UNDONE[row.undo.status];
    return { ...shown, icon, word, detail: row.undo.detail };
  }
  const [icon, word] = undo && row.status === 'done' ? UNDONE.undone : STATES[row.status];
  return { ...shown, icon, word, detail: row.problem ?? row.saw ?? '' };
};

export const stepLines = ({ meta, plan, journal }: IncidentRecord): readonly StepLine[] =>
  (plan?.steps ?? []).map((step) =>
    lineOf(
      step,
      journal.find((row) => row.step === step.id),
      meta.kind === 'undo',
    ),
  );

const text = ({ icon, word, title, detail }: StepLine): string =>
  `${icon} *${safe(title, 90)}*: ${word}${detail ? `, ${safe(detail, 220)}` : ''}`;

/** Steps as they stand, under a heading; nothing when there are none. */
export const stepsNow = (heading: string, lines: readonly StepLine[], max = 2200): readonly SectionBlock[] =>
  lines.length === 0 ? [] : [section(`*${heading}*\n${fitting(lines.map(text), max, 'more steps')}`)];
