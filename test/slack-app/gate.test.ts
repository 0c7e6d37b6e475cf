import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { MAX_BODY_BYTES, passGate } from '../../slack-app/gate';
import { SECRET, signed } from './requests';

const now = new Date('2026-11-20T10:06:00.000Z');
const secrets = [{ value: SECRET }];
const status = (request: Parameters<typeof passGate>[0], given = secrets, at = now) => {
  const gate = passGate(request, given, at);
  return gate.ok ? 200 : gate.status;
};
const seconds = (delta: number) => String(Math.floor(now.getTime() / 1000) + delta);
const withHeader = (name: string, value: string) => {
  const request = signed('payload=1', now);
  return { ...request, headers: { ...request.headers, [name]: value } };
};

describe('the gate before the Slack app', () => {
  it('agrees with the example in Slack’s documentation', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const headers = {
      'X-Slack-Signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      'X-Slack-Request-Timestamp': '1531420618',
    };
    expect(passGate({ headers, body, isBase64Encoded: false }, secrets, new Date(1531420618000))).toMatchObject({
      ok: true,
      body,
    });
  });

  it('refuses a signature that is missing, wrong, cut, of another version or in capitals', () => {
    const right = signed('payload=1', now).headers['x-slack-signature'];
    const wrong = [
      '',
      right.slice(0, -1),
      `${right}0`,
      right.replace('v0=', 'v1='),
      right.toUpperCase(),
      right.replace('v0=', 'v0=0x'),
      `v0=${'0'.repeat(64)}`,
      right.slice(3),
    ];
    expect(wrong.map((signature) => status(withHeader('x-slack-signature', signature)))).toEqual(wrong.map(() => 401));
    expect(status({ headers: undefined, body: 'x', isBase64Encoded: false })).toBe(401);
  });

  it('refuses a timestamp more than five minutes away, either way, and every odd spelling of one', () => {
    const at = (timestamp: string) => status(signed('payload=1', now, { timestamp }));
    expect([at(seconds(-300)), at(seconds(300)), at(seconds(0))]).toEqual([200, 200, 200]);
    const odd = [
      seconds(-301),
      seconds(301),
      'NaN',
      '',
      `0${seconds(0)}`,
      `${seconds(0)}.0`,
      ` ${seconds(0)}`,
      `+${seconds(0)}`,
      '1e9',
      `${seconds(0)}000`,
    ];
    expect(odd.map(at)).toEqual(odd.map(() => 401));
  });

  it('refuses another app’s secret, and the previous one once its grace is over', () => {
    const old = signed('payload=1', now, { secret: 'the previous secret' });
    expect(status(old)).toBe(401);
    const rotating = (until: string) => [{ value: SECRET }, { value: 'the previous secret', until: new Date(until) }];
    expect(status(old, rotating('2026-11-20T10:07:00Z'))).toBe(200);
    expect(status(old, rotating('2026-11-20T10:06:00Z'))).toBe(401);
  });

  it('takes no request when the secret is empty', () => {
    expect(status(signed('payload=1', now, { secret: '' }), [{ value: '' }])).toBe(401);
  });

  it('reads base64 bodies as the bytes that Slack signed, beyond ASCII too', () => {
    const request = signed('{"text":"Größe 😀"}', now);
    const encoded = { ...request, body: Buffer.from(request.body).toString('base64'), isBase64Encoded: true };
    expect(passGate(encoded, secrets, now)).toMatchObject({ ok: true, body: '{"text":"Größe 😀"}' });
    expect(status({ ...encoded, body: '***' })).toBe(401);
  });

  it('refuses bytes that are no text, though they are signed', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x80]);

    const hex = createHmac('sha256', SECRET)
      .update(`v0:${seconds(0)}:`)
      .update(bytes)
      .digest('hex');
    const headers = { 'x-slack-signature': `v0=${hex}`, 'x-slack-request-timestamp': seconds(0) };
    expect(status({ headers, body: bytes.toString('base64'), isBase64Encoded: true })).toBe(400);
  });

  it('refuses a body that is too large before it looks at anything else', () => {
    expect(status({ headers: {}, body: 'x'.repeat(6 * 1024 * 1024), isBase64Encoded: false })).toBe(413);
    expect(status(signed('x'.repeat(MAX_BODY_BYTES + 1), now))).toBe(413);
    expect(status(signed('x'.repeat(MAX_BODY_BYTES), now))).toBe(200);
  });

  it('never throws and never lets anything unsigned through', () => {
    const header = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('x-slack-signature', 'X-Slack-Request-Timestamp', 'other'), header),
        fc.option(fc.string(), { nil: undefined }),
        fc.boolean(),
        (headers, body, isBase64Encoded) => {
          expect([400, 401, 413]).toContain(status({ headers, body, isBase64Encoded }));
        },
      ),
    );
  });

  it('gives one name to one signature, so that a copy is known again', () => {
    const first = passGate(signed('payload=1', now), secrets, now);
    const again = passGate(signed('payload=1', now), secrets, now);
    const other = passGate(signed('payload=2', now), secrets, now);
    expect(first.ok && again.ok && first.signature === again.signature).toBe(true);
    expect(first.ok && other.ok && first.signature !== other.signature).toBe(true);
  });
});
