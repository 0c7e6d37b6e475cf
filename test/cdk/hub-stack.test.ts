import { Match } from 'aws-cdk-lib/assertions';
import { type EventPattern, eventPatterns } from '../../cdk/derive/events';
import { hubFunctions, machineNames } from '../../cdk/hub-functions';
import { playbooks } from '../../playbooks/index';
import { type Resource, resourcesOf, synthesise } from './synth';

const { hubTemplate: hub } = synthesise(playbooks);
const names = (type: string, property: string): readonly unknown[] =>
  resourcesOf(hub, type).map(({ Properties }) => Properties[property]);
const textOf = (value: unknown): string => JSON.stringify(value);

interface PolicyStatementJson {
  readonly Effect: string;
}
const statementsOf = (policy: Resource): readonly PolicyStatementJson[] =>
  (policy.Properties['PolicyDocument'] as { Statement: readonly PolicyStatementJson[] }).Statement;

const HUB_KEY = { 'Fn::GetAtt': [resourcesOf(hub, 'AWS::KMS::Key')[0]?.logicalId, 'Arn'] };

const SUPPORTED = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
];

describe('the hub stack', () => {
  it('uses no resource type that the emulator refuses', () => {
    const types = Object.values(hub.toJSON()['Resources'] as Record<string, Resource>).map(({ Type }) => Type);
    expect([...new Set(types)].filter((type) => !SUPPORTED.includes(type))).toEqual([]);
  });

  it('names nobody’s secret', () => {
    expect(textOf(hub.toJSON())).not.toMatch(/xox[abp]-\w{6}|AKIA[A-Z0-9]{16}/);
    hub.hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'cordon/slack', SecretString: Match.absent() });
  });

  it.each([
    'SlackUrl',
    'OperatorUrl',
    'TableName',
    'EvidenceBucket',
    'SlackSecretName',
    'MachinePrefix',
    'FunctionPrefix',
    'UrgentQueue',
    'UrgentParkedQueue',
    'RoutineQueue',
    'RoutineParkedQueue',
    'KeepAuditRetryQueue',
    'KeepAuditRetryParkedQueue',
    'FollowRecordRetryQueue',
    'FollowRecordRetryParkedQueue',
    'SlackPostRetryQueue',
    'SlackPostRetryParkedQueue',
  ])('tells where %s is', (output) => {
    expect(Object.keys(hub.findOutputs(output))).toEqual([output]);
  });
});

describe('functions', () => {
  const specs = hubFunctions(playbooks, 'x');

  it('are those of the registry and of the record, each with a role and a log of its own', () => {
    expect([...names('AWS::Lambda::Function', 'FunctionName')].sort()).toEqual(
      specs.map(({ suffix }) => `cordon-${suffix}`).sort(),
    );
    for (const property of ['Role', 'LoggingConfig']) {
      expect(new Set(names('AWS::Lambda::Function', property).map(textOf)).size).toBe(specs.length);
    }
  });

  it('run on a current LTS of Node, within a limited time', () => {
    for (const { Properties } of resourcesOf(hub, 'AWS::Lambda::Function')) {
      expect(Properties['Runtime']).toBe('nodejs24.x');
      expect(Properties['Timeout']).toBeLessThanOrEqual(600);
    }
  });

  it('have roles whose names members can trust before they exist', () => {
    const fixed = names('AWS::IAM::Role', 'RoleName').filter((name) => name !== undefined);
    expect([...fixed].sort()).toEqual(specs.map(({ suffix }) => `cordon-hub-${suffix}`).sort());
  });

  it('get no managed policy', () => {
    expect(names('AWS::IAM::Role', 'ManagedPolicyArns').filter((value) => value !== undefined)).toEqual([]);
  });
});

describe('lanes', () => {
  it.each([
    ['urgent', [{ numeric: ['>=', 7] }], 5, { BatchSize: 10 }],
    ['routine', [{ numeric: ['<', 7] }, { exists: false }], 2, { BatchSize: 50, MaximumBatchingWindowInSeconds: 1 }],
  ] as const)(
    'the %s rule takes its findings to a queue of its own, without losing one',
    (lane, severity, concurrency, batches) => {
      const rule = resourcesOf(hub, 'AWS::Events::Rule').find(({ Properties }) =>
        String(Properties['Description']).includes(` ${lane} lane`),
      );
      expect(rule?.Properties).toMatchObject({
        EventPattern: { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], detail: { severity } },
        Targets: [
          {
            RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 },
            DeadLetterConfig: { Arn: expect.anything() },
          },
        ],
      });
      expect(rule?.Properties).not.toHaveProperty('EventBusName');
      const mappings = resourcesOf(hub, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
        textOf(Properties['FunctionName']).toLowerCase().includes(`intake${lane}`),
      );
      expect(mappings.map(({ Properties }) => Properties)).toEqual([
        expect.objectContaining({
          ...batches,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: concurrency },
        }),
      ]);
      // An urgent finding does not wait until others have come.
      if (lane === 'urgent') expect(mappings[0]?.Properties).not.toHaveProperty('MaximumBatchingWindowInSeconds');
    },
  );

  it.each([0, 1, 3.95, 6.9, 6.95, 7, 8.95, 10])('take severity %d in exactly one of them', (severity) => {
    const takes = ({ detail }: EventPattern): boolean =>
      detail.severity.some((rule) => holds(rule as SeverityRule, severity));
    const { urgent, routine } = eventPatterns();
    expect([urgent, routine].map(takes)).toEqual([severity >= 7, severity < 7]);
  });
});

