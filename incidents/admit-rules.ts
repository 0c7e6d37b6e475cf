import { type Finding, SEVERITY_BANDS } from '../playbooks/kit/finding';
import type { IncidentRecord, Lock } from './model';

const bandRank = (severity: number): number => SEVERITY_BANDS.findIndex((band) => severity >= band.from);
const RISE = 1;

/** A higher band, or a full point more: enough to ask people again. */
export const rises = (from: number, to: number): boolean => bandRank(to) < bandRank(from) || to - from >= RISE;

/** What was accepted of a finding last. */
export interface Seen {
  readonly incidentId: string;
  readonly updatedAt: string;
  readonly count: number;
}

/** Does this delivery say something that is not on record? An older update that was overtaken does not. */
export const isNews = (finding: Finding, seen: Seen | undefined): boolean => {
  if (!seen) return true;
  const [now, then] = [Date.parse(finding.updatedAt), Date.parse(seen.updatedAt)];
  return now === then ? finding.count > seen.count : now > then;
};

export type Answer = 'open' | 'join' | 'ask-again' | 'quiet' | 'join-and-page';

/** Rules after a close: outcomes whose change stands take findings in; the others are asked about anew, a denial after its quiet time. */
const afterClose = (record: IncidentRecord, lock: Lock | undefined, severity: number, now: string): Answer => {
  const { meta } = record;
  // What a drill came to says nothing about the target.
  if (meta.origin.by === 'drill') return lock ? 'open' : 'join';
  if (lock?.undoing) return 'join-and-page';
  switch (meta.outcome) {
    case 'contained':
    case 'reviewed':
      return rises(meta.severity, severity) ? 'join-and-page' : 'join';
    case 'partly contained':
      return meta.kept && !rises(meta.severity, severity) ? 'join' : 'join-and-page';
    case 'denied':
    case 'dry run': {
      const quiet = lock?.quietUntil !== undefined && now < lock.quietUntil;
      return quiet && !rises(lock.severity, severity) ? 'quiet' : 'open';
    }
    default:
      return lock ? 'open' : 'join';
  }
};

/** What becomes of a finding with news on a target whose latest incident is `record`. Pure. */
export const answerTo = (
  record: IncidentRecord | undefined,
  lock: Lock | undefined,
  severity: number,
  now: string,
): Answer => {
  if (!record) return 'open';
  if (record.meta.stage === 'closed') return afterClose(record, lock, severity, now);
  if (!rises(record.meta.severity, severity)) return 'join';
  return record.approval?.status === 'PENDING' && record.plan ? 'ask-again' : 'join';
};
