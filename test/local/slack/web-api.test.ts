import type { WebClient } from '@slack/web-api';
import type { LocalSlack } from '../../../local/slack';
import { BOT_TOKEN, button, handClock, section, startTestSlack, webClient } from './stage';

let slack: LocalSlack;
let client: WebClient;
const clock = handClock();

beforeEach(async () => {
  slack = await startTestSlack({ clock: clock.now });
  client = webClient(slack);
});
afterEach(() => slack.stop());

const refusal = async (call: Promise<unknown>): Promise<Record<string, unknown>> => {
  try {
    await call;
  } catch (error) {
    return (error as { data: Record<string, unknown> }).data;
  }
  throw new Error('the call was not refused');
};

const post = (over: object = {}) =>
  client.chat.postMessage({ channel: 'C0URGENT', text: 'hello', ...over } as Parameters<
    typeof client.chat.postMessage
  >[0]);

const raw = async (method: string, init: RequestInit) => {
  const response = await fetch(`${slack.url}/api/${method}`, { method: 'POST', ...init });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('who may call', () => {
  it('says who the token is', async () => {
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      team_id: 'T0LOCAL',
      user_id: 'U0CORDON00',
      bot_id: 'B0CORDON00',
    });
  });

  it('refuses a wrong token with 200 and invalid_auth', async () => {
    expect(await refusal(webClient(slack, 'wrong').auth.test())).toMatchObject({ ok: false, error: 'invalid_auth' });
    expect((await raw('auth.test', { headers: { authorization: 'Bearer wrong' } })).status).toBe(200);
  });

  it('refuses a call without a token', async () => {
    expect((await raw('auth.test', {})).body).toEqual({ ok: false, error: 'not_authed' });
  });

  it('takes the token as a form field, and not from a JSON body', async () => {
    const form = await raw('auth.test', { body: new URLSearchParams({ token: BOT_TOKEN }) });
    const json = await raw('auth.test', {
      body: JSON.stringify({ token: BOT_TOKEN }),
      headers: { 'content-type': 'application/json' },
    });
    expect([form.body.ok, json.body.error]).toEqual([true, 'not_authed']);
  });

  it('names the scope that is missing', async () => {
    const poor = await startTestSlack({ scopes: ['users:read'] });
    expect(await refusal(webClient(poor).chat.postMessage({ channel: 'C0URGENT', text: 'hi' }))).toMatchObject({
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'users:read',
    });
    await poor.stop();
  });

  it('does not know other methods', async () => {
    expect(await refusal(client.apiCall('chat.telepathy'))).toMatchObject({ error: 'unknown_method' });
  });

  it('turns away other host names', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(`${slack.url}/api/auth.test`, { method: 'POST', headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('bodies', () => {
  const headers = { authorization: `Bearer ${BOT_TOKEN}` };
  const rows: [string, string, string, string][] = [
    ['JSON that is none', 'application/json', '{', 'invalid_json'],
    ['a JSON list', 'application/json', '[]', 'json_not_object'],
    ['another type', 'text/xml', '<a/>', 'invalid_post_type'],
    [
      'blocks that are no JSON',
      'application/x-www-form-urlencoded',
      'channel=C0URGENT&text=a&blocks=%5B',
      'invalid_blocks_format',
    ],
  ];
  it.each(rows)('of %s are refused', async (_name, type, body, error) => {
    expect((await raw('chat.postMessage', { headers: { ...headers, 'content-type': type }, body })).body.error).toBe(
      error,
    );
  });

  it('may be JSON', async () => {
    const { body } = await raw('chat.postMessage', {
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: 'C0URGENT', text: 'hi', blocks: [section('hi')] }),
    });
    expect(body).toMatchObject({ ok: true, message: { blocks: [{ type: 'section' }] } });
  });
});

describe('chat.postMessage', () => {
  it('posts, and shows what it posted', async () => {
    const posted = await post({ blocks: [section('*hello*')] });
    expect(posted).toMatchObject({ ok: true, channel: 'C0URGENT', message: { text: 'hello', bot_id: 'B0CORDON00' } });
    expect(slack.control.messages('C0URGENT')).toMatchObject([
      { ts: posted.ts, text: 'hello', blocks: [{ type: 'section' }], replies: [] },
    ]);
    expect(slack.control.transcript().at(-1)).toMatchObject({
      what: 'posted',
      ts: posted.ts,
      blocks: [{ type: 'section' }],
    });
  });

  it('gives every message a ts of its own although the clock stands still', async () => {
    const [one, two] = [await post(), await post()];
    expect(Number(two.ts)).toBeGreaterThan(Number(one.ts));
    expect(one.ts).toMatch(/^\d{10}\.\d{6}$/);
  });

  it('threads replies, and shows a broadcast in the channel too', async () => {
    const { ts } = await post();
    await post({ thread_ts: ts, text: 'quiet' });
    await post({ thread_ts: ts, text: 'loud', reply_broadcast: true });
    expect(slack.control.messages('C0URGENT')).toMatchObject([
      { ts, replies: [{ text: 'quiet' }, { text: 'loud', broadcast: true }] },
    ]);
    const { messages } = await client.conversations.history({ channel: 'C0URGENT' });
    expect(messages?.map((message) => [message.text, message.subtype, message.reply_count])).toEqual([
      ['loud', 'thread_broadcast', undefined],
      ['hello', undefined, 2],
    ]);
  });

  const refusals: [string, object, string][] = [
    ['no text', { text: '', blocks: [section('a')] }, 'no_text'],
    ['an unknown channel', { channel: 'C0NONE' }, 'channel_not_found'],
    ['a channel without the app', { channel: 'C0AWAY' }, 'not_in_channel'],
    ['a private channel without the app', { channel: 'G0SECRET' }, 'channel_not_found'],
    ['an archived channel', { channel: 'C0OLD' }, 'is_archived'],
    ['40,001 characters', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [
      'too many characters of blocks',
      { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2_700))) },
      'msg_blocks_too_long',
    ],
    ['a faulty block', { blocks: [section('x'.repeat(3_001))] }, 'invalid_blocks'],
    ['an unknown thread', { thread_ts: '1.000001' }, 'thread_not_found'],
    ['metadata without a type', { metadata: { event_payload: {} } }, 'invalid_metadata_format'],
    [
      'too much metadata',
      { metadata: { event_type: 'a', event_payload: { a: 'x'.repeat(17_000) } } },
      'metadata_too_large',
    ],
    ['attachments', { attachments: [{ text: 'a' }] }, 'invalid_arguments'],
  ];
  it.each(refusals)('refuses %s', async (_name, over, error) => {
    expect(await refusal(post(over))).toMatchObject({ ok: false, error });
    expect(slack.control.messages('C0URGENT')).toEqual([]);
    expect(slack.control.transcript()).toMatchObject([{ what: 'refused', method: 'chat.postMessage', error }]);
  });

  it('says where a block is wrong', async () => {
    expect(await refusal(post({ blocks: [section('a'), section('x'.repeat(3_001))] }))).toMatchObject({
      errors: ['must be less than 3001 characters [json-pointer:/blocks/1/text/text]'],
      response_metadata: { messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]'] },
    });
  });

  it('sends to a person as a direct message', async () => {
    const posted = await post({ channel: 'U0DANA' });
    const opened = await client.conversations.open({ users: 'U0DANA' });
    expect(posted.channel).toBe(opened.channel?.id);
    expect(slack.control.messages(slack.control.directWith('U0DANA'))).toMatchObject([{ text: 'hello' }]);
  });
});

