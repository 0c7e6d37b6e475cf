import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetFindingsCommand, GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { startMachine } from '../../adapters/machines';
import { handler as intake } from '../../handlers/intake';
import { handler as investigator } from '../../handlers/investigate';
import { metaOf } from '../../incidents/items';
import type { Store } from '../../incidents/store';
import { type Fixture, forTarget, loadFixture } from '../../local/findings';
import { openDesk } from '../handlers/operator/desk';
import { type MemoryTable, memoryTable } from '../support/memory-table';
import { clock, settings, storeOn } from '../support/record-fixtures';
import { poisoned, prototypes } from './moves';
import { row } from './row';

// From the queue to the investigator, whose every call into another account is seen: only the table and AWS’s answers are fakes.

const mockPlace: { store?: Store } = {};
jest.mock('../../adapters/store', () => ({ storeFromEnv: () => mockPlace.store }));
jest.mock('../../handlers/member', () => ({
  ...jest.requireActual('../../handlers/member'),
  wait: async () => undefined,
}));
jest.mock('../../adapters/evidence', () => ({ keepEvidence: jest.fn(async () => 'kept') }));
jest.mock('../../adapters/machines', () => ({
  startMachine: jest.fn(async (machine: string, id: string) => ({
    kind: 'started',
    executionArn: `${machine.replace(':stateMachine:', ':execution:')}:${id}`,
  })),
}));

const sts = mockClient(STSClient);
const ec2 = mockClient(EC2Client);
const guardduty = mockClient(GuardDutyClient);
const others = [AutoScalingClient, CloudTrailClient, ElasticLoadBalancingV2Client, IAMClient].map((one) =>
  mockClient(one as typeof IAMClient),
);
const calls = (): readonly { readonly args: readonly { readonly input: unknown }[] }[] =>
  [sts, ec2, guardduty, ...others].flatMap((one) => one.calls() as never[]);
/** Everything that was sent to AWS, as text. */
const sent = (): string => JSON.stringify(calls().map((call) => call.args[0]?.input));

let table: MemoryTable;
let logged: string[] = [];
const open = (change: Record<string, unknown> = {}): void => {
  table = memoryTable();
  mockPlace.store = storeOn(table, clock(), change);
};
beforeEach(() => {
  jest.clearAllMocks();
  logged = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
  process.env['CORDON_MACHINE_PREFIX'] = 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-';
  for (const one of [sts, ec2, guardduty, ...others]) one.reset();
  const Credentials = { AccessKeyId: 'x', SecretAccessKey: 'y', SessionToken: 'z', Expiration: new Date(0) };
  sts.on(AssumeRoleCommand).resolves({ Credentials });
  for (const one of [ec2, guardduty, ...others] as readonly (typeof ec2)[])
    one.onAnyCommand().rejects(new Error('AccessDenied'));
  open();
});
afterEach(() => jest.restoreAllMocks());

const FINDING = loadFixture('ec2-command-and-control');
const KEY = loadFixture('iam-user-compromised-key');
const detailOf = (event: Fixture): Fixture => event['detail'] as Fixture;
const about = (detail: object, event: Fixture = FINDING): Fixture => ({
  ...event,
  detail: { ...detailOf(event), ...detail },
});
const from = (account: string, event: Fixture): Fixture => ({ ...event, account });

