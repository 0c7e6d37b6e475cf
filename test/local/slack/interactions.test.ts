import type { BlockAction, ButtonAction, SlashCommand, ViewSubmitAction } from '@slack/bolt';
import { isValidSlackRequest } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { LocalSlack } from '../../../local/slack';
import { signedRequest } from '../../../local/slack';
import {
  type AppAnswer,
  button,
  handClock,
  type Received,
  reasonModal,
  SIGNING_SECRET,
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
  slack = await startTestSlack({ clock: clock.now, interactionsUrl: app.url, answerWithinMs: 2_000 });
  client = webClient(slack);
});
afterEach(async () => {
  await slack.stop();
  await app.stop();
});

const card = async (...elements: object[]): Promise<{ channel: string; ts: string }> => {
  const blocks = [
    { type: 'actions', block_id: 'acts', elements: elements.length > 0 ? elements : [button('approve')] },
  ];
  const { ts = '' } = await client.chat.postMessage({ channel: 'C0URGENT', text: 'card', blocks } as Parameters<
    typeof client.chat.postMessage
  >[0]);
  return { channel: 'C0URGENT', ts };
};

const click = async (over: object = {}) =>
  slack.control.click({ user: 'U0DANA', actionId: 'approve', ...(await card()), ...over });

const errorOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'ok',
    (error) => error.data?.error,
  );

/** Opens a modal as the app does on a click, and says its id. */
const openModal = async (view: object = reasonModal(), user = 'U0DANA'): Promise<string> => {
  await click({ user });
  const trigger_id = String(app.received.at(-1)?.payload['trigger_id']);
  const { view: opened } = await client.views.open({ trigger_id, view } as Parameters<typeof client.views.open>[0]);
  return opened?.id ?? '';
};

describe('the signature', () => {
  it("is the one of Slack's own example", () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const headers = signedRequest({ secret: '8f742231b10e8888abcd99yyyzzz85a5', body, timestamp: 1_531_420_618 });
    expect(headers['x-slack-signature']).toBe('v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503');
  });

  const verified = (received: Received | undefined, secret = SIGNING_SECRET): boolean =>
    isValidSlackRequest({
      signingSecret: secret,
      body: received?.body ?? '',
      headers: {
        'x-slack-signature': String(received?.headers['x-slack-signature']),
        'x-slack-request-timestamp': Number(received?.headers['x-slack-request-timestamp']),
      },
      nowMilliseconds: clock.now().getTime(),
    });

  it("passes bolt's own check", async () => {
    await click();
    expect(verified(app.received[0])).toBe(true);
    expect(verified(app.received[0], 'another-secret')).toBe(false);
  });

  it("fails bolt's check when it is forged or too old", async () => {
    await click({ fault: { forged: true } });
    await click({ fault: { skewSeconds: -301 } });
    await click({ fault: { skewSeconds: -299 } });
    expect(app.received.map((received) => verified(received))).toEqual([false, false, true]);
  });
});

