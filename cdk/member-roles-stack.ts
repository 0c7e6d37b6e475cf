import {
  Aws,
  BootstraplessSynthesizer,
  CfnOutput,
  Duration,
  type IStackSynthesizer,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import { ArnPrincipal, Effect, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { protectedBy, type Settings } from '../playbooks/kit/settings';
import { acceptWild } from './accept';
import { hubRoleName } from './constructs/hub-function';
import { type Executor, executorsOf } from './derive/executors';
import { memberStatements } from './derive/guard-statements';
import { type Statement, statementsFor } from './derive/statements';

export interface MemberRolesStackProps extends StackProps {
  readonly settings: Settings;
  readonly playbooks: readonly AnyPlaybook[];
}

/**
 * The roles that Cordon's executors take in a member account, and nothing else: one template for every account, without
 * assets, so that it deploys where CDK was never bootstrapped. The hub comes first: its roles must exist to be trusted.
 */
export class MemberRolesStack extends Stack {
  constructor(scope: Construct, id: string, { settings, playbooks, ...props }: MemberRolesStackProps) {
    super(scope, id, {
      description: 'Cordon: the roles that its executors take in a member account',
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      // Without a bucket the template travels inside the call, which takes 51,200 bytes.
      suppressTemplateIndentation: true,
      ...props,
    });
    const executors = playbooks.flatMap(executorsOf);
    for (const executor of executors) memberRole(this, executor, settings);
    new CfnOutput(this, 'RolePath', { value: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/cordon/` });
  }
}

const memberRole = (stack: Stack, executor: Executor, settings: Settings): void => {
  const suffix = executor.fullName.slice('cordon-'.length);
  const role = new Role(stack, suffix, {
    roleName: executor.fullName,
    path: '/cordon/',
    description: `Cordon: ${executor.playbook.title}, ${executor.name}`,
    assumedBy: new ArnPrincipal(
      `arn:${Aws.PARTITION}:iam::${settings.hub.accountId}:role/${hubRoleName(suffix)}`,
    ).withConditions(trustConditions(executor, settings)),
    maxSessionDuration: Duration.hours(1),
    inlinePolicies: { executor: policyOf(executor, settings) },
  });
  acceptWide(role, executor);
};

/**
 * The session is named after the incident: who did what for which incident stands in the member's CloudTrail. Previews, which
 * only look, are named after whoever asked.
 */
const trustConditions = (
  { phase }: Executor,
  settings: Settings,
): Record<string, Record<string, string | string[]>> => ({
  StringLike: { 'sts:RoleSessionName': phase === 'investigate' ? ['inc-*', 'cordon-preview-*'] : 'inc-*' },
  ...(settings.organizationId ? { StringEquals: { 'aws:PrincipalOrgID': settings.organizationId } } : {}),
});

const acceptWide = (role: Role, executor: Executor): void => {
  for (const { Sid, Resource } of statementsFor(executor, scopeOf())) acceptWild(role, Resource, wildReason(Sid));
};

const wildReason = (sid: string): string => {
  if (sid === 'Look') return 'Reads of metadata in this one account: what they look at is named by a finding, later.';
  if (sid.endsWith('Wide'))
    return 'IAM cannot narrow these calls; the action says why, and the reference page of its playbook repeats it.';
  return 'The targets of one kind in this one account: which of them is named by a finding, and the session policy then narrows to that one.';
};

const scopeOf = () => ({ partition: Aws.PARTITION, accountId: Aws.ACCOUNT_ID, region: '*' });

const policyOf = (executor: Executor, settings: Settings): PolicyDocument => {
  const statements = memberStatements(executor, scopeOf(), protectedBy(settings));
  return new PolicyDocument({ statements: statements.map(toStatement) });
};

const toStatement = ({ Sid, Effect: effect, Action, Resource, Condition }: Statement): PolicyStatement =>
  new PolicyStatement({
    sid: Sid,
    effect: effect === 'Allow' ? Effect.ALLOW : Effect.DENY,
    actions: [...Action],
    resources: [...Resource],
    ...(Condition ? { conditions: Condition } : {}),
  });
