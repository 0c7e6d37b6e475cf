import type { WebClient } from '@slack/web-api';
import type { LocalSlack } from '../../../local/slack';
import { type AppAnswer, button, handClock, type Received, startApp, startTestSlack, webClient } from './stage';

let slack: LocalSlack;
let client: WebClient;
let app: Awaited<ReturnType<typeof startApp>>;
let answer: (received: Received) => AppAnswer;
const clock = handClock();

/** What the app was sent as JSON, which is how events and challenges come. */
const eventsOf = () =>
  app.received
    .filter(({ headers }) => headers['content-type'] === 'application/json')
    .map(({ headers, body }) => ({ headers, event: JSON.parse(body) }));
const challenged = ({ body }: Received): AppAnswer | undefined => {
  const { type, challenge } = body.startsWith('{') ? JSON.parse(body) : {};
  return type === 'url_verification' ? { body: challenge } : undefined;
};

beforeEach(async () => {
  answer = () => ({});
  app = await startApp((received) => challenged(received) ?? answer(received));
  slack = await startTestSlack({
    clock: clock.now,
    interactionsUrl: app.url,
    answerWithinMs: 2_000,
    botEvents: ['app_home_opened'],
    eventRetriesMs: [0, 10, 20],
  });
  client = webClient(slack);
});
afterEach(async () => {
  await slack.stop();
  await app.stop();
});

const open = (user = 'U0DANA', tab: 'home' | 'messages' = 'home') => slack.control.openHome({ user, tab });
const home = (over: object = {}) => ({
  type: 'home' as const,
  callback_id: 'queue',
  blocks: [{ type: 'actions' as const, block_id: 'acts', elements: [button('show')] }],
  ...over,
});
const publish = (view: object = home(), over: object = {}) =>
  client.views.publish({ user_id: 'U0DANA', view, ...over } as Parameters<typeof client.views.publish>[0]);
const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'ok',
    (error) => error.data?.error,
  );

describe('an address for events', () => {
  it('answers a signed challenge before it gets any', async () => {
    await open();
    const [first, second, ...more] = eventsOf();
    expect(more).toEqual([]);
    expect(first?.event).toMatchObject({ type: 'url_verification', challenge: expect.any(String) });
    expect(first?.headers['x-slack-signature']).toMatch(/^v0=[0-9a-f]{64}$/);
    expect(second?.event).toMatchObject({ type: 'event_callback' });
    await open();
    expect(eventsOf()).toHaveLength(3);
  });

  it.each([
    ['JSON', (challenge: string) => JSON.stringify({ challenge })],
    ['a form', (challenge: string) => `challenge=${challenge}`],
  ])('may answer it as %s', async (_name, shape) => {
    const other = await startApp(({ body }) => ({ body: shape(JSON.parse(body).challenge) }));
    await slack.control.sendEventsTo(other.url);
    await other.stop();
  });

  it('that answers something else gets none, and it is said why', async () => {
    const other = await startApp(() => ({ body: 'OK' }));
    await expect(slack.control.sendEventsTo(other.url)).rejects.toThrow('something else than its challenge');
    expect(await open()).toEqual([]);
    expect(slack.control.transcript().at(-1)).toMatchObject({ what: 'refused', error: 'url_not_verified' });
    await other.stop();
    await expect(slack.control.sendEventsTo(other.url)).rejects.toThrow('could not be reached');
  });
});

describe('opening the App Home', () => {
  it('tells the app who opened what', async () => {
    await open();
    expect(eventsOf().at(-1)?.event).toEqual({
      token: 'deprecated-verification-token',
      team_id: 'T0LOCAL',
      api_app_id: 'A0CORDON',
      type: 'event_callback',
      event_id: expect.stringMatching(/^Ev/),
      event_time: Math.floor(clock.now().getTime() / 1000),
      authorizations: [expect.objectContaining({ team_id: 'T0LOCAL', user_id: 'U0CORDON00', is_bot: true })],
      is_ext_shared_channel: false,
      event: {
        type: 'app_home_opened',
        user: 'U0DANA',
        channel: slack.control.directWith('U0DANA'),
        tab: 'home',
        event_ts: expect.stringMatching(/^\d+\.\d{6}$/),
      },
    });
  });

  it('shows the app the Home tab as it stands', async () => {
    await publish();
    await open();
    expect(eventsOf().at(-1)?.event.event).toMatchObject({ view: { type: 'home', callback_id: 'queue' } });
    await open('U0DANA', 'messages');
    expect(eventsOf().at(-1)?.event.event).toMatchObject({ tab: 'messages' });
    expect(eventsOf().at(-1)?.event.event).not.toHaveProperty('view');
  });

  it('is told only to an app that asked for it', async () => {
    const deaf = await startTestSlack({ interactionsUrl: app.url });
    expect(await deaf.control.openHome({ user: 'U0DANA' })).toEqual([]);
    expect(app.received).toEqual([]);
    await deaf.stop();
  });
});

