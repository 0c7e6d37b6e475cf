import { Aws, BootstraplessSynthesizer, CfnOutput, Duration, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Settings } from '../playbooks/kit/settings';
import { accept } from './accept';
import { FINDINGS_BUS, FORWARDER_ROLE } from './constructs/findings-bus';
import { DETAIL_TYPE, SOURCE } from './derive/events';

export interface ForwarderStackProps {
  readonly settings: Settings;
  /** Unset: one template for any account and Region. */
  readonly env?: { readonly account: string; readonly region: string };
}

/**
 * Sends the GuardDuty findings of one Region to the hub's bus: GuardDuty keeps them in the Region where they were made.
 * What cannot be delivered within a day is parked here, where an alarm sees it.
 */
export class ForwarderStack extends Stack {
  constructor(scope: Construct, id: string, { settings, env }: ForwarderStackProps) {
    super(scope, id, {
      description: "Cordon: sends this Region's GuardDuty findings to the hub",
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      ...(env ? { env } : {}),
    });
    const bus = `arn:${Aws.PARTITION}:events:${settings.hub.region}:${settings.hub.accountId}:event-bus/${FINDINGS_BUS}`;
    const parked = parkedQueue(this);
    const rule = forwardingRule(this, bus, senderRole(this, bus), parked);
    mayPark(parked, rule);
    new CfnOutput(this, 'ParkedQueue', { value: parked.queueUrl });
  }
}

/** Sent whole: no transformer stands between GuardDuty and the hub. Retries are written out, because a custom bus gives up after five minutes. */
const forwardingRule = (stack: Stack, bus: string, role: Role, parked: Queue): CfnRule =>
  new CfnRule(stack, 'Rule', {
    description: "Every GuardDuty finding of this Region, on its way to Cordon's hub",
    eventPattern: { source: [SOURCE], 'detail-type': [DETAIL_TYPE] },
    targets: [
      {
        id: 'Hub',
        arn: bus,
        roleArn: role.roleArn,
        retryPolicy: { maximumEventAgeInSeconds: Duration.hours(24).toSeconds(), maximumRetryAttempts: 185 },
        deadLetterConfig: { arn: parked.queueArn },
      },
    ],
  });

const senderRole = (stack: Stack, bus: string): Role =>
  new Role(stack, 'Role', {
    roleName: `${FORWARDER_ROLE}-${Aws.REGION}`,
    path: '/cordon/',
    description: "Cordon: lets this Region's rule send findings to the hub's bus",
    assumedBy: new ServicePrincipal('events.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      send: new PolicyDocument({
        statements: [new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] })],
      }),
    },
  });

const parkedQueue = (stack: Stack): Queue => {
  const parked = new Queue(stack, 'Parked', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  accept(parked, 'SQS3', 'It is itself where undeliverable findings are parked.');
  new Alarm(stack, 'Alarm', {
    alarmDescription: `Findings of this Region did not reach the hub within a day and are parked in ${parked.queueName}. Find the cause in the metric FailedInvocations of the rule; docs/watching.md says how to go on.`,
    metric: parked.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  return parked;
};

const mayPark = (parked: Queue, rule: CfnRule): void => {
  parked.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [parked.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
    }),
  );
};
