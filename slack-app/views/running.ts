import { decidedBy } from './approvals';
import type { View } from './card';
import { dryRunNotice, fields, header, headline, ids, isDryRun } from './parts';
import { stepLines, stepsNow } from './steps';
import { safe } from './text';

/** Approved; the steps as they stand. Says nothing is contained yet: that is only known after the read-back. */
export const running: View = (input) => {
  const { record, settings } = input;
  const undo = record.meta.kind === 'undo';
  const word = `${undo ? 'Undo approved' : 'Approved'}, running${isDryRun(record) ? ' (dry run)' : ''}`;
  const lines = stepLines(record);
  const done = lines.filter(({ word: state }) => state !== 'not done' && state !== 'running').length;
  return {
    text: `${word}: ${safe(headline(record), 120)}, ${done} of ${lines.length} steps`,
    blocks: [
      header(record),
      ...dryRunNotice(record),
      ...stepsNow(`${done} of ${lines.length} steps are over`, lines),
      fields(input),
      decidedBy(record, settings),
      ids(record),
    ],
  };
};
