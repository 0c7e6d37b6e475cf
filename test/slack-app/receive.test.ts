import { type SlackAccount, SlackProblem } from '../../adapters/slack';
import { closeIncident } from '../../incidents/close';
import { decide } from '../../incidents/decide';
import { captureStep, finishStep } from '../../incidents/journal';
import { readAudit, readIncident } from '../../incidents/read';
import type { DialogRequest } from '../../slack-app/app';
import { boltDispatch } from '../../slack-app/bolt';
import { type Door, handleRequest } from '../../slack-app/handle';
import { paint } from '../../slack-app/paint';
import {
  click,
  type FakeInteractive,
  fakeBulk,
  fakeInteractive,
  form,
  member,
  SECRET,
  type Stage,
  signed,
  stage,
  submission,
  waiting,
} from './support';

interface Scene extends Stage {
  readonly slack: FakeInteractive;
  readonly door: Door;
  readonly rechecks: DialogRequest[];
  readonly incidentId: string;
  /** The card's place, as the poster left it. */
  readonly channel: string;
  readonly ts: string;
}

const scene = async (plan: Parameters<typeof waiting>[1] = {}): Promise<Scene> => {
  const made = stage();
  const incidentId = await waiting(made, plan);
  await paint({ store: made.store, slack: fakeBulk(), newHolder: () => 'run' }, incidentId);
  const copy = (await readIncident(made.store, incidentId))?.slack?.copies[0];
  const slack = fakeInteractive();
  const rechecks: DialogRequest[] = [];
  const app = { store: made.store, slack, startRecheck: async (request: DialogRequest) => void rechecks.push(request) };
  const seen = new Set<string>();
  const takeSignature = async (hash: string) => !seen.has(hash) && seen.add(hash) !== undefined;
  const door: Door = { app, secrets: [{ value: SECRET }], takeSignature, dispatch: boltDispatch(app) };
  return { ...made, slack, door, rechecks, incidentId, channel: copy?.channel ?? '', ts: copy?.ts ?? '' };
};

const send = (at: Scene, payload: unknown) => handleRequest(at.door, signed(form(payload), at.store.now()));
const value = (at: Scene, v = 1) => JSON.stringify({ r: at.incidentId, v });
const press = (at: Scene, over: Parameters<typeof click>[0] = {}) =>
  send(at, click({ value: value(at), channel: at.channel, ts: at.ts, ...over }));
const note = (at: Scene, v = 1) => ({ r: at.incidentId, v, c: at.channel, t: at.ts });
const submit = (
  at: Scene,
  callback: string,
  values: Readonly<Record<string, string>>,
  over: Partial<Parameters<typeof submission>[0]> = {},
) => send(at, submission({ callback, note: note(at), values, ...over }));
const audit = async (at: Scene) => (await readAudit(at.store, at.incidentId, 0)).map(({ event }) => event);
const approvalOf = async (at: Scene) => (await readIncident(at.store, at.incidentId))?.approval;
const shown = (body: string): string => JSON.stringify(JSON.parse(body));

