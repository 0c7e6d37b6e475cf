import { startMachine } from '../adapters/machines';
import { readIncident } from '../incidents/read';
import { markStarted } from '../incidents/start';
import type { Store } from '../incidents/store';
import { machineOf } from './wiring';

/** Starts what was claimed. Safe to repeat: the name is the incident's id, and an execution that exists is taken as started. */
export const startIncident = async (store: Store, incidentId: string): Promise<void> => {
  const record = await readIncident(store, incidentId);
  if (record?.meta.stage !== 'claimed') return;
  const started = await startMachine(machineOf(record.meta), incidentId);
  await markStarted(store, incidentId, started.executionArn);
};
