import { runSimulation } from '@cloud-copilot/iam-simulate';
import { rowWithoutRecord } from './row';
import {
  filled,
  HUB,
  isObject,
  MEMBER,
  ofType,
  REGION,
  type Resource,
  type Statement,
  statementsIn,
} from './templates';

// What the templates let AWS allow, read from the templates themselves.

// ── X15 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const BUS = `arn:aws:events:${REGION}:${HUB}:event-bus/cordon-findings`;
const [bus] = ofType('AWS::Events::EventBus');
const FORWARDER = `arn:aws:sts::${MEMBER}:assumed-role/cordon-forward-eu-central-1/x`;
const ALLOWED = { Effect: 'Allow', Action: 'events:PutEvents', Resource: '*' } as const;
const FORWARDED = {
  'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
  'aws:PrincipalArn': `arn:aws:iam::${MEMBER}:role/cordon/cordon-forward-eu-central-1`,
  'events:source': 'aws.guardduty',
  'events:detail-type': 'GuardDuty Finding',
  'events:eventBusInvocation': 'true',
} as const;

/** The simulator knows these two keys as lists, which they are for rules; an event has one of each. */
const forSimulator = (policy: unknown): unknown => ({
  Version: '2012-10-17',
  Statement: statementsIn(policy).map(({ Condition = {}, ...statement }) => {
    const { 'events:source': source, 'events:detail-type': kind, ...rest } = Condition['StringEquals'] ?? {};
    const listed = { 'events:source': source, 'events:detail-type': kind };
    return { ...statement, Condition: { ...Condition, StringEquals: rest, 'ForAnyValue:StringEquals': listed } };
  }),
});

