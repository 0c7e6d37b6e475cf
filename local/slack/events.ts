import * as z from 'zod';
import { overHttp } from './carry';
import { personOf } from './click';
import { signedRequest } from './deliver';
import { deliverAll, waitOf } from './delivery';
import { eventCallback } from './payloads';
import type { Delivery, SlackPerson } from './types';
import { viewShape } from './views';
import { directWith, secretWord, type Workspace } from './workspace';

const MINUTE = 60_000;
/** Slack sends an event again at once, after a minute and after five. */
const RETRIES_MS: readonly number[] = [0, MINUTE, 5 * MINUTE];

const answerSchema = z.object({ challenge: z.string() });

/** The app may answer the challenge as plain text, as JSON or as a form. */
const challengeIn = (answer: string): string => {
  try {
    return answerSchema.parse(JSON.parse(answer)).challenge;
  } catch {
    return new URLSearchParams(answer).get('challenge') ?? answer.trim();
  }
};

/**
 * Asks the address that events go to for an answer to a challenge, as Slack does before it sends any.
 * @throws Error saying what the app answered instead
 */
export const verifyEventsUrl = async (workspace: Workspace, url: string): Promise<void> => {
  const challenge = secretWord();
  const body = JSON.stringify({ token: 'deprecated-verification-token', challenge, type: 'url_verification' });
  const timestamp = Math.floor(workspace.now().getTime() / 1000);
  const secret = workspace.options.signingSecret;
  const headers = { ...signedRequest({ secret, body, timestamp, contentType: 'application/json' }) };
  const sent = { kind: 'url_verification', user: '', headers, body, payload: {} };
  const { problem, answer = '' } = await overHttp(url, sent, waitOf(workspace));
  if (problem !== undefined) throw new Error(`The address for events did not answer its challenge: ${problem}.`);
  if (challengeIn(answer) !== challenge)
    throw new Error('The address for events answered something else than its challenge.');
  workspace.verified.add(url);
};

type Event = { readonly type: string; readonly [field: string]: unknown };

/** One try; the next one follows later when the app did not take it. */
const sendEvent = async (
  workspace: Workspace,
  event: { readonly user: string; readonly payload: object; readonly type: string },
  attempt: number,
  reason: string,
): Promise<readonly Delivery[]> => {
  const retry = attempt === 0 ? undefined : { attempt, reason };
  const what = { kind: event.type, user: event.user, payload: event.payload, as: 'json', quiet: true } as const;
  const delivered = await deliverAll(workspace, { ...what, retry });
  const [{ exchange }] = delivered;
  if (exchange.problem !== undefined && exchange.noRetry !== true)
    again(workspace, event, attempt, exchange.reason ?? 'unknown_error');
  return delivered.map(({ delivery }) => delivery);
};

const again = (workspace: Workspace, event: Parameters<typeof sendEvent>[1], attempt: number, reason: string): void => {
  const wait = (workspace.options.eventRetriesMs ?? RETRIES_MS)[attempt];
  if (wait === undefined) return;
  const timer = setTimeout(() => {
    workspace.timers.delete(timer);
    // Events are quiet, so what goes wrong with one stands in the transcript and nowhere else.
    sendEvent(workspace, event, attempt + 1, reason).catch((error: unknown) =>
      workspace.record({ what: 'refused', method: event.type, error: 'not_sent', because: [String(error)] }),
    );
  }, wait);
  timer.unref();
  workspace.timers.add(timer);
};

/** Over HTTP events go only to an address that answered Slack's challenge; a failed challenge is tried anew with the next event. */
const ready = async (workspace: Workspace, type: string): Promise<boolean> => {
  const url = workspace.interactionsUrl;
  if (workspace.sockets.length > 0 || (url !== undefined && workspace.verified.has(url))) return true;
  try {
    if (url === undefined) throw new Error('This Slack was not told where events go.');
    await verifyEventsUrl(workspace, url);
    return true;
  } catch (error) {
    const because = [error instanceof Error ? error.message : String(error)];
    workspace.record({ what: 'refused', method: type, error: 'url_not_verified', because });
    return false;
  }
};

/** Tells the app of an event, if it asked for events of this type. */
const tellApp = async (workspace: Workspace, person: SlackPerson, event: Event): Promise<readonly Delivery[]> => {
  if (!(workspace.options.botEvents ?? []).includes(event.type)) return [];
  if (!(await ready(workspace, event.type))) return [];
  const payload = eventCallback(workspace, event);
  return sendEvent(workspace, { user: person.id, type: event.type, payload }, 0, '');
};

/** A person opens the app's Home tab or its messages: Slack tells the app each time, with the Home tab as it stands. */
export const openHome = async (
  workspace: Workspace,
  opened: { readonly user: string; readonly tab?: 'home' | 'messages' },
): Promise<readonly Delivery[]> => {
  const person = personOf(workspace, opened.user);
  const tab = opened.tab ?? 'home';
  const channel = directWith(workspace, person.id);
  workspace.record({ what: 'acted', user: person.id, act: `open ${tab}`, on: channel });
  const home = workspace.homes.get(person.id);
  return tellApp(workspace, person, {
    type: 'app_home_opened',
    user: person.id,
    channel,
    tab,
    ...(tab === 'home' && home && { view: viewShape(workspace, home) }),
  });
};
