import { handleRequest } from '../../slack-app/handle';
import { click, form, signed, submission } from './requests';
import { approvalOf, audit, note, press, scene, send, submit, value } from './scene';

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
