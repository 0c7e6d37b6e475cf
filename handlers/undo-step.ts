import { driftOf } from '../incidents/drift';
import type { Refusal } from '../incidents/gate';
import { captureStep, recordUndo, skipStep } from '../incidents/journal';
import type { IncidentRecord, JournalRow } from '../incidents/model';
import { readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import type { ActionContext, AnyAction, Drift, Undone } from '../playbooks/kit/action';
import type { Json } from '../playbooks/kit/json';
import type { PlannedStep } from '../playbooks/kit/plan';
import type { AnyPlaybook, Step } from '../playbooks/kit/playbook';
import type { Uses } from '../playbooks/kit/services';
import { sessionPolicyFor } from '../playbooks/kit/session-policy';
import { openMember, partitionOf, wait } from './member';
import { type Asked, passGate, RunStopped, stop } from './run-step';
import { problemOf } from './wiring';

interface Putting {
  readonly record: IncidentRecord;
  readonly original: IncidentRecord;
  readonly planned: Extract<PlannedStep, { kind: 'do' }>;
  readonly row: JournalRow;
  readonly action: AnyAction;
}

/** Puts one step of a contained incident back, after the same gate as containment. Throws to stop the run. */
export const undoStep = async (store: Store, playbook: AnyPlaybook, asked: Asked): Promise<string> => {
  const record = await readIncident(store, asked.incidentId);
  const gate = await passGate(store, record, asked);
  if (!record || !gate.ok) return stop(store, asked, gate.ok ? missing(asked) : gate);
  const planned = record.plan?.steps.find((step) => step.id === asked.step);
  if (!planned) return stop(store, asked, missing(asked));
  if (planned.kind === 'skip') return skipStep(store, asked.incidentId, planned).then(() => 'skipped');
  const original = record.meta.undoOf ? await readIncident(store, record.meta.undoOf) : undefined;
  const row = original?.journal.find((journal) => journal.step === asked.step);
  const action = (playbook.steps as readonly Step[]).find((step) => step.id === asked.step)?.action;
  if (!original || !row || !action) return stop(store, asked, missing(asked));
  if (row.undo?.status === 'undone') return 'undone';
  if (gate.mode === 'dry-run') return stop(store, asked, DRY);
  return putBack(store, { record, original, planned, row, action }, asked);
};

const DRY: Refusal = {
  ok: false,
  code: 'dry-run',
  text: 'This account is in dry run now, so nothing is put back. Switch it on and ask for the undo again. Nothing was changed.',
  page: true,
};

const missing = (asked: Asked): Refusal => ({
  ok: false,
  code: 'unknown-step',
  text: `There is nothing on record to put back for ${asked.step}. Nothing was changed.`,
  page: true,
});

const contextFor = async (store: Store, putting: Putting, input: unknown): Promise<ActionContext<Uses>> => {
  const { target } = putting.record.meta;
  const partition = partitionOf(store.settings.hub.region);
  const scope = { partition, accountId: target.accountId, region: target.region === 'global' ? '*' : target.region };
  const policy = sessionPolicyFor(putting.action, input, scope);
  const door = await openMember(store.settings, target, putting.record.meta.incidentId, { sessionPolicy: policy });
  const incidentId = putting.original.meta.incidentId;
  return { aws: door.services(putting.action.uses as Uses), target, incidentId, partition, now: store.now, wait };
};

const putBack = async (store: Store, putting: Putting, asked: Asked): Promise<string> => {
  const { row, action, record, original, planned } = putting;
  const at = (): string => store.now().toISOString();
  const save = (undo: NonNullable<JournalRow['undo']>) =>
    recordUndo(store, { undoId: asked.incidentId, originalId: original.meta.incidentId, step: asked.step, undo });
  let undone: Undone;
  try {
    const input: unknown = action.input.parse(row.input);
    const context = await contextFor(store, putting, input);
    // No effect without a row before it: what the undo starts from is what the containment left.
    await captureStep(store, asked.incidentId, { planned, before: row.left ?? null });
    const left = row.left === undefined ? undefined : action.left.parse(row.left);
    const undo = (accept: readonly string[]): Promise<Undone> =>
      action.undo(context, input, action.before.parse(row.before), left, accept);
    undone = await undo([]);
    const same = undone.kind === 'drifted' ? asAccepted(record, row, undone.drift) : [];
    if (same.length > 0) undone = await undo(same);
  } catch (error) {
    const detail = problemOf(error);
    await save({ status: 'failed', detail, at: at() });
    throw new RunStopped(detail);
  }
  if (undone.kind === 'undone') return save({ status: 'undone', detail: undone.saw, at: at() }).then(() => 'undone');
  const fields = undone.drift
    .map((drift) => `${drift.field} is ${drift.foundAs}, was left as ${drift.leftAs}`)
    .join('; ');
  await save({
    status: 'drifted',
    detail: `Someone else changed it since: ${fields}. ${undone.done}`.trim(),
    drift: undone.drift as unknown as Json,
    at: at(),
  });
  throw new RunStopped(`changed by someone else: ${fields}`);
};

/** The fields that a person chose to overwrite and that are still what they were then: what was changed once more is left alone. */
const asAccepted = ({ meta }: IncidentRecord, row: JournalRow, found: readonly Drift[]): readonly string[] => {
  const before = new Map(driftOf(row).map((drift) => [drift.field, drift.foundAs]));
  return found
    .filter(({ field, foundAs }) => {
      const name = `${row.step}/${field}`;
      return meta.acceptDrift?.includes(name) && foundAs === (meta.acceptedAs?.[name] ?? before.get(field));
    })
    .map(({ field }) => field);
};
