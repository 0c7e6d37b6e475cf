import { stands } from '../../incidents/journal-rows';
import type { View } from './card';
import { askAgain, because, next } from './ended';
import { about, button, fields, header, headline, ids } from './parts';
import { stepLines, stepsNow } from './steps';
import { safe } from './text';

/** It could not be carried through, and why. What stands in the journal is shown, so that nobody has to guess. */
export const failed: View = (input) => {
  const { record } = input;
  const begun = record.journal.length > 0;
  return {
    text: `Failed: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      because(record, 'It could not be carried through.'),
      about(input),
      fields(input),
      ...(begun ? stepsNow('Steps', stepLines(record)) : []),
      ...next(
        input,
        ...(record.journal.some(stands) && record.meta.kind === 'contain'
          ? [button(record, 'undo', 'Undo…', `Undo what was done: ${headline(record)}`)]
          : []),
      ),
      ...(record.journal.some(stands) || input.followedBy !== undefined ? [] : askAgain(record)),
      ids(record),
    ],
  };
};
