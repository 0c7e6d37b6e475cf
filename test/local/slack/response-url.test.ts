import type { LocalSlack } from '../../../local/slack';
import { button, handClock, section, startApp, startTestSlack, webClient } from './stage';

let slack: LocalSlack;
let app: Awaited<ReturnType<typeof startApp>>;
let url: string;
const clock = handClock();

beforeEach(async () => {
  app = await startApp();
  slack = await startTestSlack({ clock: clock.now, interactionsUrl: app.url });
  const { ts = '' } = await webClient(slack).chat.postMessage({
    channel: 'C0URGENT',
    text: 'card',
    blocks: [{ type: 'actions', elements: [button('approve')] }],
  });
  await slack.control.click({ user: 'U0DANA', channel: 'C0URGENT', ts, actionId: 'approve' });
  url = String(app.received[0]?.payload['response_url']);
});
afterEach(async () => {
  await slack.stop();
  await app.stop();
});

const respond = async (body: object): Promise<[number, unknown]> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [response.status, await response.json()];
};

describe('a response_url', () => {
  it('shows its message to the clicker alone', async () => {
    expect(await respond({ text: 'not you' })).toEqual([200, { ok: true }]);
    expect(slack.control.messages('C0URGENT', 'U0DANA').map((message) => message.text)).toEqual(['card', 'not you']);
    expect(slack.control.messages('C0URGENT', 'U0LEE').map((message) => message.text)).toEqual(['card']);
  });

  it('shows it to everyone when told', async () => {
    await respond({ text: 'all', response_type: 'in_channel' });
    expect(slack.control.messages('C0URGENT', 'U0LEE').map((message) => message.text)).toEqual(['card', 'all']);
  });

  it('replaces or deletes the message of the button', async () => {
    await respond({ replace_original: true, text: 'decided', blocks: [section('decided')] });
    expect(slack.control.messages('C0URGENT')).toMatchObject([{ text: 'decided', blocks: [{ type: 'section' }] }]);
    await respond({ delete_original: true });
    expect(slack.control.messages('C0URGENT')).toEqual([]);
  });

  it('works five times', async () => {
    for (const _ of [1, 2, 3, 4, 5]) expect((await respond({ text: 'a' }))[0]).toBe(200);
    expect(await respond({ text: 'a' })).toEqual([404, { ok: false, error: 'used_url' }]);
    expect(slack.control.transcript().at(-1)).toMatchObject({
      what: 'refused',
      method: 'response_url',
      error: 'used_url',
    });
  });

  it('works for thirty minutes', async () => {
    clock.forward(30 * 60_000);
    expect((await respond({ text: 'a' }))[0]).toBe(200);
    clock.forward(1);
    expect(await respond({ text: 'a' })).toEqual([404, { ok: false, error: 'expired_url' }]);
  });

  it('refuses faulty blocks', async () => {
    expect(await respond({ text: 'a', blocks: [{ type: 'nope' }] })).toEqual([
      400,
      { ok: false, error: 'invalid_blocks' },
    ]);
  });
});
