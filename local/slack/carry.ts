import { randomUUID } from 'node:crypto';
import type { Sent, Socket, SocketEnvelope } from './workspace';

/** What came of one request to the app. */
export interface Exchange {
  readonly status?: number;
  readonly answer?: string;
  readonly problem?: string;
  /** Slack's word for the problem, in the headers of an event that is sent again. */
  readonly reason?: 'http_timeout' | 'http_error' | 'connection_failed';
  /** The app asked not to be sent this again. */
  readonly noRetry?: boolean;
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';

const late = (waitMs: number): Exchange => ({ problem: `no answer within ${waitMs} ms`, reason: 'http_timeout' });

/** Posts a request to the app, and waits for its answer as long as Slack does. */
export const overHttp = async (url: string, sent: Sent, waitMs: number): Promise<Exchange> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: sent.headers,
      body: sent.body,
      redirect: 'error',
      signal: AbortSignal.timeout(waitMs),
    });
    const answer = await response.text();
    const noRetry = response.headers.get('x-slack-no-retry') === '1';
    const failed = { problem: `the app answered ${response.status}`, reason: 'http_error' as const };
    return { status: response.status, answer, noRetry, ...(!response.ok && failed) };
  } catch (error) {
    return isTimeout(error)
      ? late(waitMs)
      : { problem: 'the app could not be reached', reason: 'connection_failed' as const };
  }
};

const ENVELOPES: Readonly<Record<string, SocketEnvelope['type']>> = {
  block_actions: 'interactive',
  view_submission: 'interactive',
  view_closed: 'interactive',
  slash_command: 'slash_commands',
};
/** Only the answers to these two mean something to Slack. */
const ANSWERED = ['view_submission', 'slash_command'];

/** An acknowledgement's payload as the body that an HTTP answer would have; an empty object says nothing. */
const answerIn = (payload: unknown): string => {
  if (payload === undefined || payload === null) return '';
  const text = JSON.stringify(payload);
  return text === '{}' ? '' : text;
};

/** Sends a request down the app's open connection. Nothing is signed there: the connection itself vouches. */
export const overSocket = async (
  socket: Socket,
  sent: Sent,
  waitMs: number,
  retry?: { readonly attempt: number; readonly reason: string },
): Promise<Exchange> => {
  const accepts = ANSWERED.includes(sent.kind);
  const acknowledged = await socket.send(
    {
      envelope_id: randomUUID(),
      type: ENVELOPES[sent.kind] ?? 'events_api',
      accepts_response_payload: accepts,
      payload: sent.payload,
      ...(retry && { retry_attempt: retry.attempt, retry_reason: retry.reason }),
    },
    waitMs,
  );
  return acknowledged ? { answer: accepts ? answerIn(acknowledged.payload) : '' } : late(waitMs);
};
