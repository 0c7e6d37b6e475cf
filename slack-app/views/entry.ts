import type { SectionBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import { severityBand } from '../../playbooks/kit/finding';
import { accountOf, type Person, type Settings } from '../../playbooks/kit/settings';
import { mayDecide } from './approvals';
import { button, headline, section } from './parts';
import { stateOf } from './state';
import { code, plural, safe, when } from './text';

/** Whether the request waits for this very person. */
export const waitsFor = (record: IncidentRecord, settings: Settings, person: Person): boolean =>
  record.approval?.status === 'PENDING' &&
  record.meta.stage !== 'closed' &&
  mayDecide(settings, record).some(({ id }) => id === person.id);

const voting = ({ approval, meta }: IncidentRecord): readonly string[] =>
  approval?.status === 'PENDING' && meta.stage !== 'closed'
    ? [`${approval.approvals} of ${plural(approval.policy.needed, 'approval')}`, `until ${when(approval.expiresAt)}`]
    : [];

/** Why nobody looks at it yet, and until when. */
export const turn = ({ meta: { startAfter } }: IncidentRecord): string | undefined =>
  startAfter && `opened in a flood of routine findings, looked at after ${when(startAfter)}`;

/** An incident in two lines: what, and how it stands. For lists, where the card is a click or a command away. */
export const entry = (record: IncidentRecord, settings: Settings): string => {
  const { meta } = record;
  const { icon, word } = stateOf(record);
  const waits = turn(record);
  const facts = [
    `${icon} ${word}`,
    ...(waits ? [waits] : []),
    ...voting(record),
    ...(meta.stage === 'closed' && meta.times.closedAt ? [when(meta.times.closedAt)] : []),
    safe(accountOf(settings, meta.target.accountId).name, 60),
    ...(meta.severity > 0 ? [`${severityBand(meta.severity)} ${meta.severity.toFixed(1)}`] : []),
    code(meta.incidentId),
  ];
  return `*${safe(headline(record), 120)}*\n${facts.join(' · ')}`;
};

/** The same as a block, with the button for whoever may decide. */
export const entryBlock = (record: IncidentRecord, settings: Settings, person: Person): SectionBlock => ({
  ...section(entry(record, settings)),
  ...(waitsFor(record, settings, person)
    ? { accessory: button(record, 'review', 'Review…', `Review: ${headline(record)}`, 'primary') }
    : {}),
});
