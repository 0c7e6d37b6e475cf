import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DrillGuardStack } from '../../cdk/drill-guard-stack';
import { machineNames } from '../../cdk/hub-functions';
import { playbooks } from '../../playbooks/index';
import { rowWithoutRecord } from '../faults/row';
import { exampleSettings, type Resource, resourcesOf, synthesise } from './synth';

const drills = {
  channel: 'C024BE91Q',
  targets: [{ kind: 'iam-user', accountId: '444444444444', region: 'global', id: 'AIDACORDONDRILL000001' }],
} as const;
const { hubTemplate: hub } = synthesise(playbooks, {
  ...exampleSettings(),
  drills: { ...drills, targets: [...drills.targets] },
});
const { drills: _none, ...undrilled } = exampleSettings();
const { hubTemplate: quiet, drillGuard } = synthesise(playbooks, undrilled);
const textOf = (value: unknown): string => JSON.stringify(value);

interface StatementJson {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
const statementsOf = ({ Properties }: Resource): readonly StatementJson[] =>
  (Properties['PolicyDocument'] as { Statement: readonly StatementJson[] }).Statement;
const alarms = resourcesOf(hub, 'AWS::CloudWatch::Alarm');
const on = (metric: string) => alarms.filter(({ Properties }) => Properties['MetricName'] === metric);
const rules = (template: Template) => resourcesOf(template, 'AWS::Events::Rule').map(({ Properties }) => Properties);

describe('alarms', () => {
  it('all go to one encrypted topic, whose address the stack tells', () => {
    const topics = resourcesOf(hub, 'AWS::SNS::Topic');
    expect(topics.map(({ Properties }) => Properties['KmsMasterKeyId'])).toEqual([expect.anything()]);
    for (const { Properties } of alarms) expect(Properties['AlarmActions']).toEqual([{ Ref: topics[0]?.logicalId }]);
    expect(Object.keys(hub.findOutputs('AlarmTopic'))).toEqual(['AlarmTopic']);
  });

  it('each say what to do', () => {
    for (const { Properties } of alarms) expect(textOf(Properties['AlarmDescription']).length).toBeGreaterThan(60);
  });

  it('watch every machine for failed runs', () => {
    const watched = on('ExecutionsFailed').map(({ Properties }) => textOf(Properties['Dimensions']));
    expect(watched).toHaveLength(machineNames(playbooks).length);
    for (const name of machineNames(playbooks))
      expect(watched.some((dimensions) => dimensions.includes(`:stateMachine:${name}"`))).toBe(true);
  });

  it('watch how long the oldest message of each queue waits', () => {
    expect(
      on('ApproximateAgeOfOldestMessage')
        .map(({ Properties }) => Properties['Threshold'])
        .sort(),
    ).toEqual([300, 3600, 900, 900, 900]);
  });

  it('see incidents that are stuck, and a sweeper that stopped: no word from it is a bad sign', () => {
    expect(on('StuckIncidents').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ Statistic: 'Maximum', DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' }),
      expect.objectContaining({ Statistic: 'SampleCount', Period: 300, TreatMissingData: 'breaching' }),
    ]);
  });

  rowWithoutRecord('X22', 'T', 'see silence: two hours without a drill that reached people', () => {
    expect(on('DrillSeconds').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        Statistic: 'SampleCount',
        Period: 3600,
        EvaluationPeriods: 2,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      }),
    ]);
  });

  it('stand on a dashboard, beside outcomes and whose time it was', () => {
    const [dashboard] = resourcesOf(hub, 'AWS::CloudWatch::Dashboard');
    const body = textOf(dashboard?.Properties['DashboardBody']);
    for (const part of [
      'Incidents',
      'humanSeconds',
      'ExecutionsFailed',
      'ApproximateAgeOfOldestMessage',
      'DrillSeconds',
    ])
      expect(body).toContain(part);
  });
});

describe('drills', () => {
  it('are published by one role, as drills and nothing else', () => {
    const puts = resourcesOf(hub, 'AWS::IAM::Policy').flatMap((policy) =>
      statementsOf(policy)
        .filter(({ Action }) => textOf(Action).includes('events:'))
        .map((statement) => ({ ...statement, roles: textOf(policy.Properties['Roles']) })),
    );
    expect(puts).toEqual([
      expect.objectContaining({
        Action: 'events:PutEvents',
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': 'cordon.drill', 'events:detail-type': 'Cordon Drill' },
          Null: { 'events:source': 'false', 'events:detail-type': 'false' },
        },
        roles: expect.stringContaining('DrillRole'),
      }),
    ]);
    expect(textOf(puts[0]?.Resource)).toContain(':event-bus/default');
  });

  it('are refused to everybody else by the bus itself', () => {
    const guard = Template.fromStack(
      new DrillGuardStack(new App(), 'Guard', { env: { account: '111111111111', region: 'eu-west-1' } }),
    );
    expect(resourcesOf(guard, 'AWS::Events::EventBusPolicy').map(({ Properties }) => Properties)).toEqual([
      {
        StatementId: 'cordon-only-the-driller',
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 'events:PutEvents',
          Resource: expect.anything(),
          Condition: {
            StringEquals: { 'events:source': 'cordon.drill' },
            ArnNotEquals: {
              'aws:PrincipalArn': {
                'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:role/cordon-hub-drill']],
              },
            },
          },
        },
      },
    ]);
  });

  it('take the way of severe findings, from the hub’s own account only', () => {
    expect(rules(hub)).toContainEqual(
      expect.objectContaining({
        EventPattern: { account: ['111111111111'], source: ['cordon.drill'], 'detail-type': ['Cordon Drill'] },
        Targets: [expect.objectContaining({ Arn: { 'Fn::GetAtt': [expect.stringContaining('UrgentLane'), 'Arn'] } })],
      }),
    );
    expect(rules(hub)).toContainEqual(expect.objectContaining({ ScheduleExpression: 'rate(1 hour)' }));
  });

  it('have no rule, no guard and no alarm where no target is listed', () => {
    expect(textOf(rules(quiet))).not.toContain('cordon.drill');
    expect(textOf(resourcesOf(quiet, 'AWS::CloudWatch::Alarm'))).not.toContain('DrillSeconds');
    expect(drillGuard).toBeUndefined();
  });
});

describe('the function that puts parked messages back', () => {
  const mayTake = resourcesOf(hub, 'AWS::IAM::Policy').flatMap((policy) =>
    statementsOf(policy)
      .filter(
        ({ Resource: resource, Action }) =>
          textOf(Action).includes('sqs:ReceiveMessage') && textOf(resource).includes('Parked'),
      )
      .map(() => textOf(policy.Properties['Roles'])),
  );

  it('is the only one that may take messages out of a dead-letter queue', () => {
    expect(mayTake).toEqual([expect.stringContaining('RedriveRole')]);
  });

  it('knows every queue by the name that people use', () => {
    const fn = resourcesOf(hub, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties['FunctionName'] === 'cordon-redrive',
    );
    const environment = textOf(fn?.Properties['Environment']);
    for (const name of ['urgent', 'routine', 'keep-audit', 'follow-record', 'slack-post'])
      expect(environment).toContain(`\\"${name}\\":{\\"queue`);
  });
});
