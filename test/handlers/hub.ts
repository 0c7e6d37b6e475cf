import { createHash } from 'node:crypto';
import { investigate } from '../../handlers/investigation';
import { type Asked, runStep } from '../../handlers/run-step';
import type { Execution } from '../../handlers/wiring';
import { admit } from '../../incidents/admit';
import { decide } from '../../incidents/decide';
import type { AuditRow, IncidentRecord } from '../../incidents/model';
import { readAudit, readIncident } from '../../incidents/read';
import type { Store } from '../../incidents/store';
import type { Target } from '../../playbooks/kit/target';
import { type Faults, type MemoryTable, memoryTable } from '../support/memory-table';
import { type Clock, clock, finding, storeOn, TARGET } from '../support/record-fixtures';
import { FakeAccount, world } from './account';
import { holdInstance } from './hold-instance';

/** The record in memory, one account, and a clock that stands: what handlers work on here. */
export interface Hub {
  readonly table: MemoryTable;
  readonly time: Clock;
  readonly account: FakeAccount;
  store: Store;
}

export const openHub = (change: Record<string, unknown> = {}, faults: Faults = {}): Hub => {
  const [table, time, account] = [memoryTable(faults), clock(), new FakeAccount()];
  world.account = account;
  return { table, time, account, store: storeOn(table, time, change) };
};

/** The settings of a later deployment. */
export const resettle = (hub: Hub, change: Record<string, unknown>): void => {
  hub.store = storeOn(hub.table, hub.time, change);
};

export const executionOf = (incidentId: string): Execution => ({
  executionArn: `arn:aws:states:eu-west-1:111111111111:execution:cordon-hold-instance:${incidentId}`,
  name: incidentId,
});

export const admitted = async ({ store }: Hub, target: Target = TARGET): Promise<string> => {
  const { id, version, locks } = holdInstance;
  const receivedAt = store.now().toISOString();
  const one = finding({ id: createHash('sha256').update(target.id).digest('hex').slice(0, 32) });
  return (await admit(store, { finding: one, playbook: { id, version, locks }, target, receivedAt })).incidentId;
};

/** A finding came, the machine started and people are asked. */
export const asked = async (hub: Hub, target?: Target): Promise<string> => {
  const incidentId = await admitted(hub, target);
  await investigate(hub.store, holdInstance, { incidentId }, executionOf(incidentId));
  return incidentId;
};

export const approve = async (
  { store }: Hub,
  incidentId: string,
  people: readonly string[] = ['lee', 'kim'],
): Promise<void> => {
  const revision = (await readIncident(store, incidentId))?.meta.revision ?? 0;
  for (const personId of people)
    await decide(store, { incidentId, revision, vote: 'approve', reason: 'seen', personId, door: 'slack' });
};

export const approved = async (hub: Hub, target?: Target): Promise<string> => {
  const incidentId = await asked(hub, target);
  await approve(hub, incidentId);
  hub.account.calls.length = 0;
  return incidentId;
};

export const step = (incidentId: string, id: string): Asked => ({
  incidentId,
  step: id,
  execution: executionOf(incidentId).executionArn,
});

export const run = ({ store }: Hub, incidentId: string, id = 'swap-group'): Promise<string> =>
  runStep(store, holdInstance, step(incidentId, id));

export const recordOf = async ({ store }: Hub, incidentId: string): Promise<IncidentRecord> => {
  const record = await readIncident(store, incidentId);
  if (!record) throw new Error(`${incidentId} is missing`);
  return record;
};

export const rowOf = async (hub: Hub, incidentId: string, id = 'swap-group') =>
  (await recordOf(hub, incidentId)).journal.find((row) => row.step === id);

export const auditOf = ({ store }: Hub, incidentId: string): Promise<readonly AuditRow[]> =>
  readAudit(store, incidentId, 0);

export const lastAudit = async (hub: Hub, incidentId: string): Promise<AuditRow | undefined> =>
  (await auditOf(hub, incidentId)).at(-1);
