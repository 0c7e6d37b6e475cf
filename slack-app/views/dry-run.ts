import { decidedBy } from './approvals';
import type { View } from './card';
import { because, timeSplit } from './ended';
import { fields, header, headline, ids } from './parts';
import { stepLines, stepsNow } from './steps';
import { safe } from './text';

/** Went all the way and changed nothing. Never says that anything was done. */
export const dryRun: View = (input) => {
  const { record, settings } = input;
  return {
    text: `Dry run, nothing was changed: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      because(record, 'This account is not switched on.'),
      fields(input),
      ...stepsNow('What would have been done', stepLines(record)),
      decidedBy(record, settings),
      ...timeSplit(record),
      ids(record),
    ],
  };
};
