import { slackViewKey } from '../../../incidents/keys';
import { clickSlackTest, noteProblem, refuseTestClick } from '../../../incidents/slack-test';
import { auditOf, openDesk } from './desk';

const ask = (desk: ReturnType<typeof openDesk>, who = 'dana', body: object = {}) =>
  desk.say(who, 'POST', '/tests', body);

describe('a test message through the operator API', () => {
  it('is asked for by a responder, and stands in the audit trail', async () => {
    const desk = openDesk();
    const { statusCode, said } = await ask(desk);
    expect(statusCode).toBe(201);
    expect(said).toEqual({ n: 1, channel: 'C0URGENT', askedBy: 'Dana', askedAt: desk.time.now().toISOString() });
    expect((await auditOf(desk, 'control')).at(-1)).toMatchObject({ event: 'slack.test-asked', actor: 'dana' });
    expect((await ask(desk, 'noor', { channel: 'page' })).said).toMatchObject({ n: 2, channel: 'C0PAGE' });
  });

  it('is for nobody else', async () => {
    const { statusCode, said } = await ask(openDesk(), 'max');
    expect([statusCode, said.error.message]).toEqual([
      403,
      'Only people of responders, leads may send a test message.',
    ]);
  });

  it('goes into the channel of drills only where there is one', async () => {
    const { statusCode, said } = await ask(openDesk(), 'dana', { channel: 'drills' });
    expect([statusCode, said.error.field]).toEqual([400, 'channel']);
    expect((await ask(openDesk(), 'dana', { channel: 'lobby' })).said.error.message).toContain('urgent, routine, page');
  });

  it('tells how it stands: asked, refused by Slack, shown, clicked', async () => {
    const desk = openDesk();
    const now = async () => (await desk.say('dana', 'GET', '/tests')).said;
    expect((await desk.say('dana', 'GET', '/tests')).statusCode).toBe(404);
    await ask(desk);
    await noteProblem(desk.store, 1, 'not_in_channel');
    expect(await now()).toMatchObject({ n: 1, problem: 'not_in_channel' });
    const copies = [{ channel: 'C0URGENT', ts: '1000.5', revision: 1, painted: 'x' }];
    desk.table.force({ ...slackViewKey('control'), copies });
    await refuseTestClick(desk.store, 1, 'slack:U0X', 'Guests may not act.');
    const shown = await now();
    expect(shown).toMatchObject({ shownAt: '1970-01-01T00:16:40.500Z', refused: { text: 'Guests may not act.' } });
    expect(shown.problem).toBeUndefined();
    const at = desk.time.now().toISOString();
    await clickSlackTest(desk.store, 1, { personId: 'lee', at, way: 'signed' });
    expect((await now()).clicked).toMatchObject({ who: 'Lee', at, way: 'signed' });
  });
});