describe('the door', () => {
  it('refuses garbage before anything else is asked, and never with a 5xx', async () => {
    const at = await scene();
    const bodies = [
      '',
      '{',
      '[]',
      'payload=',
      'payload=%7B',
      `payload=${'%5B'.repeat(20_000)}`,
      'payload=1&payload=2',
      `${form({ type: 'block_actions' })}&payload=%7B%7D`,
      'payload=null',
      '\u0000',
    ];
    for (const body of bodies) {
      const unsigned = { headers: { 'content-type': 'application/json' }, body, isBase64Encoded: false };
      expect((await handleRequest(at.door, unsigned)).statusCode).toBe(401);
      expect((await handleRequest(at.door, signed(body, at.store.now()))).statusCode).toBe(400);
      expect(
        (await handleRequest(at.door, signed(body, at.store.now(), { contentType: 'application/json; charset=utf-8' })))
          .statusCode,
      ).toBe(400);
    }
  });

  it('answers Slack’s own checks only when they are signed', async () => {
    const at = await scene();
    const ssl = 'ssl_check=1&token=x';
    const url = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'x' });
    for (const body of [ssl, url])
      expect(
        (
          await handleRequest(at.door, {
            headers: { 'content-type': 'application/json' },
            body,
            isBase64Encoded: false,
          })
        ).statusCode,
      ).toBe(401);
    expect(await handleRequest(at.door, signed(ssl, at.store.now()))).toEqual({ statusCode: 200, body: '' });
    expect(
      await handleRequest(at.door, signed(url, at.store.now(), { contentType: 'application/json' })),
    ).toMatchObject({ statusCode: 200, body: '{"challenge":"abc"}' });
  });

  it('lets prototype keys change nothing', async () => {
    const at = await scene();
    const payload = JSON.stringify(click({ value: value(at), channel: at.channel, ts: at.ts })).replace(
      '{',
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
    );
    expect(
      (await handleRequest(at.door, signed(`payload=${encodeURIComponent(payload)}`, at.store.now()))).statusCode,
    ).toBe(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('executes a copy of a request once, and audits the second', async () => {
    const at = await scene();
    const request = signed(
      form(submission({ callback: 'approve', note: note(at), values: { reason: 'yes' } })),
      at.store.now(),
    );
    const first = await handleRequest(at.door, request);
    const second = await handleRequest(at.door, request);
    expect([first.statusCode, second.statusCode, second.body]).toEqual([200, 200, '']);
    expect((await audit(at)).filter((event) => event === 'vote.cast')).toHaveLength(1);
    expect((await audit(at)).at(-1)).toBe('slack.replay');
  });

  it('answers unknown buttons, unknown dialogs and other kinds of interaction with 200', async () => {
    const at = await scene();
    const answers = [
      await press(at, { action: 'no_such_button' }),
      await submit(at, 'no_such_dialog', {}),
      await send(at, { type: 'shortcut', callback_id: 'x' }),
      await send(at, { type: 'view_closed' }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(at.slack.whispers[0]?.text).toContain('does nothing any more');
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING', approvals: 0 });
  });

  it('refuses more or fewer than one action at a time, and says so', async () => {
    const at = await scene();
    const one = click({ value: value(at), channel: at.channel, ts: at.ts });
    for (const actions of [[], [...one.actions, ...one.actions]])
      expect((await send(at, { ...one, actions })).statusCode).toBe(200);
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers.map(({ text }) => text)).toEqual(
      Array(2).fill(expect.stringContaining('Exactly one button')),
    );
  });

  it('takes a body that the gateway encoded as base64, beyond ASCII too', async () => {
    const at = await scene();
    const request = signed(
      form(submission({ callback: 'deny', note: note(at), values: { reason: 'nur ein Test – größer' } })),
      at.store.now(),
    );
    await handleRequest(at.door, {
      ...request,
      body: Buffer.from(request.body).toString('base64'),
      isBase64Encoded: true,
    });
    expect(await approvalOf(at)).toMatchObject({ status: 'DENIED', reason: 'nur ein Test – größer' });
  });
});

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

  it('refuses whoever may not decide, names whom to ask, and audits it', async () => {
    const at = await scene();
    await press(at, { user: 'U0ROBIN' });
    await press(at, { user: 'U0ROBIN', action: 'deny' });
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers.map(({ text }) => text)).toEqual(
      Array(2).fill(expect.stringMatching(/Robin is not in responders.*Ask Dana, Lee.*Nothing was recorded as a vote/)),
    );
    expect((await audit(at)).filter((event) => event === 'vote.refused')).toHaveLength(2);
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
      'This click comes from another workspace.',
      'This click belongs to another app. Nothi',
    ]);
    expect((await audit(at)).filter((event) => event === 'vote.refused')).toHaveLength(4);
  });

  it('refuses a button that does not stand on a card of the request', async () => {
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
    expect(at.slack.whispers[0]?.text).toContain('It was denied already');
  });

  it('sends the reader of an earlier revision to the newer card', async () => {
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

describe('a submitted dialog', () => {
  it('approves, and says so in the dialog', async () => {
    const at = await scene();
    const answer = await submit(at, 'approve', { reason: 'matches the beacon' });
    expect(JSON.parse(answer.body)).toMatchObject({ response_action: 'update' });
    expect(shown(answer.body)).toContain('Approved');
    expect(await approvalOf(at)).toMatchObject({ status: 'APPROVED', decidedBy: ['dana'] });
  });

  it('counts one of two votes, and one person once', async () => {
    const at = await scene({ risk: 'disruptive' });
    expect(shown((await submit(at, 'approve', { reason: 'yes' })).body)).toContain('1 of 2');
    expect(shown((await submit(at, 'approve', { reason: 'yes again' })).body)).toContain('1 of 2');
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING' });
    await submit(at, 'approve', { reason: 'me too' }, { user: 'U0LEE' });
    expect(await approvalOf(at)).toMatchObject({ status: 'APPROVED' });
  });

  it('denies with a reason, and not without', async () => {
    const at = await scene();
    expect(JSON.parse((await submit(at, 'deny', { reason: ' ' })).body)).toEqual({
      response_action: 'errors',
      errors: { reason: expect.any(String) },
    });
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING' });
    await submit(at, 'deny', { reason: 'known scanner' });
    expect(await approvalOf(at)).toMatchObject({ status: 'DENIED', reason: 'known scanner' });
  });

  it('wants a reason and the last four characters before something that cannot be taken back', async () => {
    const at = await scene({ risk: 'destructive' });
    const faults = JSON.parse((await submit(at, 'approve', { reason: '', typed: 'abcd' })).body) as object;
    expect(faults).toEqual({
      response_action: 'errors',
      errors: { reason: expect.any(String), typed: expect.any(String) },
    });
    expect((await readIncident(at.store, at.incidentId))?.votes).toEqual([]);
    await submit(at, 'approve', { reason: 'both keys are out', typed: 'def0' });
    expect(await approvalOf(at)).toMatchObject({ approvals: 1 });
  });

  it('does not let anybody approve what cannot be taken back while Slack cannot confirm the account', async () => {
    const at = await scene({ risk: 'destructive' });
    at.slack.accountOf = () => {
      throw new SlackProblem('limited', 'ratelimited', 3);
    };
    expect(shown((await submit(at, 'approve', { reason: 'both keys are out', typed: 'def0' })).body)).toContain(
      'could not confirm',
    );
    expect(await approvalOf(at)).toMatchObject({ approvals: 0 });
  });

  it('refuses a vote on a revision that is gone, and one by somebody who may not', async () => {
    const at = await scene();
    const old = await send(at, submission({ callback: 'approve', note: note(at, 9), values: { reason: 'yes' } }));
    const stranger = await submit(at, 'approve', { reason: 'yes' }, { user: 'U0ROBIN' });
    expect([old, stranger].map(({ body }) => shown(body).includes('Not recorded'))).toEqual([true, true]);
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING', approvals: 0 });
    expect(await audit(at)).toContain('vote.refused');
  });

  it('refuses a vote after the deadline', async () => {
    const at = await scene();
    at.advance(31 * 60);
    expect(shown((await submit(at, 'approve', { reason: 'yes' })).body)).toContain('expired');
    expect(await approvalOf(at)).toMatchObject({ status: 'EXPIRED' });
  });

  it('believes nothing of a note that is not Cordon’s', async () => {
    const at = await scene();
    for (const strange of [{}, { ...note(at), extra: 1 }, { ...note(at), r: 'inc-../x' }, { ...note(at), v: '1' }]) {
      expect(
        shown((await send(at, submission({ callback: 'approve', note: strange, values: { reason: 'x' } }))).body),
      ).toContain('not one of Cordon');
    }
    expect(await approvalOf(at)).toMatchObject({ approvals: 0 });
  });

  it('answers even when the record cannot be read, without saying that nothing happened', async () => {
    const at = await scene();
    const store = { ...at.store, port: { ...at.table, list: () => Promise.reject(new Error('throttled')) } };
    const app = { ...at.door.app, store };
    const broken = { ...at.door, app, dispatch: boltDispatch(app) };
    const answer = await handleRequest(
      broken,
      signed(form(submission({ callback: 'approve', note: note(at), values: { reason: 'x' } })), at.store.now()),
    );
    expect(answer.statusCode).toBe(200);
    expect(shown(answer.body)).toContain('Look at the card');
    const clicked = await handleRequest(
      broken,
      signed(form(click({ value: value(at), channel: at.channel, ts: at.ts })), at.store.now()),
    );
    expect(clicked.statusCode).toBe(200);
    expect(at.slack.whispers.at(-1)?.text).toContain('could not do this just now');
  });
});

describe('after the end', () => {
  const contained = async (outcome: 'contained' | 'partly contained') => {
    const at = await scene();
    await submit(at, 'approve', { reason: 'yes' });
    const planned = (await readIncident(at.store, at.incidentId))?.plan?.steps.find(({ id }) => id === 'quarantine');
    if (planned?.kind !== 'do') throw new Error('no such step');
    await captureStep(at.store, at.incidentId, { planned, before: { groups: ['sg-1'] } });
    await finishStep(at.store, at.incidentId, 'quarantine', { left: {}, saw: 'empty group' });
    await closeIncident(at.store, at.incidentId, { outcome, detail: 'Read back.' });
    return at;
  };

  it('asks for a reason and then for an undo of its own', async () => {
    const at = await contained('contained');
    await press(at, { action: 'undo' });
    expect(at.slack.views[0]?.view).toMatchObject({ callback_id: 'undo' });
    expect(JSON.parse((await submit(at, 'undo', { reason: '' })).body)).toMatchObject({ response_action: 'errors' });
    expect(shown((await submit(at, 'undo', { reason: 'false positive' })).body)).toContain('being planned');
    expect(await readIncident(at.store, `${at.incidentId}-u1`)).toMatchObject({
      meta: { kind: 'undo', reason: 'false positive' },
    });
  });

  it('keeps a partly contained incident, and retries it, by click', async () => {
    const kept = await contained('partly contained');
    await submit(kept, 'keep', { reason: 'enough for now' });
    expect((await readIncident(kept.store, kept.incidentId))?.meta.kept).toMatchObject({
      personId: 'dana',
      reason: 'enough for now',
    });
    const again = await contained('partly contained');
    await submit(again, 'retry', { reason: 'permissions are fixed' });
    expect(await readIncident(again.store, again.incidentId.replace(/1$/, '2'))).toMatchObject({
      meta: { generation: 2 },
    });
  });

  it('offers none of this while it is running', async () => {
    const at = await scene();
    for (const action of ['undo', 'retry', 'keep']) await press(at, { action });
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers.map(({ text }) => text)).toEqual(Array(3).fill(expect.stringContaining('still running')));
  });
});
