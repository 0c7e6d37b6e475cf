import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, type IRuleTarget, type RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface GuardedQueueProps {
  /** What waits here, for the alarm's text. */
  readonly holds: string;
  readonly key: IKey;
  readonly consumerSeconds: number;
  /** Deliveries before a message is parked. */
  readonly tries: number;
  /** A message that waits longer than this raises an alarm. */
  readonly oldest: Duration;
}

const ALARM_PERIOD = Duration.minutes(1);

/**
 * A queue whose failures are parked in a dead-letter queue for two weeks, where an alarm sees the first one. Another alarm
 * sees a message that nobody takes.
 */
export class GuardedQueue extends Construct {
  readonly queue: Queue;
  readonly parked: Queue;

  constructor(scope: Construct, id: string, props: GuardedQueueProps) {
    super(scope, id);
    const safe = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key,
      // Each use of another data key is a paid request to KMS.
      dataKeyReuse: Duration.hours(1),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.parked = new Queue(this, 'Parked', safe);
    this.queue = new Queue(this, 'Queue', {
      ...safe,
      // Six times the consumer's limit, as AWS asks for event sources: no message is delivered again while it is worked on.
      visibilityTimeout: Duration.seconds(6 * props.consumerSeconds),
      deadLetterQueue: { queue: this.parked, maxReceiveCount: props.tries },
    });
    this.watch(props);
  }

  private watch({ holds, oldest }: GuardedQueueProps): void {
    const common = { evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING } as const;
    new Alarm(this, 'Alarm', {
      ...common,
      alarmDescription: `${holds} could not be worked and are parked in ${this.parked.queueName}. Find the cause in the function's log, then put them back with: cordon redrive`,
      metric: this.parked.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: 'Maximum' }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
    new Alarm(this, 'LateAlarm', {
      ...common,
      alarmDescription: `${holds} wait longer than ${oldest.toMinutes()} minutes in ${this.queue.queueName}. Look whether its function is throttled or fails.`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: ALARM_PERIOD, statistic: 'Maximum' }),
      threshold: oldest.toSeconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    });
  }

  /** What rules send here: kept trying for a day, then parked. */
  asTarget(): IRuleTarget {
    return { bind: (rule) => this.takeFrom(CfnRule.arnForRule(rule)) };
  }

  /** CDK's own target names the rule only as long as the queue has no key of ours; any rule of any account could then write. */
  private takeFrom(ruleArn: string): RuleTargetConfig {
    for (const queue of [this.queue, this.parked])
      queue.addToResourcePolicy(
        new PolicyStatement({
          actions: ['sqs:SendMessage'],
          principals: [new ServicePrincipal('events.amazonaws.com')],
          resources: [queue.queueArn],
          conditions: {
            StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
            ArnEquals: { 'aws:SourceArn': ruleArn },
          },
        }),
      );
    return {
      arn: this.queue.queueArn,
      deadLetterConfig: { arn: this.parked.queueArn },
      retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: Duration.hours(24).toSeconds() },
    };
  }
}