type SeverityRule = { readonly numeric: readonly ['>=' | '<', number] } | { readonly exists: boolean };
const holds = (rule: SeverityRule, severity: number): boolean => {
  if ('exists' in rule) return rule.exists;
  const [operator, limit] = rule.numeric;
  return operator === '>=' ? severity >= limit : severity < limit;
};

describe('queues', () => {
  const queues = resourcesOf(hub, 'AWS::SQS::Queue');
  const parked = queues.filter(({ logicalId }) => logicalId.includes('Parked'));

  it('are encrypted with the hub’s key, and each that is worked has a dead-letter queue', () => {
    for (const { Properties } of queues)
      expect(Properties).toMatchObject({
        KmsMasterKeyId: HUB_KEY,
        KmsDataKeyReusePeriodSeconds: 3600,
        MessageRetentionPeriod: 1209600,
      });
    const worked = queues.filter((queue) => !parked.includes(queue));
    expect(worked).toHaveLength(5);
    for (const { Properties } of worked)
      expect(Properties['RedrivePolicy']).toMatchObject({ maxReceiveCount: expect.any(Number) });
  });

  it('take nothing that is not encrypted on the way', () => {
    const refusing = resourcesOf(hub, 'AWS::SQS::QueuePolicy').filter((policy) =>
      statementsOf(policy).some(
        ({ Effect, ...rest }) => Effect === 'Deny' && textOf(rest).includes('"aws:SecureTransport":"false"'),
      ),
    );
    expect(refusing).toHaveLength(queues.length);
  });

  it('take events of one rule of this account each', () => {
    const sends = resourcesOf(hub, 'AWS::SQS::QueuePolicy')
      .flatMap(statementsOf)
      .filter((statement) => textOf(statement).includes('events.amazonaws.com'));
    expect(sends.length).toBeGreaterThanOrEqual(4);
    for (const statement of sends)
      expect(statement).toMatchObject({
        Action: 'sqs:SendMessage',
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringContaining('Rule'), 'Arn'] } },
        },
      });
  });

  it('raise an alarm at the first parked message', () => {
    const alarms = resourcesOf(hub, 'AWS::CloudWatch::Alarm').filter(
      ({ Properties }) => Properties['MetricName'] === 'ApproximateNumberOfMessagesVisible',
    );
    expect(alarms).toHaveLength(parked.length);
    for (const { Properties } of alarms)
      expect(Properties).toMatchObject({
        Threshold: 1,
        MetricName: 'ApproximateNumberOfMessagesVisible',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
    const watched = alarms.map(({ Properties }) => textOf(Properties['Dimensions']));
    for (const { logicalId } of parked) expect(watched.some((dimensions) => dimensions.includes(logicalId))).toBe(true);
  });
});

describe('the record', () => {
  it('and everything else that holds data is encrypted with the one key of the hub', () => {
    expect(resourcesOf(hub, 'AWS::KMS::Key')).toHaveLength(1);
    hub.hasResourceProperties('AWS::DynamoDB::Table', {
      StreamSpecification: Match.anyValue(),
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: HUB_KEY },
    });
    hub.hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: HUB_KEY });
    hub.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { KMSMasterKeyID: HUB_KEY, SSEAlgorithm: 'aws:kms' },
          },
        ],
      },
    });
  });

  it('streams both images, is encrypted, restorable, and outlives the stack', () => {
    hub.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        DeletionProtectionEnabled: true,
        TimeToLiveSpecification: Match.absent(),
        GlobalSecondaryIndexes: [
          Match.objectLike({
            IndexName: 'by-due',
            KeySchema: [
              { AttributeName: 'queue', KeyType: 'HASH' },
              { AttributeName: 'due', KeyType: 'RANGE' },
            ],
          }),
          Match.objectLike({
            IndexName: 'by-month',
            KeySchema: [
              { AttributeName: 'month', KeyType: 'HASH' },
              { AttributeName: 'openedAt', KeyType: 'RANGE' },
            ],
          }),
        ],
      },
    });
  });

  it('holds every table under its own key, and recoverable to any second', () => {
    const tables = Object.values(hub.findResources('AWS::DynamoDB::Table'));
    expect(tables).toHaveLength(2);
    for (const { Properties } of tables)
      expect(Properties).toMatchObject({
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: HUB_KEY },
      });
  });

  it('forgets replayed signatures by itself', () => {
    hub.hasResourceProperties('AWS::DynamoDB::Table', {
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  it('keeps evidence in versions that nobody removes for a year, and nobody reads from outside', () => {
    hub.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 365, Mode: 'GOVERNANCE' } } },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
  });
});

