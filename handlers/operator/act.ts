import { requestUndo, retry } from '../../incidents/after';
import type { After } from '../../incidents/after-rules';
import { setPause } from '../../incidents/control';
import { type Decided, decide } from '../../incidents/decide';
import { type Kept, keep } from '../../incidents/keep';
import type { IncidentRecord } from '../../incidents/model';
import { openByPerson } from '../../incidents/start';
import { targetOfOurs } from '../target-input';
import { type Ask, auditRefusal, mustRespond, playbookOf, recordOf } from './app';
import { bodies, checked } from './input';
import { fromRecord, Refused, wrong } from './refusal';

const SHORTEST_REASON = 3;

/** What cannot be taken back is approved with a reason and by typing what it is about, as in Slack. */
const mustMeanIt = ({ plan, meta }: IncidentRecord, reason: string, typed: string | undefined): void => {
  if (plan?.risk !== 'destructive') return;
  if (reason.length < SHORTEST_REASON) throw wrong('reason', 'This cannot be taken back: say why, in a few words.');
  if (typed !== meta.target.id.slice(-4))
    throw wrong('typed', `This cannot be taken back: type the last four characters of ${meta.target.id}.`);
};

/** A revision that is not there yet cannot have been looked at: it may hold what has to be meant. */
const mustBeNow = ({ meta }: IncidentRecord, revision: number): void => {
  if (revision <= meta.revision) return;
  const text = `The plan is at revision ${meta.revision}, not at ${revision}. Look again, then decide.`;
  throw new Refused(409, 'old-revision', text);
};

/** A vote, counted by the very rules that count Slack's. */
export const decision = async (ask: Ask): Promise<Decided> => {
  const { vote, reason, revision, typed } = checked(bodies.decision, ask.body);
  const record = await recordOf(ask);
  const { app, person, door, incidentId } = ask;
  if (vote === 'deny' && reason.length < SHORTEST_REASON)
    throw wrong('reason', 'A denial needs a reason: say in a sentence why nothing should be done.');
  if (vote === 'approve') {
    mustBeNow(record, revision);
    mustMeanIt(record, reason, typed);
  }
  const decided = await decide(app.store, { incidentId, revision, vote, reason, personId: person.id, door });
  if (decided.kind === 'refused') throw fromRecord(decided);
  return decided;
};

const taken = async <T extends After | Kept>(ask: Ask, done: T): Promise<Exclude<T, { kind: 'refused' }>> => {
  if (done.kind !== 'refused') return done as Exclude<T, { kind: 'refused' }>;
  if (done.code === 'not-eligible') await auditRefusal(ask.app, ask.incidentId, ask.person.id, done.text);
  throw fromRecord(done);
};

const requestOf = ({ incidentId, person, door }: Ask, reason: string) => ({
  incidentId,
  personId: person.id,
  door,
  reason,
});

export const tryAgain = async (ask: Ask): Promise<{ readonly incidentId: string }> => {
  const { reason } = checked(bodies.reasoned, ask.body);
  const { incidentId } = await taken(ask, await retry(ask.app.store, requestOf(ask, reason)));
  return { incidentId };
};

export const undo = async (ask: Ask): Promise<{ readonly incidentId: string }> => {
  const { reason, acceptDrift } = checked(bodies.undo, ask.body);
  const request = { ...requestOf(ask, reason), ...(acceptDrift ? { acceptDrift } : {}) };
  const { incidentId } = await taken(ask, await requestUndo(ask.app.store, request));
  return { incidentId };
};

export const leave = async (ask: Ask): Promise<{ readonly kind: 'kept' }> => {
  const { reason } = checked(bodies.reasoned, ask.body);
  await recordOf(ask);
  return taken(ask, await keep(ask.app.store, requestOf(ask, reason)));
};

/** Claims an incident; what follows the record starts its run. Whoever asks has no vote in it. */
export const run = async ({ app, person, door, body }: Ask): Promise<{ readonly incidentId: string }> => {
  const asked = checked(bodies.run, body);
  const playbook = playbookOf(asked.playbook);
  if (!playbook.locks) throw wrong('playbook', `${playbook.id} only looks at findings, so it cannot be run by hand.`);
  const given = targetOfOurs(app.store.settings, playbook, asked.target);
  if (!given.ok) throw wrong(given.field, `${given.field} ${given.message}`);
  const { id, version, locks } = playbook;
  const { reason } = asked;
  const wanted = { playbook: { id, version, locks }, target: given.target, reason, personId: person.id, door };
  const opened = await openByPerson(app.store, wanted);
  if (opened.kind === 'busy') throw new Refused(409, 'busy', opened.text);
  return { incidentId: opened.incidentId };
};

/** The kill switch stops and starts every response: it belongs to those who answer for responses. */
export const setPaused = async ({ app, person, body }: Ask) => {
  const { paused, reason } = checked(bodies.pause, body);
  await mustRespond(app, person, 'pause or resume changes');
  return setPause(app.store, { paused, reason, by: person.id });
};
