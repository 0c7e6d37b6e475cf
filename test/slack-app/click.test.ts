import { type SlackAccount, SlackProblem } from '../../adapters/slack';
import { decide } from '../../incidents/decide';
import { readIncident } from '../../incidents/read';
import { boltDispatch } from '../../slack-app/bolt';
import { handleRequest } from '../../slack-app/handle';
import { rowWithoutRecord } from '../faults/row';
import { member } from './fake-slack';
import { click, form, signed } from './requests';
import { audit, note, press, scene, value } from './scene';

describe('a click on review', () => {
  it('opens a dialog at once that cannot be submitted yet, and starts the re-check', async () => {
    const at = await scene();
    expect(await press(at)).toMatchObject({ statusCode: 200, body: '' });
    expect(at.slack.views).toHaveLength(1);
    expect(at.slack.views[0]?.view).not.toHaveProperty('submit');
    expect(at.rechecks).toEqual([{ note: note(at), viewId: 'V1' }]);
    expect(at.slack.whispers).toEqual([]);
  });

  it('shows the form all the same when the re-check cannot be started', async () => {
    const at = await scene();
    const app = { ...at.door.app, startRecheck: () => Promise.reject(new Error('throttled')) };
    await handleRequest(
      { ...at.door, app, dispatch: boltDispatch(app) },
      signed(form(click({ value: value(at), channel: at.channel, ts: at.ts })), at.store.now()),
    );
    expect(at.slack.views[0]?.view).toHaveProperty('submit');
    expect(JSON.stringify(at.slack.views[0]?.view)).toContain('Could not be checked again');
  });

  it('tells the person when Slack gave the click up', async () => {
    const at = await scene();
    at.slack.openFault = new SlackProblem('refused', 'expired_trigger_id', undefined);
    await press(at);
    expect(at.slack.whispers[0]).toMatchObject({
      user: 'U0DANA',
      channel: at.channel,
      text: expect.stringMatching(/gave this click up.*Nothing was recorded/),
    });
  });

  it('tells the person that Slack was silent, and where no Slack is needed', async () => {
    const at = await scene();
    at.slack.openFault = new SlackProblem('unreachable', 'no answer', undefined);
    await press(at);
    expect(at.slack.whispers[0]?.text).toMatch(/did not answer Cordon in time.*cordon console.*Nothing was recorded/);
    expect(at.rechecks).toEqual([]);
  });

  rowWithoutRecord('X9', 'K', 'refuses whoever may not decide, names whom to ask, and audits it', async () => {
    const at = await scene();
    await press(at, { user: 'U0ROBIN' });
    await press(at, { user: 'U0ROBIN', action: 'deny' });
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers.map(({ text }) => text)).toEqual(
      Array(2).fill(expect.stringMatching(/Robin is not in responders.*Ask Dana, Lee.*Nothing was recorded as a vote/)),
    );
    // The same refusal twice in a minute is one row.
    expect((await audit(at)).filter((event) => event === 'vote.refused')).toHaveLength(1);
    expect((await readIncident(at.store, at.incidentId))?.votes).toEqual([]);
  });

  it.each<[string, Partial<SlackAccount>]>([
    ['deactivated', { deleted: true }],
    ['Bots', { bot: true }],
    ['Guests', { guest: true }],
    ['another organisation', { stranger: true }],
    ['another workspace', { teamId: 'T0OTHER' }],
  ])('refuses accounts: %s', async (word, over) => {
    const at = await scene();
    at.slack.accountOf = () => ({ ...member, ...over });
    await press(at);
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers[0]?.text).toContain(word);
    expect((await audit(at)).at(-1)).toBe('vote.refused');
  });

  it('refuses strangers, other workspaces and other apps', async () => {
    const at = await scene();
    const other = { id: 'U0DANA', team_id: 'T0OTHER' };
    await press(at, { user: 'U0NOBODY' });
    await press(at, { more: { user: other } });
    await press(at, { more: { team: { id: 'T0OTHER' } } });
    await press(at, { more: { api_app_id: 'A0OTHER' } });
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers.map(({ text }) => text.slice(0, 40))).toEqual([
      'You are not in the table of people who m',
      'Your account belongs to another workspac',
      'This comes from another workspace. Nothi',
      'This belongs to another app. Nothing was',
    ]);
    expect((await audit(at)).filter((event) => event === 'vote.refused')).toHaveLength(4);
  });

  rowWithoutRecord('X12', 'K', 'refuses a button that does not stand on a card of the request', async () => {
    const at = await scene();
    await press(at, { ts: '999.0001' });
    await press(at, { channel: 'C0OTHER' });
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers).toHaveLength(2);
  });

  it('tells who comes late that the request is closed, and by which decision', async () => {
    const at = await scene();
    await decide(at.store, {
      incidentId: at.incidentId,
      revision: 1,
      vote: 'deny',
      reason: 'known scanner',
      personId: 'lee',
      door: 'slack',
    });
    await press(at);
    const by = /closed: it was denied by Lee at <!date\^\d+\^\{date_short_pretty\} \{time\}\|2026-11-20 \d\d:\d\d UTC>/;
    expect(at.slack.whispers[0]?.text).toMatch(by);
  });

  rowWithoutRecord('X13', 'K', 'sends the reader of an earlier revision to the newer card', async () => {
    const at = await scene();
    await press(at, { value: value(at, 7) });
    expect(at.slack.whispers[0]?.text).toContain('use the newer card');
  });

  it('goes on without Slack’s word on a listed person while Slack cannot say', async () => {
    const at = await scene();
    at.slack.accountOf = () => {
      throw new SlackProblem('unreachable', 'no answer', undefined);
    };
    await press(at);
    expect(at.slack.views).toHaveLength(1);
    await press(at, { user: 'U0NOBODY' });
    expect(at.slack.views).toHaveLength(1);
  });

  it('does not take Slack not knowing a user for an outage', async () => {
    const at = await scene();
    at.slack.accountOf = () => {
      throw new SlackProblem('refused', 'user_not_found', undefined);
    };
    await press(at);
    expect(at.slack.views).toEqual([]);
  });
});