const deliver = async (...bodies: readonly (object | string)[]): Promise<readonly string[]> => {
  const Records = bodies.map((body, at) => ({
    messageId: `m${at + 1}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }));
  const { batchItemFailures } = await intake({ Records } as unknown as SQSEvent);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const incidents = () => table.peek(({ sk }) => sk === 'META').map(metaOf);

/** The first state of the run that intake started, with its playbook’s own investigator. */
const investigate = (playbook: string, input: object, name = 'by-hand'): Promise<unknown> => {
  process.env['CORDON_PLAYBOOK'] = playbook;
  process.env['CORDON_MEMBER_ROLE'] = `cordon-${playbook}-investigate`;
  const execution = `arn:aws:states:eu-west-1:111111111111:execution:cordon-${playbook}:${name}`;
  return investigator({ do: 'investigate', input, execution });
};
const investigateAll = async (): Promise<void> => {
  for (const { incidentId, playbook } of incidents()) await investigate(playbook, { incidentId }, incidentId);
};
const parked = async (what: string, ...bodies: readonly (object | string)[]): Promise<void> => {
  expect([what, await deliver(...bodies)]).toEqual([what, bodies.map((_, at) => `m${at + 1}`)]);
  expect([what, calls().length, jest.mocked(startMachine).mock.calls]).toEqual([what, 0, []]);
};

row('X7', 'U', 'a finding whose keys JavaScript gives a meaning to is read as any other', async () => {
  const before = prototypes();
  expect(await deliver(poisoned(JSON.stringify(FINDING)))).toEqual([]);
  expect(incidents()).toMatchObject([{ playbook: 'isolate-instance', target: { accountId: '222222222222' } }]);
  expect(JSON.stringify(table.items())).not.toContain('polluted');
  expect(prototypes()).toEqual(before);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  return table.items();
});

row(
  'X15',
  'U',
  'an event that its envelope does not bear out is parked, and people see what GuardDuty says',
  async () => {
    const forged: Readonly<Record<string, object>> = {
      'a member that speaks of another': from('333333333333', FINDING),
      'nobody’s account that speaks of a member': from('999999999999', FINDING),
      'no account': Object.fromEntries(Object.entries(FINDING).filter(([key]) => key !== 'account')),
      'a list of accounts': { ...FINDING, account: ['111111111111'] },
      'no envelope': detailOf(FINDING),
      'another source': { ...FINDING, source: 'acme.guardduty' },
      'the source of another service': { ...FINDING, source: 'aws.ec2' },
      'another kind of event': { ...FINDING, 'detail-type': 'GuardDuty Finding ' },
      'a drill from elsewhere': {
        ...FINDING,
        source: 'cordon.drill',
        'detail-type': 'Cordon Drill',
        account: '222222222222',
      },
    };
    for (const [what, event] of Object.entries(forged)) await parked(what, event);
    expect(table.items()).toEqual([]);
    // Whoever could put one in GuardDuty’s name would still have to be in GuardDuty’s own list.
    const NetworkInterfaces = [
      { NetworkInterfaceId: 'eni-0123456789abcdef0', VpcId: 'vpc-1', Groups: [{ GroupId: 'sg-1' }] },
    ];
    const instanceId = 'i-0abc1234def567890';
    const Instances = [
      { InstanceId: instanceId, State: { Name: 'running' as const }, VpcId: 'vpc-1', NetworkInterfaces },
    ];
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ OwnerId: '222222222222', Instances }] });
    ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces });
    ec2.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [] });
    guardduty.on(ListDetectorsCommand).resolves({ DetectorIds: ['own'] });
    guardduty.on(GetFindingsCommand).resolves({ Findings: [] });
    expect(await deliver(forTarget(FINDING, { instanceId }))).toEqual([]);
    await investigateAll();
    const plan = JSON.stringify(table.peek(({ sk }) => sk.startsWith('PLAN#')));
    expect(plan).toContain('GuardDuty no longer has this finding');
    expect(incidents()).toMatchObject([{ stage: 'waiting' }]);
    return table.items();
  },
);

const STRANGE = '999999999999';
const WHERE = { accountId: STRANGE, region: 'eu-west-1', id: 'i-0abc1234def567890' };

row(
  'X17',
  'U',
  'a finding of an account, Region or partition that nobody configured is parked, and nobody knocks there',
  async () => {
    const stranger = forTarget(FINDING, { accountId: STRANGE });
    await parked('an account that speaks for itself', from(STRANGE, stranger));
    await parked('the administrator about it', stranger);
    await parked('a user there', from(STRANGE, forTarget(KEY, { accountId: STRANGE })));
    await parked('no account at all', about({ accountId: '0' }), about({ accountId: '22222222222' }));
    await parked('a Region', { ...FINDING, region: 'ap-southeast-2' }, about({ region: 'eu-west-1.evil.example' }));
    await parked('a partition', about({ partition: 'aws-cn' }), about({ partition: 'aws-us-gov' }));
    expect(table.items()).toEqual([]);
    expect(logged.join('')).toMatch(
      /999999999999, which is not among the accounts .* add it to accounts in cordon\.config\.ts/,
    );
    // By hand neither: through the operator API, and in the console of Step Functions.
    const desk = openDesk();
    for (const [path, more] of [
      ['/previews', {}],
      ['/runs', { reason: 'it beacons' }],
    ] as const) {
      const { statusCode, said } = await desk.say('lee', 'POST', path, {
        playbook: 'isolate-instance',
        target: WHERE,
        ...more,
      });
      expect([path, statusCode, said.error.field]).toEqual([path, 400, 'target.accountId']);
      expect(said.error.message).toMatch(
        /not among the accounts of the configuration: add it to accounts in cordon\.config\.ts/,
      );
    }
    expect([desk.asked, desk.table.items()]).toEqual([[], []]);
    expect(await investigate('isolate-instance', { target: WHERE, reason: 'it beacons' })).toMatchObject({
      next: 'refused',
      problem: expect.stringMatching(/^target\.accountId: is 999999999999, which is not among/),
    });
    expect([calls().length, table.items()]).toEqual([0, []]);
    // An account that was ours when the finding came: the incident ends visibly, and its role is not taken.
    expect(await deliver(FINDING)).toEqual([]);
    const store = mockPlace.store;
    const rest = settings().accounts.filter(({ id }) => id !== '222222222222');
    if (store) mockPlace.store = { ...store, settings: settings({ accounts: rest }) };
    await investigateAll();
    expect(calls()).toEqual([]);
    expect(incidents()).toMatchObject([
      { stage: 'closed', outcome: 'failed', outcomeDetail: expect.stringContaining('is not among the accounts') },
    ]);
    return table.items();
  },
  20_000,
);

const INJECTED = [
  'i-1;rm -rf /',
  'i-0abc1234def567890;x',
  'i-0abc1234def567890\n',
  '../../instance/i-0abc1234def567890',
  'i-*',
  '*',
  'i-0abc1234def56789%30',
  'arn:aws:ec2:eu-west-1:222222222222:instance/i-0abc1234def567890',
];
const USERS = ['*', '../admin', 'admin/*', 'a b', 'a\u0000b', 'arn:aws:iam::222222222222:user/admin'];

row(
  'X18',
  'U',
  'an id that carries more than an id reaches no call, from a finding or by hand',
  async () => {
    const withInstance = (instanceId: string, at: number) =>
      about({ id: `${at}`.repeat(32), resource: { resourceType: 'Instance', instanceDetails: { instanceId } } });
    expect(await deliver(...INJECTED.map(withInstance))).toEqual([]);
    expect(incidents().map(({ playbook }) => playbook)).toEqual(INJECTED.map(() => 'review-finding'));
    const details = (detailOf(KEY)['resource'] as Fixture)['accessKeyDetails'] as Fixture;
    const withUser = (over: object, at: number) =>
      about(
        { id: `a${at}`.repeat(16), resource: { resourceType: 'AccessKey', accessKeyDetails: { ...details, ...over } } },
        KEY,
      );
    expect(await deliver(...USERS.map((userName, at) => withUser({ userName }, at)))).toEqual([]);
    expect(await deliver(...USERS.map((principalId, at) => withUser({ principalId }, at + 10)))).toEqual([]);
    const ids = ['../../chains/inc-x', 'a\nb', '*', 'x'.repeat(301)];
    expect(await deliver(...ids.map((id) => about({ id })))).toHaveLength(ids.length);
    await investigateAll();
    expect(calls().length).toBeGreaterThan(0);
    const said = sent();
    for (const text of [...INJECTED, ...USERS]) expect(said).not.toContain(JSON.stringify(text).slice(1, -1));
    const desk = openDesk();
    for (const id of INJECTED) {
      const target = { ...WHERE, accountId: '222222222222', id };
      expect(await investigate('isolate-instance', { target, reason: 'it beacons' })).toMatchObject({
        next: 'refused',
      });
      const run = { playbook: 'isolate-instance', target, reason: 'it beacons' };
      const { statusCode, said } = await desk.say('lee', 'POST', '/runs', run);
      expect([id, statusCode, said.error.field]).toEqual([id, 400, 'target.id']);
    }
    expect(desk.table.items()).toEqual([]);
    return table.items();
  },
  20_000,
);
