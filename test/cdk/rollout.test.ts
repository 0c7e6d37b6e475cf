import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SHIELD_LIMIT, shieldDocument, shieldStatements } from '../../cdk/derive/shield';
import { MemberRolesStack } from '../../cdk/member-roles-stack';
import { MemberRolesStackSet } from '../../cdk/member-roles-stack-set';
import { playbooks } from '../../playbooks/index';
import { exampleSettings, resourcesOf, synthesise } from './synth';

const cordon = synthesise(playbooks);
const BREAK_GLASS = exampleSettings().breakGlass;

const stackSet = (by: 'management' | 'delegated-administrator') => {
  const rollout = { units: ['ou-ab12-11111111', 'ou-ab12-22222222'], memberRolesBy: by };
  return Template.fromStack(
    new MemberRolesStackSet(new App(), 'StackSet', { settings: exampleSettings(), playbooks, rollout }),
  );
};

describe('the StackSet of the member roles', () => {
  const template = stackSet('delegated-administrator');
  const [set] = resourcesOf(template, 'AWS::CloudFormation::StackSet');

  it('goes into each configured unit once, with AWS’s own permissions, and into accounts that join later', () => {
    expect(set?.Properties).toMatchObject({
      StackSetName: 'cordon-member-roles',
      PermissionModel: 'SERVICE_MANAGED',
      CallAs: 'DELEGATED_ADMIN',
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: ['ou-ab12-11111111', 'ou-ab12-22222222'] },
          Regions: ['eu-west-1'],
        },
      ],
    });
  });

  it('carries word for word the template that each account could deploy by itself', () => {
    const alone = new MemberRolesStack(new App(), 'CordonMemberRoles', { settings: exampleSettings(), playbooks });
    expect(JSON.parse(String(set?.Properties['TemplateBody']))).toEqual(Template.fromStack(alone).toJSON());
  });

  it('fits into one call, as nothing was bootstrapped where it is deployed', () => {
    expect(JSON.stringify(template.toJSON()).length).toBeLessThan(51_200);
    expect(template.toJSON()).not.toHaveProperty('Parameters');
  });

  it('is called by the managing account as itself', () => {
    stackSet('management').hasResourceProperties('AWS::CloudFormation::StackSet', { CallAs: 'SELF' });
  });
});

describe('the shield', () => {
  const statements = shieldStatements(BREAK_GLASS);
  const named = (sid: string) => statements.find(({ Sid }) => Sid === sid);

  it('is a service control policy on the configured units, small enough for AWS', () => {
    const template = cordon.shield && Template.fromStack(cordon.shield);
    template?.hasResourceProperties('AWS::Organizations::Policy', {
      Name: 'cordon-shield',
      Type: 'SERVICE_CONTROL_POLICY',
      TargetIds: ['ou-ab12-11111111', 'ou-ab12-22222222', 'ou-ab12-33333333'],
      Content: shieldDocument(BREAK_GLASS),
    });
    expect(template).toBeDefined();
    expect(JSON.stringify(shieldDocument(BREAK_GLASS)).length).toBeLessThanOrEqual(SHIELD_LIMIT);
  });

  it('only ever denies', () => {
    expect(new Set(statements.map(({ Effect }) => Effect))).toEqual(new Set(['Deny']));
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
  });

  it('lets nobody but Cordon’s undo and break-glass take AWSDenyAll off', () => {
    expect(named('KeepTheDeny')).toMatchObject({
      Action: ['iam:DetachRolePolicy', 'iam:DetachUserPolicy'],
      Condition: {
        ArnLike: { 'iam:PolicyARN': 'arn:*:iam::aws:policy/AWSDenyAll' },
        ArnNotLike: { 'aws:PrincipalArn': ['arn:*:iam::*:role/cordon/cordon-*-undo', ...BREAK_GLASS] },
      },
    });
  });

  it('lets nobody but Cordon and break-glass write its tags, by a session either', () => {
    expect(named('KeepTheTags')).toMatchObject({
      Action: expect.arrayContaining([
        'iam:TagUser',
        'iam:UntagUser',
        'ec2:CreateTags',
        'ec2:DeleteTags',
        'sts:TagSession',
      ]),
      Condition: {
        'ForAnyValue:StringLike': { 'aws:TagKeys': 'cordon:*' },
        ArnNotLike: { 'aws:PrincipalArn': ['arn:*:iam::*:role/cordon/cordon-*', ...BREAK_GLASS] },
      },
    });
  });

  it('lets who is quarantined do nothing, with no exception', () => {
    expect(named('QuarantinedDoNothing')).toMatchObject({
      Action: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/cordon:quarantine': 'true' } },
    });
    expect(named('QuarantinedDoNothing')?.Condition).not.toHaveProperty('ArnNotLike');
  });

  it.each([
    'iam:CreateAccessKey',
    'iam:UpdateAccessKey',
    'iam:CreateLoginProfile',
    'iam:DeleteUser',
    'iam:PutUserPolicy',
  ])('keeps others from %s on who is quarantined', (call) => {
    expect(named('KeepTheQuarantined')?.Action).toContain(call);
  });

  it('keeps quarantine groups as they are, and Cordon’s roles to their StackSet', () => {
    expect(named('KeepTheGroupsEmpty')?.Action).toContain('ec2:AuthorizeSecurityGroupEgress');
    expect(named('KeepTheRoles')).toMatchObject({
      Resource: ['arn:*:iam::*:role/cordon/*', 'arn:*:iam::*:role/stacksets-exec-*'],
      Condition: { ArnNotLike: { 'aws:PrincipalArn': ['arn:*:iam::*:role/stacksets-exec-*', ...BREAK_GLASS] } },
    });
  });

  it('says what to shorten when it would be too long', () => {
    const many = Array.from({ length: 40 }, (_, at) => `arn:aws:iam::*:role/break-glass-of-a-team-${at}`);
    expect(() => shieldDocument(many)).toThrow('shorten breakGlass');
  });
});

describe('both', () => {
  it('are there only where they are configured', () => {
    const { memberRolesStackSet, shield } = synthesise(playbooks, exampleSettings(), { units: [] });
    expect([memberRolesStackSet, shield]).toEqual([undefined, undefined]);
    expect(cordon.memberRolesStackSet).toBeDefined();
  });
});
