import { closeIncident } from '../../incidents/close';
import { decide } from '../../incidents/decide';
import { boltDispatch } from '../../slack-app/bolt';
import { handleRequest } from '../../slack-app/handle';
import { member } from './fake-slack';
import { click, command, signed, urlencoded } from './requests';
import { audit, press, type Scene, scene, submit, value } from './scene';
import { neighbour, waiting } from './support';

interface Answer {
  readonly response_type: string;
  readonly text: string;
  readonly blocks: readonly { readonly type: string }[];
}

const type = async (at: Scene, text: string, over: Parameters<typeof command>[1] = {}) => {
  // A second command is never the same bytes in the same second: that would be a replay.
  at.advance(1);
  const answer = await handleRequest(at.door, signed(urlencoded(command(text, over)), at.store.now()));
  expect(answer.statusCode).toBe(200);
  return JSON.parse(answer.body) as Answer;
};
const said = (answer: Answer): string => JSON.stringify(answer);
const buttons = (answer: Answer): readonly string[] =>
  [...said(answer).matchAll(/"action_id":"([a-z]+)"/g)].map((match) => match[1] ?? '');

describe('/cordon', () => {
  it('answers to the one who typed it alone, within the acknowledgement', async () => {
    const at = await scene();
    for (const text of ['', 'help', 'list', `show ${at.incidentId}`, 'approve'])
      expect(await type(at, text)).toMatchObject({ response_type: 'ephemeral', text: expect.any(String) });
    expect([at.slack.whispers, at.slack.views, at.slack.directs]).toEqual([[], [], []]);
  });

  it('lists what is open, the next deadline first, with a button for whoever may decide', async () => {
    const at = await scene();
    at.advance(60);
    const later = await waiting(at, {}, { id: 'b'.repeat(32) }, neighbour);
    const list = await type(at, 'list');
    expect(said(list).indexOf(at.incidentId)).toBeGreaterThan(0);
    expect(said(list).indexOf(later)).toBeGreaterThan(said(list).indexOf(at.incidentId));
    expect(said(list)).toContain('⏳ Approval needed');
    expect(buttons(list)).toEqual(['review', 'review']);
    expect(buttons(await type(at, 'list', { user_id: 'U0ROBIN' }))).toEqual([]);
  });

  it('says so when nothing is open', async () => {
    const at = await scene();
    await closeIncident(at.store, at.incidentId, { outcome: 'not applicable', detail: 'It is gone.' });
    expect((await type(at, 'list')).text).toBe('Nothing is open.');
  });

  it('shows one incident with the buttons of its card, however its id was copied', async () => {
    const at = await scene();
    for (const text of [`show ${at.incidentId}`, `  SHOW  \`${at.incidentId.toUpperCase()}\` `, at.incidentId])
      expect(buttons(await type(at, text))).toEqual(['review', 'deny']);
    await closeIncident(at.store, at.incidentId, { outcome: 'denied', detail: 'Known scanner.' });
    const ended = await type(at, `show ${at.incidentId}`);
    expect(said(ended)).toContain('✖️ Denied');
    expect(buttons(ended)).toEqual([]);
  });

  it('names the cure when there is no such incident, no id, or no such command', async () => {
    const at = await scene();
    expect((await type(at, 'show inc-zzzzzzzzzz-9')).text).toContain('There is no incident');
    expect((await type(at, 'show')).text).toContain('Which one?');
    expect((await type(at, 'show <!channel>')).text).toMatch(/&lt;!channel&gt;.*no incident/);
    expect(said(await type(at, 'approve inc-x'))).toContain('Nothing is approved by text');
  });

  it('decides nothing, whatever is typed', async () => {
    const at = await scene();
    const before = at.table.items();
    for (const text of [`approve ${at.incidentId}`, `deny ${at.incidentId} because`, `undo ${at.incidentId}`])
      await type(at, text);
    expect(at.table.items()).toEqual(before);
  });
});