describe('chat.update', () => {
  it('changes the message in place and keeps blocks that are not given', async () => {
    const { ts = '' } = await post({ blocks: [section('old')] });
    await client.chat.update({ channel: 'C0URGENT', ts, text: 'changed' });
    expect(slack.control.messages('C0URGENT')).toMatchObject([
      { ts, text: 'changed', blocks: [{ text: { text: 'old' } }] },
    ]);
    await client.chat.update({ channel: 'C0URGENT', ts, text: 'changed', blocks: [section('new')] });
    expect(slack.control.messages('C0URGENT')).toMatchObject([{ ts, blocks: [{ text: { text: 'new' } }] }]);
  });

  it('refuses a ts that is not there', async () => {
    expect(await refusal(client.chat.update({ channel: 'C0URGENT', ts: '1.000001', text: 'a' }))).toMatchObject({
      error: 'message_not_found',
    });
  });

  it("refuses a person's message", async () => {
    const { ts } = slack.control.say({ user: 'U0DANA', channel: 'C0URGENT', text: 'mine' });
    expect(await refusal(client.chat.update({ channel: 'C0URGENT', ts, text: 'a' }))).toMatchObject({
      error: 'cant_update_message',
    });
  });

  it('allows less text than posting does', async () => {
    const { ts = '' } = await post({ text: 'x'.repeat(4_001) });
    expect(await refusal(client.chat.update({ channel: 'C0URGENT', ts, text: 'x'.repeat(4_001) }))).toMatchObject({
      error: 'msg_too_long',
    });
    expect(await client.chat.update({ channel: 'C0URGENT', ts, text: 'x'.repeat(4_000) })).toMatchObject({ ok: true });
  });
});

