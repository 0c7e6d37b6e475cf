import type { IncidentRecord } from '../../incidents/model';
import type { Person } from '../../playbooks/kit/settings';
import { requesterOf } from './home';
import { headline } from './parts';
import { stateText } from './state';
import { code, safe } from './text';

const part = (record: IncidentRecord, { id }: Person): string => {
  if (requesterOf(record) === id) return 'You asked for it.';
  const vote = record.votes.filter(({ personId }) => personId === id).at(-1);
  if (!vote) return '';
  return vote.vote === 'deny' ? 'You denied it.' : 'You approved it.';
};

/** How it ended, for one of those who had a hand in it. `channel`: where its card stands. */
export const outcomeLine = (record: IncidentRecord, person: Person, channel: string | undefined): string => {
  const { meta } = record;
  const where = channel === undefined ? '' : `Its card is in <#${channel}>.`;
  const said = [safe(meta.outcomeDetail ?? '', 400), part(record, person), where, code(meta.incidentId)];
  return `*${stateText(record)}* · ${safe(headline(record), 150)}\n${said.filter((text) => text !== '').join(' ')}`;
};
