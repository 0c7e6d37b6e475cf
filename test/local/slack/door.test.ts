import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bulkSlack, interactiveSlack } from '../../../adapters/slack';
import { readIncident } from '../../../incidents/read';
import { appFromManifest, type LocalSlack, type Message, renderText } from '../../../local/slack';
import type { SlackApp } from '../../../slack-app/app';
import { boltDispatch } from '../../../slack-app/bolt';
import { type Door, handleRequest } from '../../../slack-app/handle';
import manifest from '../../../slack-app/manifest.json';
import { paint } from '../../../slack-app/paint';
import { fillDialog } from '../../../slack-app/recheck';
import { settings as base, type Stage, stage, waiting } from '../../slack-app/support';
import { BOT_TOKEN, SIGNING_SECRET, startTestSlack } from './stage';

// Cordon's own door, dialogs and poster against this Slack over real HTTP: what passes here has been signed, sent, bounded and parsed.

interface World {
  readonly slack: LocalSlack;
  readonly record: Stage;
  readonly incidentId: string;
  readonly paint: () => Promise<void>;
  readonly card: () => Message;
  readonly stop: () => Promise<void>;
}

const people = [
  ...['U0DANA', 'U0LEE', 'U0KIM', 'U0ROBIN'].map((id) => ({ id, name: id.slice(2), kind: 'member' as const })),
  { id: 'U0CONNECT', name: 'Connie', kind: 'connect' as const },
];
const channels = ['C0URGENT', 'C0ROUTINE', 'C0PAGE', 'C0ESCALATE'].map((id) => ({
  id,
  name: id.slice(2).toLowerCase(),
}));

const listenFor = async (door: Door) => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const answer = await handleRequest(door, {
      headers: request.headers as Record<string, string>,
      body,
      isBase64Encoded: false,
    });
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

const doorOf = (app: SlackApp): Door => {
  const seen = new Set<string>();
  const takeSignature = async (hash: string): Promise<boolean> => !seen.has(hash) && seen.add(hash).size > 0;
  return { app, secrets: [{ value: SIGNING_SECRET }], takeSignature, dispatch: boltDispatch(app) };
};

const build = async (): Promise<World> => {
  const draftStage = stage();
  const slack = await startTestSlack({
    people,
    channels,
    teamId: base.slack.teamId,
    appId: base.slack.appId,
    ...appFromManifest(manifest),
    clock: () => draftStage.store.now(),
  });
  const settings = { ...base, slack: { ...base.slack, apiUrl: `${slack.url}/api/` } };
  const record = { ...draftStage, store: { ...draftStage.store, settings } };
  const secret = { botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET };
  const interactive = interactiveSlack(settings, secret);
  const lookAgain = async () => ({ ok: true, stale: [], changed: [] });
  const app: SlackApp = {
    store: record.store,
    way: 'signed',
    slack: interactive,
    startRecheck: (request) => fillDialog({ store: record.store, slack: interactive, lookAgain }, request),
  };
  const server = await listenFor(doorOf(app));
  slack.control.sendInteractionsTo(server.url);
  const incidentId = await waiting(record);
  let runs = 0;
  const poster = { store: record.store, slack: bulkSlack(settings, secret), newHolder: () => `run-${runs++}` };
  const card = (): Message => {
    const found = channels.flatMap(({ id }) => slack.control.messages(id)).find((message) => message.blocks.length > 0);
    if (!found) throw new Error('there is no card');
    return found;
  };
  const stop = async (): Promise<void> => {
    await slack.stop();
    await server.close();
  };
  return { slack, record, incidentId, paint: () => paint(poster, incidentId), card, stop };
};

let world: World;
beforeEach(async () => {
  world = await build();
  await world.paint();
});
afterEach(() => world.stop());

