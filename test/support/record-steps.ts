import { admit } from '../../incidents/admit';
import { closeIncident } from '../../incidents/close';
import { type Decided, decide } from '../../incidents/decide';
import { captureStep, type Doing, failStep, finishStep } from '../../incidents/journal';
import type { IncidentRecord, Origin, Outcome } from '../../incidents/model';
import { policyOn } from '../../incidents/policy';
import { readAudit, readIncident } from '../../incidents/read';
import { requestApproval } from '../../incidents/request';
import { markStarted } from '../../incidents/start';
import type { Store } from '../../incidents/store';
import type { Finding } from '../../playbooks/kit/finding';
import type { PlanDraft } from '../../playbooks/kit/plan';
import { type MemoryTable, memoryTable } from './memory-table';
import { type Clock, clock, EXECUTION, finding, PLAYBOOK, plan, STEPS, storeOn, TARGET } from './record-fixtures';

export interface Setup {
  readonly table: MemoryTable;
  readonly time: Clock;
  readonly store: Store;
}
export const setup = (change: Record<string, unknown> = {}): Setup => {
  const [table, time] = [memoryTable(), clock()];
  return { table, time, store: storeOn(table, time, change) };
};

/** The incident as it is now; the test fails when there is none. */
export const recordOf = async (store: Store, id: string): Promise<IncidentRecord> => {
  const record = await readIncident(store, id);
  if (!record) throw new Error(`${id} is missing`);
  return record;
};
export const events = async (store: Store, id: string): Promise<readonly string[]> =>
  (await readAudit(store, id, 0)).map(({ event }) => event);
export const lastRow = async (store: Store, id: string) => (await readAudit(store, id, 0)).at(-1);

export const admitted = async (store: Store, one: Finding = finding()): Promise<string> => {
  const { incidentId } = await admit(store, {
    finding: one,
    playbook: PLAYBOOK,
    target: TARGET,
    receivedAt: store.now().toISOString(),
  });
  return incidentId;
};

/** From a claimed incident to a question about `plan(change)`. */
export const asked = async (
  store: Store,
  incidentId: string,
  change: Partial<PlanDraft> = {},
  origin?: Origin,
): Promise<void> => {
  await markStarted(store, incidentId, `${EXECUTION}-${incidentId}`);
  const { meta, findings } = await recordOf(store, incidentId);
  const policy = policyOn(store.settings, origin ? { ...meta, origin } : meta, findings, plan(change));
  await requestApproval(store, incidentId, { plan: plan(change), policy, executionArn: `${EXECUTION}-${incidentId}` });
};

export const waiting = async (store: Store, change: Partial<PlanDraft> = {}): Promise<string> => {
  const incidentId = await admitted(store);
  await asked(store, incidentId, change);
  return incidentId;
};

export const vote = (
  store: Store,
  incidentId: string,
  personId: string,
  cast: 'approve' | 'deny' = 'approve',
  revision = 1,
): Promise<Decided> =>
  decide(store, {
    incidentId,
    revision,
    vote: cast,
    reason: cast === 'deny' ? 'a scanner of ours' : '',
    personId,
    door: 'slack',
  });

export const approved = async (store: Store, change: Partial<PlanDraft> = {}): Promise<string> => {
  const incidentId = await waiting(store, change);
  await vote(store, incidentId, 'lee');
  return incidentId;
};

export const doing = (id: string): Doing => {
  const step = STEPS.find((one): one is Doing => one.id === id && one.kind === 'do');
  if (!step) throw new Error(`the fixture has no step ${id}`);
  return step;
};

export const done = async (store: Store, incidentId: string, id: string, before = `${id} as it was`): Promise<void> => {
  await captureStep(store, incidentId, { planned: doing(id), before });
  await finishStep(store, incidentId, id, { left: `${id} as left`, saw: 'Read back.' });
};

/** Approved, these steps done, and closed. */
export const contained = async (
  store: Store,
  steps: readonly string[] = ['snapshot-volumes', 'quarantine-interfaces', 'tag-case'],
  outcome: Outcome = 'contained',
): Promise<string> => {
  const incidentId = await approved(store);
  for (const step of steps) await done(store, incidentId, step);
  await closeIncident(store, incidentId, { outcome, detail: 'for the test' });
  return incidentId;
};

/** Quarantined, the tag failed: two of three steps are there. */
export const partly = async (store: Store): Promise<string> => {
  const id = await approved(store);
  await done(store, id, 'snapshot-volumes');
  await done(store, id, 'quarantine-interfaces');
  await captureStep(store, id, { planned: doing('tag-case'), before: 'no tags' });
  await failStep(store, id, { planned: doing('tag-case'), problem: 'UnauthorizedOperation' });
  await closeIncident(store, id, { outcome: 'partly contained', detail: 'The tag failed.' });
  return id;
};

export const by = (incidentId: string, personId = 'kim') => ({ incidentId, personId, reason: 'a false positive' });
