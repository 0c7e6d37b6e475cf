import type { View } from './card';
import { headline, ids, section, title } from './parts';
import { safe } from './text';

/** What a copy of an earlier revision becomes. It has no buttons, and its votes no longer count. */
export const replaced: View = ({ record }) => {
  const { revision } = record.meta;
  return {
    text: `Replaced by revision ${revision}: ${safe(headline(record), 120)}`,
    blocks: [
      title(`➡️ Replaced by revision ${revision} · ${headline(record)}`),
      section(
        `The plan was changed after this card was posted. Votes on it no longer count. Please use the newer card for revision ${revision}, further down.`,
      ),
      ids(record),
    ],
  };
};
