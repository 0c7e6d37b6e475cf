import type { IncidentRecord } from '../../incidents/model';
import { type TimeSplit, timeSplit } from '../../incidents/split';
import type { Target } from '../../playbooks/kit/target';
import type { Records } from '../records';
import type { InstanceName, UserName } from '../seed';
import { PRODUCTION, STAGING } from '../settings';
import type { Stage } from '../stage';

/** One incident of the demo, as told at the end. */
export interface Told {
  readonly title: string;
  readonly record: IncidentRecord;
  /** Read back from the accounts by code that is not Cordon's. */
  readonly checks: readonly Check[];
}

export interface Check {
  readonly what: string;
  readonly holds: boolean;
  readonly found: string;
}

export interface Teller {
  readonly stage: Stage;
  readonly records: Records;
  readonly say: (line: string) => void;
}

export const check = (what: string, holds: boolean, found: unknown): Check => ({
  what,
  holds,
  found: JSON.stringify(found),
});

export const instanceTarget = ({ stage }: Teller, name: InstanceName): Target => ({
  kind: 'ec2-instance',
  accountId: STAGING,
  region: stage.settings.hub.region,
  id: stage.seed.staging.instances[name].id,
});

export const userTarget = ({ stage }: Teller, name: UserName): Target => ({
  kind: 'iam-user',
  accountId: PRODUCTION,
  region: 'global',
  id: stage.seed.production.users[name].id,
});

/** Outcome in the record and everything in the accounts: only then is a story true. */
export const verified = (told: Told): boolean => told.checks.every((one) => one.holds);

export const timesOf = (record: IncidentRecord): TimeSplit => timeSplit(record.meta.times);

/** `12 s`, `3 min`; a dash where one end is not known. */
export const duration = (seconds: number | undefined): string => {
  if (seconds === undefined) return '–';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
};
