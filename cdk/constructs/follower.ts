import { Duration } from 'aws-cdk-lib';
import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { acceptWild } from '../accept';
import { GuardedQueue } from './guarded-queue';
import type { HubFunction } from './hub-function';
import { giveKey } from './rights';

/** A pattern of stream records. */
interface Change {
  readonly eventName?: object;
  readonly dynamodb: { readonly Keys: object; readonly NewImage?: object };
}

export interface FollowerProps {
  readonly table: Table;
  readonly key: IKey;
  readonly view: HubFunction;
  readonly viewSeconds: number;
  readonly holds: string;
  /** Which changes wake this view: one of these has to fit. Without any, another function fills the queue. */
  readonly changes?: readonly Change[];
  /** Changes that it is given at once. */
  readonly batch?: number;
  /** Deliveries from the retry queue before a change is parked. */
  readonly tries: number;
  /** Functions at work on the queue at once. */
  readonly atOnce?: number;
}

/**
 * Makes a function follow the record. Changes come by the table's stream, or are handed on by what reads it; what the function
 * could not do waits in a queue of its own, which feeds the same function. Only a killed function leaves its batch to the stream's retries.
 */
export class Follower extends Construct {
  readonly retry: GuardedQueue;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FollowerProps,
  ) {
    super(scope, id);
    const { view } = props;
    this.retry = new GuardedQueue(this, 'Retry', {
      holds: props.holds,
      key: props.key,
      oldest: Duration.minutes(15),
      consumerSeconds: props.viewSeconds,
      tries: props.tries,
    });
    if (props.changes) this.readStream(props.changes);
    view.lambda.addEventSource(
      new SqsEventSource(this.retry.queue, {
        batchSize: 5,
        reportBatchItemFailures: true,
        maxConcurrency: props.atOnce ?? 2,
      }),
    );
    view.lambda.addEnvironment('CORDON_RETRY_QUEUE', this.retry.queue.queueUrl);
    view.allow(['sqs:SendMessage'], [this.retry.queue.queueArn]);
    giveKey(view, props.key, 'sqs', ['Decrypt', 'GenerateDataKey']);
  }

  private readStream(changes: NonNullable<FollowerProps['changes']>): void {
    const { view, table } = this.props;
    view.lambda.addEventSource(
      new DynamoEventSource(table as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: this.props.batch ?? 25,
        // Changes of one incident stay in order; those of another do not wait for them, however many there are.
        parallelizationFactor: 10,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: 5,
        maxRecordAge: Duration.hours(6),
        onFailure: { bind: () => ({ destination: this.retry.parked.queueArn }) },
        filters: changes.map((change) => FilterCriteria.filter(change)),
      }),
    );
    view.allow(['sqs:SendMessage'], [this.retry.parked.queueArn]);
    acceptWild(view.role, ['*'], 'Of following a stream, ListStreams is what IAM cannot narrow; it shows names only.');
  }

  /** Lets another function hand over what this view has to do; it finds the queue in `variable`. */
  fedBy(fn: HubFunction, variable: string): void {
    fn.lambda.addEnvironment(variable, this.retry.queue.queueUrl);
    fn.allow(['sqs:SendMessage'], [this.retry.queue.queueArn]);
    giveKey(fn, this.props.key, 'sqs', ['Decrypt', 'GenerateDataKey']);
  }
}
