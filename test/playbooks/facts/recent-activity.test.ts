import { CloudTrail, CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { recentActivity } from '../../../playbooks/facts/recent-activity';
import type { Finding } from '../../../playbooks/kit/finding';
import type { Target } from '../../../playbooks/kit/target';
import { accepted, detail } from '../../findings/shapes';

const cloudtrail = mockClient(CloudTrailClient);
const NOW = new Date('2026-11-23T00:00:00.000Z');
const user: Target = {
  kind: 'iam-user',
  accountId: '333333333333',
  region: 'global',
  id: 'AIDAQX3EXAMPLE7REPRT1',
  name: 'report-export',
};
const instance: Target = {
  kind: 'ec2-instance',
  accountId: '222222222222',
  region: 'eu-west-1',
  id: 'i-0a3c5e7f91b2d4c68',
};
const looked: Target = { kind: 'finding', accountId: '333333333333', region: 'eu-west-1', id: '9cb0da8eee22ffdb' };

const byKey = (accessKeyDetails: Readonly<Record<string, string>>, service = {}): Finding =>
  accepted(detail({ resource: { resourceType: 'AccessKey', accessKeyDetails }, service }));
const read = (target: Target, finding?: Finding) =>
  recentActivity.read({
    aws: { cloudtrail: new CloudTrail({ region: 'eu-west-1' }) },
    target,
    ...(finding ? { finding } : {}),
    now: () => NOW,
    earlier: async () => [],
  });
const asked = () =>
  cloudtrail.commandCalls(LookupEventsCommand).map((call) => call.args[0].input.LookupAttributes?.[0]?.AttributeValue);
const call = (id: string, name: string, minute: number, more: Readonly<Record<string, unknown>> = {}) => ({
  EventId: id,
  EventName: name,
  EventSource: 'iam.amazonaws.com',
  EventTime: new Date(NOW.getTime() - minute * 60_000),
  CloudTrailEvent: JSON.stringify({ sourceIPAddress: '198.51.100.23', ...more }),
});

beforeEach(() => {
  cloudtrail.reset();
  cloudtrail.on(LookupEventsCommand).resolves({ Events: [] });
});

describe('who is looked up', () => {
  const key = 'AKIAQX3EXAMPLE7REPRT';
  test.each<readonly [string, Target, Finding | undefined, readonly string[]]>([
    ['an instance by the name of its role session', instance, undefined, ['i-0a3c5e7f91b2d4c68']],
    ['a user by the key in the finding and by name', user, byKey({ accessKeyId: key }), [key, 'report-export']],
    ['a user without a finding by name', user, undefined, ['report-export']],
    ['a finding by its key', looked, byKey({ accessKeyId: key, userName: 'x' }), [key]],
    [
      'a role without a key by its session',
      looked,
      byKey({ principalId: 'AROAX:ci-run-812', userName: 'deploy' }),
      ['ci-run-812'],
    ],
    [
      'a principal without a key by its name',
      looked,
      byKey({ accessKeyId: 'GeneratedFindingAccessKeyId', userName: 'dana' }),
      ['dana'],
    ],
    ['an instance in a reviewed finding', looked, accepted(detail()), ['i-0a3c5e7f91b2d4c68']],
  ])('%s', async (_, target, finding, expected) => {
    await read(target, finding);
    expect(asked()).toEqual(expected);
  });

  test('nobody: the fact says so', async () => {
    await expect(read(looked, byKey({}))).rejects.toThrow(/names a principal/);
    expect(asked()).toEqual([]);
  });
});

test('looks back a day, or to before the activity began, never further than CloudTrail reaches', async () => {
  const seen = (eventFirstSeen: string) => read(instance, accepted(detail({ service: { eventFirstSeen } })));
  expect((await read(instance)).since).toBe('2026-11-22T00:00:00.000Z');
  expect((await seen('2026-11-22T20:00:00Z')).since).toBe('2026-11-22T00:00:00.000Z');
  expect((await seen('2026-11-10T12:00:00Z')).since).toBe('2026-11-10T11:00:00.000Z');
  expect((await seen('2026-01-01T00:00:00Z')).since).toBe('2026-08-25T00:00:00.000Z');
});

test('counts calls once, errors among them, newest first', async () => {
  const old = call('1', 'ListUsers', 30);
  cloudtrail
    .on(LookupEventsCommand)
    .resolvesOnce({ Events: [old, call('2', 'CreateUser', 5, { errorCode: 'AccessDenied' })] })
    .resolves({ Events: [old, call('3', 'ListUsers', 10)] });
  const activity = await read(user, byKey({ accessKeyId: 'AKIAQX3EXAMPLE7REPRT' }));
  expect(activity).toMatchObject({
    total: 3,
    errors: 1,
    more: false,
    calls: [
      { name: 'ListUsers', count: 2 },
      { name: 'CreateUser', count: 1 },
    ],
  });
  expect(activity.last.map(({ name }) => name)).toEqual(['CreateUser', 'ListUsers', 'ListUsers']);
  expect(recentActivity.describe(activity)).toEqual([
    '3 calls by access key AKIAQX3EXAMPLE7REPRT and user report-export since 2026-11-22 00:00 UTC, 1 of them refused or failed',
    'most often: ListUsers ×2, CreateUser ×1',
    'from: 198.51.100.23',
    '2026-11-22T23:55:00.000Z iam:CreateUser from 198.51.100.23 (AccessDenied)',
    '2026-11-22T23:50:00.000Z iam:ListUsers from 198.51.100.23',
    '2026-11-22T23:30:00.000Z iam:ListUsers from 198.51.100.23',
  ]);
});

test('stops after two pages, and says that there is more', async () => {
  cloudtrail.on(LookupEventsCommand).resolves({ Events: [call('1', 'ListUsers', 1)], NextToken: 'next' });
  const activity = await read(instance);
  expect(asked()).toHaveLength(2);
  expect(activity.more).toBe(true);
  expect(recentActivity.describe(activity)[0]).toMatch(/^at least 1 calls/);
});

test('events without readable details still count', async () => {
  const odd = [
    { EventId: '1', CloudTrailEvent: '{"sourceIP' },
    { EventId: '2', CloudTrailEvent: '[]' },
    { EventId: '3' },
  ];
  cloudtrail.on(LookupEventsCommand).resolves({ Events: odd });
  expect(await read(instance)).toMatchObject({ total: 3, errors: 0, sourceIps: [] });
});

test('silence is said as what it is', async () => {
  expect(recentActivity.describe(await read(instance))).toEqual([
    "CloudTrail's event history of this Region shows no call by instance role session i-0a3c5e7f91b2d4c68 since 2026-11-22 00:00 UTC",
  ]);
});
