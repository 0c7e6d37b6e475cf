import type { Times } from './model';

/** Seconds; undefined where one end is not known. */
export interface TimeSplit {
  /** Activity (or the finding's update, when the activity's time is not known) → Cordon has the finding. */
  readonly providerSeconds: number | undefined;
  /** Cordon's own: finding → question, and decision → last change. */
  readonly machineSeconds: number | undefined;
  /** Question → decision. */
  readonly humanSeconds: number | undefined;
  /** Last change → read back. */
  readonly verifySeconds: number | undefined;
  /** From the first of these ends to the last known one. */
  readonly totalSeconds: number | undefined;
}

const between = (from: string | undefined, to: string | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

const sum = (...parts: readonly (number | undefined)[]): number | undefined => {
  const knownParts = parts.filter((part) => part !== undefined);
  return knownParts.length > 0 ? knownParts.reduce((total, part) => total + part, 0) : undefined;
};

/** Splits time-to-contain into whose time it was. Pure. */
export const timeSplit = (times: Times): TimeSplit => {
  const began = times.activityAt ?? times.findingAt;
  const asked = times.askedAt ?? times.closedAt;
  return {
    providerSeconds: between(began, times.receivedAt),
    machineSeconds: sum(between(times.receivedAt, asked), between(times.decidedAt, times.lastChangeAt)),
    humanSeconds: between(times.askedAt, times.decidedAt),
    verifySeconds: between(times.lastChangeAt, times.verifiedAt),
    totalSeconds: between(began ?? times.receivedAt, times.verifiedAt ?? times.closedAt),
  };
};
