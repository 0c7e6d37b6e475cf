import { connect } from 'node:net';
import { LogLevel, SocketModeClient } from '@slack/socket-mode';
import type { LocalSlack } from '../../../local/slack';
import { frameOf, frameReader, PING, TEXT } from '../../../local/slack/socket-frames';
import { button, handClock, reasonModal, startTestSlack, webClient } from './stage';

const APP_TOKEN = 'test-app-token';
let slack: LocalSlack;
let clients: SocketModeClient[];
const clock = handClock();

beforeEach(async () => {
  clients = [];
  slack = await startTestSlack({
    clock: clock.now,
    appToken: APP_TOKEN,
    answerWithinMs: 2_000,
    botEvents: ['app_home_opened'],
    eventRetriesMs: [0],
  });
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.disconnect()));
  await slack.stop();
});

interface Heard {
  readonly type: string;
  readonly body: Record<string, unknown>;
  readonly retry: unknown;
}

/** Slack's own client, which answers everything as told. */
const connected = async (options: { answer?: (heard: Heard) => unknown; autoReconnectEnabled?: boolean } = {}) => {
  const { answer = () => undefined, autoReconnectEnabled = true } = options;
  const client = new SocketModeClient({
    appToken: APP_TOKEN,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: `${slack.url}/api/` },
    clientPingTimeout: 1_000,
    autoReconnectEnabled,
  });
  clients.push(client);
  const heard: Heard[] = [];
  client.on('slack_event', async ({ ack, type, body, retry_num: retry }) => {
    const one = { type, body, retry };
    heard.push(one);
    const said = answer(one);
    if (said !== 'silence') await ack(said);
  });
  await client.start();
  return { client, heard };
};

const card = async () => {
  const blocks = [{ type: 'actions' as const, block_id: 'acts', elements: [button('approve')] }];
  const { ts = '' } = await webClient(slack).chat.postMessage({ channel: 'C0URGENT', text: 'card', blocks });
  return { channel: 'C0URGENT', ts };
};
const click = async () => slack.control.click({ user: 'U0DANA', actionId: 'approve', ...(await card()) });

describe('apps.connections.open', () => {
  const open = async (token: string, at = slack) => {
    const response = await fetch(`${at.url}/api/apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    return (await response.json()) as Record<string, unknown>;
  };

  it('gives an address to the app’s own token alone', async () => {
    expect(await open(APP_TOKEN)).toMatchObject({
      ok: true,
      url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/link\//),
    });
    expect(await open('test-bot-token')).toMatchObject({ ok: false, error: 'not_allowed_token_type' });
    expect(await open('wrong')).toMatchObject({ ok: false, error: 'invalid_auth' });
    await expect(webClient(slack, APP_TOKEN).auth.test()).rejects.toMatchObject({
      data: { error: 'not_allowed_token_type' },
    });
  });

  it('wants the scope for it', async () => {
    const bare = await startTestSlack({ appToken: APP_TOKEN, appScopes: [] });
    expect(await open(APP_TOKEN, bare)).toMatchObject({ error: 'missing_scope', needed: 'connections:write' });
    await bare.stop();
  });

  const upgrade = async (url: string, headers: Record<string, string> = {}): Promise<string> => {
    const { hostname, port, pathname, search } = new URL(url);
    const socket = connect(Number(port), hostname);
    const lines = {
      host: `${hostname}:${port}`,
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    };
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}`);
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
    const data = await new Promise<string>((resolve) => {
      socket.once('data', (chunk) => resolve(String(chunk)));
      socket.once('close', () => resolve('closed'));
    });
    socket.destroy();
    return data;
  };

  it('gives addresses that work once, soon, and for no web page', async () => {
    const { url } = await open(APP_TOKEN);
    expect(await upgrade(String(url))).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(await upgrade(String(url))).toContain('401');
    const late = String((await open(APP_TOKEN)).url);
    clock.forward(31_000);
    expect(await upgrade(late)).toContain('401');
    const framed = String((await open(APP_TOKEN)).url);
    expect(await upgrade(framed, { origin: 'http://evil.example' })).toContain('403');
    expect(await upgrade(framed, { host: 'evil.example' })).toBe('closed');
    expect(await upgrade(`${slack.url.replace('http', 'ws')}/link/?ticket=guess`)).toContain('401');
  });
});

