import { performance } from 'node:perf_hooks';
import { signedRequest } from './deliver';
import type { Delivery, DeliveryFault } from './types';
import { type Sent, secretWord, type Workspace } from './workspace';

const SLACK_WAITS_MS = 3_000;

/** Headers and body of one delivery, with what was ordered to be wrong about it. */
const prepare = (workspace: Workspace, kind: string, user: string, body: string, fault: DeliveryFault): Sent => {
  const secret = fault.forged ? secretWord() : workspace.options.signingSecret;
  const timestamp = Math.floor(workspace.now().getTime() / 1000) + (fault.skewSeconds ?? 0);
  const headers = {
    ...signedRequest({ secret, body, timestamp }),
    ...(fault.contentType !== undefined && { 'content-type': fault.contentType }),
  };
  return { kind, user, headers, body };
};

const waitOf = (workspace: Workspace): number => workspace.options.answerWithinMs ?? SLACK_WAITS_MS;

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';

const problemOf = (error: unknown, waitedMs: number): string =>
  isTimeout(error) ? `no answer within ${waitedMs} ms` : 'the app could not be reached';

interface Exchange {
  readonly status?: number;
  readonly answer?: string;
  readonly problem?: string;
}

const exchange = async (workspace: Workspace, url: string, sent: Sent): Promise<Exchange> => {
  const wait = waitOf(workspace);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: sent.headers,
      body: sent.body,
      redirect: 'error',
      signal: AbortSignal.timeout(wait),
    });
    const answer = await response.text();
    return { status: response.status, answer, ...(!response.ok && { problem: `the app answered ${response.status}` }) };
  } catch (error) {
    return { problem: problemOf(error, wait) };
  }
};

const finish = (workspace: Workspace, delivery: Delivery): Delivery => {
  workspace.deliveries.push(delivery);
  workspace.record({ what: 'answered', ...delivery });
  if (delivery.problem !== undefined)
    workspace.record({ what: 'toast', user: delivery.user, text: `That didn't work: ${delivery.problem}.` });
  return delivery;
};

const send = async (workspace: Workspace, sent: Sent, because: string): Promise<Delivery> => {
  const url = workspace.interactionsUrl;
  if (url === undefined)
    throw new Error('This Slack was not told where clicks go: give interactionsUrl, or call sendInteractionsTo.');
  const id = workspace.nextId('E');
  workspace.sent.set(id, sent);
  workspace.record({ what: 'delivered', id, kind: sent.kind, user: sent.user, because });
  const started = performance.now();
  const result = await exchange(workspace, url, sent);
  return finish(workspace, {
    id,
    kind: sent.kind,
    user: sent.user,
    ...result,
    ms: Math.round(performance.now() - started),
  });
};

/**
 * Sends one interaction to the app and waits for its answer. Slack does not repeat a click that failed: the person sees an error instead.
 * @returns the first delivery, then those that a fault added
 */
export const deliver = async (
  workspace: Workspace,
  interaction: { readonly kind: string; readonly user: string; readonly body: string },
  fault: DeliveryFault = {},
): Promise<readonly [Delivery, ...Delivery[]]> => {
  const sent = prepare(workspace, interaction.kind, interaction.user, interaction.body, fault);
  const first = send(workspace, sent, fault.forged ? 'forged' : 'acted');
  // A second request races the first, as two taps do.
  const second = fault.duplicate
    ? send(workspace, prepare(workspace, sent.kind, sent.user, sent.body, fault), 'duplicate')
    : undefined;
  const delivered: [Delivery, ...Delivery[]] = [await first];
  if (second) delivered.push(await second);
  if (fault.replay) delivered.push(await send(workspace, sent, 'replayed'));
  return delivered;
};

/** Sends an earlier delivery once more: the same bytes under the same headers. */
export const redeliver = async (workspace: Workspace, deliveryId: string): Promise<Delivery> => {
  const sent = workspace.sent.get(deliveryId);
  if (!sent) throw new Error(`There was no delivery ${deliveryId}.`);
  return send(workspace, sent, 'replayed');
};