describe('a click', () => {
  it('delivers what Slack delivers', async () => {
    const { channel, ts } = await card(button('approve', '{"r":"inc-1"}'));
    const result = await slack.control.click({ user: 'U0DANA', channel, ts, actionId: 'approve' });
    expect(result).toMatchObject({ outcome: 'delivered', deliveries: [{ status: 200 }] });
    expect(app.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    // Typed as bolt types it: the fields that listeners read are there.
    const payload = app.received[0]?.payload as unknown as BlockAction<ButtonAction>;
    expect(payload).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0LOCAL', domain: 'local-workspace' },
      user: { id: 'U0DANA', username: 'dana', name: 'dana', team_id: 'T0LOCAL' },
      api_app_id: 'A0CORDON',
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
      channel: { id: channel, name: 'sec-urgent' },
      message: {
        type: 'message',
        ts,
        text: 'card',
        bot_id: 'B0CORDON00',
        blocks: [{ type: 'actions', block_id: 'acts' }],
      },
      state: { values: {} },
      response_url: expect.stringContaining('/actions/T0LOCAL/'),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
    });
    expect(payload.actions).toEqual([
      {
        type: 'button',
        action_id: 'approve',
        block_id: 'acts',
        text: { type: 'plain_text', text: 'approve' },
        value: '{"r":"inc-1"}',
        action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
      },
    ]);
  });

  it('of a Slack Connect user names the other workspace, and the team stays the app’s', async () => {
    await click({ user: 'U0CONNECT' });
    await click({ user: 'U0GUEST' });
    expect(app.received.map(({ payload }) => [payload['team'], payload['user']])).toMatchObject([
      [{ id: 'T0LOCAL' }, { id: 'U0CONNECT', team_id: 'T0OTHER' }],
      [{ id: 'T0LOCAL' }, { id: 'U0GUEST', team_id: 'T0LOCAL' }],
    ]);
  });

  it('needs a button that the message shows now', async () => {
    const { channel, ts } = await card();
    await expect(slack.control.click({ user: 'U0DANA', channel, ts, actionId: 'deny' })).rejects.toThrow(
      'no such button: deny. Now there are: approve',
    );
    await client.chat.update({ channel, ts, text: 'decided', blocks: [] });
    await expect(slack.control.click({ user: 'U0DANA', channel, ts, actionId: 'approve' })).rejects.toThrow(
      'no such button: approve. Now there are: none',
    );
    await expect(slack.control.click({ user: 'U0DANA', channel, ts: '1.000001', actionId: 'approve' })).rejects.toThrow(
      'no message 1.000001',
    );
    await expect(slack.control.click({ user: 'U0NOBODY', channel, ts, actionId: 'approve' })).rejects.toThrow(
      'No such person U0NOBODY',
    );
    await expect(slack.control.click({ user: 'U0BOT', channel, ts, actionId: 'approve' })).rejects.toThrow(
      'bots cannot click',
    );
    expect(app.received).toEqual([]);
  });

  it('tells buttons of one action id apart by value', async () => {
    const where = await card(button('a1', 'first'), { ...button('a2', 'second') });
    await slack.control.click({ user: 'U0DANA', ...where, actionId: 'a2', value: 'second' });
    expect(app.received[0]?.payload['actions']).toMatchObject([{ value: 'second' }]);
    await expect(slack.control.click({ user: 'U0DANA', ...where, actionId: 'a2', value: 'first' })).rejects.toThrow(
      'no such button',
    );
  });

  it('picks an option of a menu', async () => {
    const options = ['one', 'two'].map((value) => ({ value, text: { type: 'plain_text', text: value } }));
    const where = await card({ type: 'overflow', action_id: 'more', options });
    await slack.control.click({ user: 'U0DANA', ...where, actionId: 'more', value: 'two' });
    expect(app.received[0]?.payload['actions']).toMatchObject([
      { type: 'overflow', selected_option: { value: 'two' } },
    ]);
  });

  it('shows a confirm dialog first, and a no sends nothing', async () => {
    const text = (words: string) => ({ type: 'plain_text', text: words });
    const confirm = { title: text('Sure?'), text: text('It hurts.'), confirm: text('Yes'), deny: text('No') };
    const where = await card({ ...button('approve'), confirm });
    const no = await slack.control.click({ user: 'U0DANA', ...where, actionId: 'approve', confirm: false });
    const yes = await slack.control.click({ user: 'U0DANA', ...where, actionId: 'approve' });
    expect([no.outcome, yes.outcome, app.received.length]).toEqual(['cancelled', 'delivered', 1]);
    expect(slack.control.transcript().filter((entry) => entry.what === 'confirm shown')).toMatchObject([
      { accepted: false, confirm: { title: { text: 'Sure?' } } },
      { accepted: true },
    ]);
  });

  it('on an ephemeral message carries no message', async () => {
    const blocks = [{ type: 'actions', elements: [button('ok')] }];
    const { message_ts: ts = '' } = await client.chat.postEphemeral({
      channel: 'C0URGENT',
      user: 'U0DANA',
      text: 'e',
      blocks,
    } as Parameters<typeof client.chat.postEphemeral>[0]);
    await expect(slack.control.click({ user: 'U0LEE', channel: 'C0URGENT', ts, actionId: 'ok' })).rejects.toThrow(
      'no message',
    );
    await slack.control.click({ user: 'U0DANA', channel: 'C0URGENT', ts, actionId: 'ok' });
    expect(app.received[0]?.payload).toMatchObject({ container: { is_ephemeral: true } });
    expect(app.received[0]?.payload).not.toHaveProperty('message');
  });
});

