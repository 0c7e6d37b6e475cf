import type { Store } from '../../incidents/store';

/** The record that the handlers of a test work on: stands in for adapters/store. */
export const place: { store?: Store } = {};
export const storeFromEnv = (): Store => {
  if (!place.store) throw new Error('The hub is not up');
  return place.store;
};
