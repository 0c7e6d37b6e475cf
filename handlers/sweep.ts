import { statusOf } from '../adapters/machines';
import { sendLater } from '../adapters/queue';
import { required } from '../adapters/settings';
import { storeFromEnv } from '../adapters/store';
import { copyIsBehind } from '../incidents/copy';
import { checked, escalate, expire, remind, withdraw } from '../incidents/decide';
import { CONTROL } from '../incidents/keys';
import { mend } from '../incidents/mend';
import type { IncidentRecord } from '../incidents/model';
import { dueIncidents, readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import { type Due, drillSeenAt, isStuck, whatIsDue } from '../incidents/sweep';
import { askToTell } from './ask-to-tell';
import { deliverDecision } from './deliver-decision';
import { metricsOfSweep } from './metrics';
import { startIncident } from './start-incident';
import { log, problemOf } from './wiring';

/** Each minute (faster on one machine): everything that waits for time. One incident's trouble never stops the others. */
export const handler = async (): Promise<{ swept: number; problems: number }> => {
  const store = storeFromEnv();
  const ids = await dueIncidents(store);
  const results = await Promise.allSettled(ids.map((id) => sweepOne(store, id)));
  const problems = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ id: ids[index], why: problemOf(result.reason) }] : [],
  );
  await nudgeKeeper(store, CONTROL).catch((error: unknown) =>
    log('the copy of the hub’s own log could not be looked at', { problem: problemOf(error) }),
  );
  for (const problem of problems)
    log('an incident could not be swept', { incidentId: problem.id ?? '', problem: problem.why });
  const stuck = results.filter((result) => result.status === 'rejected' || result.value).length;
  metricsOfSweep(stuck, store.now());
  return { swept: ids.length, problems: problems.length };
};

/** True when it had waited for much too long. */
const sweepOne = async (store: Store, incidentId: string): Promise<boolean> => {
  const record = await readIncident(store, incidentId);
  if (!record) return false;
  for (const due of whatIsDue(record, store.now())) await act(store, record, due);
  return isStuck(record, store.now(), store.settings.sweepSeconds);
};

const act = async (store: Store, record: IncidentRecord, due: Due): Promise<void> => {
  const { incidentId } = record.meta;
  switch (due) {
    case 'end-drill':
      return endDrill(store, record);
    case 'expire':
      await expire(store, incidentId);
      return deliverDecision(store, incidentId, askToTell);
    case 'remind':
      return void (await remind(store, incidentId));
    case 'escalate':
      return void (await escalate(store, incidentId));
    case 'resend-decision':
      return deliverDecision(store, incidentId, askToTell);
    case 'start':
      return startIncident(store, incidentId);
    case 'mend':
      return mendRun(store, record);
    case 'repaint':
      await nudgeKeeper(store, incidentId);
      return checked(store, incidentId);
  }
};

/** Rows that the stream did not bring are copied from the log: whoever looks after the copy is told to look. */
const nudgeKeeper = async ({ port }: Store, chain: string): Promise<void> => {
  if (await copyIsBehind(port, chain)) await sendLater(required('CORDON_KEEP_QUEUE'), { chain }, 0);
};

/** The request was seen, which is all that a drill is for. */
const endDrill = async (store: Store, record: IncidentRecord): Promise<void> => {
  const { incidentId } = record.meta;
  const seen = drillSeenAt(record) !== undefined;
  await withdraw(
    store,
    incidentId,
    `This was a drill${seen ? ': its request was seen' : ', and its request reached nobody'}.`,
  );
  return deliverDecision(store, incidentId, askToTell);
};

/** An open incident whose execution has ended (or is unknown) will never close by itself: it is closed here, and asked again where that is safe. */
const mendRun = async (store: Store, record: IncidentRecord): Promise<void> => {
  const status = record.meta.executionArn ? await statusOf(record.meta.executionArn) : 'GONE';
  await mend(store, record.meta.incidentId, status);
};
