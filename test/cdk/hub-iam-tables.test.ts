import { playbooks } from '../../playbooks';
import { DRILL_DETAIL_TYPE, DRILL_SOURCE } from '../../playbooks/kit/drill';
import { isWrite } from '../registry/catalogue';
import { askIam, type Context, type Principal, type Request } from '../rights/ask';
import { policiesIn, rolesIn } from '../rights/plain-template';
import { exampleSettings, synthesise } from './synth';

// What each role of the hub may and may not do, as a simulator of IAM reads the synthesised template: conditions, the key’s own
// policy and the trust of the member roles included.

const HUB = { accountId: '111111111111', region: 'eu-west-1' };
const MEMBER = { accountId: '222222222222', region: '*' };

const { app, hubTemplate, memberTemplate } = synthesise(playbooks);
const roles = rolesIn(hubTemplate, HUB);
const own = [...roles.values()].filter(({ roleName }) => roleName.startsWith('cordon-hub-'));
const trusts = policiesIn(memberTemplate, MEMBER, 'AWS::IAM::Role', 'AssumeRolePolicyDocument', 'RoleName');
const keyPolicy = [...policiesIn(hubTemplate, HUB, 'AWS::KMS::Key', 'KeyPolicy').values()][0];

const arn = (service: string, path: string): string => `arn:aws:${service}:${HUB.region}:${HUB.accountId}:${path}`;
const named = (suffix: string): Principal => {
  const found = roles.get(`cordon-hub-${suffix}`);
  if (!found) throw new Error(`There is no role cordon-hub-${suffix}`);
  return found;
};

