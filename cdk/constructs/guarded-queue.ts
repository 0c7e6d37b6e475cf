import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface GuardedQueueProps {
  /** What waits here, for the alarm's text. */
  readonly holds: string;
  readonly consumerSeconds: number;
  /** Deliveries before a message is parked. */
  readonly tries: number;
}

/** A queue whose failures are parked in a dead-letter queue for two weeks, where an alarm sees the first one. */
export class GuardedQueue extends Construct {
  readonly queue: Queue;
  readonly parked: Queue;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: GuardedQueueProps) {
    super(scope, id);
    const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.parked = new Queue(this, 'Parked', safe);
    this.queue = new Queue(this, 'Queue', {
      ...safe,
      // Six times the consumer's limit, as AWS asks for event sources: no message is delivered again while it is worked on.
      visibilityTimeout: Duration.seconds(6 * props.consumerSeconds),
      deadLetterQueue: { queue: this.parked, maxReceiveCount: props.tries },
    });
    this.alarm = new Alarm(this, 'Alarm', {
      alarmDescription: `${props.holds} could not be worked and are parked in ${this.parked.queueName}. Find the cause in the function's log, then redrive the queue.`,
      metric: this.parked.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
