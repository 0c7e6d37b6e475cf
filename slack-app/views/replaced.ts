import type { View } from './card';
import { header, headline, ids, section } from './parts';
import { safe } from './text';

/** What a copy of an earlier revision becomes. It has no buttons, and its votes no longer count. */
export const replaced: View = ({ record }) => {
  const { revision } = record.meta;
  return {
    text: `Replaced by revision ${revision}: ${safe(headline(record), 120)}`,
    blocks: [
      header('➡️', `Replaced by revision ${revision}`, headline(record)),
      section(
        `The plan was changed after this card was posted. Votes on it no longer count. Please use the newer card for revision ${revision}, further down.`,
      ),
      ids(record),
    ],
  };
};
