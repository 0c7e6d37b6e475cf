import * as z from 'zod';
import { failWait, tellDecision } from '../adapters/machines';
import { storeFromEnv } from '../adapters/store';
import { saveToken } from '../incidents/request';
import type { Store } from '../incidents/store';
import { deliverDecision, type Tell } from './deliver-decision';
import { log, problemOf } from './wiring';

const payload = z.object({ incidentId: z.string(), execution: z.string(), taskToken: z.string().min(1).max(2048) });

/** Stores the token, so that the decision can be told; a decision that is already there is told at once. */
export const handler = async (event: unknown): Promise<void> => {
  const { incidentId, taskToken } = payload.parse(event);
  const store = await keepToken(incidentId, taskToken);
  if (!store) return;
  // Once the token is kept the sweeper sends a decision again: a fault here must not end the wait.
  const tell: Tell = async (_id, decision) => {
    await tellDecision(taskToken, decision);
    return true;
  };
  await deliverDecision(store, incidentId, tell).catch((error: unknown) =>
    log('the decision is told later', { incidentId, problem: problemOf(error) }),
  );
};

const keepToken = async (incidentId: string, taskToken: string): Promise<Store | undefined> => {
  try {
    const store = storeFromEnv();
    await saveToken(store, incidentId, taskToken);
    return store;
  } catch (error) {
    log('the wait for an approval could not be set up', { incidentId, problem: problemOf(error) });
    await failWait(taskToken, 'The wait for an approval could not be set up.');
    return undefined;
  }
};
