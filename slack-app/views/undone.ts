import { decidedBy } from './approvals';
import type { View } from './card';
import { because, timeSplit } from './ended';
import { fields, header, headline, ids } from './parts';
import { stepLines, stepsNow } from './steps';
import { safe } from './text';

/** Put back and read back. */
export const undone: View = (input) => {
  const { record, settings } = input;
  return {
    text: `Undone and read back: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      because(record, 'Everything was put back and read back from the account.'),
      fields(input),
      ...stepsNow('What was put back', stepLines(record)),
      decidedBy(record, settings),
      ...timeSplit(record),
      ids(record),
    ],
  };
};
