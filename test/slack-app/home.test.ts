import { SlackProblem } from '../../adapters/slack';
import { closeIncident } from '../../incidents/close';
import { decide } from '../../incidents/decide';
import { homesPk } from '../../incidents/keys';
import { handleRequest } from '../../slack-app/handle';
import { paint } from '../../slack-app/paint';
import { type FakeBulk, fakeBulk, member } from './fake-slack';
import { click, form, homeOpened, signed } from './requests';
import { press, type Scene, scene, value } from './scene';
import { neighbour, waiting } from './support';

const JSON_TYPE = 'application/json';

const open = async (at: Scene, user = 'U0DANA', over: Parameters<typeof homeOpened>[1] = {}) => {
  at.advance(1);
  const body = JSON.stringify(homeOpened(user, over));
  const answer = await handleRequest(at.door, signed(body, at.store.now(), { contentType: JSON_TYPE }));
  expect(answer.statusCode).toBe(200);
  return JSON.stringify(at.slack.homes.at(-1) ?? {});
};
const vote = (at: Scene, incidentId: string, personId: string, cast: 'approve' | 'deny' = 'approve') =>
  decide(at.store, { incidentId, revision: 1, vote: cast, reason: 'because', personId, door: 'slack' });
const repaint = async (at: Scene, bulk: FakeBulk, incidentId = at.incidentId) =>
  paint({ store: at.store, slack: bulk, newHolder: () => 'again' }, incidentId);
const part = (home: string, from: string, to?: string) =>
  home.slice(home.indexOf(from), to === undefined ? undefined : home.indexOf(to));

describe('App Home', () => {
  it('shows what waits for me by deadline, what waits for others, and what has ended', async () => {
    const at = await scene({ risk: 'disruptive' });
    at.advance(60);
    const second = await waiting(at, {}, { id: 'b'.repeat(32) }, neighbour);
    await vote(at, at.incidentId, 'dana');
    const home = await open(at);
    expect(home).toContain('⏳ 1 waiting for you');
    expect(part(home, 'Your queue', 'Waiting for others')).toContain(second);
    expect(part(home, 'Waiting for others')).toContain(at.incidentId);
    await closeIncident(at.store, second, { outcome: 'not applicable', detail: 'It is gone.' });
    const later = await open(at);
    expect(later).toContain('✅ Nothing waits for you');
    expect(part(later, 'Ended lately')).toContain(second);
    expect(at.slack.homes.every(({ user }) => user === 'U0DANA')).toBe(true);
  });

  it('holds nothing to decide for whoever may not', async () => {
    const at = await scene();
    expect(await open(at, 'U0ROBIN')).not.toContain('action_id');
  });

  it('says why not, and by which id they are known, to those who may not look', async () => {
    const at = await scene();
    const home = await open(at, 'U0NOBODY');
    expect(home).toMatch(/not in the table of people.*U0NOBODY/);
    at.slack.accountOf = () => ({ ...member, guest: true });
    expect(await open(at)).toMatch(/Guests may not act/);
    expect(await open(at, 'U0DANA', { more: { team_id: 'T0OTHER' } })).toMatch(/another workspace/);
    expect(at.table.peek((item) => item.pk === homesPk)).toEqual([]);
  });

  it('is left alone when somebody opens the messages, or another kind of event comes', async () => {
    const at = await scene();
    await open(at, 'U0DANA', { tab: 'messages' });
    await open(at, 'U0DANA', { more: { event: { type: 'app_mention', user: 'U0DANA' } } });
    expect(at.slack.homes).toEqual([]);
  });

  it('answers Slack although the page cannot be published', async () => {
    const at = await scene();
    const publishHome = () => Promise.reject(new SlackProblem('limited', 'ratelimited', 3));
    Object.assign(at.slack, { publishHome });
    await open(at);
  });

  it('opens the same dialogs, and answers there when it cannot', async () => {
    const at = await scene();
    const inHome = { channel: undefined, message: undefined, view: { type: 'home', id: 'V0HOME' } };
    await press(at, { more: inHome });
    expect(at.rechecks[0]?.note).toEqual({ r: at.incidentId, v: 1, c: 'home', t: 'home' });
    await vote(at, at.incidentId, 'lee', 'deny');
    at.advance(1);
    await handleRequest(at.door, signed(form(click({ value: value(at), more: inHome })), at.store.now()));
    expect(JSON.stringify(at.slack.views.at(-1)?.view)).toMatch(/was denied by .* at <!date/);
  });
});

describe('a page that somebody opened lately', () => {
  it('follows the incidents it speaks of, and is published only when it changes', async () => {
    const at = await scene({ risk: 'disruptive' });
    const bulk = fakeBulk();
    await open(at);
    await repaint(at, bulk);
    expect(bulk.homes).toEqual([]);
    await vote(at, at.incidentId, 'dana');
    await repaint(at, bulk);
    await repaint(at, bulk);
    expect(bulk.homes).toHaveLength(1);
    expect(JSON.stringify(bulk.homes[0])).toContain('1 of 2 approvals');
    await closeIncident(at.store, at.incidentId, { outcome: 'expired', detail: 'Nobody decided.' });
    await repaint(at, bulk);
    expect(JSON.stringify(bulk.homes[1])).toContain('⌛ Expired');
  });

  it('takes up what is new for this person, at once, although the index is behind', async () => {
    const at = await scene();
    const bulk = fakeBulk();
    await open(at);
    const fresh = await waiting(at, {}, { id: 'b'.repeat(32) }, neighbour);
    const behind = { ...at.store, port: { ...at.table, due: async () => [] } };
    await paint({ store: behind, slack: bulk, newHolder: () => 'x' }, fresh);
    expect(JSON.stringify(bulk.homes.at(-1))).toContain(fresh);
  });

  it('is left alone when the incident is none of this person’s, and after half a day', async () => {
    const at = await scene();
    const bulk = fakeBulk();
    await open(at, 'U0ROBIN');
    await vote(at, at.incidentId, 'dana');
    await repaint(at, bulk);
    expect(bulk.homes).toEqual([]);
    await open(at, 'U0LEE');
    at.advance(13 * 3600);
    await closeIncident(at.store, at.incidentId, { outcome: 'failed', detail: 'It broke.' });
    await repaint(at, bulk);
    expect(bulk.homes).toEqual([]);
  });

  it('holds no card up when it cannot be published, and catches up', async () => {
    const at = await scene({ risk: 'disruptive' });
    const bulk = fakeBulk();
    await open(at);
    await vote(at, at.incidentId, 'dana');
    bulk.fault = (call) => {
      if (call === 'home') throw new SlackProblem('limited', 'ratelimited', 30);
      return undefined;
    };
    await repaint(at, bulk);
    bulk.fault = undefined;
    await repaint(at, bulk);
    expect(bulk.homes).toHaveLength(1);
  });
});
