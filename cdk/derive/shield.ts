import { QUARANTINE_TAG } from '../../playbooks/kit/case-tags';

/** A statement of a service control policy: it only ever denies. */
export interface ShieldStatement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const MEMBER_ROLES = 'arn:*:iam::*:role/cordon/cordon-*';
const UNDO_ROLES = 'arn:*:iam::*:role/cordon/cordon-*-undo';
/** Made by CloudFormation's service-linked role in each account that StackSets reach. */
const STACK_SET_ROLES = 'arn:*:iam::*:role/stacksets-exec-*';

const everyoneBut = (...principals: readonly string[]) => ({ ArnNotLike: { 'aws:PrincipalArn': principals } });

/** What an attacker with the user's own rights, or with an administrator's, would do first. */
const WAYS_BACK = [
  'iam:AddUserToGroup',
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DeleteUser',
  'iam:DeleteUserPermissionsBoundary',
  'iam:DeleteUserPolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:PutUserPermissionsBoundary',
  'iam:PutUserPolicy',
  'iam:UpdateAccessKey',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateLoginProfile',
  'iam:UpdateUser',
];

const TAGGING = [
  'ec2:CreateTags',
  'ec2:DeleteTags',
  'iam:TagRole',
  'iam:TagUser',
  'iam:UntagRole',
  'iam:UntagUser',
  'sts:TagSession',
];

const GROUP_RULES = [
  'ec2:AuthorizeSecurityGroupEgress',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:DeleteSecurityGroup',
  'ec2:ModifySecurityGroupRules',
];

const ROLE_WRITES = [
  'iam:Attach*',
  'iam:CreateRole',
  'iam:Delete*',
  'iam:Detach*',
  'iam:Put*',
  'iam:Tag*',
  'iam:Untag*',
  'iam:Update*',
];

/**
 * The service control policy that keeps a quarantine where it was put. It lies on the accounts before anything happens, so
 * that no seconds pass until it holds, and an account's own administrators cannot change it.
 */
export const shieldStatements = (breakGlass: readonly string[]): readonly ShieldStatement[] => [
  {
    Sid: 'KeepTheDeny',
    Effect: 'Deny',
    Action: ['iam:DetachRolePolicy', 'iam:DetachUserPolicy'],
    Resource: '*',
    Condition: {
      ArnLike: { 'iam:PolicyARN': 'arn:*:iam::aws:policy/AWSDenyAll' },
      ...everyoneBut(UNDO_ROLES, ...breakGlass),
    },
  },
  {
    Sid: 'KeepTheTags',
    Effect: 'Deny',
    Action: TAGGING,
    Resource: '*',
    Condition: {
      'ForAnyValue:StringLike': { 'aws:TagKeys': 'cordon:*' },
      ...everyoneBut(MEMBER_ROLES, ...breakGlass),
    },
  },
  {
    Sid: 'QuarantinedDoNothing',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { [`aws:PrincipalTag/${QUARANTINE_TAG}`]: 'true' } },
  },
  {
    Sid: 'KeepTheQuarantined',
    Effect: 'Deny',
    Action: WAYS_BACK,
    Resource: '*',
    Condition: {
      StringEquals: { [`aws:ResourceTag/${QUARANTINE_TAG}`]: 'true' },
      ...everyoneBut(MEMBER_ROLES, ...breakGlass),
    },
  },
  {
    Sid: 'KeepTheGroupsEmpty',
    Effect: 'Deny',
    Action: GROUP_RULES,
    Resource: '*',
    Condition: {
      StringEquals: { [`aws:ResourceTag/${QUARANTINE_TAG}`]: 'true' },
      ...everyoneBut(MEMBER_ROLES, ...breakGlass),
    },
  },
  {
    Sid: 'KeepTheRoles',
    Effect: 'Deny',
    Action: ROLE_WRITES,
    Resource: ['arn:*:iam::*:role/cordon/*', STACK_SET_ROLES],
    Condition: everyoneBut(STACK_SET_ROLES, ...breakGlass),
  },
];

/** AWS Organizations takes no longer policy. */
export const SHIELD_LIMIT = 5120;

/** Throws when it would be too long: with very many ways in for emergencies. */
export const shieldDocument = (breakGlass: readonly string[]) => {
  const document = { Version: '2012-10-17', Statement: shieldStatements(breakGlass) };
  const { length } = JSON.stringify(document);
  if (length <= SHIELD_LIMIT) return document;
  throw new Error(
    `The shield would be ${length} characters long, and AWS takes ${SHIELD_LIMIT}: shorten breakGlass, for example by one pattern for several names.`,
  );
};
