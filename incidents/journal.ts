import { canonical, type Json } from '../playbooks/kit/json';
import type { PlannedStep } from '../playbooks/kit/plan';
import type { NewRow } from './chain';
import { digestOf, sha256 } from './digest';
import { RecordError } from './errors';
import type { Refusal } from './gate';
import { putJournal, putMeta } from './items';
import type { IncidentRecord, JournalRow, Meta } from './model';
import { change, type Draft, type Store, transact } from './store';

export type Doing = Extract<PlannedStep, { kind: 'do' }>;
export type Leaving = Extract<PlannedStep, { kind: 'skip' }>;

const rowOf = (record: IncidentRecord, step: string): JournalRow | undefined =>
  record.journal.find((row) => row.step === step);

/** The gate has been asked before; this holds even where it was forgotten: no effect without a standing approval of this plan. */
const mustBeApproved = ({ meta, approval, plan }: IncidentRecord, step: string): void => {
  const problem =
    meta.stage === 'closed'
      ? 'the incident is closed'
      : approval?.status !== 'APPROVED' || approval.revision !== meta.revision
        ? 'its plan is not approved'
        : !plan || digestOf(plan) !== approval.digest
          ? 'its plan is not the approved one'
          : plan.steps.some(({ id, kind }) => id === step && kind === 'do')
            ? undefined
            : 'the approved plan leaves it out';
  if (problem) throw new RecordError('not-allowed', `Step ${step} of ${meta.incidentId} must not start: ${problem}.`);
};

const begin = (planned: Doing, standing: JournalRow | undefined, before: Json | undefined, at: string): JournalRow => ({
  step: planned.id,
  action: planned.action,
  essential: planned.essential,
  status: 'captured',
  input: planned.input,
  ...(before !== undefined ? { before } : {}),
  ...(standing?.left !== undefined ? { left: standing.left } : {}),
  startedAt: standing && standing.attempts > 0 ? standing.startedAt : at,
  attempts: (standing?.attempts ?? 0) + 1,
  ...(standing?.carriedFrom ? { carriedFrom: standing.carriedFrom } : {}),
});

const startedRow = (record: IncidentRecord, planned: Doing, row: JournalRow): NewRow => ({
  event: 'step.started',
  actor: 'cordon',
  text: row.attempts > 1 ? `Taken up again (attempt ${row.attempts}): ${planned.title}.` : `Started: ${planned.title}.`,
  data: {
    step: planned.id,
    revision: record.meta.revision,
    digest: record.approval?.digest ?? '',
    capture: row.before === undefined ? '' : sha256(canonical(row.before)),
    attempt: row.attempts,
  },
});

const changing = (meta: Meta, at: string): Meta => ({
  ...meta,
  times: { ...meta.times, firstChangeAt: meta.times.firstChangeAt ?? at },
});
const changed = (meta: Meta, at: string): Meta => ({ ...meta, times: { ...meta.times, lastChangeAt: at } });

const save = <T>(
  record: IncidentRecord,
  result: T,
  row: JournalRow,
  said: NewRow,
  meta: Meta = record.meta,
): Draft<T> => ({
  result,
  write: [putJournal(meta.incidentId, row), putMeta(meta, record.approval)],
  rows: { [meta.incidentId]: [said] },
});

/**
 * Stores what undo will need, and the audit row that stands before the effect. Call it before every attempt, with a fresh
 * capture or the one on record: the first capture of a step is never overwritten. Returns the row that stands; when its
 * status is `done` there is nothing left to do. Throws `not-allowed` when no approval of exactly this plan stands.
 */
export const captureStep = (
  store: Store,
  incidentId: string,
  { planned, before }: { planned: Doing; before: Json },
): Promise<JournalRow> =>
  change(store, incidentId, (record, at) => {
    const standing = rowOf(record, planned.id);
    if (standing?.status === 'done') return { result: standing };
    mustBeApproved(record, planned.id);
    const row = begin(planned, standing, standing?.before !== undefined ? standing.before : before, at);
    return save(record, row, row, startedRow(record, planned, row), changing(record.meta, at));
  });

