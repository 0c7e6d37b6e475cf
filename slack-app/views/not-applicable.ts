import type { View } from './card';
import { because } from './ended';
import { seen } from './impact';
import { about, fields, header, headline, ids } from './parts';
import { safe } from './text';

/** There is nothing that this playbook could or may do, and why. */
export const notApplicable: View = (input) => {
  const { record } = input;
  return {
    text: `Nothing to do: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      because(record, 'This playbook does not apply here.'),
      about(input),
      fields(input),
      ...seen(record),
      ids(record),
    ],
  };
};
