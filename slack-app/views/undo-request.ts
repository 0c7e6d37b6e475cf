import { deadline, votesSoFar } from './approvals';
import type { View } from './card';
import { impact } from './impact';
import { about, dryRunNotice, fields, header, ids } from './parts';
import { askingText, decisionButtons } from './pending';
import { stepsAsked } from './steps';

/** A request to put an incident back. */
export const undoRequest: View = (input) => {
  const { record, settings } = input;
  return {
    text: askingText(record, 'Undo: approval needed'),
    blocks: [
      header(record),
      ...dryRunNotice(record),
      about(input),
      fields(input),
      ...(record.plan ? [stepsAsked(record.plan), ...impact(record.plan)] : []),
      ...(record.approval ? [deadline(record.approval, 'everything stays contained')] : []),
      decisionButtons(record),
      votesSoFar(record, settings),
      ids(record),
    ],
  };
};