/** The resource of this kind that the template itself names to some role. */
const granted = (pattern: RegExp): string => {
  const all = own.flatMap(({ statements }) => statements.flatMap(({ Resource }) => [Resource].flat()));
  const found = all.find((resource) => pattern.test(resource));
  if (!found) throw new Error(`No role is granted anything on ${pattern}`);
  return found;
};
const TABLE = granted(/:table\/Record(?!.*Replay)[^/]*$/);
const REPLAY = granted(/:table\/.*Replay/);
const KEY = granted(/:key\//);
const SECRET = granted(/:secret:/);
const EVIDENCE = granted(/:s3:::.*incidents\/\*$/).replace('/incidents/*', '');
const CHAINS = `${EVIDENCE}/chains/inc-1.json`;
const machine = (name: string): string => arn('states', `stateMachine:cordon-${name}`);
const fn = (name: string): string => arn('lambda', `function:cordon-${name}`);
const memberRole = (name: string): string => `arn:aws:iam::${MEMBER.accountId}:role/cordon/cordon-${name}`;

const of = (partition: string): Context => ({ 'dynamodb:LeadingKeys': [`${partition}#inc-1`] });
const via = (service: string): Context => ({
  'kms:ViaService': `${service}.${HUB.region}.amazonaws.com`,
  'kms:CallerAccount': HUB.accountId,
});
const event = (source: string): Context => ({ 'events:source': source, 'events:detail-type': DRILL_DETAIL_TYPE });

const asked = (who: Principal, request: Request): Promise<string> => askIam(who, { ...ownWord(request), ...request });
const ownWord = ({ action, resource }: Request): { readonly trust?: object } => {
  if (action.startsWith('kms:') && keyPolicy) return { trust: keyPolicy };
  const trust = trusts.get(resource.split('/').at(-1) ?? '');
  return action === 'sts:AssumeRole' && trust ? { trust } : {};
};

type Row = readonly [role: string, action: string, resource: string, context?: Context];
const words = ([role, action, resource, context]: Row): string =>
  `${role}: ${action} on ${resource}${context ? ` if ${JSON.stringify(context)}` : ''}`;

const OURS = exampleSettings().organizationId ?? '';
/** `of` is the organisation of the account that is entered. */
const session = (name: string, of = OURS): Context => ({
  'sts:RoleSessionName': name,
  'aws:PrincipalOrgID': OURS,
  'aws:ResourceOrgID': of,
});
const { 'aws:ResourceOrgID': _, ...NO_ORGANISATION } = session('inc-1');

const MUST_ALLOW: readonly Row[] = [
  ['intake-urgent', 'states:StartExecution', machine('isolate-instance')],
  ['intake-urgent', 'dynamodb:PutItem', TABLE, of('INCIDENT')],
  ['intake-urgent', 'kms:GenerateDataKey', KEY, via('dynamodb')],
  ['intake-urgent', 's3:PutObject', `${EVIDENCE}/incidents/inc-1/finding.json`],
  ['await-approval', 'dynamodb:PutItem', TABLE, of('TOKEN')],
  ['answer-run', 'dynamodb:GetItem', TABLE, of('TOKEN')],
  ['answer-run', 'states:SendTaskSuccess', '*'],
  ['await-approval', 'states:SendTaskFailure', '*'],
  ['follow-record', 'lambda:InvokeFunction', fn('answer-run')],
  ['sweep', 'lambda:InvokeFunction', fn('answer-run')],
  ['sweep', 'dynamodb:GetItem', TABLE, of('AUDIT')],
  ['keep-audit', 'dynamodb:PutItem', TABLE, of('AUDIT')],
  ['keep-audit', 'dynamodb:Query', TABLE, of('INCIDENT')],
  ['keep-audit', 'kms:GenerateDataKey', KEY, via('dynamodb')],
  ['keep-audit', 's3:PutObject', CHAINS],
  ['sweep', 'dynamodb:Query', `${TABLE}/index/by-due`],
  ['slack-receive', 'secretsmanager:GetSecretValue', SECRET],
  ['slack-receive', 'kms:Decrypt', KEY, via('secretsmanager')],
  ['slack-receive', 'dynamodb:PutItem', REPLAY],
  ['slack-receive', 'lambda:InvokeFunction', fn('slack-dialog')],
  ['slack-dialog', 'lambda:InvokeFunction', fn('isolate-instance-investigate')],
  ['operator', 'states:GetExecutionHistory', arn('states', 'execution:cordon-isolate-instance:inc-1')],
  ['isolate-instance-contain', 'sts:AssumeRole', memberRole('isolate-instance-contain'), session('inc-1')],
  ['isolate-instance-investigate', 'sts:AssumeRole', memberRole('isolate-instance-investigate'), session('inc-1')],
];

const MUST_DENY: readonly Row[] = [
  // A phase enters member accounts as itself, under the incident’s name; who only talks to people enters none.
  ['isolate-instance-investigate', 'sts:AssumeRole', memberRole('isolate-instance-contain'), session('inc-1')],
  ['isolate-instance-contain', 'sts:AssumeRole', memberRole('isolate-instance-undo'), session('inc-1')],
  ['isolate-instance-contain', 'sts:AssumeRole', memberRole('contain-access-key-contain'), session('inc-1')],
  ['contain-access-key-contain', 'sts:AssumeRole', memberRole('contain-access-key-issue-access-key'), session('inc-1')],
  ['isolate-instance-contain', 'sts:AssumeRole', memberRole('isolate-instance-contain'), session('somebody')],
  ['operator', 'sts:AssumeRole', memberRole('isolate-instance-contain'), session('inc-1')],
  [
    'isolate-instance-contain',
    'sts:AssumeRole',
    memberRole('isolate-instance-contain'),
    session('inc-1', 'o-zzzzzzzzzz'),
  ],
  ['isolate-instance-contain', 'sts:AssumeRole', memberRole('isolate-instance-contain'), NO_ORGANISATION],
  ['slack-dialog', 'sts:AssumeRole', memberRole('isolate-instance-investigate'), session('inc-1')],
  // People are talked to by functions that start, answer and do nothing.
  ['slack-post', 'states:StartExecution', machine('isolate-instance')],
  ['slack-post', 'states:SendTaskSuccess', '*'],
  ['slack-receive', 'states:StartExecution', machine('isolate-instance')],
  ['slack-receive', 'lambda:InvokeFunction', fn('isolate-instance-contain')],
  ['slack-dialog', 'lambda:InvokeFunction', fn('isolate-instance-contain')],
  ['operator', 'states:StartExecution', machine('isolate-instance')],
  ['operator', 'states:StopExecution', arn('states', 'execution:cordon-isolate-instance:inc-1')],
  ['operator', 'lambda:InvokeFunction', fn('isolate-instance-contain')],
  ['operator', 'lambda:InvokeFunction', fn('pause')],
  // What is kept of logs is written by one function, and by it alone; it writes no incident.
  ['operator', 'dynamodb:PutItem', TABLE, of('AUDIT')],
  ['follow-record', 'dynamodb:PutItem', TABLE, of('AUDIT')],
  ['isolate-instance-contain', 'dynamodb:UpdateItem', TABLE, of('AUDIT')],
  ['keep-audit', 'dynamodb:UpdateItem', TABLE, of('AUDIT')],
  ['keep-audit', 'dynamodb:DeleteItem', TABLE, of('AUDIT')],
  ['keep-audit', 'dynamodb:PutItem', TABLE, of('INCIDENT')],
  ['follow-record', 's3:PutObject', CHAINS],
  // Task tokens are for the one that answers waiting runs; the Slack secret for those who talk to Slack.
  ['follow-record', 'dynamodb:GetItem', TABLE, of('TOKEN')],
  ['follow-record', 'states:SendTaskSuccess', '*'],
  ['sweep', 'dynamodb:GetItem', TABLE, of('TOKEN')],
  ['await-approval', 'dynamodb:GetItem', TABLE, of('TOKEN')],
  ['answer-run', 'dynamodb:PutItem', TABLE, of('INCIDENT')],
  ['answer-run', 'states:SendTaskFailure', '*'],
  ['isolate-instance-investigate', 'dynamodb:UpdateItem', TABLE, of('INCIDENT')],
  ['keep-audit', 'dynamodb:GetItem', TABLE, of('TOKEN')],
  ['slack-post', 'dynamodb:GetItem', TABLE, of('TOKEN')],
  ['operator', 'dynamodb:Query', TABLE, of('TOKEN')],
  ['isolate-instance-contain', 'dynamodb:GetItem', TABLE, of('TOKEN')],
  ['operator', 'secretsmanager:GetSecretValue', SECRET],
  ['isolate-instance-contain', 'secretsmanager:GetSecretValue', SECRET],
  // The key works through a service that checks rights as well, and through that one alone.
  ['slack-receive', 'kms:Decrypt', KEY, { 'kms:CallerAccount': HUB.accountId }],
  ['slack-post', 'kms:Decrypt', KEY, { 'kms:CallerAccount': HUB.accountId }],
  ['pause', 'kms:Decrypt', KEY, via('secretsmanager')],
  // A drill is a drill, and machines are Cordon’s own.
  ['drill', 'events:PutEvents', arn('events', 'event-bus/default'), event('aws.guardduty')],
  ['drill', 'dynamodb:PutItem', TABLE, of('INCIDENT')],
  ['intake-urgent', 'states:StartExecution', arn('states', 'stateMachine:somebody-elses')],
  ['intake-urgent', 'events:PutEvents', arn('events', 'event-bus/default'), event(DRILL_SOURCE)],
  ['redrive', 'dynamodb:GetItem', TABLE, of('INCIDENT')],
];

/** What no function of the hub may do, whatever it is for. */
const NOBODY_MAY: readonly (readonly [action: string, resource: string, context?: Context])[] = [
  ['dynamodb:DeleteTable', TABLE],
  ['dynamodb:UpdateTable', TABLE],
  ['dynamodb:Scan', TABLE],
  ['dynamodb:UpdateContinuousBackups', TABLE],
  ['s3:GetObject', CHAINS],
  ['s3:DeleteObject', CHAINS],
  ['s3:DeleteObjectVersion', CHAINS],
  ['s3:BypassGovernanceRetention', CHAINS],
  ['s3:PutObjectRetention', CHAINS],
  ['s3:PutBucketPolicy', EVIDENCE],
  ['kms:ScheduleKeyDeletion', KEY],
  ['kms:PutKeyPolicy', KEY],
  ['kms:Decrypt', KEY, { 'kms:CallerAccount': HUB.accountId }],
  ['secretsmanager:PutSecretValue', SECRET],
  ['lambda:UpdateFunctionCode', fn('isolate-instance-contain')],
  ['lambda:UpdateFunctionConfiguration', fn('isolate-instance-contain')],
  ['states:UpdateStateMachine', machine('isolate-instance')],
  ['iam:PassRole', `arn:aws:iam::${HUB.accountId}:role/cordon-hub-isolate-instance-contain`],
  ['iam:PutRolePolicy', `arn:aws:iam::${HUB.accountId}:role/cordon-hub-operator`],
  ['iam:CreateAccessKey', `arn:aws:iam::${HUB.accountId}:user/dana`],
  ['sts:AssumeRole', `arn:aws:iam::${HUB.accountId}:role/admin`],
  ['events:PutEvents', arn('events', 'event-bus/default'), event('aws.guardduty')],
  ['cloudwatch:DeleteAlarms', arn('cloudwatch', 'alarm:any')],
  ['logs:DeleteLogGroup', arn('logs', 'log-group:/aws/lambda/cordon-operator:*')],
];

describe('the roles in the hub', () => {
  it.each(MUST_ALLOW.map((row) => [words(row), row] as const))(
    'may — %s',
    async (_, [role, action, resource, context]) => {
      expect(await asked(named(role), { action, resource, ...(context ? { context } : {}) })).toBe('Allowed');
    },
  );

  it.each(MUST_DENY.map((row) => [words(row), row] as const))(
    'may not — %s',
    async (_, [role, action, resource, context]) => {
      expect(await asked(named(role), { action, resource, ...(context ? { context } : {}) })).toMatch(/Denied$/);
    },
  );

  it.each(NOBODY_MAY.map((row) => [row[0], row[1], row[2]] as const))(
    'X26: none of them may %s on %s',
    async (action, resource, context) => {
      const may: string[] = [];
      for (const role of own)
        if ((await asked(role, { action, resource, ...(context ? { context } : {}) })) === 'Allowed')
          may.push(role.roleName);
      expect(own.length).toBeGreaterThan(20);
      expect(may).toEqual([]);
    },
  );
});

interface AnyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: object;
}

