import { heldUp } from '../../incidents/held-up';
import { stands } from '../../incidents/journal-rows';
import type { CardInput, View } from './card';
import { askAgain, because, next } from './ended';
import { retryButton } from './partly-contained';
import { about, button, fields, header, headline, ids } from './parts';
import { stepLines, stepsNow } from './steps';
import { safe } from './text';

/** What may still be pressed, or came after it, makes asking anew by hand the worse way. */
const offersMore = ({ record, followedBy }: CardInput): boolean =>
  record.journal.some(stands) || heldUp(record) !== undefined || followedBy !== undefined;

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
        ...(heldUp(record) === undefined ? [] : [retryButton(record)]),
        ...(record.journal.some(stands) && record.meta.kind === 'contain'
          ? [button(record, 'undo', 'Undo…', `Undo what was done: ${headline(record)}`)]
          : []),
      ),
      ...(offersMore(input) ? [] : askAgain(record)),
      ids(record),
    ],
  };
};
