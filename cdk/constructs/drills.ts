import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { DRILL_DETAIL_TYPE, DRILL_SOURCE } from '../../playbooks/kit/drill';
import type { GuardedQueue } from './guarded-queue';
import type { HubFunction } from './hub-function';

export interface DrillsProps {
  readonly drill: HubFunction;
  /** Where severe findings wait: a drill takes the very same way. */
  readonly lane: GuardedQueue;
  /** There are targets for one each hour, beside those that people start. */
  readonly hourly: boolean;
}

/** Each hour a made-up finding of a source of its own, from the hub's bus to a request that people see. */
export class Drills extends Construct {
  constructor(scope: Construct, id: string, { drill, lane, hourly }: DrillsProps) {
    super(scope, id);
    if (hourly)
      new Rule(this, 'EachHour', {
        description: 'Wakes cordon-drill, which proves that a finding reaches people',
        schedule: Schedule.rate(Duration.hours(1)),
        targets: [new LambdaTarget(drill.lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(5) })],
      });
    new Rule(this, 'Rule', {
      description: "Drills, on their way to Cordon's intake",
      eventPattern: {
        account: [Stack.of(this).account],
        source: [DRILL_SOURCE],
        detailType: [DRILL_DETAIL_TYPE],
      },
      targets: [lane.asTarget()],
    });
  }
}