describe('an event that the app does not take', () => {
  const tries = () =>
    eventsOf()
      .slice(1)
      .map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);

  it('comes again three times, the same event with a number and a reason', async () => {
    answer = () => ({ status: 500 });
    await open();
    await slack.control.waitFor((control) => control.deliveries().length === 4);
    expect(tries()).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    const ids = eventsOf()
      .slice(1)
      .map(({ event }) => event.event_id);
    expect(new Set(ids).size).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(tries()).toHaveLength(4);
  });

  it('comes again after a late answer, and no more once it is taken', async () => {
    answer = ({ headers }) => (headers['x-slack-retry-num'] === undefined ? { afterMs: 4_000 } : {});
    await open();
    await slack.control.waitFor((control) => control.deliveries().length === 2);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(tries()).toEqual([
      [undefined, undefined],
      ['1', 'http_timeout'],
    ]);
  });

  it('stays away when the app says so', async () => {
    answer = () => ({ status: 500, headers: { 'x-slack-no-retry': '1' } });
    await open();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(tries()).toHaveLength(1);
  });

  it('shows nobody an error', async () => {
    answer = () => ({ status: 500, headers: { 'x-slack-no-retry': '1' } });
    await open();
    expect(slack.control.transcript().map(({ what }) => what)).not.toContain('toast');
  });
});

describe('views.publish', () => {
  it('gives one person a Home tab, and changes it in place', async () => {
    const { view } = await publish();
    expect(view).toMatchObject({ type: 'home', callback_id: 'queue', app_id: 'A0CORDON', previous_view_id: null });
    expect(slack.control.home('U0DANA')).toMatchObject({ id: view?.id, hash: view?.hash });
    expect(slack.control.home('U0LEE')).toBeUndefined();
    const next = await publish(home({ callback_id: 'empty' }));
    expect(next.view).toMatchObject({ id: view?.id, callback_id: 'empty' });
    expect(next.view?.hash).not.toBe(view?.hash);
  });

  it('is guarded by the hash, when it is given', async () => {
    const { view } = await publish();
    expect(await errorOf(publish(home(), { hash: view?.hash }))).toBe('ok');
    expect(await errorOf(publish(home(), { hash: view?.hash }))).toBe('hash_conflict');
  });

  it('takes Home tabs for people who are there, of an app that has one', async () => {
    expect(await errorOf(publish(home(), { user_id: 'U0NOBODY' }))).toBe('user_not_found');
    expect(await errorOf(publish(home({ title: { type: 'plain_text', text: 'x' } })))).toBe('invalid_arguments');
    expect(await errorOf(publish(home({ blocks: Array(101).fill({ type: 'divider' }) })))).toBe('invalid_arguments');
    expect(await errorOf(publish(home({ private_metadata: 'x'.repeat(3001) })))).toBe('invalid_arguments');
    await publish(home({ external_id: 'mine' }), { user_id: 'U0LEE' });
    expect(await errorOf(publish(home({ external_id: 'mine' })))).toBe('duplicate_external_id');
    const bare = await startTestSlack({ homeTab: false });
    const call = webClient(bare).views.publish({ user_id: 'U0DANA', view: home() } as never);
    expect(await errorOf(call)).toBe('not_enabled');
    await bare.stop();
  });

  it('makes buttons that its person alone can click', async () => {
    const { view } = await publish();
    const viewId = view?.id ?? '';
    await slack.control.click({ user: 'U0DANA', viewId, actionId: 'show' });
    expect(app.received.at(-1)?.payload).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: viewId },
      view: { type: 'home', id: viewId },
      actions: [{ action_id: 'show' }],
    });
    await expect(slack.control.click({ user: 'U0LEE', viewId, actionId: 'show' })).rejects.toThrow('no open view');
  });

  it('opens a modal from the Home tab', async () => {
    const { view } = await publish();
    await slack.control.click({ user: 'U0DANA', viewId: view?.id ?? '', actionId: 'show' });
    const trigger_id = String(app.received.at(-1)?.payload['trigger_id']);
    const modal = { type: 'modal', title: { type: 'plain_text', text: 'One' }, blocks: [{ type: 'divider' }] };
    await client.views.open({ trigger_id, view: modal } as Parameters<typeof client.views.open>[0]);
    expect(slack.control.views('U0DANA')).toHaveLength(1);
    expect(slack.control.home('U0DANA')).toBeDefined();
  });
});

describe('direct messages', () => {
  it('reach a person by their id, with the scope to write alone', async () => {
    const lean = await startTestSlack({ scopes: ['chat:write'] });
    const { channel = '' } = await webClient(lean).chat.postMessage({ channel: 'U0DANA', text: 'done' });
    expect(channel).toBe(lean.control.directWith('U0DANA'));
    expect(lean.control.messages(channel)).toMatchObject([{ text: 'done' }]);
    expect(await errorOf(webClient(lean).conversations.open({ users: 'U0DANA' }))).toBe('missing_scope');
    await lean.stop();
  });

  it('need the tab where people read them', async () => {
    const silent = await startTestSlack({ messagesTab: false });
    expect(await errorOf(webClient(silent).chat.postMessage({ channel: 'U0DANA', text: 'x' }))).toBe(
      'messages_tab_disabled',
    );
    await silent.stop();
  });
});
