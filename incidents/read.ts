import type { EarlierIncident } from '../playbooks/kit/fact';
import type { Target } from '../playbooks/kit/target';
import { lockOf, metaOf, recordOf, rowOf } from './items';
import { incidentPk, lockKey, logPk, OPEN_QUEUE, targetPk } from './keys';
import type { AuditRow, IncidentRecord, Lock, Meta } from './model';
import type { Store } from './store';

/** Everything about one incident, read consistently. */
export const readIncident = async (
  store: Pick<Store, 'port'>,
  incidentId: string,
): Promise<IncidentRecord | undefined> => recordOf(await store.port.list(incidentPk(incidentId)));

/** The rows of the log after `fromSeq`, in order; 0 gives the whole chain. */
export const readAudit = async (
  store: Pick<Store, 'port'>,
  incidentId: string,
  fromSeq: number,
): Promise<readonly AuditRow[]> => {
  const rows = await store.port.list(logPk(incidentId), 'ROW#');
  return rows.map(rowOf).filter((row) => row.seq > fromSeq);
};

export const readLock = async (store: Store, target: Target): Promise<Lock | undefined> =>
  lockOf(await store.port.get(lockKey(target)));

/** Closed generations of a target as they ended, newest first. */
export const earlierIncidents = async (store: Store, target: Target): Promise<readonly EarlierIncident[]> => {
  const rows = await store.port.list(targetPk(target), 'GEN#');
  const earlier = rows.map((row) => ({
    incidentId: String(row['incidentId']),
    playbook: String(row['playbook']),
    outcome: String(row['outcome']),
    closedAt: String(row['closedAt']),
  }));
  return earlier.reverse();
};

const FAR = '9999-12-31T23:59:59.999Z';

/** Every open incident but drills, the one that waits for time soonest first. By the index: a moment behind the record. */
export const openIncidents = async (store: Store): Promise<readonly Meta[]> => {
  const items = await store.port.due(OPEN_QUEUE, FAR);
  return items.map(metaOf).filter((meta) => meta.stage !== 'closed' && meta.origin.by !== 'drill');
};

/** Ids of the incidents that the sweeper has to look at now. */
export const dueIncidents = async (store: Store): Promise<readonly string[]> => {
  const items = await store.port.due(OPEN_QUEUE, store.now().toISOString());
  return items.map((item) => metaOf(item).incidentId);
};
