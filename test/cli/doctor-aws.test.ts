import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AwsLooks, awsLooks } from '../../adapters/look-at-aws';
import {
  bootstrapCheck,
  failure,
  guardDutyCheck,
  hubCheck,
  lambdaCheck,
  looked,
  ok,
  slackCheck,
} from '../../cli/doctor-aws';
import type { Check } from '../../cli/doctor-checks';
import { memberChecks, setupCheck } from '../../cli/doctor-hub';
import { CliError, EXIT } from '../../cli/exit';
import type { Hub } from '../../cli/hub';
import type { Setup } from '../../incidents/views';
import { type } from './fake-hub';

const never = (): Promise<never> => Promise.reject(new Error('not asked in this test'));
const aws = (some: Partial<AwsLooks>): AwsLooks => ({
  caller: never,
  stack: never,
  detectors: never,
  lambdaLimits: never,
  quotas: never,
  secret: never,
  ...some,
});
const named = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name });
const REGION = 'eu-west-1';

describe('a call that fails', () => {
  it.each([
    ['CredentialsProviderError', 'missing', 'aws sso login'],
    ['ExpiredToken', 'missing', 'Sign in again'],
    ['InvalidClientTokenId', 'missing', 'hub account'],
    ['AccessDeniedException', 'warn', 'sts:GetCallerIdentity'],
    ['TimeoutError', 'missing', 'network'],
  ])('with %s is %s, with a cure that says %s', (name, status, cure) => {
    const check = failure('Credentials', named(name), 'sts:GetCallerIdentity');
    expect(check.status).toBe(status);
    expect(check.cure).toContain(cure);
  });

  it('becomes a check of its own, and stops no other', async () => {
    expect(await looked('Hub', 'x:Y', never)).toMatchObject({ name: 'Hub', status: 'missing' });
    expect(await looked('Hub', 'x:Y', async () => ok('Hub', 'there'))).toEqual(ok('Hub', 'there'));
  });
});

describe('checks of the hub account', () => {
  it('want a bootstrap of version 6', async () => {
    const bootstrapped = (version: string) =>
      bootstrapCheck(aws({ stack: async () => ({ status: 'x', outputs: { BootstrapVersion: version } }) }), REGION);
    expect(await bootstrapped('28')).toEqual(ok('CDK bootstrap', 'version 28'));
    expect(await bootstrapped('5')).toMatchObject({ status: 'missing' });
    const none = await bootstrapCheck(aws({ stack: async () => undefined }), REGION);
    expect(none).toMatchObject({ status: 'missing', cure: expect.stringContaining('npx cdk bootstrap') });
  });

  it('want a hub that stands, and take its outputs', async () => {
    const outputs = { OperatorUrl: 'https://x' };
    const standing = await hubCheck(aws({ stack: async () => ({ status: 'UPDATE_COMPLETE', outputs }) }), REGION);
    expect(standing).toEqual({ check: ok('Hub', 'CordonHub is UPDATE_COMPLETE'), outputs });
    const broken = await hubCheck(aws({ stack: async () => ({ status: 'UPDATE_ROLLBACK_FAILED', outputs }) }), REGION);
    expect(broken.check).toMatchObject({ status: 'missing', found: expect.stringContaining('ROLLBACK') });
    const gone = await hubCheck(aws({ stack: async () => undefined }), REGION);
    expect(gone).toMatchObject({ check: { status: 'missing' }, outputs: {} });
  });

  it.each([
    [[], 'missing', 'not on'],
    [[{ enabled: false, frequency: 'ONE_HOUR' }], 'missing', 'suspended'],
    [[{ enabled: true, frequency: 'SIX_HOURS' }], 'warn', 'every 6 hours'],
    [[{ enabled: true, frequency: 'FIFTEEN_MINUTES' }], 'ok', 'every 15 minutes'],
  ])('want GuardDuty on, and often: %j is %s', async (detectors, status, found) => {
    const check = await guardDutyCheck(aws({ detectors: async () => detectors }), REGION);
    expect(check).toMatchObject({ status, found: expect.stringContaining(found) });
  });

  it('warn of an account that may run few functions at once', async () => {
    const limits = (unreserved: number) =>
      lambdaCheck(aws({ lambdaLimits: async () => ({ concurrent: unreserved, unreserved }) }));
    expect(await limits(10)).toMatchObject({ status: 'warn', cure: expect.stringContaining('Service Quotas') });
    expect(await limits(1000)).toMatchObject({ status: 'ok' });
  });
});

