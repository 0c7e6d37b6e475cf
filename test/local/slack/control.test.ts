import type { LocalSlack } from '../../../local/slack';
import { button, startApp, startTestSlack, webClient } from './stage';

let slack: LocalSlack;
beforeEach(async () => {
  slack = await startTestSlack();
});
afterEach(() => slack.stop());

const post = (text: string) => webClient(slack).chat.postMessage({ channel: 'C0URGENT', text });

describe('waiting', () => {
  it('ends when what was looked for happens', async () => {
    const found = slack.control.waitFor((control) =>
      control.messages('C0URGENT').find((message) => message.text === 'second'),
    );
    await post('first');
    await post('second');
    expect(await found).toMatchObject({ text: 'second' });
  });

  it('ends at once when it is already there', async () => {
    await post('here');
    expect(await slack.control.waitFor((control) => control.messages('C0URGENT').length, 1)).toBe(1);
  });

  it('fails in time with what happened instead', async () => {
    await post('something else');
    await expect(slack.control.waitFor(() => false, 20)).rejects.toThrow(/within 20 ms\. Last:\n.*something else/s);
  });

  it('fails with the error of the look', async () => {
    await expect(
      slack.control.waitFor(() => {
        throw new Error('bad look');
      }),
    ).rejects.toThrow('bad look');
  });
});

describe('the workspace', () => {
  it('changes between two calls', async () => {
    slack.control.person({ id: 'U0LEE', name: 'Lee', kind: 'deactivated' });
    slack.control.channel({ id: 'C0URGENT', name: 'sec-urgent', shared: true });
    expect((await webClient(slack).users.info({ user: 'U0LEE' })).user?.deleted).toBe(true);
    expect((await webClient(slack).conversations.info({ channel: 'C0URGENT' })).channel?.is_ext_shared).toBe(true);
  });

  it('keeps in its transcript what was shown then', async () => {
    const { ts = '' } = await post('old');
    await webClient(slack).chat.update({ channel: 'C0URGENT', ts, text: 'new' });
    expect(slack.control.transcript()).toMatchObject([
      { seq: 1, what: 'posted', text: 'old' },
      { seq: 2, what: 'updated', text: 'new' },
    ]);
  });

  it('says that it was not told where clicks go', async () => {
    const { ts = '' } = await webClient(slack).chat.postMessage({
      channel: 'C0URGENT',
      text: 'c',
      blocks: [{ type: 'actions', elements: [button('a')] }],
    });
    await expect(slack.control.click({ user: 'U0DANA', channel: 'C0URGENT', ts, actionId: 'a' })).rejects.toThrow(
      'call sendInteractionsTo',
    );
  });
});

describe('the control over HTTP', () => {
  const call = async (
    path: string,
    body?: object,
    token = slack.controlToken,
  ): Promise<[number, Record<string, unknown>]> => {
    const response = await fetch(`${slack.url}/_control/${path}`, {
      headers: { 'x-control-token': token },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return [response.status, (await response.json()) as Record<string, unknown>];
  };

  it('wants the token of this start', async () => {
    expect((await call('transcript', undefined, 'wrong'))[0]).toBe(401);
    expect((await fetch(`${slack.url}/_control/transcript`)).status).toBe(401);
  });

  it('reads and clicks', async () => {
    const app = await startApp();
    const { ts } = await webClient(slack).chat.postMessage({
      channel: 'C0URGENT',
      text: 'c',
      blocks: [{ type: 'actions', elements: [button('a')] }],
    });
    expect(await call('interactions-url', { url: app.url })).toEqual([200, { result: null }]);
    expect(await call('click', { user: 'U0DANA', channel: 'C0URGENT', ts, actionId: 'a' })).toMatchObject([
      200,
      { result: { outcome: 'delivered' } },
    ]);
    expect(await call('messages/C0URGENT')).toMatchObject([200, { result: [{ ts, text: 'c' }] }]);
    expect(await call('transcript?after=3')).toMatchObject([200, { result: [{ seq: 4, what: 'answered' }] }]);
    expect(await call('people')).toMatchObject([
      200,
      { result: expect.arrayContaining([expect.objectContaining({ id: 'U0DANA' })]) },
    ]);
    await app.stop();
  });

  it('breaks and mends', async () => {
    await call('break', { kind: 'status', status: 503 });
    await expect(post('a')).rejects.toMatchObject({ statusCode: 503 });
    await call('mend', {});
    expect(await post('a')).toMatchObject({ ok: true });
  });

  it('says in a sentence what is wrong with an act', async () => {
    const [status, { error }] = await call('click', { user: 'U0DANA', channel: 'C0URGENT', ts: '1.1', actionId: 'a' });
    expect([status, error]).toEqual([400, 'There is no message 1.1 in C0URGENT.']);
    expect(await call('submit', { user: 'U0DANA' })).toMatchObject([400, { error: expect.stringContaining('viewId') }]);
  });
});

it('stops, and leaves its port free', async () => {
  const own = await startTestSlack();
  await own.stop();
  await expect(fetch(`${own.url}/api/auth.test`)).rejects.toThrow();
});
