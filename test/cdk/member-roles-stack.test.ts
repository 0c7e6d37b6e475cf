import { statSync } from 'node:fs';
import { join } from 'node:path';
import { executorsOf } from '../../cdk/derive/executors';
import { playbooks } from '../../playbooks/index';
import { exampleSettings, resourcesOf, synthesise } from './synth';

const { memberTemplate: member, hubTemplate: hub } = synthesise(playbooks);
const executors = playbooks.flatMap(executorsOf);
const roles = resourcesOf(member, 'AWS::IAM::Role');

interface Trust {
  readonly Statement: readonly {
    readonly Principal: { readonly AWS: unknown };
    readonly Condition: object;
    readonly Action: string;
  }[];
}
const trustOf = (name: string): Trust | undefined =>
  roles.find(({ Properties }) => Properties['RoleName'] === name)?.Properties['AssumeRolePolicyDocument'] as
    | Trust
    | undefined;

describe('the member roles stack', () => {
  it('holds roles and nothing else, and needs no bootstrap', () => {
    const template = member.toJSON() as {
      Resources: Record<string, { Type: string }>;
      Parameters?: object;
      Rules?: object;
    };
    expect([...new Set(Object.values(template.Resources).map(({ Type }) => Type))]).toEqual(['AWS::IAM::Role']);
    expect([template.Parameters, template.Rules]).toEqual([undefined, undefined]);
  });

  it('fits into one call, because there is no bucket to put it in', () => {
    const { app, memberRoles } = synthesise(playbooks);
    const file = join(app.synth().directory, memberRoles.templateFile);
    expect(statSync(file).size).toBeLessThan(51_200);
  });

  it('has one role per executor, below /cordon/, for sessions of an hour at most', () => {
    expect(roles.map(({ Properties }) => Properties['RoleName'])).toEqual(executors.map(({ fullName }) => fullName));
    for (const { Properties } of roles)
      expect(Properties).toMatchObject({ Path: '/cordon/', MaxSessionDuration: 3600 });
  });

  it.each(executors.map(({ fullName }) => fullName))('%s trusts exactly the hub function of its name', (name) => {
    const statements = trustOf(name)?.Statement ?? [];
    expect(statements).toHaveLength(1);
    const [statement] = statements;
    expect(JSON.stringify(statement?.Principal.AWS)).toContain(
      `:iam::111111111111:role/${name.replace('cordon-', 'cordon-hub-')}"`,
    );
    expect(statement?.Condition).toEqual({
      // What only looks is also taken by previews, which have no incident.
      StringLike: { 'sts:RoleSessionName': name.endsWith('-investigate') ? ['inc-*', 'cordon-preview-*'] : 'inc-*' },
      StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
    });
  });

  it('trusts roles that the hub makes', () => {
    const made = resourcesOf(hub, 'AWS::IAM::Role').map(({ Properties }) => Properties['RoleName']);
    for (const { fullName } of executors) expect(made).toContain(fullName.replace('cordon-', 'cordon-hub-'));
  });

  it('asks for the organisation only where one is configured', () => {
    const { organizationId: _, ...settings } = exampleSettings();
    const { memberTemplate } = synthesise(playbooks, settings);
    expect(JSON.stringify(memberTemplate.toJSON())).not.toContain('aws:PrincipalOrgID');
  });

  it.each(executors.filter(({ writes }) => writes.length > 0).map(({ fullName }) => fullName))(
    "%s may never touch Cordon's own roles, AWS's own roles and the configured ARNs",
    (name) => {
      const role = roles.find(({ Properties }) => Properties['RoleName'] === name);
      const text = JSON.stringify(role?.Properties['Policies']);
      expect(text).toContain('"Effect":"Deny"');
      for (const arn of ['role/cordon/*', 'role/aws-service-role/*', 'role/aws-reserved/*', 'user/break-glass-*'])
        expect(text).toContain(arn);
    },
  );
});
