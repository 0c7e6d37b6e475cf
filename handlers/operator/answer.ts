import { RecordError } from '../../incidents/errors';
import { CONTROL } from '../../incidents/keys';
import type { Door } from '../../incidents/model';
import { readIncident } from '../../incidents/read';
import { log, problemOf } from '../wiring';
import { type Ask, auditRefusal, type OperatorApp } from './app';
import { type Caller, identify } from './identity';
import { readBody } from './input';
import { noIncident, Refused } from './refusal';
import { type Found, findRoute } from './routes';

/** What of an HTTP request plays a part. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  readonly base64: boolean;
  readonly caller: Caller | undefined;
}
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = (statusCode: number, body: unknown): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

const doorOf = ({ headers }: Request): Door => (headers['x-cordon-door'] === 'cli' ? 'cli' : 'operator');

/** Whoever is turned away leaves a row, if they came to act: in the trail of the incident that they named, or in the hub's own. */
const turnAway = async (app: OperatorApp, { route, incidentId }: Found, actor: string, told: string): Promise<void> => {
  if (route.method !== 'POST') return;
  const known = incidentId !== '' && (await readIncident(app.store, incidentId)) !== undefined;
  await auditRefusal(app, known ? incidentId : CONTROL, `aws:${actor}`, told);
};

const askOf = async (app: OperatorApp, request: Request, found: Found): Promise<Ask> => {
  const who = identify(app.store.settings, request.caller);
  if (!who.ok) {
    await turnAway(app, found, who.actor, who.because);
    throw new Refused(403, who.code, who.because);
  }
  return {
    app,
    person: who.person,
    arn: who.arn,
    door: doorOf(request),
    incidentId: found.incidentId,
    query: request.query,
    body: found.route.method === 'POST' ? readBody(request.body, request.base64) : undefined,
  };
};

const refusalOf = (error: unknown, incidentId: string): Refused | undefined => {
  if (error instanceof Refused) return error;
  if (!(error instanceof RecordError)) return undefined;
  if (error.code === 'unknown-incident') return noIncident(incidentId);
  return error.code === 'contended' ? new Refused(409, error.code, error.message) : undefined;
};

/** Answers one request. Never throws: a refusal is a 4xx with its sentence, anything else a 500 that says nothing about itself. */
export const answer = async (app: OperatorApp, request: Request): Promise<Answer> => {
  let incidentId = '';
  try {
    const found = findRoute(request.method, request.path);
    incidentId = found.incidentId;
    const said = await found.route.answer(await askOf(app, request, found));
    return json(found.route.status ?? 200, said);
  } catch (error) {
    const refused = refusalOf(error, incidentId);
    if (refused) return json(refused.status, refused.body());
    log('a request of the operator API failed', { incidentId, problem: problemOf(error) });
    const message = 'Cordon could not finish this. Look at the incident before you try again: it says what was taken.';
    return json(500, { error: { code: 'fault', message } });
  }
};
