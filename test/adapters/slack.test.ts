import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { bulkSlack, interactiveSlack, readSlackSecret } from '../../adapters/slack';
import type { LocalSlack } from '../../local/slack';
import { BOT_TOKEN, SIGNING_SECRET, startTestSlack } from '../local/slack/stage';
import { settings as base } from '../slack-app/support';

const secret = { botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET };
const mark = { incidentId: 'inc-a1b2c3d4e5-1', key: 'card/1/C0URGENT' };
const card = { channel: 'C0URGENT', text: 'a card' };
const since = '2026-11-20T10:00:00.000Z';

let slack: LocalSlack;
beforeEach(async () => {
  slack = await startTestSlack();
});
afterEach(() => slack.stop());
const settings = () => ({ ...base, slack: { ...base.slack, apiUrl: `${slack.url}/api/` } });

describe('the poster’s client', () => {
  it('finds a message again by its mark, in the channel and in a thread, and no other', async () => {
    const bulk = bulkSlack(settings(), secret);
    const { ts } = await bulk.post(card, mark);
    const line = { incidentId: mark.incidentId, key: 'line/1' };
    const reply = await bulk.post({ ...card, threadTs: ts }, line);
    await bulk.update({ ...card, ts, text: 'the card, updated' }, mark);
    expect(await bulk.find({ channel: 'C0URGENT', since }, mark)).toBe(ts);
    expect(await bulk.find({ channel: 'C0URGENT', threadTs: ts, since }, line)).toBe(reply.ts);
    expect(await bulk.find({ channel: 'C0URGENT', since }, { ...mark, key: 'card/2/C0URGENT' })).toBeUndefined();
    expect(
      await bulk.find({ channel: 'C0URGENT', since }, { ...mark, incidentId: 'inc-other00000-1' }),
    ).toBeUndefined();
  });

  it('says how long to wait when Slack asks to, and is free for the next call at once', async () => {
    const bulk = bulkSlack(settings(), secret);
    slack.control.break({ kind: 'ratelimited', retryAfterSeconds: 41, times: 1 });
    await expect(bulk.post(card, mark)).rejects.toMatchObject({ code: 'limited', retryAfterSeconds: 41 });
    const began = Date.now();
    await bulk.post(card, mark);
    expect(Date.now() - began).toBeLessThan(2000);
  });

  it('tells an answer that says no from no answer at all', async () => {
    const bulk = bulkSlack(settings(), secret);
    await expect(bulk.post({ ...card, channel: 'C0NOWHERE' }, mark)).rejects.toMatchObject({
      code: 'refused',
      slackCode: 'channel_not_found',
    });
    for (const fault of [
      { kind: 'down' },
      { kind: 'status', status: 503 },
      { kind: 'error', error: 'internal_error' },
    ] as const) {
      slack.control.break({ ...fault, times: 1 });
      await expect(bulk.post(card, mark)).rejects.toMatchObject({ code: 'unreachable' });
    }
  });
});

