import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { readAudit } from '../../incidents/read';
import { MAX_BODY_BYTES } from '../../slack-app/gate';
import { handler } from '../../slack-app/receive';
import { member } from '../slack-app/fake-slack';
import { click, form, SECRET, signed, submission } from '../slack-app/requests';
import { approvalOf, audit, note, type Scene, scene, value } from '../slack-app/scene';
import { badBodies, deep, inPayload, OUTSIDERS, poisoned, prototypes, wrongSignatures, wrongTimes } from './moves';
import { row } from './row';

// The whole way of a request, from what API Gateway hands over: only the table of the record and Slack’s API are fakes.

const mockPlace: { at?: Scene; reads: number; minute: number } = { reads: 0, minute: 0 };
jest.mock('../../slack-app/once', () => {
  const { once } = jest.requireActual('../../slack-app/once');
  return { once: (make: () => Promise<unknown>) => once(make, () => mockPlace.minute * 60_000) };
});
jest.mock('../../adapters/store', () => ({
  storeFromEnv: () => ({
    ...mockPlace.at?.store,
    port: new Proxy(mockPlace.at?.store.port ?? {}, {
      get: (port, name) => {
        mockPlace.reads += 1;
        return Reflect.get(port, name);
      },
    }),
  }),
}));
jest.mock('../../adapters/slack', () => ({
  ...jest.requireActual('../../adapters/slack'),
  interactiveSlack: () => mockPlace.at?.slack,
}));
jest.mock('../../adapters/functions', () => ({ sendToFunction: jest.fn(async () => undefined) }));

const secrets = mockClient(SecretsManagerClient);
const replays = mockClient(DynamoDBClient);
const OLD = 'the secret before the rotation';
let logged: string[] = [];

/** The function after a minute or more, so that it reads its secret anew. */
const open = async (rotation: object = {}): Promise<Scene> => {
  const at = await scene();
  mockPlace.minute += 1;
  const SecretString = JSON.stringify({ botToken: ['xoxb', 'made-up'].join('-'), signingSecret: SECRET, ...rotation });
  secrets.reset();
  secrets.on(GetSecretValueCommand).resolves({ SecretString });
  const seen = new Set<string>();
  replays.reset();
  replays.on(PutItemCommand).callsFake(({ Item }: { Item: { pk: { S: string } } }) => {
    if (seen.has(Item.pk.S)) throw new ConditionalCheckFailedException({ message: 'seen', $metadata: {} });
    seen.add(Item.pk.S);
    return {};
  });
  mockPlace.at = at;
  mockPlace.reads = 0;
  return at;
};