describe('the same people as for clicks', () => {
  it.each([
    ['deactivated people', { ...member, deleted: true }, 'deactivated'],
    ['bots', { ...member, bot: true }, 'Bots'],
    ['guests', { ...member, guest: true }, 'Guests'],
    ['strangers of a shared channel', { ...member, stranger: true }, 'another organisation'],
    ['members of another workspace', { ...member, teamId: 'T0OTHER' }, 'another workspace'],
  ])('are told why not: %s', async (_who, account, why) => {
    const at = await scene();
    at.slack.accountOf = () => account;
    const answer = await type(at, `show ${at.incidentId}`);
    expect(answer.text).toContain(why);
    expect(said(answer)).not.toContain('Isolate');
  });

  it('are told their Slack id when Cordon does not know them, which is what an administrator needs', async () => {
    const at = await scene();
    const answer = await type(at, 'list', { user_id: 'U0NOBODY' });
    expect(answer.text).toContain('not in the table of people');
    expect(said(answer)).toContain('U0NOBODY');
  });

  it('are refused from another workspace and another app', async () => {
    const at = await scene();
    expect((await type(at, 'list', { team_id: 'T0OTHER' })).text).toContain('another workspace');
    expect((await type(at, 'list', { api_app_id: 'A0OTHER' })).text).toContain('another app');
  });
});

describe('the door', () => {
  it('takes a command only when it is signed, once, and in one piece', async () => {
    const at = await scene();
    const body = urlencoded(command('list'));
    const request = signed(body, at.store.now());
    expect((await handleRequest(at.door, { ...request, headers: {} })).statusCode).toBe(401);
    expect((await handleRequest(at.door, request)).body).toContain('ephemeral');
    expect(await handleRequest(at.door, request)).toEqual({ statusCode: 200, body: '' });
    const twice = signed(`${body}&user_id=U0LEE`, at.store.now());
    expect((await handleRequest(at.door, twice)).statusCode).toBe(400);
    const without = signed('command=%2Fcordon&text=list', at.store.now());
    expect((await handleRequest(at.door, without)).statusCode).toBe(400);
  });

  it('answers when the record cannot be read', async () => {
    const at = await scene();
    const store = { ...at.store, port: { ...at.table, due: () => Promise.reject(new Error('throttled')) } };
    const app = { ...at.door.app, store };
    const answer = await handleRequest(
      { ...at.door, app, dispatch: boltDispatch(app) },
      signed(urlencoded(command('list')), at.store.now()),
    );
    expect(answer.body).toContain('Please try again');
  });
});

describe('a button of the answer', () => {
  const ephemeral = { container: { type: 'message', is_ephemeral: true }, message: undefined };

  it('opens the very dialog of the card, which decides', async () => {
    const at = await scene();
    await press(at, { channel: 'C0ELSEWHERE', ts: '9.9', more: ephemeral });
    expect(at.slack.views).toHaveLength(1);
    const [recheck] = at.rechecks;
    expect(recheck?.note).toEqual({ r: at.incidentId, v: 1, c: 'answer', t: 'answer' });
    await submit(at, 'approve', { reason: 'yes' }, { note: recheck?.note ?? {} });
    expect(await audit(at)).toContain('approval.approved');
  });

  it('answers in a dialog, because Cordon may not be in that channel', async () => {
    const at = await scene();
    await press(at, { user: 'U0ROBIN', more: ephemeral });
    expect(at.slack.whispers).toEqual([]);
    expect(JSON.stringify(at.slack.views[0]?.view)).toContain('You may not decide this');
    expect((await audit(at)).at(-1)).toBe('vote.refused');
  });

  it('answers in a direct message when no dialog can open', async () => {
    const at = await scene();
    await decide(at.store, {
      incidentId: at.incidentId,
      revision: 1,
      vote: 'deny',
      reason: 'no',
      personId: 'lee',
      door: 'slack',
    });
    const openView = () => Promise.reject(new Error('trigger_expired'));
    const app = { ...at.door.app, slack: { ...at.slack, openView } };
    await handleRequest(
      { ...at.door, app, dispatch: boltDispatch(app) },
      signed(
        `payload=${encodeURIComponent(JSON.stringify(click({ value: value(at), more: ephemeral })))}`,
        at.store.now(),
      ),
    );
    expect(at.slack.directs).toMatchObject([
      { user: 'U0DANA', text: expect.stringMatching(/was denied by .* at <!date/) },
    ]);
  });
});
