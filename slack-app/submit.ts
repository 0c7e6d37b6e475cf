import type { ModalView } from '@slack/types';
import { requestUndo, retry } from '../incidents/after';
import { decide } from '../incidents/decide';
import { keep } from '../incidents/keep';
import type { IncidentRecord } from '../incidents/model';
import { readIncident } from '../incidents/read';
import type { Person } from '../playbooks/kit/settings';
import { log, problemOf, type SlackApp } from './app';
import { type Note, noteFrom, type Submission } from './interaction';
import { auditRefusal, NOTHING_RECORDED, onStoredCopy } from './refusals';
import { standingOf } from './standing';
import { APPROVE, isDestructive, lastFour } from './views/approve-dialog';
import { REASON, TYPED } from './views/dialog-parts';
import { acceptedOf } from './views/drift';
import { noticeDialog, REASONED, type Reasoned } from './views/reason-dialogs';

/** What Slack shows in place of the form: faults beside the fields, or an outcome. */
export type SubmitAnswer =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: ModalView };

const notice = (title: string, icon: string, text: string): SubmitAnswer => ({
  response_action: 'update',
  view: noticeDialog(title, icon, text),
});
const no = (text: string): SubmitAnswer => notice('Not recorded', '⛔', text);
const yes = (title: string, text: string): SubmitAnswer => notice(title, '✅', text);

/** Answers one submitted dialog. Never throws. */
export const onSubmit = async (app: SlackApp, submission: Submission): Promise<SubmitAnswer> => {
  try {
    return await answer(app, submission);
  } catch (error) {
    log('a dialog could not be answered', { problem: problemOf(error) });
    return notice(
      'Not certain',
      '⚠️',
      'Cordon could not finish this. Look at the card: it says whether your answer counts. If it does not, please try again.',
    );
  }
};

/** Every box that was ticked, in whichever group it stood. */
const ticked = (submission: Submission): readonly string[] =>
  Object.values(submission.view.state.values)
    .flatMap((fields) => Object.values(fields))
    .flatMap((field) => (field.selected_options ?? []).map(({ value }) => value));

const entered = (submission: Submission, field: string): string =>
  submission.view.state.values[field]?.[field]?.value?.trim() ?? '';

const answer = async (app: SlackApp, submission: Submission): Promise<SubmitAnswer> => {
  const note = noteFrom(submission.view.private_metadata);
  const what = submission.view.callback_id;
  if (!note || (what !== APPROVE && !isReasoned(what)))
    return no('This dialog is not one of Cordon’s. Please start again from the card.');
  const [record, standing] = await Promise.all([readIncident(app.store, note.r), standingOf(app, submission)]);
  if (!record) return no('Cordon knows no such request.');
  if (!standing.ok) return refuse(app, note, standing.actor, standing.text);
  if (!onStoredCopy(record, note.c, note.t))
    return refuse(app, note, standing.person.id, 'This dialog was not opened from a card of this request.');
  const reason = entered(submission, REASON);
  if (what !== APPROVE)
    return withReason(app, what, { note, record, reason, ticked: ticked(submission) }, standing.person);
  if (isDestructive(record) && !standing.confirmed)
    return refuse(
      app,
      note,
      standing.person.id,
      'Slack could not confirm your account just now, and this cannot be taken back. Please try again in a moment.',
    );
  const errors = isDestructive(record) ? faults(record, reason, entered(submission, TYPED)) : {};
  return Object.keys(errors).length > 0
    ? { response_action: 'errors', errors }
    : vote(app, note, standing.person, 'approve', reason);
};

const isReasoned = (callbackId: string): callbackId is Reasoned => (REASONED as readonly string[]).includes(callbackId);

const refuse = async (app: SlackApp, note: Note, actor: string, text: string): Promise<SubmitAnswer> => {
  await auditRefusal(app, note.r, actor, text);
  return no(`${text} ${NOTHING_RECORDED}`);
};

const SHORTEST_REASON = 3;
const reasonFault = (reason: string): Record<string, string> =>
  reason.length < SHORTEST_REASON ? { [REASON]: 'Please say why, in a few words.' } : {};

const faults = (record: IncidentRecord, reason: string, typed: string): Record<string, string> => ({
  ...reasonFault(reason),
  ...(typed === lastFour(record)
    ? {}
    : { [TYPED]: `These are not the last four characters of ${record.meta.target.id}.`.slice(0, 150) }),
});

interface Form {
  readonly note: Note;
  readonly record: IncidentRecord;
  readonly reason: string;
  readonly ticked: readonly string[];
}

const withReason = async (app: SlackApp, what: Reasoned, form: Form, person: Person): Promise<SubmitAnswer> => {
  const errors = reasonFault(form.reason);
  if (Object.keys(errors).length > 0) return { response_action: 'errors', errors };
  if (what === 'deny') return vote(app, form.note, person, 'deny', form.reason);
  return what === 'undo' ? undo(app, form, person) : afterwards(app, what, form, person);
};

const vote = async (
  app: SlackApp,
  note: Note,
  person: Person,
  cast: 'approve' | 'deny',
  reason: string,
): Promise<SubmitAnswer> => {
  const { r: incidentId, v: revision } = note;
  const decided = await decide(app.store, {
    incidentId,
    revision,
    vote: cast,
    reason,
    personId: person.id,
    door: 'slack',
  });
  switch (decided.kind) {
    case 'refused':
      return no(decided.text.includes(NOTHING_RECORDED) ? decided.text : `${decided.text} ${NOTHING_RECORDED}`);
    case 'voted':
      return yes(
        'Recorded',
        `Your approval is recorded: ${decided.approvals} of ${decided.needed}. It waits for somebody else.`,
      );
    case 'decided':
      return DECIDED[decided.status];
  }
};

const DECIDED = {
  APPROVED: yes('Approved', 'Approved. The steps start now; the card and its thread show how they go.'),
  DENIED: yes('Denied', 'Denied. Nothing is changed.'),
  EXPIRED: no('The request has expired. Nothing was changed.'),
  WITHDRAWN: no('The request was withdrawn. Nothing was changed.'),
} as const;

/** On the card of an undo it means, again, what that one was to put back. */
const undo = async (app: SlackApp, { record, reason, ticked: marks }: Form, person: Person): Promise<SubmitAnswer> => {
  const { undoOf } = record.meta;
  const original = undoOf ? await readIncident(app.store, undoOf) : record;
  if (!original) return no('Cordon knows no such request.');
  const acceptDrift = acceptedOf(original, marks);
  if (acceptDrift.length < marks.length)
    return no(
      'What you ticked was changed once more since this dialog opened. Please open it again. Nothing was asked for.',
    );
  const incidentId = original.meta.incidentId;
  const done = await requestUndo(app.store, { incidentId, personId: person.id, reason, door: 'slack', acceptDrift });
  if (done.kind === 'refused') return no(done.text);
  return yes('Undo', 'The undo is being planned. Its request is posted as a card of its own and needs approval.');
};

const afterwards = async (
  app: SlackApp,
  what: 'retry' | 'keep',
  { note, reason }: Form,
  person: Person,
): Promise<SubmitAnswer> => {
  const request = { incidentId: note.r, personId: person.id, reason, door: 'slack' as const };
  const done = await (what === 'retry' ? retry : keep)(app.store, request);
  if (done.kind === 'refused') return no(done.text);
  return what === 'keep'
    ? yes('Kept', 'Kept as it is. Nothing more is done.')
    : yes(
        'Retry',
        'The remaining steps are asked for again, with your approval as the first vote unless the new plan goes further. Watch for the new card.',
      );
};
