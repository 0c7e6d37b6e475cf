import type { ContextBlock, SectionBlock } from '@slack/types';
import type { Approval, IncidentRecord } from '../../incidents/model';
import { approvers } from '../../incidents/policy';
import type { Person, Settings } from '../../playbooks/kit/settings';
import { context, names, section } from './parts';
import { fitting, person, plural, safe, said, when } from './text';

const SHOWN = 8;

/** Who may decide this request and has not yet: the people to ask. */
export const mayDecide = (settings: Settings, { approval, votes }: IncidentRecord): readonly Person[] =>
  (approval ? approvers(settings, approval.policy) : []).filter(
    (one) => !votes.some((vote) => vote.revision === approval?.revision && vote.personId === one.id),
  );

const approvalsOf = ({ approval, votes }: IncidentRecord) =>
  votes.filter((vote) => vote.vote === 'approve' && vote.revision === approval?.revision);

/** "1 of 2 approvals · @dana 14:14 “matches beacon” · may decide: @lee, @kim". */
export const votesSoFar = (record: IncidentRecord, settings: Settings): ContextBlock => {
  const { approval } = record;
  const cast = approvalsOf(record).map(
    (vote) => `${names(settings, [vote.personId])} ${when(vote.at)} ${said(vote.reason, 80)}`,
  );
  const why = (approval?.policy.because ?? []).map((sentence) => safe(sentence, 200));
  const count = `🗳️ ${approval?.approvals ?? 0} of ${plural(approval?.policy.needed ?? 1, 'approval')}`;
  return context(
    fitting([count, ...cast], 900, 'more votes', ' · '),
    whoMay(record, settings),
    fitting(why, 700, 'more rules', ' '),
  );
};

const whoMay = (record: IncidentRecord, settings: Settings): string => {
  const left = mayDecide(settings, record);
  if (left.length === 0) return 'Nobody else may decide: it is passed on.';
  const shown = left.slice(0, SHOWN).map(({ slack }) => person(slack));
  return `May decide: ${shown.join(', ')}${left.length > SHOWN ? ` and ${left.length - SHOWN} more` : ''}`;
};

/** Who decided, when, and in which words. */
export const decidedBy = (record: IncidentRecord, settings: Settings): SectionBlock => {
  const { approval, votes } = record;
  const decisive = votes.filter(
    (vote) => vote.revision === approval?.revision && (approval?.status === 'DENIED') === (vote.vote === 'deny'),
  );
  const words = decisive.map(
    (vote) => `${names(settings, [vote.personId])} ${when(vote.at)}: ${said(vote.reason, 200)}`,
  );
  const silent = (approval?.decidedBy ?? []).slice(0, SHOWN);
  const none = silent.length > 0 ? names(settings, silent) : 'nobody';
  const heading = approval?.status === 'DENIED' ? 'Denied by' : 'Approved by';
  return section(`*${heading}*\n${words.length > 0 ? fitting(words, 1500, 'more votes') : none}`);
};

/** What happens when nobody answers, with its times. */
export const deadline = (approval: Approval, keeps: string): SectionBlock => {
  const passedOn = approval.escalatedAt
    ? ` Passed on ${when(approval.escalatedAt)}.`
    : approval.escalateAt
      ? ` At ${when(approval.escalateAt)} more people are asked.`
      : '';
  return section(`*If nobody answers* by ${when(approval.expiresAt)} it expires: ${keeps}.${passedOn}`);
};
