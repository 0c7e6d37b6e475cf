import { performance } from 'node:perf_hooks';
import { type Exchange, overHttp, overSocket } from './carry';
import { payloadBody, signedRequest } from './deliver';
import { standingDeliveryFault } from './faults';
import type { Delivery, DeliveryFault } from './types';
import { type Sent, secretWord, type Workspace } from './workspace';

const SLACK_WAITS_MS = 3_000;

/** Something that the app is told: what a person did, or an event. */
export interface Interaction {
  readonly kind: string;
  /** Whom it is about; the toast about its failure is theirs. */
  readonly user: string;
  readonly payload: object;
  /** How it goes over the wire: JSON in a form field named `payload`, form fields, or JSON. */
  readonly as: 'payload' | 'form' | 'json';
  /** An event's failure is nobody's: no person waits for it. */
  readonly quiet?: boolean;
  readonly retry?: { readonly attempt: number; readonly reason: string } | undefined;
}

const bodyOf = ({ as, payload }: Interaction): string => {
  switch (as) {
    case 'payload':
      return payloadBody(payload);
    case 'form':
      return new URLSearchParams({ ...payload }).toString();
    case 'json':
      return JSON.stringify(payload);
  }
};

const retryHeaders = ({ retry }: Interaction) =>
  retry && { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason };

/** Headers and body of one delivery, with what was ordered to be wrong about it. */
const prepare = (workspace: Workspace, interaction: Interaction, fault: DeliveryFault): Sent => {
  const secret = fault.forged ? secretWord() : workspace.options.signingSecret;
  const timestamp = Math.floor(workspace.now().getTime() / 1000) + (fault.skewSeconds ?? 0);
  const body = bodyOf(interaction);
  const contentType = interaction.as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  const headers = {
    ...signedRequest({ secret, body, timestamp, contentType: fault.contentType ?? contentType }),
    ...retryHeaders(interaction),
  };
  return { kind: interaction.kind, user: interaction.user, headers, body, payload: interaction.payload };
};

export const waitOf = (workspace: Workspace): number => workspace.options.answerWithinMs ?? SLACK_WAITS_MS;

interface Way {
  readonly because: string;
  readonly quiet?: boolean | undefined;
  readonly retry?: Interaction['retry'];
}

const finish = (workspace: Workspace, delivery: Delivery, way: Way): Delivery => {
  workspace.deliveries.push(delivery);
  workspace.record({ what: 'answered', ...delivery });
  if (delivery.problem !== undefined && !way.quiet)
    workspace.record({ what: 'toast', user: delivery.user, text: `That didn't work: ${delivery.problem}.` });
  return delivery;
};

/** Over the app's open Socket Mode connection when there is one, else to its address. */
const carry = (workspace: Workspace, sent: Sent, way: Way): { by: Delivery['by']; result: Promise<Exchange> } => {
  const socket = workspace.sockets.at(-1);
  if (socket) return { by: 'socket', result: overSocket(socket, sent, waitOf(workspace), way.retry) };
  const url = workspace.interactionsUrl;
  if (url === undefined)
    throw new Error('This Slack was not told where clicks go: give interactionsUrl, or call sendInteractionsTo.');
  return { by: 'http', result: overHttp(url, sent, waitOf(workspace)) };
};

export interface Delivered {
  readonly delivery: Delivery;
  readonly exchange: Exchange;
}

const send = async (workspace: Workspace, sent: Sent, way: Way): Promise<Delivered> => {
  const started = performance.now();
  const sentAt = workspace.now().toISOString();
  const { by, result } = carry(workspace, sent, way);
  const id = workspace.nextId('E');
  workspace.sent.set(id, sent);
  workspace.record({ what: 'delivered', id, kind: sent.kind, user: sent.user, because: way.because });
  const exchange = await result;
  const { status, answer, problem } = exchange;
  const delivery = {
    ...{ id, sentAt, by, because: way.because, kind: sent.kind, user: sent.user },
    ...(status !== undefined && { status }),
    ...(answer !== undefined && { answer }),
    ...(problem !== undefined && { problem }),
    ms: Math.round(performance.now() - started),
  };
  return { delivery: finish(workspace, delivery, way), exchange };
};

/**
 * Sends one interaction to the app and waits for its answer. Slack does not repeat a click that failed: the person sees an error instead.
 * @returns the first delivery, then those that a fault added
 */
export const deliverAll = async (
  workspace: Workspace,
  interaction: Interaction,
  ordered: DeliveryFault = {},
): Promise<readonly [Delivered, ...Delivered[]]> => {
  const fault = { ...standingDeliveryFault(workspace), ...ordered };
  const way = { quiet: interaction.quiet, retry: interaction.retry };
  const sent = prepare(workspace, interaction, fault);
  const because = interaction.retry ? `retry ${interaction.retry.attempt}` : 'acted';
  const first = send(workspace, sent, { ...way, because: fault.forged ? 'forged' : because });
  // A second request races the first, as two taps do.
  const second = fault.duplicate
    ? send(workspace, prepare(workspace, interaction, fault), { ...way, because: 'duplicate' })
    : undefined;
  const delivered: [Delivered, ...Delivered[]] = [await first];
  if (second) delivered.push(await second);
  if (fault.replay) delivered.push(await send(workspace, sent, { ...way, because: 'replayed' }));
  return delivered;
};

/** As deliverAll, without what only the sender of events looks at. */
export const deliver = async (
  workspace: Workspace,
  interaction: Interaction,
  fault?: DeliveryFault,
): Promise<readonly [Delivery, ...Delivery[]]> => {
  const [first, ...more] = await deliverAll(workspace, interaction, fault);
  return [first.delivery, ...more.map(({ delivery }) => delivery)];
};

/** Sends an earlier delivery once more: the same bytes under the same headers. */
export const redeliver = async (workspace: Workspace, deliveryId: string): Promise<Delivery> => {
  const sent = workspace.sent.get(deliveryId);
  if (!sent) throw new Error(`There was no delivery ${deliveryId}.`);
  return (await send(workspace, sent, { because: 'replayed' })).delivery;
};
