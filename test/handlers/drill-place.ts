// What the drill's tests put in the place of the adapters: a record in memory, and calls that are only counted.
import type { Store } from '../../incidents/store';
import type { Settings } from '../../playbooks/kit/settings';

export const place: { store?: Store; settings?: Settings } = {};
export const storeFromEnv = () => place.store;
export const loadSettings = () => place.settings;
export const putEvent = jest.fn(async (_source: string, _detailType: string, _detail: object) => undefined);
export const keepEvidence = jest.fn(async () => 'kept');
export const startMachine = jest.fn(async (machine: string, id: string) => ({
  kind: 'started',
  executionArn: `${machine}:${id}`,
}));
