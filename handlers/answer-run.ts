import { tellDecision } from '../adapters/machines';
import { storeFromEnv } from '../adapters/store';
import { readIncident } from '../incidents/read';
import { readToken } from '../incidents/request';

export interface Answered {
  /** True when the run has its answer, or waits for none any more. */
  readonly told: boolean;
}

/**
 * Tells a waiting run what the record says, once it says something final. It alone may read task tokens, and it can change no
 * incident: who asks it adds nothing to what it says. Safe to repeat.
 */
export const handler = async (event: unknown): Promise<Answered> => {
  const { incidentId } = (event ?? {}) as { readonly incidentId?: unknown };
  if (typeof incidentId !== 'string') throw new Error('incidentId must name an incident');
  const store = storeFromEnv();
  const approval = (await readIncident(store, incidentId))?.approval;
  if (!approval || approval.status === 'PENDING') return { told: false };
  const token = await readToken(store, incidentId);
  if (!token) return { told: false };
  await tellDecision(token, approval.status.toLowerCase());
  return { told: true };
};
