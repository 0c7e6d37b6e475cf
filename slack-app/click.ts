import { SlackProblem } from '../adapters/slack';
import type { IncidentRecord } from '../incidents/model';
import { readIncident } from '../incidents/read';
import type { Person } from '../playbooks/kit/settings';
import { log, patientFor, problemOf, type SlackApp, WAIT_MS } from './app';
import { type Click, type Note, type Pointer, pointerFrom } from './interaction';
import { auditRefusal, NOTHING_RECORDED, notEnded, notEntitled, notOpen, onStoredCopy } from './refusals';
import { standingOf } from './standing';
import { onTestClick } from './test-click';
import { approveDialog, checkingDialog } from './views/approve-dialog';
import { noticeDialog, REASONED, type Reasoned, reasonDialog } from './views/reason-dialogs';
import { TEST } from './views/test-card';
import { answered } from './views/text';
import { isElsewhere, placeOf } from './where-from';

type Verb = 'review' | Reasoned;
const VERBS: readonly string[] = ['review', ...REASONED];
const isVerb = (actionId: string): actionId is Verb => VERBS.includes(actionId);

/** What a click comes to: a dialog is open, or the person is told why not. Refusals on a known request are audited. */
type Outcome =
  | { readonly kind: 'opened' }
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string; readonly incidentId: string; readonly actor: string };

const told = (text: string): Outcome => ({ kind: 'told', text });

/**
 * Answers one click, and waits for Slack only for a while. Never throws. False when the person saw nothing of the answer: whoever
 * called then refuses the click to Slack, which says itself that it did not work.
 */
export const onClick = async (given: SlackApp, click: Click): Promise<boolean> => {
  const app = patientFor(given, WAIT_MS.all);
  const outcome = await answer(patientFor(app, WAIT_MS.all - WAIT_MS.telling), click).catch((error: unknown) => {
    log('a click could not be answered', { problem: problemOf(error) });
    return told(`Cordon could not do this just now. ${NOTHING_RECORDED} Please try again.`);
  });
  if (outcome.kind === 'opened') return true;
  const heard = await reply(app, click, outcome.text);
  if (outcome.kind === 'refused') await audit(app, outcome);
  return heard;
};

const heard = (): boolean => true;
const unheard = (error: unknown): boolean => {
  log('an answer did not reach Slack', { problem: problemOf(error) });
  return false;
};

/** In a channel the answer stands beside the card. App Home has no channel, and a command may come from one that Cordon is not in. */
const reply = (app: SlackApp, click: Click, text: string): Promise<boolean> =>
  isElsewhere(placeOf(click).c) ? showNotice(app, click, text) : whisper(app, click, text);

const showNotice = async (app: SlackApp, click: Click, text: string): Promise<boolean> => {
  try {
    await app.slack.openView(click.trigger_id, noticeDialog('Cordon', '⛔', text));
    return true;
  } catch {
    // The trigger may be used up or too old by now.
    return app.slack.tell(click.user.id, answered(text, 900)).then(heard, unheard);
  }
};

const whisper = async (app: SlackApp, click: Click, text: string): Promise<boolean> => {
  const channel = click.channel?.id;
  if (channel === undefined) return false;
  // A card that has replies names itself as its thread: there, only someone who has the thread open would see the answer.
  const thread = click.message?.thread_ts === click.message?.ts ? undefined : click.message?.thread_ts;
  return app.slack
    .whisper({ channel, user: click.user.id, ...(thread ? { threadTs: thread } : {}) }, answered(text, 900))
    .then(heard, unheard);
};

const audit = async (
  app: SlackApp,
  { incidentId, actor, text }: Extract<Outcome, { kind: 'refused' }>,
): Promise<void> => {
  await auditRefusal(app, incidentId, actor, text).catch((error: unknown) =>
    log('a refusal could not be audited', { incidentId, problem: problemOf(error) }),
  );
};

