import { decidedBy } from './approvals';
import type { View } from './card';
import { timeSplit } from './ended';
import { about, fields, header, headline, ids, section } from './parts';
import { safe } from './text';

/** Somebody said no. Nothing was changed. */
export const denied: View = (input) => {
  const { record, settings } = input;
  const undo = record.meta.kind === 'undo';
  const kept = undo ? 'everything stays contained' : 'nothing was changed';
  return {
    text: `${undo ? 'Undo denied' : 'Denied'}, ${kept}: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      decidedBy(record, settings),
      section(undo ? 'Everything stays contained.' : 'Nothing was changed.'),
      about(input),
      fields(input),
      ...timeSplit(record),
      ids(record),
    ],
  };
};
