import type { View } from './card';
import { because } from './ended';
import { seen } from './impact';
import { about, fields, header, headline, ids } from './parts';
import { safe } from './text';

/** Looked at, for people to judge: no playbook acts on such a finding. */
export const reviewed: View = (input) => {
  const { record } = input;
  return {
    text: `For your review: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      because(record, 'No playbook acts on findings of this type.'),
      about(input),
      fields(input),
      ...seen(record, 2600),
      ids(record),
    ],
  };
};
