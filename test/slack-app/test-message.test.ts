import { SlackProblem } from '../../adapters/slack';
import { CONTROL } from '../../incidents/keys';
import { readAudit } from '../../incidents/read';
import { askSlackTest, readSlackTest, standsSince } from '../../incidents/slack-test';
import { paint } from '../../slack-app/paint';
import { fakeBulk, member } from './fake-slack';
import { click } from './requests';
import { audit, type Scene, scene, send } from './scene';

const tested = async () => {
  const at = await scene();
  const bulk = fakeBulk();
  const ask = (channel = 'C0URGENT') => askSlackTest(at.store, { channel, personId: 'dana' });
  const draw = () => paint({ store: at.store, slack: bulk, newHolder: () => crypto.randomUUID() }, CONTROL);
  return { at, bulk, ask, draw };
};
const pressed = (at: Scene, ts: string, over: Parameters<typeof click>[0] = {}) =>
  send(at, click({ action: 'test', value: JSON.stringify({ n: 1 }), ts, ...over }));
const events = async (at: Scene) => (await readAudit(at.store, CONTROL, 0)).map(({ event }) => event);
const seconds = (iso: string) => String(Date.parse(iso) / 1000);

describe('a test message', () => {
  it('is posted once, with one button, and not told in the page channel as well', async () => {
    const { at, bulk, ask, draw } = await tested();
    await ask();
    await draw();
    await draw();
    expect(bulk.messages).toHaveLength(1);
    expect(bulk.messages[0]).toMatchObject({
      channel: 'C0URGENT',
      text: expect.stringContaining('Nothing has happened'),
    });
    expect(JSON.stringify(bulk.messages[0]?.blocks).match(/"action_id":"test"/g)).toHaveLength(1);
    expect(await standsSince(at.store, 1)).toEqual(new Date(1_000_000.1));
  });

  it('counts the click of a person, by whom and how it came, and then shows so', async () => {
    const { at, bulk, ask, draw } = await tested();
    await ask();
    await draw();
    const ts = bulk.messages[0]?.ts ?? '';
    const slackSaw = new Date(at.store.now().getTime() - 400).toISOString();
    const action = { ...click({ action: 'test' }).actions[0], value: '{"n":1}', action_ts: seconds(slackSaw) };
    expect((await pressed(at, ts, { more: { actions: [action] } })).statusCode).toBe(200);
    const { clicked } = (await readSlackTest(at.store)) ?? {};
    expect(clicked).toMatchObject({ personId: 'dana', at: slackSaw, way: 'signed' });
    expect(at.slack.whispers.at(-1)).toMatchObject({
      user: 'U0DANA',
      text: expect.stringContaining('Your click arrived'),
    });
    await draw();
    expect(JSON.stringify(bulk.messages[0]?.blocks)).toContain('✅ Test passed');
    expect(JSON.stringify(bulk.messages[0]?.blocks)).not.toContain('"action_id"');
    expect(await events(at)).toEqual(['slack.test-asked', 'slack.test-clicked']);
  });

  it('changes nothing on any incident', async () => {
    const { at, bulk, ask, draw } = await tested();
    const before = await audit(at);
    await ask();
    await draw();
    await pressed(at, bulk.messages[0]?.ts ?? '');
    expect(await audit(at)).toEqual(before);
  });

  it('tells a stranger and a guest why not, keeps it, and waits on', async () => {
    const { at, bulk, ask, draw } = await tested();
    await ask();
    await draw();
    const ts = bulk.messages[0]?.ts ?? '';
    await pressed(at, ts, { user: 'U0STRANGER' });
    expect(at.slack.whispers.at(-1)?.text).toContain('not in the table of people');
    at.slack.accountOf = () => ({ ...member, guest: true });
    await pressed(at, ts);
    expect(await readSlackTest(at.store)).toMatchObject({ refused: { actor: 'dana', text: 'Guests may not act.' } });
    expect((await readSlackTest(at.store))?.clicked).toBeUndefined();
    expect(await events(at)).toEqual(['slack.test-asked', 'slack.test-refused', 'slack.test-refused']);
  });

  it('is not taken for one that stands elsewhere, an older one, or one that was clicked', async () => {
    const { at, bulk, ask, draw } = await tested();
    await ask();
    await draw();
    const ts = bulk.messages[0]?.ts ?? '';
    await pressed(at, '999.0001');
    expect(at.slack.whispers.at(-1)?.text).toContain('does nothing any more');
    await pressed(at, ts, { value: 'not JSON' });
    expect(at.slack.whispers.at(-1)?.text).toContain('does nothing any more');
    await pressed(at, ts);
    await pressed(at, ts, { user: 'U0LEE', more: { trigger_id: 'another' } });
    expect(at.slack.whispers.at(-1)?.text).toContain('somebody clicked already');
    await ask();
    await draw();
    await pressed(at, ts, { more: { trigger_id: 'a third' } });
    expect(at.slack.whispers.at(-1)?.text).toContain('does nothing any more');
    expect((await readSlackTest(at.store))?.clicked).toBeUndefined();
  });

  it('keeps what Slack says against it, and is not parked for that', async () => {
    const { at, bulk, ask, draw } = await tested();
    bulk.fault = () => {
      throw new SlackProblem('refused', 'not_in_channel', undefined);
    };
    await ask();
    await draw();
    expect(await readSlackTest(at.store)).toMatchObject({ problem: 'not_in_channel' });
    bulk.fault = undefined;
    await draw();
    expect(bulk.messages).toHaveLength(1);
    expect((await readSlackTest(at.store))?.problem).toBeUndefined();
  });

  it('waits while Slack is away, and is tried again', async () => {
    const { at, bulk, ask, draw } = await tested();
    bulk.fault = () => {
      throw new SlackProblem('unreachable', 'not reached', undefined);
    };
    await ask();
    await expect(draw()).rejects.toThrow('not reached');
    expect(await readSlackTest(at.store)).toMatchObject({ problem: 'not reached' });
    bulk.fault = undefined;
    await draw();
    expect(bulk.messages).toHaveLength(1);
  });

  it('is not posted any more when nobody can be waiting for it', async () => {
    const { at, bulk, ask, draw } = await tested();
    await ask();
    at.advance(16 * 60);
    await draw();
    expect(bulk.messages).toEqual([]);
  });
});