/** May this caller, whose own account lets it do anything, put this event on the hub’s bus? */
const mayPut = async (context: Readonly<Record<string, string>>): Promise<boolean> => {
  const answer = await runSimulation(
    {
      identityPolicies: [{ name: 'own', policy: { Version: '2012-10-17', Statement: [ALLOWED] } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: forSimulator(filled(bus?.Properties?.['Policy'], HUB)),
      request: {
        action: 'events:PutEvents',
        principal: FORWARDER,
        resource: { accountId: HUB, resource: BUS },
        contextVariables: {
          ...context,
          'events:source': [context['events:source'] ?? ''],
          'events:detail-type': [context['events:detail-type'] ?? ''],
        },
      },
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult === 'Allowed';
};

rowWithoutRecord(
  'X15',
  'T',
  'nobody but a forwarder’s rule of the organisation puts a finding on the hub’s bus',
  async () => {
    expect(await mayPut(FORWARDED)).toBe(true);
    const { 'events:eventBusInvocation': _, ...byCall } = FORWARDED;
    const forged: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      'by a call of PutEvents, forwarder or not': byCall,
      'by a call that says that it is none': { ...FORWARDED, 'events:eventBusInvocation': 'false' },
      'another source': { ...FORWARDED, 'events:source': 'acme.guardduty' },
      'a drill': { ...FORWARDED, 'events:source': 'cordon.drill' },
      'another kind of event': { ...FORWARDED, 'events:detail-type': 'AWS API Call via CloudTrail' },
      'another organisation': { ...FORWARDED, 'aws:PrincipalOrgID': 'o-z9y8x7w6v5' },
      'another role of a member': { ...FORWARDED, 'aws:PrincipalArn': `arn:aws:iam::${MEMBER}:role/admin` },
      'a role that borrows the name': {
        ...FORWARDED,
        'aws:PrincipalArn': `arn:aws:iam::${MEMBER}:role/cordon-forward-x`,
      },
    };
    for (const [what, context] of Object.entries(forged)) expect([what, await mayPut(context)]).toEqual([what, false]);
  },
);

// ── X26 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const iam = (path: string): string => `arn:aws:iam::${MEMBER}:${path}`;
const ec2 = (path: string): string => `arn:aws:ec2:${REGION}:${MEMBER}:${path}`;
const USER = iam('user/backup-agent');
const GROUP = ec2('security-group/sg-0123456789abcdef0');

/** What no role of Cordon’s may do in a member account, whatever tags and keys a caller arranges. */
const NOBODY_MAY: readonly (readonly [action: string, resource: string])[] = [
  ['ec2:TerminateInstances', ec2('instance/i-0123456789abcdef0')],
  ['ec2:RunInstances', ec2('instance/*')],
  ['ec2:AuthorizeSecurityGroupIngress', GROUP],
  ['ec2:AuthorizeSecurityGroupEgress', GROUP],
  ['ec2:DeleteSnapshot', `arn:aws:ec2:${REGION}::snapshot/snap-0123456789abcdef0`],
  ['ec2:ModifySnapshotAttribute', `arn:aws:ec2:${REGION}::snapshot/snap-0123456789abcdef0`],
  ['iam:CreateUser', iam('user/new')],
  ['iam:CreateRole', iam('role/new')],
  ['iam:PassRole', iam('role/admin')],
  ['iam:AttachRolePolicy', iam('role/cordon/cordon-isolate-instance-contain')],
  ['iam:PutRolePolicy', iam('role/cordon/cordon-isolate-instance-contain')],
  ['iam:DeleteRolePermissionsBoundary', iam('role/cordon/cordon-isolate-instance-contain')],
  ['iam:UpdateAssumeRolePolicy', iam('role/admin')],
  ['iam:CreatePolicyVersion', iam('policy/admin')],
  ['iam:CreateLoginProfile', USER],
  ['iam:UpdateLoginProfile', USER],
  ['iam:DeactivateMFADevice', USER],
  ['sts:AssumeRole', iam('role/admin')],
  ['s3:GetObject', 'arn:aws:s3:::customer-data/secret'],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${REGION}:${MEMBER}:secret:customer-AbCdEf`],
  ['kms:Decrypt', `arn:aws:kms:${REGION}:${MEMBER}:key/12345678-1234-1234-1234-123456789012`],
  ['lambda:InvokeFunction', `arn:aws:lambda:${REGION}:${MEMBER}:function:anything`],
  ['guardduty:DeleteDetector', `arn:aws:guardduty:${REGION}:${MEMBER}:detector/12abc34d567e8fa901bc2d34e56789f0`],
  ['cloudtrail:StopLogging', `arn:aws:cloudtrail:${REGION}:${MEMBER}:trail/all`],
  ['organizations:LeaveOrganization', '*'],
];
/** As friendly as a request can be to the conditions of our own policies. */
const FRIENDLY = {
  'aws:ResourceTag/cordon:quarantine': 'true',
  'aws:RequestTag/cordon:quarantine': 'true',
  'ec2:CreateAction': 'CreateSecurityGroup',
  'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll',
} as const;

const memberRoles = ofType('AWS::IAM::Role').filter(({ where }) => where.startsWith('CordonMemberRoles/'));
const roleMay = async (role: Resource, action: string, resource: string): Promise<boolean> => {
  const policies = filled(role.Properties?.['Policies'], MEMBER) as { PolicyName: string; PolicyDocument: object }[];
  const answer = await runSimulation(
    {
      identityPolicies: policies.map(({ PolicyName, PolicyDocument }) => ({
        name: PolicyName,
        policy: PolicyDocument,
      })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        action,
        principal: `arn:aws:sts::${MEMBER}:assumed-role/${String(role.Properties?.['RoleName'])}/inc-1`,
        resource: { accountId: MEMBER, resource },
        contextVariables: { ...FRIENDLY },
      },
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(`${action}: ${JSON.stringify(answer.errors)}`);
  return answer.overallResult === 'Allowed';
};

rowWithoutRecord(
  'X26',
  'T',
  'no role in a member account does what it is not for, and none has a whole service',
  async () => {
    expect(memberRoles.length).toBeGreaterThan(5);
    const may: string[] = [];
    for (const role of memberRoles)
      for (const [action, resource] of NOBODY_MAY)
        if (await roleMay(role, action, resource)) may.push(`${role.name}: ${action}`);
    expect(may).toEqual([]);
    for (const { Properties = {}, where } of memberRoles) {
      const documents = filled(Properties['Policies'], MEMBER) as { PolicyDocument: unknown }[];
      const calls = documents
        .flatMap(({ PolicyDocument }) => statementsIn(PolicyDocument))
        .flatMap(({ Action = [] }) => Action);
      expect([where, calls.filter((call) => call.includes('*'))]).toEqual([where, []]);
      // What is written here is all that they have.
      expect([where, Properties['ManagedPolicyArns']]).toEqual([where, undefined]);
    }
    // The simulator does say yes to what a role is for.
    const contain = memberRoles.find(
      ({ Properties = {} }) => Properties['RoleName'] === 'cordon-isolate-instance-contain',
    );
    expect(contain && (await roleMay(contain, 'ec2:ModifyNetworkInterfaceAttribute', GROUP))).toBe(true);
  },
);

// ── X27 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where each kind of resource says who may use it. */
const POLICIES: Readonly<Record<string, string>> = {
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::Events::EventBus': 'Policy',
  'AWS::Events::EventBusPolicy': 'Statement',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
  'AWS::DynamoDB::Table': 'ResourcePolicy',
};
const BINDS =
  /^(aws:Source(Arn|Account|OrgID|OrgPaths)|aws:Principal(OrgID|Account|Arn)|kms:EncryptionContext:aws:logs:arn)$/;
const opened = ({ Principal }: Statement): boolean =>
  Principal === '*' || (isObject(Principal) && (Principal['Service'] !== undefined || Principal['AWS'] === '*'));
const isBound = ({ Condition = {} }: Statement): boolean =>
  Object.values(Condition).some((keys) => Object.keys(keys).some((key) => BINDS.test(key)));

const grants = Object.entries(POLICIES).flatMap(([type, property]) =>
  ofType(type).flatMap(({ where, Properties = {} }) => {
    const document = Properties[property];
    const statements = property === 'Statement' ? [document as Statement] : statementsIn(document);
    return statements
      .filter((one) => one.Effect === 'Allow' && opened(one))
      .map((statement) => ({ type, where: `${where} ${statement.Sid ?? ''}`, statement }));
  }),
);

rowWithoutRecord(
  'X27',
  'T',
  'whatever lets an AWS service in names the account or the resource on whose behalf',
  () => {
    expect(grants.filter(({ statement }) => !isBound(statement)).map(({ where }) => where)).toEqual([]);
    for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::KMS::Key', 'AWS::Events::EventBus'])
      expect([type, grants.filter((grant) => grant.type === type).length > 0]).toEqual([type, true]);
    const permissions = ofType('AWS::Lambda::Permission');
    const free = permissions.filter(
      ({ Properties: { SourceArn, SourceAccount } = {} }) => !SourceArn && !SourceAccount,
    );
    expect([permissions.length > 3, free.map(({ where }) => where)]).toEqual([true, []]);
    // A role that a service of AWS takes on behalf of a rule or a machine says whose.
    const unbound = ofType('AWS::IAM::Role').filter(({ Properties = {} }) =>
      statementsIn(Properties['AssumeRolePolicyDocument']).some(
        (one) => /"(events|scheduler|states)\./.test(JSON.stringify(one.Principal)) && !isBound(one),
      ),
    );
    expect(unbound.map(({ where }) => where)).toEqual([]);
  },
);

// ── X29 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

rowWithoutRecord(
  'X29',
  'T',
  'a flood is turned away before it wakes a function, and there is no second address',
  () => {
    const stages = ofType('AWS::ApiGatewayV2::Stage').map(({ Properties = {} }) => Properties['DefaultRouteSettings']);
    expect(stages).toEqual([
      { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
      { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    ]);
    const open = ofType('AWS::ApiGatewayV2::Route').filter(
      ({ Properties = {} }) => Properties['AuthorizationType'] !== 'AWS_IAM',
    );
    expect(open.map(({ Properties = {} }) => Properties['RouteKey'])).toEqual(['POST /slack']);
    for (const type of ['AWS::Lambda::Url', 'AWS::ApiGateway::RestApi']) expect(ofType(type)).toEqual([]);
    const receive = ofType('AWS::Lambda::Function').find(
      ({ Properties = {} }) => Properties['FunctionName'] === 'cordon-slack-receive',
    );
    expect(receive?.Properties?.['Timeout']).toBeLessThanOrEqual(10);
  },
);
