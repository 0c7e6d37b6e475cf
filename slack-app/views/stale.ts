import type { View } from './card';
import { because, next } from './ended';
import { about, fields, header, headline, ids } from './parts';
import { safe } from './text';

/** The plan no longer fitted the world, or was withdrawn. Nothing was changed. */
export const stale: View = (input) => {
  const { record } = input;
  return {
    text: `Plan out of date, nothing was changed: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      because(record, 'The plan no longer fitted what was found. Nothing was changed.'),
      about(input),
      fields(input),
      ...next(input),
      ids(record),
    ],
  };
};