describe('a channel that another organisation reads too', () => {
  it('gets no card and no line of a thread, and says so', async () => {
    const bulk = bulkSlack(settings(), secret);
    await expect(bulk.post({ ...card, channel: 'C0SHARED' }, mark)).rejects.toMatchObject({
      code: 'refused',
      slackCode: 'channel_is_shared',
    });
    expect(slack.control.messages('C0SHARED')).toEqual([]);
  });

  it('is asked about once an hour, not once a message', async () => {
    const bulk = bulkSlack(settings(), secret);
    await bulk.post(card, mark);
    slack.control.break({ kind: 'error', error: 'fatal_error', method: 'conversations.info' });
    await bulk.post(card, mark);
    await expect(bulkSlack(settings(), secret).post(card, mark)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('counts as shared as long as Slack does not say', async () => {
    const without = await startTestSlack({ scopes: ['chat:write'] });
    const bulk = bulkSlack({ ...base, slack: { ...base.slack, apiUrl: `${without.url}/api/` } }, secret);
    await expect(bulk.post(card, mark)).rejects.toMatchObject({ code: 'refused', slackCode: 'missing_scope' });
    expect(without.control.messages('C0URGENT')).toEqual([]);
    await without.stop();
  });

  it('is nobody’s own: a direct message is posted without asking', async () => {
    const bulk = bulkSlack(settings(), secret);
    slack.control.break({ kind: 'error', error: 'fatal_error', method: 'conversations.info' });
    await bulk.post({ ...card, channel: 'U0DANA' }, mark);
    expect(slack.control.messages(slack.control.directWith('U0DANA'))).toHaveLength(1);
  });
});

describe('the client that clicks wait for', () => {
  it('gives up soon enough to answer within three seconds', async () => {
    const interactive = interactiveSlack(settings(), secret);
    slack.control.break({ kind: 'slow', ms: 5000 });
    const began = Date.now();
    await expect(interactive.account('U0DANA')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(interactive.whisper({ channel: 'C0URGENT', user: 'U0DANA' }, 'hello')).rejects.toMatchObject({
      code: 'unreachable',
    });
    expect(Date.now() - began).toBeLessThan(2900);
  });

  it('waits no longer in all its calls together than it was told to, and does not begin what has no time left', async () => {
    const outer = interactiveSlack(settings(), secret).within(1500);
    const inner = outer.within(1000);
    const hello = [{ channel: 'C0URGENT', user: 'U0DANA' }, 'hello'] as const;
    slack.control.break({ kind: 'slow', ms: 5000 });
    const began = Date.now();
    await expect(inner.account('U0DANA')).rejects.toMatchObject({ slackCode: 'no answer' });
    await expect(inner.whisper(...hello)).rejects.toMatchObject({ slackCode: 'no answer' });
    await expect(inner.whisper(...hello)).rejects.toMatchObject({ code: 'unreachable', slackCode: 'no time left' });
    // One whisper alone may wait for a second and a half.
    expect(Date.now() - began).toBeLessThan(1800);
    await expect(outer.whisper(...hello)).rejects.toMatchObject({ slackCode: 'no answer' });
    await expect(outer.whisper(...hello)).rejects.toMatchObject({ slackCode: 'no time left' });
    expect(Date.now() - began).toBeLessThan(2400);
  });

  it('counts no time between its calls', async () => {
    const patient = interactiveSlack(settings(), secret).within(2000);
    await patient.account('U0DANA');
    await new Promise((later) => setTimeout(later, 2100));
    await expect(patient.whisper({ channel: 'C0URGENT', user: 'U0DANA' }, 'hello')).resolves.toBeUndefined();
  });

  it('knows members from guests, bots, deactivated people and strangers', async () => {
    const { account } = interactiveSlack(settings(), secret);
    expect(await account('U0DANA')).toEqual({
      teamId: 'T0LOCAL',
      deleted: false,
      bot: false,
      guest: false,
      stranger: false,
    });
    expect(await account('U0GUEST')).toMatchObject({ guest: true });
    expect(await account('U0BOT')).toMatchObject({ bot: true });
    expect(await account('U0GONE')).toMatchObject({ deleted: true });
    const stranger = await account('U0CONNECT');
    expect(stranger.stranger || stranger.teamId === 'T0OTHER').toBe(true);
    await expect(account('U0NOBODY')).rejects.toMatchObject({ code: 'refused', slackCode: 'user_not_found' });
  });
});

describe('the secret', () => {
  const secrets = mockClient(SecretsManagerClient);
  afterEach(() => secrets.reset());

  it('is read whole, and refused by name without a word of what it holds', async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: JSON.stringify(secret) });
    expect(await readSlackSecret('cordon/slack')).toEqual(secret);
    secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"botToken":"something-secret"}' });
    const refusal = await readSlackSecret('cordon/slack').catch((error: unknown) => String(error));
    expect(refusal).toContain('cordon/slack must hold botToken and signingSecret');
    expect(refusal).not.toContain('something-secret');
  });
});