beforeEach(() => {
  logged = [];
  process.env['CORDON_SLACK_SECRET'] = 'cordon/slack';
  process.env['CORDON_SLACK_DIALOG'] = 'cordon-slack-dialog';
  process.env['CORDON_REPLAY_TABLE'] = 'replays';
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean;
}
const send = (request: Request) => handler(request as APIGatewayProxyEventV2);
const status = async (request: Request): Promise<number> => (await send(request)).statusCode;
const approve = (at: Scene, more: object = {}): string =>
  form(submission({ callback: 'approve', note: note(at), values: { reason: 'seen' }, ...more }));
const press = (at: Scene, over: Parameters<typeof click>[0] = {}): string =>
  form(click({ value: value(at), channel: at.channel, ts: at.ts, ...over }));

/** Nothing was asked of anybody: not the record, not the table of signatures, not Slack. The secret is read once a minute. */
const askedNobody = (at: Scene): void => {
  expect([mockPlace.reads, replays.calls().length]).toEqual([0, 0]);
  expect(secrets.calls().length).toBeLessThanOrEqual(1);
  expect([at.slack.views, at.slack.whispers, at.slack.homes, at.slack.directs]).toEqual([[], [], [], []]);
};
const refusedAtGate = (): readonly number[] =>
  logged
    .map((line) => JSON.parse(line) as { message: string; status: number })
    .flatMap((line) => (line.message === 'a request was refused at the gate' ? [line.status] : []));

row('X1', 'UK', 'no signature but Slack’s own opens the door, whatever its shape, and nobody is asked', async () => {
  const at = await open();
  const good = signed(approve(at), at.store.now());
  const signature = good.headers['x-slack-signature'];
  const with_ = (given: string | undefined) => {
    const { 'x-slack-signature': _, ...rest } = good.headers;
    return { ...good, headers: given === undefined ? rest : { ...rest, 'x-slack-signature': given } };
  };
  const wrong = wrongSignatures(signature).map(with_);
  const parse = jest.spyOn(JSON, 'parse');
  const answers = [];
  for (const request of [...wrong, { body: good.body }, {}]) answers.push(await status(request));
  // The secret itself is JSON: it is the one text that was read.
  expect(parse.mock.calls.filter(([text]) => text.includes('approve'))).toEqual([]);
  parse.mockRestore();
  expect(answers).toEqual(answers.map(() => 401));
  expect(refusedAtGate()).toEqual(answers);
  askedNobody(at);
  expect(await status(good)).toBe(200);
  expect(await approvalOf(at)).toMatchObject({ status: 'APPROVED' });
  return at.table.items();
});

row(
  'X2',
  'UK',
  'a time more than five minutes away, or in another spelling, is refused though it is signed',
  async () => {
    const at = await open();
    const now = Math.floor(at.store.now().getTime() / 1000);
    const body = approve(at);
    for (const timestamp of wrongTimes(now))
      expect([timestamp, await status(signed(body, at.store.now(), { timestamp }))]).toEqual([timestamp, 401]);
    askedNobody(at);
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING', approvals: 0 });
    for (const timestamp of [now - 299, now + 300].map(String))
      expect(await status(signed(press(at), at.store.now(), { timestamp }))).toBe(200);
    return at.table.items();
  },
);

row('X3', 'UK', 'a copy of a request is answered and does nothing, in one row however many come', async () => {
  const at = await open();
  const request = signed(approve(at), at.store.now());
  const all = await Promise.all(Array.from({ length: 6 }, () => send(request)));
  expect(all.map(({ statusCode }) => statusCode)).toEqual(all.map(() => 200));
  // A copy learns nothing of what the first was told.
  expect(all.filter(({ body }) => body !== '')).toHaveLength(1);
  at.advance(200);
  expect(await send(request)).toEqual({ statusCode: 200, body: '' });
  expect(await status({ ...request, headers: { ...request.headers, 'X-Other': 'added' } })).toBe(200);
  const rows = await readAudit(at.store, at.incidentId, 0);
  expect(rows.filter(({ event }) => event === 'vote.cast')).toHaveLength(1);
  const told = rows.filter(({ event }) => event === 'slack.replay').map(({ text }) => text);
  expect(told).toEqual([
    'A copy of an earlier click arrived and was ignored.',
    expect.stringMatching(/ignored\. The same 4 times since 2026/),
  ]);
  expect(at.slack.whispers).toEqual([]);
  return at.table.items();
});

row('X4', 'UK', 'another app’s secret never fits, and the old one fits until its grace is over', async () => {
  const at = await open({ previousSigningSecret: OLD, previousValidUntil: '2026-11-20T10:16:00.000Z' });
  const by = async (secret: string) => status(signed(press(at), at.store.now(), { secret }));
  expect([await by(SECRET), await by('another app’s secret'), await by(''), await by(OLD)]).toEqual([
    200, 401, 401, 200,
  ]);
  at.advance(9 * 60);
  expect(await by(OLD)).toBe(200);
  at.advance(60);
  expect([await by(OLD), await by(SECRET)]).toEqual([401, 200]);
  const alone = await open({ previousSigningSecret: OLD });
  expect(await status(signed(press(alone), alone.store.now(), { secret: OLD }))).toBe(401);
  return at.table.items();
});

row(
  'X5',
  'UK',
  'no body makes the function fail: what is empty, broken, deep, huge or double is answered 4xx',
  async () => {
    const at = await open();
    const pressed = JSON.stringify(click({ value: value(at), channel: at.channel, ts: at.ts }));
    const bad = badBodies(press(at));
    for (const body of bad)
      for (const contentType of ['application/x-www-form-urlencoded', 'application/json', 'text/plain', ''])
        expect([body.slice(0, 40), await status(signed(body, at.store.now(), { contentType }))]).toEqual([
          body.slice(0, 40),
          400,
        ]);
    for (const body of [...bad, undefined]) expect(await status({ body })).toBe(401);
    const huge = 'x'.repeat(6 * 1024 * 1024);
    expect([await status({ body: huge }), await status(signed(huge, at.store.now()))]).toEqual([413, 413]);
    const filler = (size: number) => signed(`payload=${'x'.repeat(size - 8)}`, at.store.now());
    expect([await status(filler(MAX_BODY_BYTES + 1)), await status(filler(MAX_BODY_BYTES))]).toEqual([413, 400]);
    for (const body of ['***', 'ä', '=', 'AAA'])
      expect(await status({ ...signed('payload=1', at.store.now()), body, isBase64Encoded: true })).toBe(401);
    // A click that is whole, with depths where nobody looks, is a click.
    expect(await status(signed(inPayload(pressed.replace('{', `{"deep":${deep(20_000)},`)), at.store.now()))).toBe(200);
    expect(at.slack.views).toHaveLength(1);
    return at.table.items();
  },
);

row('X6', 'UK', 'Slack’s own probes are answered when they are signed, and change nothing', async () => {
  const at = await open();
  const probes = [
    ['ssl_check=1&token=x', 'application/x-www-form-urlencoded', ''],
    [JSON.stringify({ type: 'url_verification', challenge: 'abc' }), 'application/json', '{"challenge":"abc"}'],
  ] as const;
  for (const [body, type] of probes) expect(await status({ headers: { 'content-type': type }, body })).toBe(401);
  askedNobody(at);
  for (const [body, contentType, answer] of probes)
    expect(await send(signed(body, at.store.now(), { contentType }))).toMatchObject({ statusCode: 200, body: answer });
  // A click that also says so is a click.
  expect(await status(signed(`ssl_check=1&${press(at)}`, at.store.now()))).toBe(200);
  expect(at.slack.views).toHaveLength(1);
  return at.table.items();
});

row('X7', 'UK', 'keys that JavaScript gives a meaning to change nothing in the running function', async () => {
  const at = await open();
  const before = prototypes();
  const everywhere = (text: string): string => inPayload(poisoned(text));
  const clicked = JSON.stringify(click({ value: value(at), channel: at.channel, ts: at.ts }));
  const submitted = JSON.stringify(submission({ callback: '__proto__', note: note(at), values: { constructor: 'x' } }));
  expect(await status(signed(everywhere(clicked), at.store.now()))).toBe(200);
  expect([200, 400]).toContain(await status(signed(everywhere(submitted), at.store.now())));
  const keyed = `__proto__=1&constructor=2&${press(at, { action: '__proto__' })}`;
  expect(await status(signed(keyed, at.store.now()))).toBe(200);
  expect(prototypes()).toEqual(before);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(await approvalOf(at)).toMatchObject({ status: 'PENDING', approvals: 0 });
  return at.table.items();
});

row('X8', 'UK', 'a signed click or dialog from outside is refused, told so and kept, however it comes', async () => {
  const at = await open();
  for (const [what, more, account] of OUTSIDERS) {
    at.advance(1);
    at.slack.accountOf = () => ({ ...member, ...account });
    const told = at.slack.whispers.length;
    expect([what, await status(signed(press(at, { more }), at.store.now()))]).toEqual([what, 200]);
    expect([what, at.slack.whispers.length]).toEqual([what, told + 1]);
    const dialog = await send(signed(approve(at, { more }), at.store.now()));
    expect([what, dialog.statusCode, dialog.body]).toEqual([
      what,
      200,
      expect.stringContaining('Nothing was recorded'),
    ]);
  }
  expect(at.slack.views).toEqual([]);
  expect(await approvalOf(at)).toMatchObject({ status: 'PENDING', approvals: 0 });
  const refused = (await audit(at)).filter((event) => event === 'vote.refused');
  expect(refused.length).toBeGreaterThanOrEqual(5);
  return at.table.items();
});

row('X29', 'UK', 'ten thousand unsigned requests cost a hash each at most, and one secret a minute', async () => {
  const at = await open();
  const bare = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: press(at) };
  const forged = signed(press(at), at.store.now(), { secret: 'not Slack’s' });
  const hashes = jest.spyOn(jest.requireActual<typeof import('node:crypto')>('node:crypto'), 'createHmac');
  const answers = new Set<number>();
  for (let round = 0; round < 5_000; round += 1) for (const one of [bare, forged]) answers.add(await status(one));
  expect([...answers]).toEqual([401]);
  expect(hashes).toHaveBeenCalledTimes(5_000);
  hashes.mockRestore();
  askedNobody(at);
  // What a refusal leaves is a line of the same small size, without anything of what was sent.
  expect(logged).toHaveLength(10_000);
  expect(Math.max(...logged.map(({ length }) => length))).toBeLessThan(200);
  expect(await status(signed(press(at), at.store.now()))).toBe(200);
  expect([mockPlace.reads > 0, replays.calls().length, at.slack.views.length]).toEqual([true, 1, 1]);
  return at.table.items();
});