describe('the check of Slack', () => {
  const token = ['xoxb', 'made-up'].join('-');
  const secret = JSON.stringify({ botToken: token, signingSecret: 'made-up' });
  const scopes = ['channels:history', 'channels:read', 'chat:write', 'commands', 'users:read'];
  const check = (given: string, word: Awaited<ReturnType<Parameters<typeof slackCheck>[2]>>): Promise<Check> =>
    slackCheck(aws({ secret: async () => given }), 'cordon/slack', async () => word);
  const said = { ok: true, team: 'Example', teamId: 'T1', scopes } as const;

  it('wants every scope of the manifest, those of private channels standing in for public ones', async () => {
    expect(await check(secret, said)).toMatchObject({ status: 'ok' });
    const own = scopes.map((scope) => scope.replace('channels:', 'groups:'));
    expect(await check(secret, { ...said, scopes: own })).toMatchObject({ status: 'ok' });
    const fewer = await check(secret, { ...said, scopes: scopes.slice(2) });
    expect(fewer).toMatchObject({ status: 'missing', found: 'the token lacks channels:history, channels:read' });
  });

  it('says Slack’s own word when the token is refused', async () => {
    expect(await check(secret, { ok: false, code: 'token_revoked' })).toMatchObject({
      status: 'missing',
      found: expect.stringContaining('token_revoked'),
    });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['what the deployment put there', JSON.stringify({ botToken: 'put the bot token here', signingSecret: 'x' })],
  ])('asks Slack nothing when the secret holds %s', async (_, text) => {
    const found = await slackCheck(aws({ secret: async () => text }), 'cordon/slack', never);
    expect(found).toMatchObject({ status: 'missing', cure: expect.stringContaining('cordon/slack') });
  });

  it('never shows the token', async () => {
    const all = [await check(secret, said), await check(secret, { ok: false, code: 'x' })];
    expect(JSON.stringify(all)).not.toContain(token);
  });
});

describe('checks through the hub', () => {
  const setup = {
    me: { personId: 'dana', name: 'Dana', groups: ['responders'], arn: 'a' },
    accounts: [
      { id: '222222222222', name: 'staging', environment: 'staging', live: true },
      { id: '333333333333', name: 'production', environment: 'production', live: false },
    ],
    playbooks: [{ id: 'contain-access-key', targetKind: 'iam-user', byHand: true }],
  } as unknown as Setup;
  const asked: unknown[] = [];
  const hub = (answers: { get?: () => unknown; post?: (body: { target: { accountId: string } }) => unknown }): Hub => ({
    where: 'a hub',
    get: async <T>() => answers.get?.() as T,
    post: async <T>(_path: string, body: object) => {
      asked.push(body);
      return answers.post?.(body as { target: { accountId: string } }) as T;
    },
  });

  it('say who the hub takes you for', async () => {
    expect(await setupCheck(hub({ get: () => setup }))).toMatchObject({
      check: ok('Operator API', 'knows you as Dana (responders)'),
      setup,
    });
    const refusing = hub({
      get: () => {
        throw new CliError(EXIT.refused, 'You are not in the table of people.');
      },
    });
    const { check, setup: none } = await setupCheck(refusing);
    expect(check).toMatchObject({ status: 'missing', found: 'You are not in the table of people.' });
    expect(check.cure).toContain('docs/operators.md');
    expect(none).toBeUndefined();
  });

  it('try each member’s role with a user that nobody has', async () => {
    const facts = [{ id: 'user', title: 'User', lines: ['gone'] }];
    const answers = hub({
      post: ({ target }) =>
        target.accountId === '222222222222'
          ? { kind: 'no-plan', why: 'The user is gone.', facts }
          : { kind: 'no-plan', why: 'The user could not be read: AccessDenied', facts: [] },
    });
    const [staging, production] = await memberChecks(answers, setup);
    expect(staging).toMatchObject({ name: 'Member staging', status: 'ok', found: expect.stringContaining('live') });
    expect(production).toMatchObject({ status: 'missing', cure: expect.stringContaining('CordonMemberRoles') });
    expect(asked).toContainEqual({
      playbook: 'contain-access-key',
      target: { kind: 'iam-user', accountId: '333333333333', region: 'global', id: 'AIDACORDONDOCTOR00000' },
    });
  });

  it('go on when the hub cannot try one', async () => {
    const failing = hub({
      post: () => {
        throw new CliError(EXIT.failed, 'The hub failed (500).');
      },
    });
    expect((await memberChecks(failing, setup)).map(({ status }) => status)).toEqual(['warn', 'warn']);
  });
});