describe('over Socket Mode', () => {
  it('Slack’s own client gets clicks and acknowledges them', async () => {
    const { heard } = await connected();
    expect(await click()).toMatchObject({ outcome: 'delivered', deliveries: [{ by: 'socket' }] });
    expect(heard).toMatchObject([{ type: 'interactive', body: { type: 'block_actions', user: { id: 'U0DANA' } } }]);
    expect(slack.control.deliveries()[0]).not.toHaveProperty('status');
  });

  it('a click that nobody acknowledges shows an error', async () => {
    await connected({ answer: () => 'silence' });
    expect(await click()).toMatchObject({ outcome: 'failed', deliveries: [{ problem: 'no answer within 2000 ms' }] });
    expect(slack.control.transcript().at(-1)).toMatchObject({ what: 'toast', user: 'U0DANA' });
  });

  it('an acknowledgement answers a form', async () => {
    const errors = { response_action: 'errors', errors: { reason: 'Say more.' } };
    const { heard } = await connected({
      answer: ({ body }) => (body['type'] === 'view_submission' ? errors : undefined),
    });
    await click();
    const trigger_id = String(heard[0]?.body['trigger_id']);
    const { view } = await webClient(slack).views.open({ trigger_id, view: reasonModal() });
    const submit = () =>
      slack.control.submit({ user: 'U0DANA', viewId: view?.id ?? '', values: { reason: 'scanner' } });
    expect(await submit()).toMatchObject({ outcome: 'errors', errors: { reason: 'Say more.' } });
    errors.response_action = 'clear';
    Reflect.deleteProperty(errors, 'errors');
    expect(await submit()).toMatchObject({ outcome: 'cleared' });
  });

  it('an empty acknowledgement closes a form', async () => {
    const { heard } = await connected();
    await click();
    const trigger_id = String(heard[0]?.body['trigger_id']);
    const { view } = await webClient(slack).views.open({ trigger_id, view: reasonModal() });
    const values = { reason: 'scanner' };
    expect(await slack.control.submit({ user: 'U0DANA', viewId: view?.id ?? '', values })).toMatchObject({
      outcome: 'closed',
    });
  });

  it('commands come with their fields, and an acknowledgement answers them', async () => {
    const { heard } = await connected({ answer: () => ({ text: 'nothing waits' }) });
    await slack.control.slash({ user: 'U0DANA', channel: 'C0URGENT', command: '/cordon', text: 'list' });
    expect(heard).toMatchObject([{ type: 'slash_commands', body: { command: '/cordon', text: 'list' } }]);
    expect(slack.control.messages('C0URGENT', 'U0DANA')).toMatchObject([{ text: 'nothing waits', onlyFor: 'U0DANA' }]);
  });

  it('events come, and come again when nobody acknowledged them', async () => {
    const { heard } = await connected({ answer: ({ retry }) => (retry === 1 ? undefined : 'silence') });
    await slack.control.openHome({ user: 'U0DANA' });
    await slack.control.waitFor((control) => control.deliveries().length === 2);
    expect(heard).toMatchObject([
      { type: 'events_api', body: { event: { type: 'app_home_opened' } } },
      { type: 'events_api', retry: 1 },
    ]);
  });

  it('large payloads arrive whole', async () => {
    const { heard } = await connected();
    const text = { type: 'mrkdwn' as const, text: 'x'.repeat(3000) };
    const blocks = [
      ...[1, 2, 3, 4].map(() => ({ type: 'section' as const, text })),
      { type: 'actions' as const, elements: [button('approve')] },
    ];
    const { ts = '' } = await webClient(slack).chat.postMessage({ channel: 'C0URGENT', text: 'large', blocks });
    await slack.control.click({ user: 'U0DANA', channel: 'C0URGENT', ts, actionId: 'approve' });
    expect(JSON.stringify(heard[0]?.body['message'])).toContain('x'.repeat(3000));
  });

  it('a client that is asked to connect anew does so', async () => {
    const { client } = await connected();
    const again = new Promise<void>((resolve) => client.once('connected', () => resolve()));
    slack.control.refreshSockets();
    await again;
    expect(await click()).toMatchObject({ deliveries: [{ by: 'socket' }] });
  });

  it('goes back to the address when the last client is gone', async () => {
    const { client } = await connected();
    await client.disconnect();
    await slack.control.waitFor((control) =>
      control.transcript().some((entry) => entry.what === 'socket' && entry.change === 'gone'),
    );
    await expect(click()).rejects.toThrow('call sendInteractionsTo');
  });
});

describe('frames', () => {
  /** A frame as a client sends it. */
  const masked = (opcode: number, text: string, fin = true): Buffer => {
    const [mask, payload] = [Buffer.from([1, 2, 3, 4]), Buffer.from(text)];
    const frame = frameOf(opcode, payload);
    const head = Buffer.from(frame.subarray(0, frame.length - payload.length));
    head[0] = (fin ? 0x80 : 0) | opcode;
    head[1] = (head[1] ?? 0) | 0x80;
    return Buffer.concat([head, mask, Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)))]);
  };

  it.each([0, 1, 125, 126, 65_535, 65_536])('of %i bytes are read as they were sent', (length) => {
    const text = 'x'.repeat(length);
    expect(frameReader()(masked(TEXT, text))).toEqual([{ opcode: TEXT, payload: Buffer.from(text) }]);
  });

  it('are put together from any pieces of the stream', () => {
    const read = frameReader();
    const bytes = Buffer.concat([masked(TEXT, 'one'), masked(PING, ''), masked(TEXT, 'two')]);
    const frames = [...bytes].flatMap((byte) => read(Buffer.from([byte])));
    expect(frames.map(({ opcode, payload }) => [opcode, String(payload)])).toEqual([
      [TEXT, 'one'],
      [PING, ''],
      [TEXT, 'two'],
    ]);
  });

  it('that continue one another are one message, with pings in between', () => {
    const bytes = [masked(TEXT, 'on', false), masked(PING, 'p'), masked(0, 'e')];
    expect(frameReader()(Buffer.concat(bytes)).map(({ payload }) => String(payload))).toEqual(['p', 'one']);
  });

  const broken: [string, Buffer, RegExp][] = [
    ['is not masked', frameOf(TEXT, Buffer.from('x')), /not masked/],
    ['continues nothing', masked(0, 'x'), /continues nothing/],
    ['uses an extension', Buffer.from([0xc1, 0x80, 0, 0, 0, 0]), /extension/],
    ['is too long', Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]), /holds 4294967296 bytes/],
  ];
  it.each(broken)('that %s end the connection', (_name, bytes, why) => {
    expect(() => frameReader()(bytes)).toThrow(why);
  });
});

it('says goodbye to its clients when it stops', async () => {
  const { client } = await connected({ autoReconnectEnabled: false });
  clients = [];
  const gone = new Promise((resolve) => client.once('disconnected', resolve));
  await slack.stop();
  await gone;
});