describe('chat.postEphemeral', () => {
  it('shows a message to its reader alone', async () => {
    await client.chat.postEphemeral({ channel: 'C0URGENT', user: 'U0DANA', text: 'only you' });
    expect(slack.control.messages('C0URGENT', 'U0DANA')).toMatchObject([{ text: 'only you' }]);
    expect(slack.control.messages('C0URGENT', 'U0LEE')).toEqual([]);
    expect(slack.control.transcript()).toMatchObject([{ what: 'ephemeral', reader: 'U0DANA', text: 'only you' }]);
    expect((await client.conversations.history({ channel: 'C0URGENT' })).messages).toEqual([]);
  });

  it('says when only an open thread shows it', async () => {
    const { ts = '' } = await post();
    await client.chat.postEphemeral({ channel: 'C0URGENT', user: 'U0DANA', text: 'in there', thread_ts: ts });
    expect(slack.control.transcript().at(-1)).toMatchObject({ what: 'ephemeral', threadTs: ts });
    expect(slack.control.messages('C0URGENT', 'U0DANA')).toMatchObject([{ ts, replies: [{ text: 'in there' }] }]);
  });

  it.each(['U0GONE', 'U0NOBODY'])('refuses the reader %s', async (user) => {
    expect(await refusal(client.chat.postEphemeral({ channel: 'C0URGENT', user, text: 'a' }))).toMatchObject({
      error: 'user_not_in_channel',
    });
  });

  it('cannot be changed through chat.update', async () => {
    const { message_ts: ts = '' } = await client.chat.postEphemeral({ channel: 'C0URGENT', user: 'U0DANA', text: 'a' });
    expect(await refusal(client.chat.update({ channel: 'C0URGENT', ts, text: 'b' }))).toMatchObject({
      error: 'message_not_found',
    });
  });
});

describe('people', () => {
  const rows: [string, object][] = [
    [
      'U0DANA',
      {
        deleted: false,
        is_bot: false,
        is_restricted: false,
        is_stranger: false,
        team_id: 'T0LOCAL',
        real_name: 'Dana',
      },
    ],
    ['U0GUEST', { is_restricted: true, team_id: 'T0LOCAL' }],
    ['U0CONNECT', { is_stranger: true, team_id: 'T0OTHER' }],
    ['U0GONE', { deleted: true }],
    ['U0BOT', { is_bot: true }],
  ];
  it.each(rows)('are what they are: %s', async (user, expected) => {
    expect((await client.users.info({ user })).user).toMatchObject(expected);
  });

  it('are refused when unknown', async () => {
    expect(await refusal(client.users.info({ user: 'U0NOBODY' }))).toMatchObject({ error: 'user_not_found' });
  });

  const direct: [string, string][] = [
    ['U0GONE', 'user_disabled'],
    ['U0BOT', 'cannot_dm_bot'],
    ['U0NOBODY', 'user_not_found'],
  ];
  it.each(direct)('who cannot be written to directly are refused: %s', async (users, error) => {
    expect(await refusal(client.conversations.open({ users }))).toMatchObject({ error });
  });
});

