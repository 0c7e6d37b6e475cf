import { SocketModeClient } from '@slack/socket-mode';
import { bulkSlack, interactiveSlack } from '../../adapters/slack';
import { readIncident } from '../../incidents/read';
import { appFromManifest, type LocalSlack, startSlack } from '../../local/slack';
import type { SlackApp } from '../../slack-app/app';
import { type Envelope, envelopeListener } from '../../slack-app/envelope';
import manifest from '../../slack-app/manifest.json';
import { paint } from '../../slack-app/paint';
import { quietLogger } from '../../slack-app/quiet-logger';
import { fillDialog } from '../../slack-app/recheck';
import { settings as base, type Stage, stage, waiting } from './support';

const TOKENS = { botToken: 'test-bot-token', signingSecret: 'test-signing-secret', appToken: 'test-app-token' };
const member = (id: string, name: string) => ({ id, name, kind: 'member' as const });

let slack: LocalSlack;
let client: SocketModeClient;
let at: Stage;
let app: SlackApp;
let incidentId: string;

const settings = () => ({ ...base, slack: { ...base.slack, apiUrl: `${slack.url}/api/` } });

/** A workspace with the app in it, its record, its card, and the app connected by socket alone: it has no address. */
beforeEach(async () => {
  slack = await startSlack({
    ...appFromManifest(manifest),
    ...TOKENS,
    teamId: 'T0CORDON',
    appId: 'A0CORDON',
    people: [member('U0DANA', 'Dana'), member('U0LEE', 'Lee'), { id: 'U0GUEST', name: 'Gus', kind: 'guest' }],
    channels: ['C0URGENT', 'C0ROUTINE', 'C0PAGE'].map((id) => ({ id, name: id.toLowerCase() })),
  });
  at = stage(settings());
  incidentId = await waiting(at);
  await paint({ store: at.store, slack: bulkSlack(settings(), TOKENS), newHolder: () => 'run' }, incidentId);
  const interactive = interactiveSlack(settings(), TOKENS);
  const lookAgain = async () => ({ stale: [], changed: [] });
  app = {
    store: at.store,
    way: 'socket',
    slack: interactive,
    startRecheck: (request) => fillDialog({ store: at.store, slack: interactive, lookAgain }, request),
  };
  client = new SocketModeClient({
    appToken: TOKENS.appToken,
    logger: quietLogger('the socket'),
    clientOptions: { slackApiUrl: `${slack.url}/api/` },
  });
  const listen = envelopeListener(app);
  client.on('slack_event', (envelope: Envelope) => void listen(envelope));
  await client.start();
});
afterEach(async () => {
  await client.disconnect();
  await slack.stop();
});

const copy = async () => {
  const card = (await readIncident(at.store, incidentId))?.slack?.copies[0];
  return { channel: card?.channel ?? '', ts: card?.ts ?? '' };
};

describe('Slack over a socket', () => {
  it('takes a click through the dialog to the decision', async () => {
    const clicked = await slack.control.click({ user: 'U0DANA', actionId: 'review', ...(await copy()) });
    expect(clicked.outcome).toBe('delivered');
    const form = await slack.control.waitFor((control) => control.views('U0DANA').find(({ view }) => view.submit));
    const sent = await slack.control.submit({ user: 'U0DANA', viewId: form.id, values: { reason: 'matches' } });
    expect(sent.outcome).toBe('updated');
    expect((await readIncident(at.store, incidentId))?.approval).toMatchObject({
      status: 'APPROVED',
      decidedBy: ['dana'],
    });
  });

  it('answers the command, to its reader alone, and App Home', async () => {
    await slack.control.slash({ user: 'U0DANA', channel: 'C0PAGE', command: '/cordon', text: 'list' });
    const seen = slack.control.messages('C0PAGE', 'U0DANA').map(({ text }) => text);
    expect(seen).toEqual(['1 open incident, the next deadline first']);
    expect(slack.control.messages('C0PAGE', 'U0LEE')).toEqual([]);
    await slack.control.openHome({ user: 'U0DANA' });
    const home = await slack.control.waitFor((control) => control.home('U0DANA'));
    expect(JSON.stringify(home.view)).toContain(incidentId);
  });

  it('refuses the same people as the HTTP door', async () => {
    await slack.control.click({ user: 'U0GUEST', actionId: 'review', ...(await copy()) });
    await slack.control.slash({ user: 'U0GUEST', channel: 'C0URGENT', command: '/cordon', text: `show ${incidentId}` });
    expect(slack.control.views('U0GUEST')).toEqual([]);
    const told = slack.control.messages('C0URGENT', 'U0GUEST').filter((message) => message.onlyFor === 'U0GUEST');
    expect(told).toHaveLength(2);
    expect(JSON.stringify(told)).not.toContain('Isolate');
  });
});

describe('an envelope', () => {
  const listener = () => {
    const acks: unknown[] = [];
    const listen = envelopeListener(app);
    const give = (type: string, body: unknown, envelope_id = 'e1') =>
      listen({ type, body, envelope_id, ack: async (answer) => void acks.push(answer) });
    return { acks, give };
  };
  const list = {
    api_app_id: 'A0CORDON',
    team_id: 'T0CORDON',
    user_id: 'U0DANA',
    command: '/cordon',
    text: 'help',
  };

  it('is answered once, and acknowledged each time', async () => {
    const { acks, give } = listener();
    await give('slash_commands', list);
    await give('slash_commands', list);
    expect(acks).toEqual([expect.objectContaining({ response_type: 'ephemeral' }), undefined]);
  });

  it('of another kind or shape is acknowledged and left alone', async () => {
    const { acks, give } = listener();
    await give('hello', {}, 'a');
    await give('interactive', { type: 'shortcut' }, 'b');
    await give('interactive', 'nonsense', 'c');
    await give('slash_commands', { command: '/cordon' }, 'd');
    await give('events_api', { type: 'event_callback', event: { type: 'app_mention' } }, 'e');
    expect(acks).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('costs nothing but itself when the connection is gone', async () => {
    const listen = envelopeListener(app);
    const ack = () => Promise.reject(new Error('not connected'));
    await expect(listen({ type: 'slash_commands', body: list, envelope_id: 'x', ack })).resolves.toBeUndefined();
  });
});

describe('what an SDK logs', () => {
  it('is one line without tokens and without the address that is a key', () => {
    const lines: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const logger = quietLogger('the socket');
    const token = ['xapp', '1-A0-secret'].join('-');
    logger.error(`failed for ${token} at wss://slack.example/link?ticket=abc`);
    logger.debug('a whole event');
    write.mockRestore();
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toMatch(/secret|ticket=abc/);
  });
});
