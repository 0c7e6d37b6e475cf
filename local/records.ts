import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { tablePort } from '../adapters/table';
import { incidentIdFor } from '../incidents/ids';
import { monthOf } from '../incidents/keys';
import { listIncidents } from '../incidents/list';
import type { AuditRow, IncidentRecord } from '../incidents/model';
import { readAudit, readIncident, readLock } from '../incidents/read';
import type { Store } from '../incidents/store';
import type { Target } from '../playbooks/kit/target';
import type { Stage } from './stage';

/** The record of a stage, to be watched; nothing here writes. */
export interface Records {
  readonly read: (incidentId: string) => Promise<IncidentRecord | undefined>;
  /** Of the incidents that were opened last: the open ones and the newest that is over, newest first. */
  readonly current: (limit: number) => Promise<readonly IncidentRecord[]>;
  readonly audit: (incidentId: string) => Promise<readonly AuditRow[]>;
  /** The latest incident on a target. */
  readonly on: (target: Target) => Promise<string | undefined>;
  /** Waits until the incident is as `look` wants it. Throws with what it was last. */
  readonly until: (
    incidentId: string,
    look: (record: IncidentRecord) => boolean,
    ms?: number,
  ) => Promise<IncidentRecord>;
  /** The same for whatever is open on a target by then. */
  readonly untilOn: (target: Target, look: (record: IncidentRecord) => boolean, ms?: number) => Promise<IncidentRecord>;
}

const EVERY_MS = 150;
const PATIENCE_MS = 60_000;

const brief = (record: IncidentRecord | undefined): string =>
  record ? `${record.meta.stage} ${record.meta.outcome ?? ''} ${record.approval?.status ?? ''}`.trim() : 'not there';

export const watchRecords = (stage: Pick<Stage, 'hub' | 'settings'>): Records => {
  const port = tablePort(stage.hub.outputs['TableName'] ?? '', new DynamoDB(stage.hub.client));
  const store: Store = { port, now: () => new Date(), settings: stage.settings };
  const on = async (target: Target) =>
    (await readLock(store, target))?.incidentId ?? (target.kind === 'finding' ? incidentIdFor(target, 1) : undefined);
  const wait = async (
    read: () => Promise<IncidentRecord | undefined>,
    what: string,
    look: (record: IncidentRecord) => boolean,
    ms: number,
  ): Promise<IncidentRecord> => {
    let last: IncidentRecord | undefined;
    for (const end = Date.now() + ms; Date.now() < end; await sleep(EVERY_MS)) {
      last = await read();
      if (last && look(last)) return last;
    }
    throw new Error(`${what} did not come to that within ${ms / 1000} s; it is ${brief(last)}`);
  };
  return {
    read: (incidentId) => readIncident(store, incidentId),
    current: async (limit) => {
      const { metas } = await listIncidents(store, { limit, month: monthOf(store.now().toISOString()) });
      const over = metas.find(({ stage }) => stage === 'closed');
      const wanted = metas.filter((meta) => meta.stage !== 'closed' || meta === over);
      const records = await Promise.all(wanted.map(({ incidentId }) => readIncident(store, incidentId)));
      return records.filter((record) => record !== undefined);
    },
    audit: (incidentId) => readAudit(store, incidentId, 0),
    on,
    until: (incidentId, look, ms = PATIENCE_MS) => wait(() => readIncident(store, incidentId), incidentId, look, ms),
    untilOn: (target, look, ms = PATIENCE_MS) =>
      wait(
        async () => {
          const incidentId = await on(target);
          return incidentId ? readIncident(store, incidentId) : undefined;
        },
        target.id,
        look,
        ms,
      ),
  };
};

export const closed = (record: IncidentRecord): boolean => record.meta.stage === 'closed';
export const asking = (record: IncidentRecord): boolean => record.approval?.status === 'PENDING';