describe('conversations', () => {
  it('say whether they are shared, archived and joined', async () => {
    const info = async (channel: string) => (await client.conversations.info({ channel })).channel;
    expect(await info('C0URGENT')).toMatchObject({
      name: 'sec-urgent',
      is_ext_shared: false,
      is_archived: false,
      is_member: true,
    });
    expect(await info('C0SHARED')).toMatchObject({ is_ext_shared: true });
    expect(await info('C0OLD')).toMatchObject({ is_archived: true });
    expect(await info('C0AWAY')).toMatchObject({ is_member: false });
  });

  it('show metadata only on request, so that an earlier post can be found', async () => {
    const metadata = { event_type: 'request', event_payload: { incident: 'inc-1' } };
    const { ts } = await post({ metadata });
    const plain = await client.conversations.history({ channel: 'C0URGENT' });
    const full = await client.conversations.history({ channel: 'C0URGENT', include_all_metadata: true });
    expect(plain.messages?.[0]?.metadata).toBeUndefined();
    expect(full.messages).toMatchObject([{ ts, metadata }]);
  });

  it('page through history, newest first, within bounds', async () => {
    const [first, , third] = [await post({ text: '1' }), await post({ text: '2' }), await post({ text: '3' })];
    const texts = async (over: object) =>
      (await client.conversations.history({ channel: 'C0URGENT', ...over })).messages?.map((message) => message.text);
    const page = await client.conversations.history({ channel: 'C0URGENT', limit: 2 });
    expect(page.messages?.map((message) => message.text)).toEqual(['3', '2']);
    expect(await texts({ limit: 2, cursor: page.response_metadata?.next_cursor })).toEqual(['1']);
    expect(await texts({ oldest: first.ts })).toEqual(['3', '2']);
    expect(await texts({ oldest: first.ts, inclusive: true, latest: third.ts })).toEqual(['3', '2', '1']);
  });

  it('show a thread from its parent on', async () => {
    const { ts = '' } = await post({ text: 'parent' });
    await post({ thread_ts: ts, text: 'reply' });
    expect(
      (await client.conversations.replies({ channel: 'C0URGENT', ts })).messages?.map((message) => message.text),
    ).toEqual(['parent', 'reply']);
    expect(await refusal(client.conversations.replies({ channel: 'C0URGENT', ts: '1.000001' }))).toMatchObject({
      error: 'thread_not_found',
    });
  });
});

describe('faults', () => {
  it('break the connection while Slack is down', async () => {
    slack.control.break({ kind: 'down' });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    slack.control.mend();
    expect(await post()).toMatchObject({ ok: true });
    expect(slack.control.messages('C0URGENT')).toHaveLength(1);
  });

  it('lose an answer after the message was posted', async () => {
    slack.control.break({ kind: 'answer-lost', method: 'chat.postMessage', times: 1 });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(slack.control.messages('C0URGENT')).toHaveLength(1);
  });

  it('answer 429 with Retry-After, as often as told', async () => {
    slack.control.break({ kind: 'ratelimited', retryAfterSeconds: 7, times: 2 });
    for (const _ of [1, 2])
      await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 7 });
    expect(await post()).toMatchObject({ ok: true });
  });

  it('answer 500', async () => {
    slack.control.break({ kind: 'status', status: 500 });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_http_error', statusCode: 500 });
  });

  it('are slow for one method alone', async () => {
    slack.control.break({ kind: 'slow', ms: 60, method: 'chat.postMessage' });
    const timed = async (call: () => Promise<unknown>) => {
      const started = performance.now();
      await call();
      return performance.now() - started;
    };
    expect(await timed(() => post())).toBeGreaterThanOrEqual(59);
    expect(slack.control.transcript()).toMatchObject([
      { what: 'fault', kind: 'slow', method: 'chat.postMessage' },
      { what: 'posted' },
    ]);
    await client.auth.test();
    expect(slack.control.transcript()).toHaveLength(2);
  });

  it('answer any error code', async () => {
    slack.control.break({ kind: 'error', error: 'fatal_error' });
    expect(await refusal(post())).toMatchObject({ error: 'fatal_error' });
  });
});

