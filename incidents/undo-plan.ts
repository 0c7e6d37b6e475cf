import { costOrOwn } from '../playbooks/kit/cost-words';
import type { FactLine, Plan, PlanDraft, PlannedStep } from '../playbooks/kit/plan';
import { higherRisk, type Risk } from '../playbooks/kit/risk';
import { driftOf } from './drift';
import { stands } from './journal-rows';
import type { IncidentRecord, JournalRow } from './model';

export interface UndoablePlaybook {
  readonly id: string;
  readonly version: number;
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly risk: Risk;
    readonly need: 'essential' | 'best-effort';
  }[];
}
type PlaybookStep = UndoablePlaybook['steps'][number];
type Doing = Extract<PlannedStep, { kind: 'do' }>;

const plannedIn = (original: IncidentRecord, step: string): Doing | undefined =>
  original.plan?.steps.find((planned): planned is Doing => planned.id === step && planned.kind === 'do');

const backTo = (planned: Doing | undefined): string =>
  planned?.before
    ? `Back to what was there before: ${planned.before}.`
    : 'Back to what was on record before the first change.';

/** What a person picked to be overwritten: whoever approves has to see it before everything else. */
const overwrites = (row: JournalRow, accepted: readonly string[]): readonly string[] =>
  driftOf(row)
    .filter(({ field }) => accepted.includes(`${row.step}/${field}`))
    .map(({ field, foundAs, leftAs }) => `${field}, now ${foundAs}, which Cordon left as ${leftAs}`);

const putBack = (
  original: IncidentRecord,
  { id, title }: PlaybookStep,
  row: JournalRow,
  accepted: readonly string[],
): Doing => {
  const planned = plannedIn(original, id);
  const theirs = overwrites(row, accepted);
  const over = theirs.length > 0 ? `Overwrites what somebody else changed since: ${theirs.join('; ')}. ` : '';
  return {
    id,
    action: row.action,
    title: `Undo: ${title}`,
    // Whatever cannot be put back has to be seen: no step of an undo fails unnoticed.
    essential: true,
    kind: 'do',
    input: row.input ?? null,
    what: `${over}${backTo(planned)}${planned ? ` Undoes: ${planned.what}` : ''}`,
    leaves: planned?.leaves ?? [],
  };
};

const WHY_NOT = { undone: 'it was put back already', untouched: 'nothing was changed by it' } as const;

const leaveOut = (step: PlaybookStep, row: JournalRow | undefined): PlannedStep => ({
  id: step.id,
  action: row?.action ?? step.id,
  title: `Undo: ${step.title}`,
  essential: true,
  kind: 'skip',
  because: row?.undo?.status === 'undone' ? WHY_NOT.undone : WHY_NOT.untouched,
});

const stepsOf = (
  original: IncidentRecord,
  playbook: UndoablePlaybook,
  accepted: readonly string[],
): readonly PlannedStep[] =>
  [...playbook.steps].reverse().map((step) => {
    const row = original.journal.find((one) => one.step === step.id);
    return row && stands(row) ? putBack(original, step, row, accepted) : leaveOut(step, row);
  });

const riskOf = (playbook: UndoablePlaybook, steps: readonly PlannedStep[]): Risk => {
  const done = steps.filter(({ kind }) => kind === 'do').map(({ id }) => id);
  return playbook.steps
    .filter(({ id }) => done.includes(id))
    .reduce<Risk>((risk, step) => higherRisk(risk, step.risk), 'reversible');
};

const journalLines = (original: IncidentRecord): FactLine => ({
  id: 'journal',
  title: 'What the containment did',
  status: 'known',
  lines: original.journal
    .filter(stands)
    .map(
      (row) =>
        `${plannedIn(original, row.step)?.title ?? row.step}: ${row.status === 'captured' ? 'begun' : row.status}`,
    ),
});

const shown = (original: IncidentRecord): string => original.meta.target.name ?? original.meta.target.id;

const notesOf = (original: IncidentRecord, steps: readonly PlannedStep[]): readonly string[] => {
  const leaves = steps.flatMap((step) => (step.kind === 'do' ? step.leaves : []));
  const why = original.findings.map(({ finding }) => `It was contained because of ${finding.type}.`);
  return [...new Set([...why, ...leaves])];
};

const onTarget = (original: IncidentRecord): Pick<Plan, 'target' | 'targetArn' | 'mode' | 'environment' | 'reach'> => ({
  target: original.plan?.target ?? original.meta.target,
  targetArn: original.plan?.targetArn ?? '',
  mode: original.plan?.mode ?? 'dry-run',
  environment: original.plan?.environment ?? 'unknown',
  reach: original.plan?.reach ?? [],
});

/**
 * The plan that puts an incident back: what was done or partly done, in reverse order, at the risk of the riskiest of it.
 * Steps that changed nothing are left out with the reason; `accepted` names the fields, as `step/field`, that are overwritten
 * although somebody else changed them. Pure.
 */
export const undoPlan = (
  original: IncidentRecord,
  playbook: UndoablePlaybook,
  now: Date,
  accepted: readonly string[] = [],
): PlanDraft => {
  const steps = stepsOf(original, playbook, accepted);
  const theirs = original.journal.filter(stands).flatMap((row) => overwrites(row, accepted));
  const risk = riskOf(playbook, steps);
  return {
    ...onTarget(original),
    playbook: playbook.id,
    version: playbook.version,
    shape: 'undo',
    headline: `Put back ${shown(original)}`,
    risk,
    riskReasons: [
      ...theirs.map((text) => `overwrites what somebody else changed: ${text}`),
      `the riskiest step that is put back is ${risk}`,
      'whoever was locked out gets in again',
    ],
    steps,
    undo: 'Containing it again is a new incident, with a plan and an approval of its own.',
    cost: costOrOwn([]),
    notes: notesOf(original, steps),
    ...(original.plan?.owner ? { owner: original.plan.owner } : {}),
    facts: [journalLines(original)],
    madeAt: now.toISOString(),
  };
};