const press = (actionId: string, user = 'U0DANA', fault = {}) => {
  const { channel, ts } = world.card();
  return world.slack.control.click({ user, channel, ts, actionId, fault });
};
const approval = async () => (await readIncident(world.record.store, world.incidentId))?.approval;
const refusals = () => world.slack.control.transcript().filter(({ what }) => what === 'refused' || what === 'toast');
const dialogOf = (user: string) => {
  const [view] = world.slack.control.views(user);
  if (!view) throw new Error('no dialog is open');
  return view;
};

describe('Cordon in this Slack', () => {
  it('posts a card that everyone can read as text', () => {
    const shown = renderText(world.card(), { now: new Date('2026-11-20T10:07:00Z'), timeZone: 'UTC' });
    expect(shown).toContain('Isolate');
    expect(shown).toMatch(/\[ Deny/);
    expect(refusals()).toEqual([]);
  });

  it('opens the dialog, takes a vote and shows the decision on the card', async () => {
    expect(await press('review')).toMatchObject({ outcome: 'delivered' });
    const dialog = dialogOf('U0DANA');
    await world.slack.control.submit({ user: 'U0DANA', viewId: dialog.id, values: {} });
    expect(await approval()).toMatchObject({ status: 'APPROVED' });
    await world.paint();
    expect(renderText(world.card(), { now: new Date('2026-11-20T10:07:00Z'), timeZone: 'UTC' })).not.toMatch(/\[ Deny/);
    expect(refusals()).toEqual([]);
  });

  it('denies with a reason', async () => {
    await press('deny');
    const dialog = dialogOf('U0DANA');
    expect(await world.slack.control.submit({ user: 'U0DANA', viewId: dialog.id, values: {} })).toMatchObject({
      outcome: 'invalid',
    });
    await world.slack.control.submit({ user: 'U0DANA', viewId: dialog.id, values: { reason: 'known scanner' } });
    expect(await approval()).toMatchObject({ status: 'DENIED' });
  });

  it.each(['U0ROBIN', 'U0CONNECT'])('tells %s alone why they may not', async (user) => {
    expect(await press('review', user)).toMatchObject({ outcome: 'delivered' });
    const told = world.slack.control
      .transcript()
      .flatMap((entry) => (entry.what === 'ephemeral' ? [entry.reader] : []));
    expect(told).toEqual([user]);
    expect(world.slack.control.views(user)).toEqual([]);
    expect(await approval()).toMatchObject({ status: 'PENDING', approvals: 0 });
  });

  it('ignores replays and refuses forged and old clicks', async () => {
    expect((await press('review', 'U0DANA', { replay: true })).deliveries.map(({ status }) => status)).toEqual([
      200, 200,
    ]);
    expect(world.slack.control.transcript().filter(({ what }) => what === 'view opened')).toHaveLength(1);
    expect((await press('review', 'U0DANA', { forged: true })).deliveries).toMatchObject([{ status: 401 }]);
    expect((await press('review', 'U0DANA', { skewSeconds: -400 })).deliveries).toMatchObject([{ status: 401 }]);
    expect((await press('review', 'U0DANA', { skewSeconds: 400 })).deliveries).toMatchObject([{ status: 401 }]);
  });

  it('refuses what is forged and ignores what is replayed for as long as the switch is on', async () => {
    world.slack.control.turn({ fault: 'forged', on: true });
    expect(await press('review')).toMatchObject({ outcome: 'failed', deliveries: [{ status: 401 }] });
    world.slack.control.turn({ fault: 'forged', on: false });
    world.slack.control.turn({ fault: 'replay', on: true });
    expect((await press('review')).deliveries.map(({ status }) => status)).toEqual([200, 200]);
    expect(world.slack.control.views('U0DANA')).toHaveLength(1);
    expect(await approval()).toMatchObject({ status: 'PENDING', approvals: 0 });
  });

  it('posts one card although the answer to its post was lost', async () => {
    await world.stop();
    world = await build();
    world.slack.control.break({ kind: 'answer-lost', method: 'chat.postMessage', times: 1 });
    await expect(world.paint()).rejects.toThrow();
    await world.paint();
    expect(world.slack.control.messages(world.card().channel)).toHaveLength(1);
  });
});