it('keeps buttons without values as they are', async () => {
  const { value: _, ...bare } = button('go');
  expect((await post({ blocks: [{ type: 'actions', elements: [bare] }] })).message?.blocks).toMatchObject([
    { elements: [{ action_id: 'go' }] },
  ]);
});

describe('chat.delete', () => {
  const remove = (ts: string) => client.chat.delete({ channel: 'C0URGENT', ts });

  it('takes the app’s own message away', async () => {
    const { ts = '' } = await post();
    expect(await remove(ts)).toMatchObject({ ok: true, channel: 'C0URGENT', ts });
    expect(slack.control.messages('C0URGENT')).toEqual([]);
    expect(await refusal(remove(ts))).toMatchObject({ error: 'message_not_found' });
  });

  it('leaves the messages of others, and what only one person sees', async () => {
    const { ts } = slack.control.say({ user: 'U0DANA', channel: 'C0URGENT', text: 'mine' });
    expect(await refusal(remove(ts))).toMatchObject({ error: 'cant_delete_message' });
    const { message_ts = '' } = await client.chat.postEphemeral({ channel: 'C0URGENT', user: 'U0DANA', text: 'x' });
    expect(await refusal(remove(message_ts))).toMatchObject({ error: 'message_not_found' });
  });

  it('leaves a stone where there are replies, which cannot be changed or deleted again', async () => {
    const { ts = '' } = await post();
    await post({ thread_ts: ts, text: 'reply' });
    await remove(ts);
    const { messages } = await client.conversations.replies({ channel: 'C0URGENT', ts });
    expect(messages).toMatchObject([{ subtype: 'tombstone', text: 'This message was deleted.' }, { text: 'reply' }]);
    expect(await refusal(client.chat.update({ channel: 'C0URGENT', ts, text: 'back' }))).toMatchObject({
      error: 'message_not_found',
    });
    expect(await refusal(remove(ts))).toMatchObject({ error: 'message_not_found' });
  });
});

describe('chat.getPermalink', () => {
  it('links to a message that others can see', async () => {
    const { ts = '' } = await post();
    expect(await client.chat.getPermalink({ channel: 'C0URGENT', message_ts: ts })).toMatchObject({
      permalink: `${slack.url}/archives/C0URGENT/p${ts.replace('.', '')}`,
    });
    expect(await refusal(client.chat.getPermalink({ channel: 'C0NOWHERE', message_ts: ts }))).toMatchObject({
      error: 'channel_not_found',
    });
    expect(await refusal(client.chat.getPermalink({ channel: 'C0URGENT', message_ts: '1.1' }))).toMatchObject({
      error: 'message_not_found',
    });
  });
});

it('gives every message a ts of its own, later than all before, though the clock stands still or goes back', async () => {
  const stamps = [await post(), await post()];
  clock.forward(-5_000);
  stamps.push(await post());
  const ts = stamps.map((stamp) => Number(stamp.ts));
  clock.forward(5_000);
  expect(new Set(ts).size).toBe(3);
  expect([...ts].sort((left, right) => left - right)).toEqual(ts);
});
