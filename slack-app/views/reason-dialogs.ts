import type { KnownBlock, ModalView } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import type { Note } from '../interaction';
import { modal, reasonInput } from './dialog-parts';
import { driftInputs } from './drift';
import { headline, ids, section } from './parts';
import { stepLines, stepsNow } from './steps';
import { answered, plain } from './text';

/** What people may do besides approving. Each asks for a reason in a dialog of its own. */
export const REASONED = ['deny', 'undo', 'retry', 'keep'] as const;
export type Reasoned = (typeof REASONED)[number];

interface Wording {
  readonly title: string;
  readonly submit: string;
  readonly what: string;
  readonly hint: string;
}
const WORDS: Readonly<Record<Reasoned, Wording>> = {
  deny: {
    title: 'Deny',
    submit: 'Deny',
    what: 'Nothing will be changed. New findings on this target stay quiet for some hours unless they are more severe.',
    hint: 'Why is no containment needed? Stands in the audit trail and on the card.',
  },
  undo: {
    title: 'Undo',
    submit: 'Ask for the undo',
    what: 'This asks for an undo: its plan is posted and needs approval before anything is put back.',
    hint: 'Why should it be put back? Stands in the audit trail and on the card.',
  },
  retry: {
    title: 'Retry',
    submit: 'Retry',
    what: 'This asks for the steps that are not done yet, with your approval as the first vote unless the new plan goes further.',
    hint: 'Why try again? Stands in the audit trail and on the card.',
  },
  keep: {
    title: 'Keep as it is',
    submit: 'Keep',
    what: 'Nothing more is done and nothing is put back. What is done stays.',
    hint: 'Why is this enough? Stands in the audit trail and on the card.',
  },
};

/** A dialog that asks for the reason, which is required. */
export const reasonDialog = (what: Reasoned, record: IncidentRecord, note: Note): ModalView => {
  const words = WORDS[what];
  const remaining = stepLines(record).filter(({ word }) => !['done', 'left out'].includes(word));
  const blocks: readonly KnownBlock[] = [
    { type: 'header', text: plain(headline(record), 150) },
    section(words.what),
    ...(what === 'retry' ? stepsNow('Remaining steps', remaining) : []),
    ...(what === 'undo' ? driftInputs(record) : []),
    reasonInput('Reason', words.hint),
    ids(record),
  ];
  return modal(what, words.title, blocks, note, words.submit);
};

/** What a dialog becomes when there is nothing left to enter: an outcome, or why not. */
export const noticeDialog = (title: string, icon: string, text: string): ModalView =>
  modal('notice', title, [section(`${icon} ${answered(text, 1200)}`)]);