describe('what follows the record', () => {
  const streams = resourcesOf(hub, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
    textOf(Properties['EventSourceArn']).includes('StreamArn'),
  );

  const row = (sk: string | object, ...partitions: readonly string[]) => ({
    pk: { S: partitions.map((prefix) => ({ prefix })) },
    sk: { S: [sk] },
  });

  it.each([
    [
      'KeepAudit',
      [
        { dynamodb: { Keys: row({ prefix: 'ROW#' }, 'INCIDENT#log#') } },
        {
          eventName: ['INSERT'],
          dynamodb: { Keys: row('META', 'INCIDENT#inc-'), NewImage: { stage: { S: ['claimed'] } } },
        },
        { dynamodb: { Keys: row('META', 'INCIDENT#inc-'), NewImage: { wants: { S: ['run'] } } } },
        {
          dynamodb: {
            Keys: row('APPROVAL', 'INCIDENT#inc-'),
            NewImage: { status: { S: [{ 'anything-but': ['PENDING'] }] } },
          },
        },
      ],
    ],
    [
      'SlackPost',
      [
        {
          dynamodb: {
            Keys: {
              pk: { S: [{ prefix: 'INCIDENT#log#inc-' }, { prefix: 'INCIDENT#log#control' }] },
              sk: { S: ['HEAD'] },
            },
            NewImage: { wakes: { S: ['views'] } },
          },
        },
      ],
    ],
  ])('%s is woken by what it acts on only, and loses no change', (name, changes) => {
    const mapping = streams.find(({ Properties }) => textOf(Properties['FunctionName']).includes(name));
    const { Filters } = (mapping?.Properties['FilterCriteria'] ?? { Filters: [] }) as {
      Filters: readonly { Pattern: string }[];
    };
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual(changes);
    expect(mapping?.Properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
  });

  it('is two readers of the stream at most: DynamoDB slows more down', () => {
    expect(streams).toHaveLength(2);
  });

  it('is fed again by a retry queue of its own', () => {
    const retries = resourcesOf(hub, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
      textOf(Properties['EventSourceArn']).includes('Retry'),
    );
    expect(retries.map(({ Properties }) => textOf(Properties['FunctionName']).replace(/Function.*/, ''))).toHaveLength(
      3,
    );
    const env = (suffix: string): unknown =>
      resourcesOf(hub, 'AWS::Lambda::Function').find(({ Properties }) => Properties['FunctionName'] === suffix)
        ?.Properties['Environment'];
    for (const name of ['cordon-keep-audit', 'cordon-follow-record', 'cordon-slack-post'])
      expect(env(name)).toMatchObject({ Variables: { CORDON_RETRY_QUEUE: expect.anything() } });
    const queueOf = (id: string) => ({ Ref: expect.stringMatching(new RegExp(`^${id}`)) });
    expect(env('cordon-keep-audit')).toMatchObject({
      Variables: {
        CORDON_FOLLOW_QUEUE: queueOf('FollowRecordStreamRetryQueue'),
        CORDON_PARKED_QUEUE: queueOf('KeepAuditStreamRetryParked'),
      },
    });
    expect(env('cordon-sweep')).toMatchObject({
      Variables: { CORDON_KEEP_QUEUE: queueOf('KeepAuditStreamRetryQueue') },
    });
  });
});

describe('state machines', () => {
  it('are one per playbook and one per undo, Standard, with a log that carries no data', () => {
    expect([...names('AWS::StepFunctions::StateMachine', 'StateMachineName')].sort()).toEqual(
      [...machineNames(playbooks)].sort(),
    );
    for (const { Properties } of resourcesOf(hub, 'AWS::StepFunctions::StateMachine'))
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      });
  });

  it('call functions that exist', () => {
    const functions = names('AWS::Lambda::Function', 'FunctionName');
    const called = names('AWS::StepFunctions::StateMachine', 'DefinitionString').flatMap((definition) =>
      [...String(definition).matchAll(/\$\{Functions\}([a-z-]+)/g)].map((match) => match[1]),
    );
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((name) => !functions.includes(name))).toEqual([]);
  });
});

describe('the doors and the clock', () => {
  it('lets Slack in by one throttled route', () => {
    expect(names('AWS::ApiGatewayV2::Route', 'RouteKey')).toContain('POST /slack');
    hub.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
      AccessLogSettings: Match.anyValue(),
    });
  });

  it('wakes the sweeper each minute', () => {
    hub.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
  });
});
