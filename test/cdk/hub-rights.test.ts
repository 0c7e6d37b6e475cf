import { playbooks } from '../../playbooks/index';
import { exampleSettings, type Resource, resourcesOf, synthesise } from './synth';

const { hubTemplate: hub } = synthesise(playbooks);
const textOf = (value: unknown): string => JSON.stringify(value);

interface PolicyStatementJson {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Effect: string;
  readonly Condition?: object;
}
const statementsOf = (policy: Resource): readonly PolicyStatementJson[] =>
  (policy.Properties['PolicyDocument'] as { Statement: readonly PolicyStatementJson[] }).Statement;
const actionsOf = ({ Action }: PolicyStatementJson): readonly string[] => [Action].flat();

/** Logical ids of the roles whose policies allow an action that matches. */
const rolesThatMay = (pattern: RegExp): readonly string[] =>
  resourcesOf(hub, 'AWS::IAM::Policy')
    .filter((policy) =>
      statementsOf(policy).some((statement) => actionsOf(statement).some((action) => pattern.test(action))),
    )
    .flatMap(({ Properties }) => (Properties['Roles'] as readonly { Ref: string }[]).map(({ Ref }) => Ref));
const roleNames = (logicalIds: readonly string[]): readonly unknown[] =>
  resourcesOf(hub, 'AWS::IAM::Role')
    .filter(({ logicalId }) => logicalIds.includes(logicalId))
    .map(({ Properties }) => Properties['RoleName'])
    .filter((name) => name !== undefined)
    .sort();

describe('rights', () => {
  it('to enter a member account belong to executors, each into its own role', () => {
    const entering = resourcesOf(hub, 'AWS::IAM::Policy').flatMap((policy) =>
      statementsOf(policy)
        .filter((statement) => actionsOf(statement).includes('sts:AssumeRole'))
        .map(
          ({ Resource: resource }) =>
            [
              roleNames((policy.Properties['Roles'] as { Ref: string }[]).map(({ Ref }) => Ref))[0],
              textOf(resource),
            ] as const,
        ),
    );
    expect(entering.length).toBeGreaterThan(5);
    for (const [role, resource] of entering) {
      const suffix = String(role).slice('cordon-hub-'.length);
      expect(resource).toContain(`:iam::*:role/cordon/cordon-${suffix}"`);
    }
  });

  it('to enter a member account end at the organisation, where there is one', () => {
    const { organizationId: _, ...alone } = exampleSettings();
    const conditions = (template: typeof hub): readonly unknown[] =>
      resourcesOf(template, 'AWS::IAM::Policy').flatMap((policy) =>
        statementsOf(policy)
          .filter((statement) => actionsOf(statement).includes('sts:AssumeRole'))
          .map(({ Condition }) => Condition),
      );
    expect([...new Set(conditions(hub).map(textOf))]).toEqual([
      textOf({ StringEquals: { 'aws:ResourceOrgID': exampleSettings().organizationId } }),
    ]);
    expect([...new Set(conditions(synthesise(playbooks, alone).hubTemplate))]).toEqual([undefined]);
  });

  it('to read the Slack secret belong to the Slack functions', () => {
    expect(roleNames(rolesThatMay(/^secretsmanager:/))).toEqual([
      'cordon-hub-slack-dialog',
      'cordon-hub-slack-post',
      'cordon-hub-slack-receive',
    ]);
  });

  it('to answer a waiting run belong to what sets its wait up, and to the one that reads task tokens', () => {
    expect(roleNames(rolesThatMay(/^states:SendTask/))).toEqual(['cordon-hub-answer-run', 'cordon-hub-await-approval']);
  });

  it('to start a run belong to intake and to what follows the record, on Cordon’s machines only', () => {
    expect(roleNames(rolesThatMay(/^states:StartExecution$/))).toEqual([
      'cordon-hub-follow-record',
      'cordon-hub-intake-urgent',
      'cordon-hub-sweep',
    ]);
    const starts = resourcesOf(hub, 'AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter((statement) => actionsOf(statement).includes('states:StartExecution'));
    for (const { Resource: resource } of starts)
      for (const arn of [resource].flat().map(textOf)) expect(arn).toMatch(/:stateMachine:cordon-[a-z-]+"/);
  });

  it('to write the record belong to Cordon’s functions, and to nobody else in any way', () => {
    const writers = roleNames(rolesThatMay(/^dynamodb:(Put|Update|Delete|ConditionCheck)Item$/));
    expect(writers.length).toBeGreaterThan(10);
    for (const name of writers) expect(name).toMatch(/^cordon-hub-/);
    for (const policy of resourcesOf(hub, 'AWS::IAM::Policy'))
      for (const role of policy.Properties['Roles'] as readonly object[]) expect(role).toHaveProperty('Ref');
    for (const type of ['AWS::IAM::ManagedPolicy', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::DynamoDB::GlobalTable'])
      expect(resourcesOf(hub, type)).toEqual([]);
    for (const { Properties } of resourcesOf(hub, 'AWS::DynamoDB::Table'))
      expect(Properties).not.toHaveProperty('ResourcePolicy');
  });

  it('to look at runs belong to the operator API, which reads them and starts, answers or ends none', () => {
    expect(roleNames(rolesThatMay(/^states:GetExecutionHistory$/))).toEqual(['cordon-hub-operator']);
    const own = resourcesOf(hub, 'AWS::IAM::Policy').filter(({ Properties }) =>
      textOf(Properties['Roles']).includes('Operator'),
    );
    expect(
      own
        .flatMap(statementsOf)
        .flatMap(actionsOf)
        .filter((action) => action.startsWith('states:'))
        .sort(),
    ).toEqual([
      'states:DescribeExecution',
      'states:DescribeStateMachine',
      'states:DescribeStateMachineForExecution',
      'states:GetExecutionHistory',
    ]);
  });

  it('on * are only those that IAM cannot narrow', () => {
    const wide = resourcesOf(hub, 'AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter((statement) => [statement.Resource].flat().includes('*'));
    const allowed =
      /^(states:SendTask(Success|Failure)|logs:.*(LogDelivery|LogDeliveries|ResourcePolic(y|ies)|LogGroups)|xray:.*|dynamodb:ListStreams)$/;
    expect(wide.flatMap(actionsOf).filter((action) => !allowed.test(action))).toEqual([]);
  });

  it('let nobody read evidence back, remove it or shorten its retention', () => {
    expect(rolesThatMay(/^s3:(?!PutObject$)/)).toEqual([]);
  });
});
