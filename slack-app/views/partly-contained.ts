import type { Button } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import { decidedBy } from './approvals';
import type { View } from './card';
import { because, next, timeSplit } from './ended';
import { button, fields, header, headline, ids, section } from './parts';
import { stateOf } from './state';
import { type StepLine, stepLines, stepsNow } from './steps';
import { safe } from './text';

const DONE = ['done', 'put back'];
const NOT_DONE = ['not done', 'left out'];

const grouped = (lines: readonly StepLine[]) => [
  ...stepsNow(
    'Done',
    lines.filter(({ word }) => DONE.includes(word)),
    1200,
  ),
  ...stepsNow(
    'Failed',
    lines.filter(({ word }) => ![...DONE, ...NOT_DONE].includes(word)),
    1200,
  ),
  ...stepsNow(
    'Not done',
    lines.filter(({ word }) => NOT_DONE.includes(word)),
    900,
  ),
];

const CHOICES =
  '*Retry* asks for the remaining steps. *Undo* asks to put back what was done. *Keep* leaves it as it is.';
const UNDO_CHOICES = '*Undo* asks again, and lets you choose what it may overwrite. *Keep* leaves it as it is.';
export const retryButton = (record: IncidentRecord): Button =>
  button(record, 'retry', 'Retry…', `Retry the remaining steps: ${headline(record)}`, 'primary');

/** Stopped in the middle. Nothing rolls back by itself: people retry, undo or keep. */
export const partlyContained: View = (input) => {
  const { record, settings } = input;
  const undo = record.meta.kind === 'undo';
  const what = headline(record);
  return {
    text: `${stateOf(record).word}${input.followedBy === undefined ? ', a person has to decide' : ''}: ${safe(what, 120)}`,
    blocks: [
      header(record),
      because(record, 'The run stopped before its end.'),
      fields(input),
      ...grouped(stepLines(record)),
      decidedBy(record, settings),
      ...timeSplit(record),
      ...(input.followedBy === undefined ? [section(undo ? UNDO_CHOICES : CHOICES)] : []),
      ...next(
        input,
        ...(undo ? [] : [retryButton(record)]),
        button(
          record,
          'undo',
          undo ? 'Undo again…' : 'Undo…',
          undo ? `Undo again: ${what}` : `Undo what was done: ${what}`,
        ),
        button(record, 'keep', 'Keep…', `Keep as it is: ${what}`),
      ),
      ids(record),
    ],
  };
};
