import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebClient } from '@slack/web-api';
import type { LocalSlack } from '../../../local/slack';
import type { PageAct, PageMessage, PageResult, PageState } from '../../../local/slack/page-api';
import {
  type AppAnswer,
  button,
  handClock,
  type Received,
  reasonModal,
  startApp,
  startTestSlack,
  webClient,
} from './stage';

let slack: LocalSlack;
let client: WebClient;
let app: Awaited<ReturnType<typeof startApp>>;
let answer: (received: Received) => AppAnswer | Promise<AppAnswer>;
const clock = handClock();

beforeEach(async () => {
  answer = () => ({});
  app = await startApp((received) => answer(received));
  slack = await startTestSlack({
    clock: clock.now,
    interactionsUrl: app.url,
    answerWithinMs: 2_000,
    commands: [{ command: '/cordon', description: 'What waits', hint: 'list' }],
  });
  client = webClient(slack);
});
afterEach(async () => {
  await slack.stop();
  await app.stop();
});

const own = () => ({ origin: slack.url, 'sec-fetch-site': 'same-origin' });
const ask = async <T = { error: string }>(path: string, body?: unknown, headers: Record<string, string> = own()) => {
  const response = await fetch(`${slack.url}/_page/${path}`, {
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
};
const state = async (as = 'U0DANA'): Promise<PageState> => (await ask<PageState>(`state?as=${as}`)).body;
const act = async (one: PageAct): Promise<PageResult> => {
  const { status, body } = await ask<PageResult | { error: string }>('act', one);
  if ('error' in body) throw new Error(`${status} ${body.error}`);
  return body;
};
const post = async (over: object = {}) => {
  const args = { channel: 'C0URGENT', text: 'hello', ...over } as Parameters<typeof client.chat.postMessage>[0];
  return (await client.chat.postMessage(args)).ts ?? '';
};
const card = (...elements: object[]) =>
  post({ blocks: [{ type: 'actions', block_id: 'acts', elements: elements.length ? elements : [button('approve')] }] });
const inUrgent = async (as?: string): Promise<readonly PageMessage[]> => (await state(as)).messages['C0URGENT'] ?? [];
const press = (ts: string, over: object = {}): Promise<PageResult> =>
  act({
    do: 'click',
    as: 'U0DANA',
    on: { channel: 'C0URGENT', ts },
    blockId: 'acts',
    actionId: 'approve',
    ...over,
  } as PageAct);

/** Opens a modal as the app does on a click, and says its id. */
const openModal = async (view: object = reasonModal()): Promise<string> => {
  await press(await card());
  const trigger_id = String(app.received.at(-1)?.payload['trigger_id']);
  return (await client.views.open({ trigger_id, view } as Parameters<typeof client.views.open>[0])).view?.id ?? '';
};

describe('who is answered', () => {
  const from = (headers: Record<string, string>) => ask('state?as=U0DANA', undefined, headers);

  it("is this server's own page", async () => {
    expect((await from(own())).status).toBe(200);
    expect((await from({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  const strangers: [string, Record<string, string>][] = [
    ['a page elsewhere', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another server on this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a page that hides its origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['an address typed in', { 'sec-fetch-site': 'none' }],
    ['a program that says nothing', {}],
  ];
  it.each(strangers)('is not %s', async (_name, headers) => {
    expect((await from(headers)).status).toBe(403);
    expect((await ask('act', { do: 'open-home', as: 'U0DANA' }, headers)).status).toBe(403);
    expect((await ask('faults', { fault: 'down', on: true }, headers)).status).toBe(403);
    expect(slack.control.transcript()).toEqual([]);
  });

  it('sends JSON, of a known shape and not too much of it', async () => {
    const form = await fetch(`${slack.url}/_page/act`, { method: 'POST', headers: own(), body: 'do=click' });
    expect([form.status, await form.json()]).toEqual([400, { error: expect.stringContaining('application/json') }]);
    expect(await ask('act', { do: 'fly', as: 'U0DANA' })).toMatchObject({ status: 400 });
    expect((await ask('act', { do: 'say', as: 'U0DANA', text: 'x'.repeat(200_000) })).status).toBe(413);
  });

  it('hears in a sentence what is wrong', async () => {
    expect((await ask('state?as=U0NOBODY')).body.error).toContain('No such person U0NOBODY');
    await expect(act({ do: 'close', as: 'U0DANA', viewId: 'V1' })).rejects.toThrow('no view is open');
    await expect(act({ do: 'open-home', as: 'U0BOT' })).rejects.toThrow('bots cannot click');
  });
});

describe('what one reader sees', () => {
  it('is channels, people with what they are, and the app', async () => {
    const seen = await state();
    expect(seen.me).toMatchObject({ id: 'U0DANA', kind: 'member', teamId: 'T0LOCAL' });
    expect(seen.people.map(({ id, kind }) => [id, kind])).toEqual([
      ['U0DANA', 'member'],
      ['U0LEE', 'member'],
      ['U0GUEST', 'guest'],
      ['U0CONNECT', 'connect'],
      ['U0GONE', 'deactivated'],
      ['U0BOT', 'bot'],
    ]);
    expect(seen.people.filter(({ note }) => note).map(({ kind }) => kind)).toEqual([
      'guest',
      'connect',
      'deactivated',
      'bot',
    ]);
    expect(seen.channels.map(({ id, kind }) => [id, kind])).toContainEqual(['C0URGENT', 'channel']);
    expect(seen.directs).toMatchObject([{ kind: 'direct', name: 'Cordon', withUser: 'U0CORDON00' }]);
    expect(seen.workspace).toMatchObject({ delivery: 'http', answerWithinMs: 2_000 });
    expect(seen.commands).toMatchObject([{ command: '/cordon' }]);
  });

  it('is a message with its thread, and marks when it was edited in place', async () => {
    const ts = await post();
    await post({ thread_ts: ts, text: 'reply' });
    clock.forward(1_000);
    await client.chat.update({ channel: 'C0URGENT', ts, text: 'changed' });
    const [message, ...more] = await inUrgent();
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      ts,
      text: 'changed',
      ephemeral: false,
      replies: [{ text: 'reply', threadTs: ts }],
    });
    expect(Date.parse(message?.editedAt ?? '')).toBeGreaterThan(Date.parse(message?.at ?? ''));
  });

  it('keeps messages in the order in which they were posted, whatever was edited', async () => {
    const first = await post({ text: 'one' });
    await post({ text: 'two' });
    await client.chat.update({ channel: 'C0URGENT', ts: first, text: 'one, edited' });
    expect((await inUrgent()).map(({ text }) => text)).toEqual(['one, edited', 'two']);
  });

  it('is what is meant for them alone, until they dismiss it', async () => {
    const whisper = { channel: 'C0URGENT', user: 'U0DANA', text: 'for you' };
    await client.chat.postEphemeral(whisper);
    expect(await inUrgent('U0LEE')).toEqual([]);
    const [message] = await inUrgent();
    expect(message).toMatchObject({ text: 'for you', ephemeral: true });
    expect((await state('U0LEE')).transcript).toEqual([]);
    expect((await state()).transcript).toMatchObject([
      { what: 'ephemeral', text: 'Shown to Dana alone in #sec-urgent: for you' },
    ]);
    await expect(act({ do: 'dismiss', as: 'U0LEE', channel: 'C0URGENT', ts: message?.ts ?? '' })).rejects.toThrow();
    await act({ do: 'dismiss', as: 'U0DANA', channel: 'C0URGENT', ts: message?.ts ?? '' });
    expect(await inUrgent()).toEqual([]);
  });

  it('are direct messages of their own', async () => {
    await client.chat.postMessage({ channel: 'U0DANA', text: 'just you' });
    const [direct] = (await state()).directs;
    expect(direct?.unread).toBe(1);
    expect((await state()).messages[direct?.id ?? '']).toMatchObject([{ text: 'just you' }]);
    const lee = await state('U0LEE');
    expect(Object.values(lee.messages).flat()).toEqual([]);
    expect(lee.transcript).toEqual([]);
  });

  it('counts what they have not read, by channel and by thread', async () => {
    const ts = await post();
    const unread = async () => (await state()).channels.find(({ id }) => id === 'C0URGENT')?.unread;
    expect([await unread(), (await state('U0LEE')).me.unread]).toEqual([1, 1]);
    await act({ do: 'read', as: 'U0DANA', channel: 'C0URGENT' });
    await post({ thread_ts: ts, text: 'reply' });
    expect([await unread(), (await inUrgent())[0]?.unreadReplies]).toEqual([0, 1]);
    await act({ do: 'read', as: 'U0DANA', channel: 'C0URGENT', threadTs: ts });
    expect((await inUrgent())[0]?.unreadReplies).toBe(0);
    expect((await state('U0LEE')).me.unread).toBe(1);
  });

  it('is a stone where a message with replies was deleted', async () => {
    const ts = await post();
    await post({ thread_ts: ts, text: 'reply' });
    await client.chat.delete({ channel: 'C0URGENT', ts });
    expect(await inUrgent()).toMatchObject([
      { deleted: true, text: 'This message was deleted.', replies: [{ text: 'reply' }] },
    ]);
  });
});

describe('a click in the page', () => {
  it('reaches the app, and stands among the deliveries', async () => {
    expect(await press(await card())).toMatchObject({ outcome: 'done', deliveries: [{ status: 200, by: 'http' }] });
    expect(app.received).toHaveLength(1);
    expect((await state()).deliveries).toMatchObject([
      { kind: 'block_actions', user: 'U0DANA', status: 200, because: 'acted', ms: expect.any(Number) },
    ]);
  });

  const confirm = {
    title: { type: 'plain_text', text: 'Sure?' },
    text: { type: 'plain_text', text: 'It is isolated.' },
    confirm: { type: 'plain_text', text: 'Yes' },
    deny: { type: 'plain_text', text: 'No' },
  };
  it('asks first where the button says so, and sends nothing before the yes', async () => {
    const ts = await card({ ...button('approve'), confirm });
    expect(await press(ts)).toMatchObject({ outcome: 'confirm', confirm: { title: { text: 'Sure?' } } });
    expect(await press(ts, { confirmed: false })).toMatchObject({ outcome: 'cancelled', deliveries: [] });
    expect(app.received).toEqual([]);
    expect(await press(ts, { confirmed: true })).toMatchObject({ outcome: 'done' });
    expect(app.received).toHaveLength(1);
  });

  it('names the block when two have the same action', async () => {
    const elements = [button('approve', 'second')];
    const ts = await post({
      blocks: [
        { type: 'actions', block_id: 'one', elements: [button('approve', 'first')] },
        { type: 'actions', block_id: 'two', elements },
      ],
    });
    await press(ts, { blockId: 'two' });
    expect(app.received[0]?.payload['actions']).toMatchObject([{ block_id: 'two', value: 'second' }]);
    await expect(press(ts, { blockId: 'three' })).rejects.toThrow('no such button');
  });

  const options = ['a', 'b'].map((value) => ({ value, text: { type: 'plain_text', text: value } }));
  const pickers: [string, object, readonly string[], object][] = [
    ['static_select', { options }, ['b'], { selected_option: { value: 'b' } }],
    ['radio_buttons', { options }, ['a'], { selected_option: { value: 'a' } }],
    ['checkboxes', { options }, ['a', 'b'], { selected_options: [{ value: 'a' }, { value: 'b' }] }],
    ['overflow', { options }, ['a'], { selected_option: { value: 'a' } }],
    ['users_select', {}, ['U0LEE'], { selected_user: 'U0LEE' }],
    ['channels_select', {}, ['C0URGENT'], { selected_channel: 'C0URGENT' }],
    ['datepicker', {}, ['2026-11-23'], { selected_date: '2026-11-23' }],
    ['timepicker', {}, ['14:30'], { selected_time: '14:30' }],
    ['datetimepicker', {}, ['1795442400'], { selected_date_time: 1_795_442_400 }],
  ];
  it.each(pickers)('of a %s tells the app what was picked', async (type, fields, picked, told) => {
    const ts = await card({ type, action_id: 'pick', ...fields });
    const on = { channel: 'C0URGENT', ts };
    await act({ do: 'select', as: 'U0DANA', on, blockId: 'acts', actionId: 'pick', picked });
    expect(app.received[0]?.payload['actions']).toMatchObject([{ type, action_id: 'pick', ...told }]);
    const kept = type === 'overflow' ? {} : { acts: { pick: picked } };
    expect((await inUrgent())[0]?.chosen).toEqual(kept);
    expect((await inUrgent('U0LEE'))[0]?.chosen).toEqual({});
  });

  it('of a menu is carried by the next click, in its state', async () => {
    const ts = await card({ type: 'static_select', action_id: 'pick', options }, button('approve'));
    const on = { channel: 'C0URGENT', ts };
    await act({ do: 'select', as: 'U0DANA', on, blockId: 'acts', actionId: 'pick', picked: ['b'] });
    await press(ts);
    expect(app.received[1]?.payload['state']).toMatchObject({
      values: { acts: { pick: { type: 'static_select', selected_option: { value: 'b' } } } },
    });
  });

  const wrong: [string, object, readonly string[], string][] = [
    ['static_select', { options }, ['c'], 'No such option "c"'],
    ['static_select', { options }, ['a', 'b'], 'takes one value'],
    ['users_select', {}, ['U0GONE'], 'No such person "U0GONE"'],
    ['datepicker', {}, ['2026-02-30'], 'is not a date'],
    ['timepicker', {}, ['24:00'], 'is not a time'],
  ];
  it.each(wrong)('of a %s holds only what it can (%#)', async (type, fields, picked, told) => {
    const on = { channel: 'C0URGENT', ts: await card({ type, action_id: 'pick', ...fields }) };
    await expect(act({ do: 'select', as: 'U0DANA', on, blockId: 'acts', actionId: 'pick', picked })).rejects.toThrow(
      told,
    );
    expect(app.received).toEqual([]);
  });

  it('of a deactivated person leaves still, and they are told why nothing comes back', async () => {
    expect(await press(await card(), { as: 'U0GONE' })).toMatchObject({ outcome: 'done' });
    expect(app.received[0]?.payload['user']).toMatchObject({ id: 'U0GONE' });
    expect((await state('U0GONE')).transcript.at(-1)?.text).toContain('This account is deactivated');
  });

  it('that the app answers late shows Slack’s error to the clicker alone', async () => {
    answer = () => ({ afterMs: 4_000 });
    expect(await press(await card())).toMatchObject({
      outcome: 'failed',
      deliveries: [{ problem: 'no answer within 2000 ms' }],
    });
    expect((await state()).transcript.at(-1)?.text).toBe("Dana was shown: That didn't work: no answer within 2000 ms.");
    expect((await state('U0LEE')).transcript.map(({ what }) => what)).not.toContain('toast');
  });
});

describe('a modal in the page', () => {
  it('shows what was wrong beside its inputs, and closes when it is sent', async () => {
    const viewId = await openModal();
    const submit = (values: Record<string, string>) => act({ do: 'submit', as: 'U0DANA', viewId, values });
    expect((await state()).views).toMatchObject([{ id: viewId, errors: {} }]);
    expect(await submit({})).toMatchObject({ outcome: 'invalid', errors: { reason: expect.any(String) } });
    expect((await state()).views[0]?.errors).toEqual({ reason: 'Please complete this required field.' });
    answer = () => ({ body: JSON.stringify({ response_action: 'errors', errors: { reason: 'Say more.' } }) });
    expect(await submit({ reason: 'scanner' })).toMatchObject({ outcome: 'errors' });
    expect((await state()).views[0]?.errors).toEqual({ reason: 'Say more.' });
    answer = () => ({});
    expect(await submit({ reason: 'scanner' })).toMatchObject({ outcome: 'closed' });
    expect((await state()).views).toEqual([]);
  });

  it('drops its errors when the app changes it', async () => {
    const viewId = await openModal();
    await act({ do: 'submit', as: 'U0DANA', viewId, values: {} });
    await client.views.update({ view_id: viewId, view: reasonModal() });
    expect((await state()).views[0]?.errors).toEqual({});
  });

  it('closes with what lies below when the cross is used', async () => {
    const bottom = await openModal();
    answer = () => ({
      body: JSON.stringify({ response_action: 'push', view: reasonModal({ notify_on_close: true }) }),
    });
    const { viewId = '' } = await act({ do: 'submit', as: 'U0DANA', viewId: bottom, values: { reason: 'scanner' } });
    answer = () => ({});
    expect((await state()).me.modals).toBe(2);
    expect(await act({ do: 'close', as: 'U0DANA', viewId, all: true })).toMatchObject({ outcome: 'closed' });
    expect((await state()).views).toEqual([]);
    expect(app.received.at(-1)?.payload).toMatchObject({ type: 'view_closed', is_cleared: true });
  });

  it('tells the app with a click what stands in its inputs', async () => {
    const blocks = [...reasonModal().blocks, { type: 'actions', block_id: 'acts', elements: [button('approve')] }];
    const viewId = await openModal(reasonModal({ blocks }));
    await act({
      ...{ do: 'click', as: 'U0DANA', on: { viewId }, blockId: 'acts', actionId: 'approve' },
      values: { reason: 'half typed' },
    });
    expect(app.received.at(-1)?.payload['view']).toMatchObject({
      state: { values: { reason: { text: { type: 'plain_text_input', value: 'half typed' } } } },
    });
  });
});

describe('commands and words', () => {
  const slash = (command: string, text = '') => act({ do: 'slash', as: 'U0DANA', channel: 'C0URGENT', command, text });

  it('show an answer to the person alone, as text or as blocks', async () => {
    answer = () => ({ body: 'nothing waits' });
    expect(await slash('/cordon', 'list')).toMatchObject({ outcome: 'done', deliveries: [{ kind: 'slash_command' }] });
    answer = () => ({ body: JSON.stringify({ text: 'a list', blocks: [{ type: 'divider' }] }) });
    await slash('/cordon');
    expect(await inUrgent()).toMatchObject([
      { text: 'nothing waits', ephemeral: true },
      { text: 'a list', ephemeral: true, blocks: [{ type: 'divider' }] },
    ]);
    expect(await inUrgent('U0LEE')).toEqual([]);
  });

  it('show an answer to everyone when the app says so', async () => {
    answer = () => ({ body: JSON.stringify({ text: 'look', response_type: 'in_channel' }) });
    await slash('/cordon');
    expect(await inUrgent('U0LEE')).toMatchObject([{ text: 'look', ephemeral: false }]);
  });

  const toasts = async () => (await state()).transcript.filter(({ what }) => what === 'toast').map(({ text }) => text);

  it('say when the app has no such command, or answers what Slack refuses', async () => {
    expect(await slash('/other')).toMatchObject({ outcome: 'failed', deliveries: [] });
    answer = () => ({ body: JSON.stringify({ text: 'x', blocks: [{ type: 'nope' }] }) });
    expect(await slash('/cordon')).toMatchObject({ outcome: 'failed' });
    expect(await toasts()).toEqual([
      'Dana was shown: /other is not a valid command.',
      expect.stringContaining('invalid_blocks'),
    ]);
    expect(await inUrgent()).toEqual([]);
  });

  it('that people write are escaped, and may go into a thread', async () => {
    const ts = await post();
    await act({ do: 'say', as: 'U0LEE', channel: 'C0URGENT', text: 'is <@U0DANA> there?', threadTs: ts });
    expect((await inUrgent())[0]?.replies).toMatchObject([{ user: 'U0LEE', text: 'is &lt;@U0DANA&gt; there?' }]);
    await expect(act({ do: 'say', as: 'U0LEE', channel: 'C0OLD', text: 'x' })).rejects.toThrow('archived');
  });

  it('are not taken by an app that only writes', async () => {
    await slack.stop();
    slack = await startTestSlack({ messagesTab: true, messagesReadOnly: true });
    const { channel = '' } = await act({ do: 'open-direct', as: 'U0DANA' });
    expect((await state()).directs).toMatchObject([{ id: channel, readOnly: true }]);
    await expect(act({ do: 'say', as: 'U0DANA', channel, text: 'hi' })).rejects.toThrow('turned off');
  });
});

describe('the stream', () => {
  const open = async (as: string, headers: Record<string, string> = {}) => {
    const abort = new AbortController();
    const response = await fetch(`${slack.url}/_page/events?as=${as}`, {
      headers: { ...own(), ...headers },
      signal: abort.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (wanted: RegExp): Promise<string> => {
      while (!wanted.test(text)) text += (await reader?.read())?.value ?? '';
      return text;
    };
    return { until, close: () => abort.abort(), type: response.headers.get('content-type') };
  };

  it('tells of every change', async () => {
    const stream = await open('U0DANA');
    await stream.until(/event: seq/);
    await post();
    const { seq } = await state();
    expect(await stream.until(new RegExp(`data: {"kind":"seq","seq":${seq}}`))).toContain('event: seq');
    expect(stream.type).toContain('text/event-stream');
    stream.close();
  });

  it('carries toasts to the person whom they are for, also those missed while away', async () => {
    const dana = await open('U0DANA');
    await dana.until(/event: seq/);
    answer = () => ({ status: 500 });
    await press(await card());
    const heard = await dana.until(/event: toast/);
    expect(heard).toContain("That didn't work: the app answered 500.");
    dana.close();
    const again = await open('U0DANA', { 'last-event-id': '1' });
    expect(await again.until(/event: seq/)).toContain('the app answered 500');
    again.close();
    const lee = await open('U0LEE', { 'last-event-id': '1' });
    expect(await lee.until(/event: seq/)).not.toContain('toast');
    lee.close();
  });

  it('refuses someone who is not there', async () => {
    expect((await ask('events?as=U0NOBODY')).status).toBe(400);
  });
});

describe('the built page', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slack-page-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><head><title>Slack</title></head>');
    writeFileSync(join(folder, 'main-Ab12Cd34.js'), 'export {};');
    writeFileSync(join(folder, 'notes.txt'), 'not for the page');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const get = (path: string) => fetch(`${slack.url}${path}`, { redirect: 'manual' });

  it('is not there until someone says where it lies', async () => {
    expect((await get('/')).status).toBe(404);
    slack.servePage({ folder });
    const page = await get('/');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<title>Slack</title>');
    expect((await get('/main-Ab12Cd34.js')).headers.get('cache-control')).toContain('immutable');
  });

  it('runs its own script alone, and lies in no frame but the one that was named', async () => {
    slack.servePage({ folder });
    const policy = async () => (await get('/')).headers.get('content-security-policy');
    expect(await policy()).toMatch(/default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/);
    slack.servePage({ folder, embedIn: ['http://127.0.0.1:4711'] });
    expect(await policy()).toMatch(/frame-ancestors http:\/\/127\.0\.0\.1:4711$/);
    expect(await (await get('/')).text()).toContain('<meta name="cordon-embed-in" content="http://127.0.0.1:4711" />');
    expect(() => slack.servePage({ folder, embedIn: ["http://127.0.0.1:1; script-src 'unsafe-inline'"] })).toThrow();
  });

  it('serves nothing beside it or around it', async () => {
    slack.servePage({ folder });
    for (const path of ['/notes.txt', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/etc/passwd', '/nothing.js'])
      expect((await get(path)).status).toBe(404);
    expect(() => slack.servePage({ folder: __dirname })).toThrow('no index.html');
  });

  it('is where links to messages lead', async () => {
    const ts = await post();
    const { permalink = '' } = await client.chat.getPermalink({ channel: 'C0URGENT', message_ts: ts });
    expect(permalink).toBe(`${slack.url}/archives/C0URGENT/p${ts.replace('.', '')}`);
    const led = await fetch(permalink, { redirect: 'manual' });
    expect(led.headers.get('location')).toBe(`/#/archives/C0URGENT/p${ts.replace('.', '')}`);
  });
});
