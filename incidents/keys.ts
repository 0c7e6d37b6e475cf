import type { Finding } from '../playbooks/kit/finding';
import type { Target } from '../playbooks/kit/target';
import { targetKey } from '../playbooks/kit/target-key';
import type { Key } from './port';

// Three kinds of partition, which IAM (LeadingKeys) tells apart: who may write INCIDENT# can neither write AUDIT# nor read TOKEN#.
const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** An item by its key, in one word. */
export const itemName = ({ pk, sk }: Key): string => `${pk} ${sk}`;

export const incidentPk = (incidentId: string): string => `INCIDENT#${incidentId}`;
/** An incident's log: its hash chain, which grows in the same transaction as the change that it tells of. */
export const logPk = (chain: string): string => `INCIDENT#log#${chain}`;
/** The copy of a log, kept by a function that can write nothing else. */
export const copyPk = (chain: string): string => `AUDIT#${chain}`;
export const targetPk = (target: Target): string => `INCIDENT#target#${targetKey(target)}`;
export const breakerPk = (accountId: string): string => `INCIDENT#breaker#${accountId}`;

/** The chain that concerns the whole hub and no incident. */
export const CONTROL = 'control';

const inIncident = (incidentId: string, sk: string): Key => ({ pk: incidentPk(incidentId), sk });
export const findingId = (finding: Finding): string => `${finding.accountId}#${finding.region}#${finding.id}`;

export const metaKey = (incidentId: string): Key => inIncident(incidentId, 'META');
export const findingKey = (incidentId: string, finding: Finding): Key =>
  inIncident(incidentId, `FINDING#${findingId(finding)}`);
/** Deliveries of a finding that said nothing new. */
export const copiesKey = (incidentId: string, finding: Finding): Key =>
  inIncident(incidentId, `COPIES#${findingId(finding)}`);
export const planKey = (incidentId: string, revision: number): Key =>
  inIncident(incidentId, `PLAN#${padded(revision, 4)}`);
export const approvalKey = (incidentId: string): Key => inIncident(incidentId, 'APPROVAL');
export const voteKey = (incidentId: string, revision: number, personId: string): Key =>
  inIncident(incidentId, `VOTE#${padded(revision, 4)}#${personId}`);
export const journalKey = (incidentId: string, step: string): Key => inIncident(incidentId, `JOURNAL#${step}`);
/** App Home, by person: who opened it lately and what it shows. */
export const homesPk = 'INCIDENT#homes';
export const homeKey = (personId: string): Key => ({ pk: homesPk, sk: `HOME#${personId}` });
export const slackViewKey = (incidentId: string): Key => inIncident(incidentId, 'VIEW#slack');

export const lockKey = (target: Target): Key => ({ pk: targetPk(target), sk: 'LOCK' });
export const generationKey = (target: Target, generation: number): Key => ({
  pk: targetPk(target),
  sk: `GEN#${padded(generation, 6)}`,
});
/** Which incident took a finding last, and in which version: what repeats are told by. */
export const seenKey = (finding: Finding): Key => ({ pk: `INCIDENT#finding#${findingId(finding)}`, sk: 'SEEN' });
/** When this was refused last, and how often since: apart from the incident, whose views it does not concern. */
export const refusedKey = (incidentId: string, what: string): Key => ({
  pk: `INCIDENT#refused#${incidentId}`,
  sk: `REFUSED#${what}`,
});
export const pauseKey: Key = { pk: 'INCIDENT#control', sk: 'PAUSE' };
/** A drill that a person started, and that goes all the way. */
export const fullDrillKey = (drillId: string): Key => ({ pk: `INCIDENT#drill#${drillId}`, sk: 'DRILL' });
/** The newest test of the way to Slack and back. */
export const slackTestKey: Key = { pk: 'INCIDENT#control', sk: 'SLACK-TEST' };
export const breakerKey = (accountId: string, hour: string): Key => ({ pk: breakerPk(accountId), sk: `HOUR#${hour}` });

export const headKey = (chain: string): Key => ({ pk: logPk(chain), sk: 'HEAD' });
const rowSk = (seq: number): string => `ROW#${padded(seq, 9)}`;
export const rowKey = (chain: string, seq: number): Key => ({ pk: logPk(chain), sk: rowSk(seq) });
export const copyKey = (chain: string, seq: number): Key => ({ pk: copyPk(chain), sk: rowSk(seq) });
/** What was noticed about a row after it was written, named by what stood there, so that it is noticed once. */
export const noticeKey = (chain: string, seq: number, found: string): Key => ({
  pk: copyPk(chain),
  sk: `NOTICE#${padded(seq, 9)}#${found}`,
});
/** The copy left the table, up to this row. */
export const exportedKey = (chain: string, seq: number): Key => ({ pk: copyPk(chain), sk: `EXPORT#${padded(seq, 9)}` });
export const tokenKey = (incidentId: string): Key => ({ pk: `TOKEN#${incidentId}`, sk: 'TOKEN' });

/** `YYYY-MM`: the partition of the index `by-month` that a time falls into. */
export const monthOf = (at: string): string => at.slice(0, 7);

/** The sweeper's queue on the index `by-due`. */
export const OPEN_QUEUE = 'OPEN';
