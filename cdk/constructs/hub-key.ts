import { ArnFormat, Aspects, Aws, type IAspect, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FINDINGS_BUS } from './findings-bus';

export const KEY_ALIAS = 'alias/cordon';

/** Through which service a role uses the key. */
export type KeyUser = 'dynamodb' | 's3' | 'sqs' | 'secretsmanager';
const USERS: readonly KeyUser[] = ['dynamodb', 's3', 'sqs', 'secretsmanager'];

/** `dynamodb.eu-west-1.amazonaws.com`: what KMS calls the service that asks on somebody's behalf. */
export const viaService = (service: KeyUser): string => `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}`;

const MANAGE = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListGrants',
  'ListKeyPolicies',
  'ListResourceTags',
  'PutKeyPolicy',
  'RevokeGrant',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
] as const;

/**
 * The one key of the hub: table, queues, secrets, evidence, alarms and logs. Administrators of the account look after it and
 * can read nothing with it by itself; whoever reads does so through a service that checks their rights as well.
 */
export class HubKey extends Construct {
  /** Known by its ARN, so that nothing that is encrypted with it adds to its policy: every line there stands in this file. */
  readonly key: IKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      description: 'Cordon: record, queues, secrets, evidence, alarms and logs of the hub',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
      policy: new PolicyDocument({ statements: statements(Stack.of(this)) }),
    });
    new Alias(this, 'Alias', { aliasName: KEY_ALIAS, targetKey: key });
    this.key = Key.fromKeyArn(this, 'ByArn', key.keyArn);
  }

  /** Every log group of the stack is written with this key, also those that are added later. */
  encryptLogsOf(scope: Construct): void {
    const { keyArn } = this.key;
    const visitor: IAspect = {
      visit: (node) => {
        if (node instanceof CfnLogGroup) node.kmsKeyId ??= keyArn;
      },
    };
    Aspects.of(scope).add(visitor);
  }
}

const allow = (sid: string, more: Partial<ConstructorParameters<typeof PolicyStatement>[0]>): PolicyStatement =>
  new PolicyStatement({ sid, effect: Effect.ALLOW, resources: ['*'], ...more });

const owner = new AccountRootPrincipal();
const here = { 'kms:CallerAccount': Aws.ACCOUNT_ID } as const;

const statements = (stack: Stack): PolicyStatement[] => [
  allow('Administer', { principals: [owner], actions: MANAGE.map((name) => `kms:${name}`) }),
  allow('UseThroughServices', {
    principals: [owner],
    actions: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
      (name) => `kms:${name}`,
    ),
    conditions: { StringEquals: { ...here, 'kms:ViaService': USERS.map(viaService) } },
  }),
  allow('LetTheTableKeepItsKey', {
    principals: [owner],
    actions: ['kms:CreateGrant'],
    conditions: {
      StringEquals: { ...here, 'kms:ViaService': viaService('dynamodb') },
      Bool: { 'kms:GrantIsForAWSResource': true },
    },
  }),
  // The ARN of a rule has its bus in it, unless that is the default one.
  forService(
    stack,
    'RulesFillQueues',
    'events',
    ['', `${FINDINGS_BUS}/`].map((bus) => `rule/${bus}${stack.stackName}-*`),
  ),
  forService(stack, 'AlarmsReachPeople', 'cloudwatch', ['alarm:*']),
  logsStatement(stack),
];

/** A service that writes where this key is used: only on behalf of this account, and of the resources that are named. */
const forService = (stack: Stack, sid: string, service: string, resources: readonly string[]): PolicyStatement =>
  allow(sid, {
    principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnLike: {
        'aws:SourceArn': resources.map((resource) =>
          stack.formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME }),
        ),
      },
    },
  });

const logGroup = (stack: Stack, name: string): string =>
  stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

const logsStatement = (stack: Stack): PolicyStatement =>
  allow('LogsAreWritten', {
    principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': [`${stack.stackName}-*`, '/aws/vendedlogs/states/cordon-*'].map((name) =>
          logGroup(stack, name),
        ),
      },
    },
  });
