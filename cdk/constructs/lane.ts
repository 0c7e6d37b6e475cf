import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { EventPattern } from '../derive/events';
import { GuardedQueue } from './guarded-queue';
import type { HubFunction } from './hub-function';

export interface LaneProps {
  readonly name: 'urgent' | 'routine';
  readonly pattern: EventPattern;
  readonly intake: HubFunction;
  readonly intakeSeconds: number;
  readonly key: IKey;
  /** A finding that waits longer than this raises an alarm. */
  readonly oldest: Duration;
  /** Findings that intake is given at once. Above ten, Lambda waits up to a second for as many. */
  readonly batch: number;
  /** Intake functions at work at once; urgent findings never wait behind a flood of routine ones. */
  readonly concurrency: number;
  /** Where findings from elsewhere arrive, besides the account's default bus. */
  readonly forwarded?: IEventBus | undefined;
}

/** EventBridge rule → queue → intake, with a place for what fails at each arrow. */
export class Lane extends Construct {
  readonly waiting: GuardedQueue;

  constructor(scope: Construct, id: string, props: LaneProps) {
    super(scope, id);
    this.waiting = new GuardedQueue(this, 'Waiting', {
      holds: `Findings of the ${props.name} lane`,
      key: props.key,
      oldest: props.oldest,
      consumerSeconds: props.intakeSeconds,
      tries: 5,
    });
    this.takeFrom('Rule', props, undefined);
    if (props.forwarded) this.takeFrom('ForwardedRule', props, props.forwarded);
    props.intake.lambda.addEventSource(
      new SqsEventSource(this.waiting.queue, {
        batchSize: props.batch,
        ...(props.batch > 10 ? { maxBatchingWindow: Duration.seconds(1) } : {}),
        reportBatchItemFailures: true,
        maxConcurrency: props.concurrency,
      }),
    );
  }

  /** Retries are written out: those of a custom bus would end after five minutes. */
  private takeFrom(id: string, { name, pattern }: LaneProps, eventBus: IEventBus | undefined): void {
    new Rule(this, id, {
      description: `${eventBus ? 'Forwarded ' : ''}GuardDuty findings of the ${name} lane, on their way to Cordon's intake`,
      ...(eventBus ? { eventBus } : {}),
      eventPattern: {
        source: [...pattern.source],
        detailType: [...pattern.detailType],
        detail: { severity: [...pattern.detail.severity] },
      },
      targets: [this.waiting.asTarget()],
    });
  }
}
