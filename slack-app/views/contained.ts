import type { KnownBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import { decidedBy } from './approvals';
import type { View } from './card';
import { driftedFields } from './drift';
import { because, next, timeSplit } from './ended';
import { button, fields, header, headline, ids, section } from './parts';
import { stepLines, stepsNow } from './steps';
import { plural, safe, when } from './text';

/** An undo that stopped is not over: what it left alone can be chosen. */
const lastUndo = (record: IncidentRecord, followedBy: string | undefined): readonly KnownBlock[] => {
  const count = driftedFields(record).length;
  if (count === 0 || followedBy !== undefined) return [];
  return [
    section(
      `⚠️ *The last undo stopped.* Somebody changed ${plural(count, 'thing')} since the containment. *Undo…* lets you choose what it may overwrite.`,
    ),
  ];
};

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
      ...stepsNow(verifiedAt ? `What was done, as read back ${when(verifiedAt)}` : 'What was done', stepLines(record)),
      ...lastUndo(record, input.followedBy),
      decidedBy(record, settings),
      ...timeSplit(record),
      ...next(input, button(record, 'undo', 'Undo…', `Undo: ${headline(record)}`)),
      ids(record),
    ],
  };
};
