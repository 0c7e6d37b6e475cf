import { Template } from 'aws-cdk-lib/assertions';
import { playbooks } from '../../playbooks/index';
import { exampleSettings, type Resource, resourcesOf, type Synthesised, synthesise } from './synth';

const cordon = synthesise(playbooks);
const others = ['eu-central-1', 'us-east-1'];
const forwarders = (of: Synthesised) =>
  [...of.forwarders].map(([region, stack]) => [region, Template.fromStack(stack)] as const);
const only = (resources: readonly Resource[]): Resource => {
  const [first, ...more] = resources;
  if (!first || more.length > 0) throw new Error(`one was expected, there are ${resources.length}`);
  return first;
};
const textOf = (value: unknown): string => JSON.stringify(value);
const policyOf = (hub: Template) => {
  const { Properties } = only(resourcesOf(hub, 'AWS::Events::EventBus'));
  return (Properties['Policy'] as { Statement: readonly Record<string, unknown>[] }).Statement;
};

describe('the forwarder of a Region', () => {
  it('is there for each Region but the hub’s, in the hub’s account', () => {
    expect(forwarders(cordon).map(([region]) => region)).toEqual(others);
    for (const [region, stack] of cordon.forwarders)
      expect([stack.account, stack.region]).toEqual(['111111111111', region]);
  });

  it.each(forwarders(cordon))(
    'of %s sends every finding whole to the hub’s bus, and tries for a day',
    (_, template) => {
      const { Properties } = only(resourcesOf(template, 'AWS::Events::Rule'));
      expect(Properties['EventPattern']).toEqual({ source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'] });
      expect(Properties['Targets']).toEqual([
        {
          Id: 'Hub',
          Arn: expect.anything(),
          RoleArn: expect.anything(),
          RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 },
          DeadLetterConfig: { Arn: expect.anything() },
        },
      ]);
      expect(textOf(Properties['Targets'])).toContain(':events:eu-west-1:111111111111:event-bus/cordon-findings');
    },
  );

  it.each(forwarders(cordon))('of %s has a role that may put events on that one bus', (_, template) => {
    const { Properties } = only(resourcesOf(template, 'AWS::IAM::Role'));
    const [policy, ...more] = Properties['Policies'] as { PolicyDocument: { Statement: readonly object[] } }[];
    expect(more).toEqual([]);
    expect(policy?.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: expect.anything() },
    ]);
    expect(textOf(policy)).toContain(':event-bus/cordon-findings');
    expect(Properties['Path']).toBe('/cordon/');
  });

  it.each(forwarders(cordon))(
    'of %s parks what it cannot deliver, for its own rule alone, where an alarm sees it',
    (_, template) => {
      const { Properties } = only(resourcesOf(template, 'AWS::SQS::QueuePolicy'));
      const { Statement } = Properties['PolicyDocument'] as {
        Statement: readonly { Effect: string; Condition: object }[];
      };
      const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
      expect(allowed.map(({ Condition }) => Condition)).toEqual([
        { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } } },
      ]);
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Threshold: 1,
        MetricName: 'ApproximateNumberOfMessagesVisible',
      });
    },
  );

  it('for members is the same template for any account and Region, without assets', () => {
    const template = cordon.memberForwarder ? Template.fromStack(cordon.memberForwarder) : undefined;
    expect(template?.toJSON()).toEqual(forwarders(cordon)[0]?.[1].toJSON());
    expect(template?.toJSON()).not.toHaveProperty('Parameters');
  });

  it('is not there with one Region and one account', () => {
    const { organizationId: _, ...settings } = exampleSettings();
    const alone = synthesise(playbooks, { ...settings, regions: [] }, { units: [] });
    expect([alone.forwarders.size, alone.memberForwarder]).toEqual([0, undefined]);
    expect(resourcesOf(alone.hubTemplate, 'AWS::Events::EventBus')).toEqual([]);
  });
});

describe('the hub’s bus', () => {
  it('takes GuardDuty’s findings from forwarders’ rules of the organisation, and nothing else', () => {
    expect(policyOf(cordon.hubTemplate)).toEqual([
      {
        Sid: 'FindingsByForwarders',
        Effect: 'Allow',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: expect.anything(),
        Condition: {
          StringEquals: {
            'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
            'events:source': 'aws.guardduty',
            'events:detail-type': 'GuardDuty Finding',
          },
          Bool: { 'events:eventBusInvocation': 'true' },
          ArnLike: { 'aws:PrincipalArn': expect.anything() },
        },
      },
    ]);
    expect(textOf(policyOf(cordon.hubTemplate))).toContain(':iam::*:role/cordon/cordon-forward-*');
  });

  it('is held to the hub and GuardDuty’s administrator where there is no organisation', () => {
    const { organizationId: _, ...settings } = exampleSettings();
    const other = synthesise(playbooks, { ...settings, guardDutyAdministrator: '888888888888' }, { units: [] });
    expect(textOf(policyOf(other.hubTemplate))).toContain('"aws:PrincipalAccount":["111111111111","888888888888"]');
    expect(textOf(policyOf(other.hubTemplate))).not.toContain('PrincipalOrgID');
    expect(other.memberForwarder).toBeDefined();
  });

  it('feeds the same lanes as the default bus, by rules that differ in nothing else, and tries for a day', () => {
    const rules = resourcesOf(cordon.hubTemplate, 'AWS::Events::Rule').filter(({ Properties }) =>
      /lane, on their way/.test(String(Properties['Description'])),
    );
    const [here, forwarded] = [false, true].map((far) =>
      rules.filter(({ Properties }) => (Properties['EventBusName'] !== undefined) === far),
    );
    expect(forwarded).toHaveLength(2);
    const rest = ({ Properties }: Resource) => ({
      pattern: Properties['EventPattern'],
      targets: Properties['Targets'],
    });
    expect(forwarded?.map(rest)).toEqual(here?.map(rest));
    for (const { Properties } of forwarded ?? [])
      expect(Properties['Targets']).toMatchObject([
        { RetryPolicy: { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 } },
      ]);
  });

  it('may fill the queues by its own rules', () => {
    const policies = textOf(resourcesOf(cordon.hubTemplate, 'AWS::SQS::QueuePolicy'));
    for (const { logicalId, Properties } of resourcesOf(cordon.hubTemplate, 'AWS::Events::Rule'))
      if (Properties['EventBusName'] !== undefined) expect(policies).toContain(`"${logicalId}"`);
  });
});
