import { markDelivered } from '../incidents/decide';
import { readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';

/** True when the run was told. */
export type Tell = (incidentId: string, decision: string) => Promise<boolean>;

/** Has Step Functions told what the record says, once it says something final. Safe to repeat; lost calls are sent again by the sweeper. */
export const deliverDecision = async (store: Store, incidentId: string, tell: Tell): Promise<void> => {
  const approval = (await readIncident(store, incidentId))?.approval;
  if (!approval || approval.status === 'PENDING' || approval.deliveredAt) return;
  if (await tell(incidentId, approval.status.toLowerCase())) await markDelivered(store, incidentId);
};
