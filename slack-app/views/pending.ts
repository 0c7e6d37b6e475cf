import type { ActionsBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import { utc } from '../../incidents/moment';
import { severityBand } from '../../playbooks/kit/finding';
import { deadline, votesSoFar } from './approvals';
import type { View } from './card';
import { impact } from './impact';
import { about, button, dryRunNotice, fields, header, headline, ids, isDrill, isDryRun } from './parts';
import { stepsAsked } from './steps';
import { plural, safe } from './text';

export const decisionButtons = (record: IncidentRecord): ActionsBlock => {
  const destructive = record.plan?.risk === 'destructive';
  const what = headline(record);
  return {
    type: 'actions',
    elements: [
      button(record, 'review', 'Review & approve…', `Review & approve: ${what}`, destructive ? 'danger' : 'primary'),
      button(record, 'deny', 'Deny…', `Deny: ${what}`),
    ],
  };
};

/** For notifications and screen readers: what, how bad, until when, how many. */
export const askingText = (record: IncidentRecord, word: string): string => {
  const { approval, meta } = record;
  const severity = meta.severity > 0 ? `, ${severityBand(meta.severity)} ${meta.severity.toFixed(1)}` : '';
  const until = approval
    ? `, until ${utc(approval.expiresAt)}, ${approval.approvals} of ${plural(approval.policy.needed, 'approval')}`
    : '';
  return `${word}: ${safe(headline(record), 120)}${severity}${until}`;
};

/** The request: everything that somebody needs to decide. */
export const pending: View = (input) => {
  const { record, settings } = input;
  const word = isDrill(record)
    ? 'DRILL, nobody has to answer'
    : isDryRun(record)
      ? 'Approval needed (dry run)'
      : 'Approval needed';
  return {
    text: askingText(record, word),
    blocks: [
      header(record),
      ...dryRunNotice(record),
      about(input),
      fields(input),
      ...(record.plan ? [stepsAsked(record.plan), ...impact(record.plan)] : []),
      ...(record.approval ? [deadline(record.approval, 'nothing is changed, and on-call is told')] : []),
      decisionButtons(record),
      votesSoFar(record, settings),
      ids(record),
    ],
  };
};