/** The step took effect and was read back. */
export const finishStep = (
  store: Store,
  incidentId: string,
  step: string,
  end: { left?: Json; saw: string },
): Promise<void> =>
  change(store, incidentId, (record, at) => {
    const standing = rowOf(record, step);
    if (!standing) throw new RecordError('not-allowed', `Step ${step} of ${incidentId} was never started.`);
    if (standing.status === 'done') return { result: undefined };
    const { problem: _earlier, ...rest } = standing;
    const row: JournalRow = {
      ...rest,
      status: 'done',
      ...(end.left !== undefined ? { left: end.left } : {}),
      saw: end.saw,
      finishedAt: at,
    };
    const said: NewRow = {
      event: 'step.finished',
      actor: 'cordon',
      text: `Done: ${titleOf(record, step)}. ${end.saw}`,
      data: { step },
    };
    return save(record, undefined, row, said, changed(record.meta, at));
  });

const titleOf = (record: IncidentRecord, step: string): string =>
  record.plan?.steps.find(({ id }) => id === step)?.title ?? step;

/** The step failed; `left` when it is known what it made all the same. */
export const failStep = (
  store: Store,
  incidentId: string,
  { planned, problem }: { planned: Doing; problem: string },
): Promise<void> =>
  change(store, incidentId, (record, at) => {
    const standing = rowOf(record, planned.id);
    if (standing?.status === 'done' || (standing?.status === 'failed' && standing.problem === problem))
      return { result: undefined };
    const row: JournalRow = {
      ...(standing ?? { ...begin(planned, undefined, undefined, at), attempts: 0 }),
      status: 'failed',
      problem,
      finishedAt: at,
    };
    const goesOn = planned.essential ? 'The run stops here.' : 'The run goes on without it.';
    const said: NewRow = {
      event: 'step.failed',
      actor: 'cordon',
      text: `Failed: ${planned.title}. ${problem}. ${goesOn}`,
      data: { step: planned.id },
      ...(planned.essential ? { page: true } : {}),
    };
    return save(record, undefined, row, said, standing ? changed(record.meta, at) : record.meta);
  });

const without = (
  planned: PlannedStep,
  standing: JournalRow | undefined,
  status: 'skipped' | 'would do' | 'refused',
  at: string,
): JournalRow => ({
  ...(standing ?? {
    step: planned.id,
    action: planned.action,
    essential: planned.essential,
    startedAt: at,
    attempts: 0,
  }),
  status,
  finishedAt: at,
});

/** The plan leaves this step out. What an earlier generation did there still stands on the row. */
export const skipStep = (store: Store, incidentId: string, planned: Leaving): Promise<void> =>
  change(store, incidentId, (record, at) => {
    const standing = rowOf(record, planned.id);
    if (standing && standing.attempts > 0) return { result: undefined };
    if (standing?.status === 'skipped') return { result: undefined };
    const row = { ...without(planned, standing, 'skipped', at), saw: planned.because };
    const said: NewRow = {
      event: 'step.skipped',
      actor: 'cordon',
      text: `Left out: ${planned.title}, because ${planned.because}.`,
      data: { step: planned.id },
    };
    return save(record, undefined, row, said);
  });

/** Dry run: everything up to the change was checked, and the change was not made. */
export const wouldDoStep = (store: Store, incidentId: string, planned: Doing): Promise<void> =>
  change(store, incidentId, (record, at) => {
    const standing = rowOf(record, planned.id);
    if (standing?.status === 'would do' || (standing && standing.attempts > 0)) return { result: undefined };
    const said: NewRow = {
      event: 'step.would-do',
      actor: 'cordon',
      text: `Dry run, not done: ${planned.title}. ${planned.what}`,
      data: { step: planned.id },
    };
    return save(record, undefined, without(planned, standing, 'would do', at), said);
  });

// A stranger's run leaves its mark in the chain, never on the incident's own steps.
const MARKS_THE_STEP = (code: Refusal['code']): boolean => code !== 'wrong-execution' && code !== 'closed';

/** A gate said no: one row for people, and on the step if the step belongs to this run. */
export const refuseRun = (store: Store, incidentId: string, step: string, refusal: Refusal): Promise<void> =>
  transact(store, [incidentId], ([record], at) => {
    const said: NewRow = {
      event: 'run.refused',
      actor: 'cordon',
      text: refusal.text,
      data: { step, code: refusal.code },
      ...(refusal.page ? { page: true } : {}),
    };
    const rows = { [incidentId]: [said] };
    const planned = record?.plan?.steps.find(({ id }) => id === step);
    const standing = record && rowOf(record, step);
    if (!record || !planned || !MARKS_THE_STEP(refusal.code) || (standing && standing.attempts > 0))
      return { result: undefined, rows };
    const row: JournalRow = { ...without(planned, standing, 'refused', at), problem: refusal.text, code: refusal.code };
    return { result: undefined, write: [putJournal(incidentId, row)], rows };
  });

export { recordUndo } from './undo-record';
