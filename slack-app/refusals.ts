import { endOf } from '../incidents/decide';
import type { IncidentRecord } from '../incidents/model';
import { utc } from '../incidents/moment';
import { eligible, nameOf } from '../incidents/policy';
import { appendRefusal } from '../incidents/refused';
import type { Person, Settings } from '../playbooks/kit/settings';
import type { SlackApp } from './app';
import type { Pointer } from './interaction';
import { isElsewhere } from './where-from';

export const NOTHING_RECORDED = 'Nothing was recorded as a vote.';

/** Keeps that somebody was refused, and what they were told: an attempt is news for those who watch. */
export const auditRefusal = (app: SlackApp, incidentId: string, actor: string, told: string): Promise<void> => {
  const who = actor.startsWith('slack:')
    ? `Slack user ${actor.slice('slack:'.length)}, who is not in the table of people,`
    : nameOf(app.store.settings, actor);
  const text = `${who} tried to act and was refused: “${told}”`;
  return appendRefusal(app.store, incidentId, { event: 'vote.refused', actor, text });
};

/**
 * In a channel, the button must stand on a message that Cordon posted for this very request. App Home and the answer to a
 * command are kept nowhere: their reader alone sees them, and the dialog that opens shows the record.
 */
export const onStoredCopy = (record: IncidentRecord, channel: string, ts: string): boolean =>
  isElsewhere(channel) || (record.slack?.copies ?? []).some((copy) => copy.channel === channel && copy.ts === ts);

const asking = (names: readonly string[]): string =>
  names.length > 0 ? `Ask ${names.join(', ')}.` : 'Nobody else may; it is passed on to the next group.';

/** Why this person may not decide this request, and whom to ask; undefined when they may. */
export const notEntitled = (settings: Settings, record: IncidentRecord, person: Person): string | undefined => {
  if (!record.approval) return 'There is no open request here.';
  const answer = eligible(settings, record.approval.policy, person);
  return answer.ok ? undefined : `You may not decide this: ${answer.because}. ${asking(answer.ask)}`;
};

/** Why this request can no longer be decided through this card; undefined when it can. */
export const notOpen = (
  settings: Settings,
  record: IncidentRecord,
  pointer: Pointer,
  now: Date,
): string | undefined => {
  const { approval, meta } = record;
  if (!approval) return 'There is no open request here.';
  if (approval.status !== 'PENDING') return `This request is closed: it was ${endOf(settings, approval)}.`;
  if (now.toISOString() >= approval.expiresAt)
    return `This request is closed: its time was over at ${utc(approval.expiresAt)}.`;
  if (pointer.v !== meta.revision)
    return `This card shows revision ${pointer.v}; the plan is now at revision ${meta.revision}. Please use the newer card.`;
  return undefined;
};

/** Undo, retry and keep are for what has ended. */
export const notEnded = ({ meta }: IncidentRecord): string | undefined =>
  meta.stage === 'closed' ? undefined : 'This is still running: wait until its card says how it ended.';
