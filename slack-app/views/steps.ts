import type { SectionBlock } from '@slack/types';
import type { IncidentRecord, JournalRow } from '../../incidents/model';
import type { Plan, PlannedStep } from '../../playbooks/kit/plan';
import { section } from './parts';
import { fitting, safe } from './text';

const asked = (step: PlannedStep, index: number): string => {
  const title = `${index + 1}. *${safe(step.title, 90)}*`;
  if (step.kind === 'skip') return `${title}: left out, ${safe(step.because, 140)}`;
  const before = step.before ? ` _Now: ${safe(step.before, 120)}_` : '';
  const need = step.essential ? '' : ' (best effort)';
  return `${title}${need}: ${safe(step.what, 220)}${before}`;
};

/** What would be done, before → after, in order. */
export const stepsAsked = (plan: Plan, max = 2200): SectionBlock =>
  section(`*If approved*\n${fitting(plan.steps.map(asked), max, 'more steps')}`);

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
  drifted: ['⚠️', 'not put back, changed by someone else'],
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
