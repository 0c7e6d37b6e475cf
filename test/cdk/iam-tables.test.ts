import { type Executor, executorsOf } from '../../cdk/derive/executors';
import { memberStatements } from '../../cdk/derive/guard-statements';
import { playbooks } from '../../playbooks/index';
import { rowWithoutRecord } from '../faults/row';
import { askIam, type Context, type PlainStatement } from '../rights/ask';

// What each member role may and may not do, as a simulator of IAM reads its policy: conditions and denials included.

const ACCOUNT = '222222222222';
const PROTECTED = ['arn:aws:iam::*:user/break-glass-*', 'arn:aws:iam::*:role/break-glass-*'];
const executors = playbooks.flatMap(executorsOf);

const asked = (
  executor: Executor,
  action: string,
  resource: string,
  context: Context = {},
  more: readonly PlainStatement[] = [],
): Promise<string> => {
  const scope = { partition: 'aws', accountId: ACCOUNT, region: '*' };
  const statements = [...memberStatements(executor, scope, PROTECTED), ...more];
  return askIam({ accountId: ACCOUNT, roleName: executor.fullName, statements }, { action, resource, context });
};

const named = (fullName: string): Executor => {
  const found = executors.find((executor) => executor.fullName === fullName);
  if (!found) throw new Error(`There is no role ${fullName}`);
  return found;
};

