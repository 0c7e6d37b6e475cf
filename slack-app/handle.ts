import { readIncident } from '../incidents/read';
import { appendRefusal } from '../incidents/refused';
import { log, problemOf, type SlackApp } from './app';
import type { Dispatch, HttpAnswer } from './bolt';
import { onClick } from './click';
import { passGate, type RawRequest, type SigningSecret } from './gate';
import { type Click, type Interaction, incidentNamedBy, readArrival } from './interaction';

export interface Door {
  readonly app: SlackApp;
  readonly secrets: readonly SigningSecret[];
  /** True the first time a signature is seen. */
  readonly takeSignature: (hash: string, now: Date) => Promise<boolean>;
  readonly dispatch: Dispatch;
}

const empty = (statusCode: number): HttpAnswer => ({ statusCode, body: '' });

/** One request to the door, from raw bytes to its answer. Garbage gets 400, 401 or 413 and costs no call; only a fault of ours is a 5xx. */
export const handleRequest = async (door: Door, request: RawRequest): Promise<HttpAnswer> => {
  const now = door.app.store.now();
  const gate = passGate(request, door.secrets, now);
  if (!gate.ok) {
    log('a request was refused at the gate', { status: gate.status, because: gate.because });
    return empty(gate.status);
  }
  const arrival = readArrival(gate.body, contentTypeOf(request));
  if (arrival.kind === 'bad') {
    log('a signed request could not be read', { because: arrival.because });
    return empty(400);
  }
  if (!(await door.takeSignature(gate.signature, now)))
    return replayed(door, arrival.kind === 'interaction' ? arrival.interaction : undefined);
  if (arrival.kind === 'challenge')
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ challenge: arrival.challenge }),
    };
  if (arrival.kind === 'other') return empty(200);
  if (arrival.kind === 'interaction' && isOdd(arrival.interaction)) return odd(door, arrival.interaction);
  return door.dispatch(gate.body, arrival.kind === 'home' ? 'application/json' : 'application/x-www-form-urlencoded');
};

/** Bolt looks at the first of several actions only, and at none when there is none: these never reach it. */
const isOdd = (interaction: Interaction): interaction is Click =>
  interaction.type === 'block_actions' && interaction.actions.length !== 1;

const odd = async (door: Door, click: Click): Promise<HttpAnswer> => {
  return empty((await onClick(door.app, click)) ? 200 : 500);
};

const contentTypeOf = ({ headers }: RawRequest): string =>
  Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';

/** A copy of a request that was taken already: it changes nothing, and whoever watches the incident learns of it. */
const replayed = async (door: Door, interaction: Interaction | undefined): Promise<HttpAnswer> => {
  const incidentId = interaction && incidentNamedBy(interaction);
  log('a replay was ignored', incidentId ? { incidentId } : {});
  try {
    if (incidentId && (await readIncident(door.app.store, incidentId)))
      await appendRefusal(door.app.store, incidentId, {
        event: 'slack.replay',
        actor: 'slack',
        text: 'A copy of an earlier click arrived and was ignored.',
      });
  } catch (error) {
    log('a replay could not be audited', { problem: problemOf(error) });
  }
  return empty(200);
};
