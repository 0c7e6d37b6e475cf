import { isValidSlackRequest } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { LocalSlack } from '../../../local/slack';
import type { FaultName, PageFault, PageFaults, PageResult } from '../../../local/slack/page-api';
import {
  type AppAnswer,
  button,
  handClock,
  type Received,
  SIGNING_SECRET,
  startApp,
  startTestSlack,
  webClient,
} from './stage';

let slack: LocalSlack;
let client: WebClient;
let app: Awaited<ReturnType<typeof startApp>>;
const clock = handClock();

/** An app that checks signatures and times as it must. */
const guarded = ({ headers, body }: Received): AppAnswer => {
  const ok = isValidSlackRequest({
    signingSecret: SIGNING_SECRET,
    body,
    headers: {
      'x-slack-signature': String(headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
    },
    nowMilliseconds: clock.now().getTime(),
  });
  return { status: ok ? 200 : 401 };
};

beforeEach(async () => {
  app = await startApp(guarded);
  slack = await startTestSlack({ clock: clock.now, interactionsUrl: app.url });
  client = webClient(slack);
});
afterEach(async () => {
  await slack.stop();
  await app.stop();
});

const ask = async <T>(path: string, body: object): Promise<{ status: number; body: T }> => {
  const response = await fetch(`${slack.url}/_page/${path}`, {
    method: 'POST',
    headers: { origin: slack.url, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as T };
};
const turn = (fault: FaultName, on = true, amount?: number) =>
  ask<PageFaults & { error?: string }>('faults', { fault, on, ...(amount !== undefined && { amount }) });

const post = () => client.chat.postMessage({ channel: 'C0URGENT', text: 'hello' });
let card: { channel: string; ts: string };
beforeEach(async () => {
  const blocks = [{ type: 'actions' as const, block_id: 'acts', elements: [button('approve')] }];
  const { ts = '' } = await client.chat.postMessage({ channel: 'C0URGENT', text: 'card', blocks });
  card = { channel: 'C0URGENT', ts };
});
const click = async (): Promise<PageResult> => {
  const act = { do: 'click', as: 'U0DANA', on: card, blockId: 'acts', actionId: 'approve' };
  return (await ask<PageResult>('act', act)).body;
};
const toasts = () =>
  slack.control.transcript().flatMap((entry) => (entry.what === 'toast' ? [`${entry.user}: ${entry.text}`] : []));
const named = (faults: readonly PageFault[], name: FaultName) => faults.find((fault) => fault.name === name);

describe('a switch', () => {
  it('says in a sentence what it does, and is off', () => {
    const faults = slack.control.faults();
    expect(faults.map(({ name }) => name)).toEqual([
      'down',
      'slow',
      'server-error',
      'rate-limited',
      'duplicate',
      'replay',
      'forged',
      'skew',
    ]);
    expect(faults.filter(({ on, means }) => on || !means.endsWith('.'))).toEqual([]);
  });

  it('stays on until it is switched off, with its amount', async () => {
    const { body } = await turn('slow', true, 40);
    expect(named(body.faults, 'slow')).toMatchObject({ on: true, amount: { value: 40, unit: 'ms' } });
    for (let calls = 0; calls < 3; calls += 1) {
      const before = performance.now();
      await post();
      expect(performance.now() - before).toBeGreaterThanOrEqual(38);
    }
    expect(named((await turn('slow', false)).body.faults, 'slow')).toMatchObject({ on: false, amount: { value: 40 } });
    expect(slack.control.messages('C0URGENT')).toHaveLength(4);
  });

  it('takes no amount that makes no sense', async () => {
    expect(await turn('slow', true, -1)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('between') },
    });
    expect(await turn('down', true, 5)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('no amount') },
    });
    expect(slack.control.faults().filter(({ on }) => on)).toEqual([]);
  });
});

describe('Slack', () => {
  it('that is down answers no call, and nothing leaves the browser', async () => {
    await turn('down');
    await expect(post()).rejects.toThrow();
    expect(await click()).toMatchObject({ outcome: 'failed', deliveries: [] });
    expect(app.received).toEqual([]);
    expect(toasts()).toEqual(['U0DANA: Slack cannot be reached: nothing was sent.']);
    await turn('down', false);
    expect(await post()).toMatchObject({ ok: true });
    expect(await click()).toMatchObject({ outcome: 'done' });
  });

  it('that answers 500 does nothing of what it is asked', async () => {
    await turn('server-error');
    await expect(post()).rejects.toMatchObject({ statusCode: 500 });
    expect(slack.control.messages('C0URGENT')).toHaveLength(1);
  });

  it('that limits the app says for how long', async () => {
    await turn('rate-limited', true, 7);
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    expect(slack.control.messages('C0URGENT')).toHaveLength(1);
  });

  it('obeys a fault that was ordered for one call before its switches', async () => {
    await turn('server-error');
    slack.control.break({ kind: 'error', error: 'is_archived', times: 1 });
    await expect(post()).rejects.toMatchObject({ data: { error: 'is_archived' } });
    await expect(post()).rejects.toMatchObject({ statusCode: 500 });
  });
});

describe('a delivery', () => {
  it('that is forged reaches the app, which refuses it, and the person is told', async () => {
    await turn('forged');
    expect(await click()).toMatchObject({ outcome: 'failed', deliveries: [{ status: 401, because: 'forged' }] });
    expect(toasts()).toEqual(["U0DANA: That didn't work: the app answered 401."]);
    await turn('forged', false);
    expect(await click()).toMatchObject({ outcome: 'done' });
  });

  it('from a wrong clock is refused beyond five minutes either way', async () => {
    const statuses: unknown[] = [];
    for (const seconds of [-400, 290]) {
      await turn('skew', true, seconds);
      statuses.push((await click()).deliveries[0]?.status);
    }
    expect(statuses).toEqual([401, 200]);
  });

  it('comes twice at the same time, each signed for itself', async () => {
    await turn('duplicate');
    expect((await click()).deliveries.map(({ because }) => because)).toEqual(['acted', 'duplicate']);
    expect(app.received).toHaveLength(2);
  });

  it('is replayed byte by byte', async () => {
    await turn('replay');
    expect((await click()).deliveries.map(({ because }) => because)).toEqual(['acted', 'replayed']);
    const wire = app.received.map(({ headers, body }) => [headers['x-slack-signature'], body]);
    expect(wire[0]).toEqual(wire[1]);
  });

  it('can be sent once more from the inspector', async () => {
    const { deliveries } = await click();
    const again = await ask<PageResult>('act', { do: 'redeliver', as: 'U0DANA', delivery: deliveries[0]?.id });
    expect(again.body).toMatchObject({ outcome: 'done', deliveries: [{ because: 'replayed', status: 200 }] });
    expect(app.received).toHaveLength(2);
  });
});
