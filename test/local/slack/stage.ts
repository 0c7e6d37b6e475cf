import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { type LocalSlack, type SlackOptions, startSlack } from '../../../local/slack';

export const BOT_TOKEN = 'test-bot-token';
export const SIGNING_SECRET = 'test-signing-secret';
const ALL_SCOPES = [
  'chat:write',
  'users:read',
  'channels:read',
  'channels:history',
  'groups:read',
  'groups:history',
  'im:read',
  'im:write',
  'im:history',
];

/** A clock that stands still until told. */
export const handClock = (start = '2026-11-23T14:00:00.000Z') => {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    forward: (ms: number): void => {
      at += ms;
    },
  };
};

export const startTestSlack = (options: Partial<SlackOptions> = {}): Promise<LocalSlack> =>
  startSlack({
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    teamId: 'T0LOCAL',
    appId: 'A0CORDON',
    scopes: ALL_SCOPES,
    people: [
      { id: 'U0DANA', name: 'Dana', kind: 'member' },
      { id: 'U0LEE', name: 'Lee', kind: 'member' },
      { id: 'U0GUEST', name: 'Gus', kind: 'guest' },
      { id: 'U0CONNECT', name: 'Connie', kind: 'connect', teamId: 'T0OTHER' },
      { id: 'U0GONE', name: 'Gone', kind: 'deactivated' },
      { id: 'U0BOT', name: 'Botty', kind: 'bot' },
    ],
    channels: [
      { id: 'C0URGENT', name: 'sec-urgent' },
      { id: 'C0SHARED', name: 'with-partner', shared: true },
      { id: 'C0OLD', name: 'old', archived: true },
      { id: 'C0AWAY', name: 'elsewhere', member: false },
      { id: 'G0SECRET', name: 'secret', private: true, member: false },
    ],
    ...options,
  });

const silence = (): void => undefined;
/** The SDK prints every refusal; these tests are made of refusals. */
const silent: Logger = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  setLevel: silence,
  getLevel: () => LogLevel.ERROR,
  setName: silence,
};

export const webClient = (slack: LocalSlack, token: string | undefined = BOT_TOKEN): WebClient =>
  new WebClient(token, {
    slackApiUrl: `${slack.url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  });

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The JSON of the `payload` field; an empty object when there is none. */
  readonly payload: Record<string, unknown>;
}

export interface AppAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly afterMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const payloadOf = (body: string): Record<string, unknown> =>
  JSON.parse(new URLSearchParams(body).get('payload') ?? '{}');

/** Stands in for the app: keeps what it received and answers as told. */
export const startApp = async (answer: (received: Received) => AppAnswer | Promise<AppAnswer> = () => ({})) => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString();
      const one = { headers: request.headers, body, payload: payloadOf(body) };
      received.push(one);
      const { status = 200, body: text = '', afterMs = 0, headers = {} } = await answer(one);
      setTimeout(() => response.writeHead(status, headers).end(text), afterMs).unref();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${address.port}/slack`, received, stop };
};

export const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
export const button = (actionId: string, value = 'v1') => ({
  type: 'button' as const,
  action_id: actionId,
  value,
  text: { type: 'plain_text' as const, text: actionId },
});
export const reasonModal = (over: Record<string, unknown> = {}) => ({
  type: 'modal' as const,
  callback_id: 'deny',
  private_metadata: '{"r":"inc-1"}',
  title: { type: 'plain_text' as const, text: 'Deny' },
  submit: { type: 'plain_text' as const, text: 'Deny' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'text', min_length: 3, max_length: 10 },
    },
  ],
  ...over,
});
