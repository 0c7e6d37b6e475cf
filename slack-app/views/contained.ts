import { decidedBy } from './approvals';
import type { View } from './card';
import { because, next, timeSplit } from './ended';
import { button, fields, header, headline, ids, section } from './parts';
import { stepLines, stepsNow } from './steps';
import { safe, when } from './text';

/** The only card that says contained: the record reached this outcome through the read-back. */
export const contained: View = (input) => {
  const { record, settings } = input;
  const { verifiedAt } = record.meta.times;
  return {
    text: `Contained and read back: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      because(record, 'Every step was read back from the account.'),
      fields(input),
      ...stepsNow('What was done', stepLines(record)),
      ...(verifiedAt ? [section(`*Read back* ${when(verifiedAt)}`)] : []),
      decidedBy(record, settings),
      ...timeSplit(record),
      ...next(input, button(record, 'undo', 'Undo…', `Undo: ${headline(record)}`)),
      ids(record),
    ],
  };
};
