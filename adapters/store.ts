import type { Store } from '../incidents/store';
import { settingsAt } from '../playbooks/kit/settings';
import { loadSettings, required } from './settings';
import { backoff, tablePort } from './table';

let made: Store | undefined;

/** The record as this function sees it; made once per warm environment. */
export const storeFromEnv = (): Store => {
  made ??= {
    port: tablePort(required('CORDON_TABLE')),
    now: () => new Date(),
    settings: settingsAt(loadSettings(), new Date()),
    backoff,
  };
  return made;
};
