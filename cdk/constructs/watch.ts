import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { GuardedQueue } from './guarded-queue';
import type { HubFunction } from './hub-function';
import { machineArn } from './rights';

/** As handlers/metrics.ts writes them. */
const NAMESPACE = 'Cordon';
const ENDED = 'an incident ended';

export interface WatchProps {
  readonly key: IKey;
  readonly machines: readonly string[];
  readonly queues: Readonly<Record<string, GuardedQueue>>;
  /** Its log holds a line for each incident that ended. */
  readonly exporter: HubFunction;
  /** A drill each hour: its absence is an alarm. */
  readonly drills: boolean;
}

/** Who watches the hub: alarms that all go to one topic, which people subscribe to, and a dashboard. */
export class Watch extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this.topic = alarmTopic(this, props.key);
    for (const machine of props.machines) this.watchRuns(machine);
    this.watchSweeper();
    if (props.drills) this.watchSilence();
    const alarms = this.tellAll();
    new Dashboard(this, 'Dashboard', { dashboardName: 'Cordon', widgets: widgetsOf(alarms, props) });
  }

  private watchRuns(machine: string): void {
    new Alarm(this, `${machine} failed`, {
      alarmDescription: `A run of ${machine} failed. Its incident says why: cordon list, then cordon show. Without an incident, look at the execution in Step Functions.`,
      metric: failedRuns(this, machine),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private watchSweeper(): void {
    new Alarm(this, 'StuckAlarm', {
      alarmDescription:
        'Incidents wait for something that should have happened by itself minutes ago: an expiry, a decision that Step Functions was not told, a start. Look into the log of cordon-sweep.',
      metric: stuck(),
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    new Alarm(this, 'SweeperAlarm', {
      alarmDescription:
        'The sweeper has not come through for five minutes: nothing expires, reminds or is sent again. Look at the rule that wakes cordon-sweep, and into its log.',
      metric: stuck({ statistic: 'SampleCount', period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private watchSilence(): void {
    new Alarm(this, 'SilenceAlarm', {
      alarmDescription:
        'No drill reached its channel for two hours: a real finding might not reach anybody either. Find the newest drill in the log of cordon-drill, and where it stopped: intake, its run, or Slack.',
      metric: drillSeconds({ statistic: 'SampleCount' }),
      threshold: 1,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** Every alarm of the stack, wherever it was made. */
  private tellAll(): readonly Alarm[] {
    const alarms = Stack.of(this)
      .node.findAll()
      .filter((node): node is Alarm => node instanceof Alarm);
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(this.topic));
    return alarms;
  }
}

const alarmTopic = (scope: Construct, masterKey: IKey): Topic => {
  const topic = new Topic(scope, 'Alarms', { displayName: 'Cordon alarms', masterKey, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return topic;
};

const failedRuns = (scope: Construct, machine: string): Metric =>
  new Metric({
    namespace: 'AWS/States',
    metricName: 'ExecutionsFailed',
    dimensionsMap: { StateMachineArn: machineArn(scope, machine) },
    statistic: 'Sum',
    period: Duration.minutes(5),
  });

const stuck = (over: { readonly statistic?: string; readonly period?: Duration } = {}): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: 'StuckIncidents',
    statistic: 'Maximum',
    period: Duration.minutes(1),
    ...over,
  });

const drillSeconds = (over: { readonly statistic?: string } = {}): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: 'DrillSeconds',
    statistic: 'Maximum',
    period: Duration.hours(1),
    ...over,
  });

const HALF = 12;
const graph = (title: string, left: readonly (Metric | MathExpression)[], height = 6): GraphWidget =>
  new GraphWidget({ title, left: [...left], width: HALF, height });

const outcomes = (): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${NAMESPACE},Kind,Outcome,Playbook} MetricName="Incidents"', 'Sum', 86400)`,
    usingMetrics: {},
    label: '',
    period: Duration.days(1),
  });

/** From the log: each incident's seconds stand in one line, and a query costs nothing until somebody looks. */
const split = ({ exporter }: WatchProps): LogQueryWidget =>
  new LogQueryWidget({
    title: 'Time to contain: whose time it was (median seconds)',
    logGroupNames: [exporter.lambda.logGroup.logGroupName],
    view: LogQueryVisualizationType.TABLE,
    queryLines: [
      `filter message = "${ENDED}" and Outcome like /contained/`,
      'stats count(*) as incidents, pct(providerSeconds, 50) as provider, pct(machineSeconds, 50) as machine, pct(humanSeconds, 50) as human, pct(verifySeconds, 50) as verify, pct(totalSeconds, 90) as total90 by Playbook',
    ],
    width: HALF,
    height: 6,
  });

const widgetsOf = (alarms: readonly IAlarm[], props: WatchProps): IWidget[][] => {
  const queues = Object.values(props.queues);
  return [
    [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 2 * HALF, height: 4 })],
    [graph('Incidents by playbook and outcome, each day', [outcomes()]), split(props)],
    [
      graph(
        'Oldest message, seconds',
        queues.map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
      ),
      graph(
        'Parked messages',
        queues.map(({ parked }) => parked.metricApproximateNumberOfMessagesVisible()),
      ),
    ],
    [
      graph(
        'Failed runs',
        props.machines.map((machine) => failedRuns(props.exporter, machine)),
      ),
      graph('Stuck incidents, and seconds from drill to request', [stuck(), ...(props.drills ? [drillSeconds()] : [])]),
    ],
  ];
};