describe('an answer', () => {
  const toasts = () =>
    slack.control.transcript().flatMap((entry) => (entry.what === 'toast' ? [`${entry.user}: ${entry.text}`] : []));

  it('in time and 2xx shows nothing', async () => {
    answer = () => ({ status: 202, afterMs: 20 });
    expect(await click()).toMatchObject({ outcome: 'delivered' });
    expect(toasts()).toEqual([]);
  });

  it('that is late shows an error to the clicker, and the click is not repeated', async () => {
    answer = () => ({ afterMs: 4_000 });
    const result = await click();
    expect(result).toMatchObject({ outcome: 'failed', deliveries: [{ problem: 'no answer within 2000 ms' }] });
    expect(toasts()).toEqual(["U0DANA: That didn't work: no answer within 2000 ms."]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(app.received).toHaveLength(1);
  });

  it('is waited for three seconds unless told', async () => {
    const patient = await startTestSlack({ clock: clock.now, interactionsUrl: app.url });
    answer = () => ({ afterMs: 250 });
    const { ts = '' } = await webClient(patient).chat.postMessage({
      channel: 'C0URGENT',
      text: 'c',
      blocks: [{ type: 'actions', elements: [button('approve')] }],
    });
    expect(await patient.control.click({ user: 'U0DANA', channel: 'C0URGENT', ts, actionId: 'approve' })).toMatchObject(
      { outcome: 'delivered' },
    );
    answer = () => ({ afterMs: 3_200 });
    expect(await patient.control.click({ user: 'U0DANA', channel: 'C0URGENT', ts, actionId: 'approve' })).toMatchObject(
      {
        outcome: 'failed',
        deliveries: [{ problem: 'no answer within 3000 ms' }],
      },
    );
    await patient.stop();
  });

  it.each([401, 404, 500])('of %i shows an error', async (status) => {
    answer = () => ({ status });
    expect(await click()).toMatchObject({ outcome: 'failed' });
    expect(toasts()).toEqual([`U0DANA: That didn't work: the app answered ${status}.`]);
  });

  it('from nowhere shows an error', async () => {
    slack.control.sendInteractionsTo('http://127.0.0.1:9/slack');
    expect(await click()).toMatchObject({ outcome: 'failed' });
    expect(toasts()).toEqual(["U0DANA: That didn't work: the app could not be reached."]);
  });

  it('stands in the transcript with its time', async () => {
    await click();
    expect(slack.control.transcript().map((entry) => entry.what)).toEqual(['posted', 'acted', 'delivered', 'answered']);
    expect(slack.control.transcript().at(-1)).toMatchObject({
      status: 200,
      ms: expect.any(Number),
      kind: 'block_actions',
      user: 'U0DANA',
    });
  });
});

describe('deliveries that go wrong', () => {
  it('come twice, each signed for itself, when a person taps twice', async () => {
    const result = await click({ fault: { duplicate: true } });
    expect(result.deliveries).toHaveLength(2);
    expect(app.received).toHaveLength(2);
  });

  it('come again byte by byte when replayed', async () => {
    const { deliveries } = await click({ fault: { replay: true } });
    await slack.control.redeliver(deliveries[0]?.id ?? '');
    const wire = app.received.map(({ headers, body }) => [
      headers['x-slack-signature'],
      headers['x-slack-request-timestamp'],
      body,
    ]);
    expect(wire).toHaveLength(3);
    expect(new Set(wire.map((one) => JSON.stringify(one))).size).toBe(1);
    await expect(slack.control.redeliver('E0')).rejects.toThrow('no delivery E0');
  });

  it('may carry another content type', async () => {
    await click({ fault: { contentType: 'application/x-www-form-urlencoded; charset=utf-8' } });
    expect(app.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=utf-8');
  });
});

describe('a trigger', () => {
  const open = (trigger_id: string, view: object = reasonModal()) =>
    errorOf(client.views.open({ trigger_id, view } as Parameters<typeof client.views.open>[0]));
  const triggerOf = async (): Promise<string> => {
    await click();
    return String(app.received.at(-1)?.payload['trigger_id']);
  };

  it('opens one view, once', async () => {
    const trigger = await triggerOf();
    expect([await open(trigger), await open(trigger)]).toEqual(['ok', 'exchanged_trigger_id']);
  });

  it('dies after three seconds', async () => {
    const [early, late] = [await triggerOf(), await triggerOf()];
    clock.forward(3_000);
    expect(await open(early)).toBe('ok');
    clock.forward(1);
    expect(await open(late)).toBe('expired_trigger_id');
  });

  it('is not spent by a faulty view, and must be one of ours', async () => {
    const trigger = await triggerOf();
    expect(await open(trigger, { type: 'modal' })).toBe('invalid_arguments');
    expect(await open(trigger)).toBe('ok');
    expect(await open('1.2.3')).toBe('invalid_trigger_id');
  });
});

describe('a view', () => {
  const update = (over: object) =>
    errorOf(
      client.views.update({ view: reasonModal({ callback_id: 'next' }), ...over } as unknown as Parameters<
        typeof client.views.update
      >[0]),
    );

  it('is shown to the clicker and can be updated', async () => {
    const id = await openModal();
    expect(slack.control.views('U0DANA')).toMatchObject([{ id, view: { callback_id: 'deny' } }]);
    expect(slack.control.views('U0LEE')).toEqual([]);
    expect(await update({ view_id: id })).toBe('ok');
    expect(slack.control.views('U0DANA')).toMatchObject([{ id, view: { callback_id: 'next' } }]);
  });

  it('is updated under its hash alone', async () => {
    const id = await openModal();
    const { hash } = slack.control.views('U0DANA')[0] ?? {};
    expect(await update({ view_id: id, hash })).toBe('ok');
    expect(await update({ view_id: id, hash })).toBe('hash_conflict');
  });

  it('is found by its external id, which must be unique', async () => {
    await openModal(reasonModal({ external_id: 'ext-1' }));
    expect(await update({ external_id: 'ext-1' })).toBe('ok');
    expect(await update({ external_id: 'ext-2' })).toBe('not_found');
  });

  it('is gone once it is closed', async () => {
    const id = await openModal();
    expect(await slack.control.close({ user: 'U0DANA', viewId: id })).toEqual([]);
    expect(await update({ view_id: id })).toBe('not_found');
    await expect(slack.control.close({ user: 'U0DANA', viewId: id })).rejects.toThrow('no view is open');
  });

  it('tells the app that it was closed only if it asked', async () => {
    const id = await openModal(reasonModal({ notify_on_close: true }));
    expect(await slack.control.close({ user: 'U0DANA', viewId: id })).toMatchObject([
      { kind: 'view_closed', status: 200 },
    ]);
    expect(app.received.at(-1)?.payload).toMatchObject({ type: 'view_closed', is_cleared: false, view: { id } });
  });

  it('has buttons of its own', async () => {
    const blocks = [{ type: 'actions', elements: [button('inside')] }];
    const id = await openModal(reasonModal({ blocks }));
    await slack.control.click({ user: 'U0DANA', viewId: id, actionId: 'inside' });
    expect(app.received.at(-1)?.payload).toMatchObject({
      type: 'block_actions',
      container: { type: 'view', view_id: id },
      view: { id, callback_id: 'deny' },
    });
    expect(app.received.at(-1)?.payload).not.toHaveProperty('message');
    await expect(slack.control.click({ user: 'U0LEE', viewId: id, actionId: 'inside' })).rejects.toThrow(
      'no open view',
    );
  });

  it('gives way to the next one', async () => {
    const first = await openModal();
    const second = await openModal();
    expect(slack.control.views('U0DANA').map(({ id }) => id)).toEqual([second]);
    expect(slack.control.transcript()).toContainEqual(
      expect.objectContaining({ what: 'view closed', viewId: first, because: 'replaced' }),
    );
  });
});

describe('a submission', () => {
  const submit = (viewId: string, reason: string | undefined, over: object = {}) =>
    slack.control.submit({ user: 'U0DANA', viewId, values: reason === undefined ? {} : { reason }, ...over });

  it('delivers what Slack delivers and closes on an empty answer', async () => {
    const id = await openModal();
    expect(await submit(id, 'scanner')).toMatchObject({
      outcome: 'closed',
      deliveries: [{ kind: 'view_submission', status: 200 }],
    });
    const payload = app.received.at(-1)?.payload as unknown as ViewSubmitAction;
    expect(payload).toMatchObject({
      type: 'view_submission',
      team: { id: 'T0LOCAL' },
      user: { id: 'U0DANA', team_id: 'T0LOCAL' },
      api_app_id: 'A0CORDON',
      response_urls: [],
      view: {
        id,
        root_view_id: id,
        previous_view_id: null,
        callback_id: 'deny',
        private_metadata: '{"r":"inc-1"}',
        hash: expect.stringMatching(/^\d+\.[0-9a-f]{8}$/),
        state: { values: { reason: { text: { type: 'plain_text_input', value: 'scanner' } } } },
      },
    });
    expect(slack.control.views('U0DANA')).toEqual([]);
  });

  const invalid: [string, string | undefined, string][] = [
    ['nothing', undefined, 'Please complete this required field.'],
    ['an empty reason', '', 'Please complete this required field.'],
    ['too short a reason', 'no', 'Enter at least 3 characters.'],
    ['too long a reason', 'x'.repeat(11), 'Enter at most 10 characters.'],
  ];
  it.each(invalid)('of %s never leaves the client', async (_name, reason, error) => {
    const id = await openModal();
    expect(await submit(id, reason)).toEqual({ outcome: 'invalid', errors: { reason: error }, deliveries: [] });
    expect(app.received.filter(({ payload }) => payload['type'] === 'view_submission')).toEqual([]);
  });

  it('may name inputs by action id, and no others', async () => {
    const id = await openModal();
    await expect(submit(id, undefined, { values: { why: 'x' } })).rejects.toThrow(
      'No such input "why" in this view: there are reason.',
    );
    expect(await submit(id, undefined, { values: { text: 'scanner' } })).toMatchObject({ outcome: 'closed' });
  });

  it('leaves optional inputs out as null', async () => {
    const [input] = reasonModal().blocks;
    const id = await openModal(reasonModal({ blocks: [{ ...input, optional: true }] }));
    expect(await submit(id, undefined)).toMatchObject({ outcome: 'closed' });
    expect(app.received.at(-1)?.payload['view']).toMatchObject({
      state: { values: { reason: { text: { value: null } } } },
    });
  });

  it('shows the errors of the app beside their inputs', async () => {
    const id = await openModal();
    answer = () => ({ body: JSON.stringify({ response_action: 'errors', errors: { reason: 'Say more.' } }) });
    expect(await submit(id, 'scanner')).toMatchObject({ outcome: 'errors', errors: { reason: 'Say more.' } });
    expect(slack.control.views('U0DANA')).toMatchObject([{ id }]);
  });

  it('shows the view that the app answers', async () => {
    const id = await openModal();
    answer = () => ({
      body: JSON.stringify({ response_action: 'update', view: reasonModal({ callback_id: 'done' }) }),
    });
    expect(await submit(id, 'scanner')).toMatchObject({ outcome: 'updated', viewId: id });
    answer = () => ({ body: JSON.stringify({ response_action: 'push', view: reasonModal({ callback_id: 'top' }) }) });
    const pushed = await submit(id, 'scanner');
    expect(pushed.outcome).toBe('pushed');
    expect(slack.control.views('U0DANA')).toMatchObject([
      { view: { callback_id: 'done' } },
      { id: pushed.viewId, rootId: id, previousId: id },
    ]);
    answer = () => ({ body: '{"response_action":"clear"}' });
    expect(await submit(pushed.viewId ?? '', 'scanner')).toMatchObject({ outcome: 'cleared' });
    expect(slack.control.views('U0DANA')).toEqual([]);
  });

  const bad: [string, AppAnswer, RegExp][] = [
    ['is no JSON', { body: 'OK' }, /no response_action/],
    ['is no response_action', { body: '{"ok":true}' }, /no response_action/],
    ['names no input', { body: '{"response_action":"errors","errors":{"nope":"x"}}' }, /error for "nope"/],
    [
      'holds a faulty view',
      {
        body: JSON.stringify({
          response_action: 'update',
          view: reasonModal({ title: { type: 'plain_text', text: 'x'.repeat(25) } }),
        }),
      },
      /less than 25 characters/,
    ],
    ['is a 500', { status: 500 }, /answered 500/],
  ];
  it.each(bad)('keeps the form and shows an error when the answer %s', async (_name, given, toast) => {
    const id = await openModal();
    answer = () => given;
    expect(await submit(id, 'scanner')).toMatchObject({ outcome: 'failed' });
    expect(slack.control.transcript().at(-1)).toMatchObject({
      what: 'toast',
      user: 'U0DANA',
      text: expect.stringMatching(toast),
    });
    expect(slack.control.views('U0DANA')).toMatchObject([{ id }]);
  });

  it('needs a view with a submit button that the person sees', async () => {
    const id = await openModal(reasonModal({ submit: undefined, blocks: [] }));
    await expect(submit(id, undefined)).rejects.toThrow('no submit button');
    await expect(slack.control.submit({ user: 'U0LEE', viewId: id })).rejects.toThrow('U0LEE does not see view');
  });

  it('carries menus and boxes', async () => {
    const options = ['a', 'b'].map((value) => ({ value, text: { type: 'plain_text', text: value } }));
    const label = { type: 'plain_text', text: 'Pick' };
    const blocks = [
      { type: 'input', block_id: 'one', label, element: { type: 'static_select', action_id: 'x', options } },
      { type: 'input', block_id: 'some', label, element: { type: 'checkboxes', action_id: 'y', options } },
    ];
    const id = await openModal(reasonModal({ blocks }));
    await expect(
      slack.control.submit({ user: 'U0DANA', viewId: id, values: { one: 'c', some: ['a'] } }),
    ).rejects.toThrow('No such option "c" in "Pick"');
    await slack.control.submit({ user: 'U0DANA', viewId: id, values: { one: 'b', some: ['a', 'b'] } });
    expect(app.received.at(-1)?.payload['view']).toMatchObject({
      state: {
        values: {
          one: { x: { type: 'static_select', selected_option: { value: 'b' } } },
          some: { y: { type: 'checkboxes', selected_options: [{ value: 'a' }, { value: 'b' }] } },
        },
      },
    });
  });
});

describe('a slash command', () => {
  it('comes as plain form fields', async () => {
    await slack.control.slash({ user: 'U0DANA', channel: 'C0URGENT', command: '/cordon', text: 'list' });
    const fields = Object.fromEntries(new URLSearchParams(app.received[0]?.body)) as SlashCommand;
    expect(fields).toMatchObject({
      command: '/cordon',
      text: 'list',
      user_id: 'U0DANA',
      channel_id: 'C0URGENT',
      team_id: 'T0LOCAL',
      api_app_id: 'A0CORDON',
    });
    expect(await errorOf(client.views.open({ trigger_id: fields.trigger_id, view: reasonModal() }))).toBe('ok');
  });
});
