import { tellDecision } from '../adapters/machines';
import { markDelivered } from '../incidents/decide';
import { readIncident } from '../incidents/read';
import { readToken } from '../incidents/request';
import type { Store } from '../incidents/store';

/** Tells Step Functions what the record says, once it says something final. Safe to repeat; lost calls are sent again by the sweeper. */
export const deliverDecision = async (store: Store, incidentId: string): Promise<void> => {
  const approval = (await readIncident(store, incidentId))?.approval;
  if (!approval || approval.status === 'PENDING' || approval.deliveredAt) return;
  const token = await readToken(store, incidentId);
  if (!token) return;
  await tellDecision(token, approval.status.toLowerCase());
  await markDelivered(store, incidentId);
};
