import * as z from 'zod';
import { failWait } from '../adapters/machines';
import { storeFromEnv } from '../adapters/store';
import { saveToken } from '../incidents/request';
import { deliverDecision } from './deliver-decision';
import { log, problemOf } from './wiring';

const payload = z.object({ incidentId: z.string(), execution: z.string(), taskToken: z.string().min(1).max(2048) });

/** Stores the token, so that the decision can be told; a decision that is already there is told at once. */
export const handler = async (event: unknown): Promise<void> => {
  const { incidentId, taskToken } = payload.parse(event);
  try {
    const store = storeFromEnv();
    await saveToken(store, incidentId, taskToken);
    await deliverDecision(store, incidentId);
  } catch (error) {
    log('the wait for an approval could not be set up', { incidentId, problem: problemOf(error) });
    await failWait(taskToken, 'The wait for an approval could not be set up.');
  }
};
