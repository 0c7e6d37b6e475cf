import { decidedBy } from './approvals';
import type { View } from './card';
import { because, timeSplit } from './ended';
import { fields, header, headline, ids } from './parts';
import { stepLines, stepsNow, undoLines } from './steps';
import { cleaned } from './text';

/** Put back and read back. */
export const undone: View = (input) => {
  const { record, settings, original } = input;
  const lines = record.meta.kind === 'undo' ? undoLines(record, original) : stepLines(record);
  return {
    text: `Undone and read back: ${cleaned(headline(record), 200)}`,
    blocks: [
      header('↩️', 'Undone', headline(record)),
      because(record, 'Everything was put back and read back from the account.'),
      fields(input),
      ...stepsNow('What was put back', lines),
      decidedBy(record, settings),
      ...timeSplit(record),
      ids(record),
    ],
  };
};