describe('cordon doctor --aws', () => {
  const ENVIRONMENT = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'];
  const before = ENVIRONMENT.map((name) => [name, process.env[name]] as const);
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  const pointAt = (port: number): void => {
    process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${port}`;
    process.env['AWS_ACCESS_KEY_ID'] = 'a';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'b';
  };
  const answering = async (status: number, body: string): Promise<void> => {
    server = createServer((_, response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body));
    await new Promise<void>((up) => server?.listen(0, '127.0.0.1', up));
    pointAt((server.address() as AddressInfo).port);
  };
  const checksOf = async (): Promise<readonly Check[]> =>
    JSON.parse((await type('doctor', '--aws', '--json', '--region', REGION)).out) as readonly Check[];

  it('stops at credentials that AWS does not know, with one failure and its cure', async () => {
    await answering(
      403,
      '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The token is invalid.</Message></Error></ErrorResponse>',
    );
    const checks = await checksOf();
    expect(checks.at(-1)).toMatchObject({ name: 'Credentials', found: 'AWS does not know these credentials' });
    expect(checks.map(({ name }) => name)).not.toContain('Hub');
  });

  it('says that nothing answers where nothing answers', async () => {
    pointAt(9);
    expect((await checksOf()).at(-1)).toMatchObject({
      name: 'Credentials',
      status: 'missing',
      cure: expect.stringContaining('network'),
    });
  });

  it('asks for the Region first', async () => {
    delete process.env['AWS_REGION'];
    const { code, out } = await type('doctor', '--aws');
    expect(code).toBe(5);
    expect(out).toContain('→ Give --region, or set AWS_REGION');
  });

  it('names what the account lacks, each with its cure', async () => {
    // Every call is answered as if the account held nothing: STS knows the caller, all else is refused.
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (part) => (text += part));
      request.on('end', () => {
        const known = text.includes('GetCallerIdentity');
        const answer =
          '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111111111111</Account><Arn>arn:aws:iam::111111111111:user/dana</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>';
        const refusal =
          '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not allowed</Message></Error></ErrorResponse>';
        response.writeHead(known ? 200 : 403, { 'content-type': 'text/xml' }).end(known ? answer : refusal);
      });
    });
    await new Promise<void>((up) => server?.listen(0, '127.0.0.1', up));
    pointAt((server.address() as AddressInfo).port);
    const checks = await checksOf();
    expect(checks.find(({ name }) => name === 'Credentials')).toMatchObject({
      status: 'ok',
      found: 'arn:aws:iam::111111111111:user/dana, account 111111111111',
    });
    expect(checks.find(({ name }) => name === 'Hub')).toMatchObject({
      status: 'warn',
      cure: 'Your role needs cloudformation:DescribeStacks for this check',
    });
    for (const name of ['CDK bootstrap', 'GuardDuty', 'Lambda quota', 'Slack'])
      expect(checks.find((check) => check.name === name)?.cure).toBeTruthy();
  });

  it('looks at nothing beyond this machine without --aws', async () => {
    pointAt(9);
    const { out } = await type('doctor', '--json');
    expect(out).not.toContain('Credentials');
  });
});

test('every look that is asked for is one that the adapter has', () => {
  const looks = awsLooks({ region: REGION, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  expect(Object.keys(looks).sort()).toEqual(Object.keys(aws({})).sort());
});