const iam = (path: string): string => `arn:aws:iam::${ACCOUNT}:${path}`;
const ec2 = (path: string): string => `arn:aws:ec2:eu-west-1:${ACCOUNT}:${path}`;
const USER = iam('user/backup-agent');
const INSTANCE = ec2('instance/i-0123456789abcdef0');
const INTERFACE = ec2('network-interface/eni-0123456789abcdef0');
const VOLUME = ec2('volume/vol-0123456789abcdef0');
const GROUP = ec2('security-group/sg-0123456789abcdef0');
const QUARANTINE = { 'aws:ResourceTag/cordon:quarantine': 'true' };
const DENY_ALL = { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll' };

type Row = readonly [role: string, action: string, resource: string, context?: Context];

const MUST_ALLOW: readonly Row[] = [
  ['cordon-isolate-instance-investigate', 'ec2:DescribeInstances', '*'],
  ['cordon-isolate-instance-contain', 'ec2:ModifyNetworkInterfaceAttribute', INTERFACE],
  ['cordon-isolate-instance-contain', 'ec2:ModifyNetworkInterfaceAttribute', GROUP, QUARANTINE],
  ['cordon-isolate-instance-contain', 'ec2:CreateSecurityGroup', GROUP],
  ['cordon-isolate-instance-contain', 'ec2:CreateTags', GROUP, { 'ec2:CreateAction': 'CreateSecurityGroup' }],
  ['cordon-isolate-instance-contain', 'ec2:CreateTags', INSTANCE, { 'aws:TagKeys': ['cordon:case', 'cordon:state'] }],
  [
    'cordon-isolate-instance-contain',
    'ec2:ModifyInstanceAttribute',
    INSTANCE,
    { 'ec2:Attribute': 'DisableApiTermination' },
  ],
  ['cordon-contain-access-key-investigate', 'iam:ListAccessKeys', USER],
  ['cordon-contain-access-key-contain', 'iam:UpdateAccessKey', USER],
  ['cordon-contain-access-key-contain', 'iam:AttachUserPolicy', USER, DENY_ALL],
  ['cordon-contain-access-key-contain', 'iam:TagUser', USER, { 'aws:TagKeys': ['cordon:quarantine'] }],
  ['cordon-contain-access-key-issue-access-key', 'iam:CreateAccessKey', USER],
  ['cordon-replace-access-key-contain', 'iam:DeleteAccessKey', USER],
];

const MUST_DENY: readonly Row[] = [
  // Only quarantine groups, and their rules, are touched.
  ['cordon-isolate-instance-contain', 'ec2:ModifyNetworkInterfaceAttribute', GROUP],
  ['cordon-isolate-instance-contain', 'ec2:RevokeSecurityGroupEgress', GROUP],
  // The tag that makes a quarantine group comes with its creation, or not at all.
  ['cordon-isolate-instance-contain', 'ec2:CreateTags', GROUP, { 'aws:TagKeys': ['cordon:quarantine'] }],
  ['cordon-isolate-instance-contain', 'ec2:CreateTags', INSTANCE, { 'aws:TagKeys': ['Owner'] }],
  // Tags come with a snapshot, not with whatever else is made or stands there.
  ['cordon-isolate-instance-contain', 'ec2:CreateTags', VOLUME, { 'ec2:CreateAction': 'CreateSnapshots' }],
  ['cordon-isolate-instance-contain', 'ec2:ModifyInstanceAttribute', INSTANCE, { 'ec2:Attribute': 'UserData' }],
  [
    'cordon-contain-access-key-contain',
    'iam:AttachUserPolicy',
    USER,
    { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' },
  ],
  ['cordon-contain-access-key-contain', 'iam:TagUser', USER, { 'aws:TagKeys': ['Owner'] }],
  // Break-glass and Cordon’s own.
  ['cordon-contain-access-key-contain', 'iam:UpdateAccessKey', iam('user/break-glass-1')],
  ['cordon-contain-access-key-contain', 'iam:AttachUserPolicy', iam('user/break-glass-1'), DENY_ALL],
  ['cordon-contain-access-key-contain', 'iam:UpdateAccessKey', iam('user/cordon/anyone')],
  ['cordon-contain-access-key-issue-access-key', 'iam:CreateAccessKey', iam('user/break-glass-1')],
  ['cordon-replace-access-key-contain', 'iam:DeleteAccessKey', iam('user/break-glass-1')],
  // A phase has nothing of another.
  ['cordon-isolate-instance-investigate', 'ec2:ModifyNetworkInterfaceAttribute', INTERFACE],
  ['cordon-contain-access-key-investigate', 'iam:UpdateAccessKey', USER],
  ['cordon-contain-access-key-contain', 'iam:DetachUserPolicy', USER, DENY_ALL],
  ['cordon-contain-access-key-undo', 'iam:AttachUserPolicy', USER, DENY_ALL],
  ['cordon-contain-access-key-contain', 'iam:CreateAccessKey', USER],
];

/** X26: what nobody may do with a role of Cordon’s, whatever the playbook. */
const NOBODY_MAY: readonly (readonly [action: string, resource: string])[] = [
  ['ec2:TerminateInstances', INSTANCE],
  ['ec2:DeleteSnapshot', 'arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0'],
  ['ec2:AuthorizeSecurityGroupIngress', GROUP],
  ['iam:CreateUser', iam('user/new')],
  ['iam:CreateRole', iam('role/new')],
  ['iam:PassRole', iam('role/admin')],
  ['iam:AttachRolePolicy', iam('role/cordon/cordon-isolate-instance-contain')],
  ['iam:PutRolePolicy', iam('role/cordon/cordon-isolate-instance-contain')],
  ['iam:UpdateAssumeRolePolicy', iam('role/break-glass-1')],
  ['iam:CreateLoginProfile', USER],
  ['sts:AssumeRole', iam('role/admin')],
  ['s3:GetObject', 'arn:aws:s3:::customer-data/secret'],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:customer-AbCdEf`],
  ['lambda:InvokeFunction', `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:anything`],
  ['guardduty:DeleteDetector', `arn:aws:guardduty:eu-west-1:${ACCOUNT}:detector/12abc34d567e8fa901bc2d34e56789f0`],
  ['cloudtrail:StopLogging', `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/all`],
];

const words = ([role, action, resource, context]: Row): string =>
  `${role}: ${action} on ${resource}${context ? ` if ${JSON.stringify(context)}` : ''}`;

describe('the roles in member accounts', () => {
  it.each(MUST_ALLOW.map((row) => [words(row), row] as const))('may — %s', async (_, [role, ...request]) => {
    expect(await asked(named(role), ...request)).toBe('Allowed');
  });

  it.each(MUST_DENY.map((row) => [words(row), row] as const))('may not — %s', async (_, [role, ...request]) => {
    expect(await asked(named(role), ...request)).toMatch(/Denied$/);
  });

  it.each(NOBODY_MAY)('X26: none of them may %s on %s', async (action, resource) => {
    const may: string[] = [];
    for (const executor of executors)
      if ((await asked(executor, action, resource)) === 'Allowed') may.push(executor.fullName);
    expect(may).toEqual([]);
  });

  it('X26: none of them allows a whole service, or everything', () => {
    const scope = { partition: 'aws', accountId: ACCOUNT, region: '*' };
    const calls = executors.flatMap((executor) =>
      memberStatements(executor, scope, PROTECTED).flatMap(({ Action }) => Action),
    );
    expect(calls.length).toBeGreaterThan(100);
    expect(calls.filter((call) => call.includes('*'))).toEqual([]);
  });

  rowWithoutRecord(
    'X16',
    'T',
    'deny by a statement, not by silence, what lies on Cordon’s own and on break-glass',
    async () => {
      const contain = named('cordon-contain-access-key-contain');
      for (const user of ['user/break-glass-1', 'user/cordon/anyone'])
        expect(await asked(contain, 'iam:UpdateAccessKey', iam(user))).toBe('ExplicitlyDenied');
    },
  );
});

describe('a right that comes to a role by another way', () => {
  const ADMINISTRATOR: PlainStatement = { Effect: 'Allow', Action: '*', Resource: '*' };
  const rows: readonly Row[] = [
    ['cordon-isolate-instance-contain', 'ec2:ModifyNetworkInterfaceAttribute', GROUP],
    ['cordon-isolate-instance-contain', 'ec2:CreateTags', GROUP, { 'aws:TagKeys': ['cordon:quarantine'] }],
    ['cordon-isolate-instance-contain', 'ec2:CreateTags', INSTANCE, { 'aws:TagKeys': ['Owner'] }],
    ['cordon-contain-access-key-contain', 'iam:TagUser', USER, { 'aws:TagKeys': ['Owner'] }],
    [
      'cordon-contain-access-key-contain',
      'iam:AttachUserPolicy',
      USER,
      { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ],
    ['cordon-contain-access-key-contain', 'iam:UpdateAccessKey', iam('user/break-glass-1')],
  ];

  // A row without a context would be handed the test's own callback in its place.
  it.each(rows.map(([role, action, resource, context = {}]) => ({ role, action, resource, context })))(
    'does not widen it: $role is refused $action on $resource all the same',
    async ({ role, action, resource, context }) => {
      expect(await asked(named(role), action, resource, context, [ADMINISTRATOR])).toBe('ExplicitlyDenied');
    },
  );

  it('leaves what it may do as it is', async () => {
    const contain = named('cordon-isolate-instance-contain');
    const action = 'ec2:ModifyNetworkInterfaceAttribute';
    expect(await asked(contain, action, GROUP, QUARANTINE, [ADMINISTRATOR])).toBe('Allowed');
  });
});