/** What identities are allowed in any of the templates: of roles, of policies, and of the template that a stack set carries. */
const allowedIn = (value: unknown): readonly AnyStatement[] => {
  if (typeof value === 'string') return value.startsWith('{"Description":"Cordon') ? allowedIn(JSON.parse(value)) : [];
  if (typeof value !== 'object' || value === null) return [];
  const { PolicyDocument: document } = value as { readonly PolicyDocument?: { readonly Statement?: unknown } };
  // What a resource says for itself names who may; what an identity says does not.
  const own = ([document?.Statement ?? []].flat() as (AnyStatement & { readonly Principal?: unknown })[]).filter(
    ({ Effect, Principal }) => Effect === 'Allow' && Principal === undefined,
  );
  return [...own, ...Object.values(value).flatMap(allowedIn)];
};

/** Writes that IAM can narrow no further, each with the reason. */
const WIDE: Readonly<Record<string, string>> = {
  'states:SendTaskFailure': 'needs a task token, and each step reads the record again',
  'states:SendTaskSuccess': 'needs a task token, and each step reads the record again',
  'logs:CreateLogDelivery': 'Step Functions asks for it to deliver the machine’s log; IAM knows no resource for it',
  'logs:DeleteLogDelivery': 'Step Functions asks for it to deliver the machine’s log; IAM knows no resource for it',
  'logs:PutResourcePolicy': 'Step Functions asks for it to deliver the machine’s log; IAM knows no resource for it',
  'logs:UpdateLogDelivery': 'Step Functions asks for it to deliver the machine’s log; IAM knows no resource for it',
  'xray:PutTelemetryRecords': 'IAM knows no resource for traces',
  'xray:PutTraceSegments': 'IAM knows no resource for traces',
};

describe('every stack', () => {
  const stacks = app.synth().stacks.map(({ id, template }) => [id, allowedIn(template)] as const);
  const actionsOf = ({ Action }: AnyStatement): readonly string[] => [Action].flat();

  it('allows nothing by a star in an action', () => {
    const starred = stacks.flatMap(([id, all]) =>
      all.flatMap(actionsOf).flatMap((one) => (one.includes('*') ? `${id}: ${one}` : [])),
    );
    expect(starred).toEqual([]);
    expect(stacks.filter(([, all]) => all.length > 10).length).toBeGreaterThan(2);
  });

  it('writes nothing on * but under a condition, or for a reason that is stated', async () => {
    const wide = stacks.flatMap(([, all]) =>
      all
        .filter(({ Resource, Condition }) => [Resource].flat().includes('*') && Condition === undefined)
        .flatMap(actionsOf),
    );
    const writes = await Promise.all([...new Set(wide)].map(async (one) => ((await isWrite(one)) ? [one] : [])));
    expect(writes.flat().sort()).toEqual(Object.keys(WIDE).sort());
  });
});