const answer = async (app: SlackApp, click: Click): Promise<Outcome> => {
  const [action] = click.actions;
  if (action === undefined || click.actions.length !== 1)
    return told(`Exactly one button at a time, please. ${NOTHING_RECORDED}`);
  if (action.action_id === TEST) return told(await onTestClick(app, click, action));
  const pointer = pointerFrom(action.value);
  if (!isVerb(action.action_id) || pointer === undefined)
    return told('This button does nothing any more. Please use the newest card.');
  const [record, standing] = await Promise.all([readIncident(app.store, pointer.r), standingOf(app, click)]);
  if (!record) return told('Cordon knows no such request.');
  const refuse = (actor: string, text: string): Outcome => ({
    kind: 'refused',
    incidentId: record.meta.incidentId,
    actor,
    text: `${text} ${NOTHING_RECORDED}`,
  });
  if (!standing.ok) return refuse(standing.actor, standing.text);
  const { person } = standing;
  const { c, t } = placeOf(click);
  if (!onStoredCopy(record, c, t))
    return refuse(person.id, 'This message is not a card of this request. Please use the card in its channel.');
  const closed = closedFor(app, action.action_id, record, pointer, person);
  if (closed !== undefined) return told(`${closed} ${NOTHING_RECORDED}`);
  const barred = ['review', 'deny'].includes(action.action_id)
    ? notEntitled(app.store.settings, record, person)
    : undefined;
  if (barred !== undefined) return refuse(person.id, barred);
  return open(app, click, action.action_id, record, { ...pointer, c, t });
};

const closedFor = (
  app: SlackApp,
  verb: Verb,
  record: IncidentRecord,
  pointer: Pointer,
  person: Person,
): string | undefined => {
  if (verb !== 'review' && verb !== 'deny') return notEnded(record);
  const closed = notOpen(app.store.settings, record, pointer, app.store.now());
  if (closed !== undefined || verb === 'deny') return closed;
  const voted = record.votes.some((vote) => vote.revision === pointer.v && vote.personId === person.id);
  return voted ? 'You have approved this already; it waits for somebody else.' : undefined;
};

/** The dialog opens before anything slow: Slack gives a click up after three seconds. */
const open = async (app: SlackApp, click: Click, verb: Verb, record: IncidentRecord, note: Note): Promise<Outcome> => {
  try {
    const dialog =
      verb === 'review' ? checkingDialog(record, note) : reasonDialog(verb, await subjectOf(app, verb, record), note);
    const { viewId } = await app.slack.openView(click.trigger_id, dialog);
    if (verb === 'review') await recheck(app, record, note, viewId);
    return { kind: 'opened' };
  } catch (error) {
    return told(notOpened(error));
  }
};

/** Asking to undo on the card of an undo means what that one was to put back. */
const subjectOf = async (app: SlackApp, verb: Verb, record: IncidentRecord): Promise<IncidentRecord> => {
  const { undoOf } = record.meta;
  return verb === 'undo' && undoOf ? ((await readIncident(app.store, undoOf)) ?? record) : record;
};

const notOpened = (error: unknown): string => {
  const late = error instanceof SlackProblem && /trigger/.test(error.slackCode);
  if (late) return `Slack gave this click up before the dialog could open. Please click again. ${NOTHING_RECORDED}`;
  const why = error instanceof SlackProblem ? error.slackCode : 'no answer';
  if (!(error instanceof SlackProblem) || error.code === 'unreachable')
    return `Slack did not answer Cordon in time (${why}). Close the dialog if it opened, and click again; or use the console, which needs no Slack: cordon console. ${NOTHING_RECORDED}`;
  return `Slack did not open the dialog (${why}). Please click again. ${NOTHING_RECORDED}`;
};

/** Without the re-check the person still gets the form: the world is checked once more before the first change. */
const recheck = async (app: SlackApp, record: IncidentRecord, note: Note, viewId: string): Promise<void> => {
  try {
    await app.startRecheck({ note, viewId });
  } catch (error) {
    log('the re-check could not be started', { incidentId: note.r, problem: problemOf(error) });
    const checked = {
      at: app.store.now().toISOString(),
      stale: [],
      changed: [],
      problem: 'the check could not be started',
    };
    await app.slack.updateView(viewId, approveDialog(record, note, checked));
  }
};
