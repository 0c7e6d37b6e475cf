import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, BootstraplessSynthesizer, CfnStackSet, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MemberRolesStack, type MemberRolesStackProps } from './member-roles-stack';
import type { Rollout } from './rollout';

export interface MemberRolesStackSetProps extends MemberRolesStackProps {
  readonly rollout: Rollout;
}

const CALL_AS = { management: 'SELF', 'delegated-administrator': 'DELEGATED_ADMIN' } as const;

/** CloudFormation's limit for a template that stands in another. */
const TEMPLATE_LIMIT = 51_200;

/**
 * The member roles in every account of the configured units, accounts that join later too: the same template as
 * CordonMemberRoles, as a StackSet with AWS's own permissions. Deployed in the account that manages the organisation, or in
 * CloudFormation's delegated administrator. It never reaches the managing account.
 */
export class MemberRolesStackSet extends Stack {
  constructor(scope: Construct, id: string, { settings, playbooks, rollout }: MemberRolesStackSetProps) {
    super(scope, id, {
      description: 'Cordon: the member roles in every account of the configured units',
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      suppressTemplateIndentation: true,
    });
    new CfnStackSet(this, 'MemberRoles', {
      stackSetName: 'cordon-member-roles',
      description: 'Cordon: the roles that its executors take in a member account',
      permissionModel: 'SERVICE_MANAGED',
      callAs: CALL_AS[rollout.memberRolesBy ?? 'management'],
      capabilities: ['CAPABILITY_NAMED_IAM'],
      // An account that leaves the units keeps nothing of Cordon's.
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      managedExecution: { Active: true },
      operationPreferences: { failureTolerancePercentage: 10, maxConcurrentPercentage: 25 },
      stackInstancesGroup: [
        // Roles are global: one Region is enough.
        { deploymentTargets: { organizationalUnitIds: [...rollout.units] }, regions: [settings.hub.region] },
      ],
      templateBody: templateOf({ settings, playbooks }),
    });
  }
}

/** Synthesised by itself, so that it is word for word what CordonMemberRoles deploys. */
const templateOf = (props: MemberRolesStackProps): string => {
  const outdir = mkdtempSync(join(tmpdir(), 'cordon-member-roles-'));
  try {
    // CordonMemberRoles is validated with the rest of the app: the same template need not be so twice.
    const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
    const { stackName } = new MemberRolesStack(app, 'CordonMemberRoles', props);
    return inOnePiece(JSON.stringify(app.synth().getStackByName(stackName).template));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const inOnePiece = (text: string): string => {
  if (text.length <= TEMPLATE_LIMIT) return text;
  throw new Error(
    `The template of the member roles is ${text.length} characters long, and a StackSet takes ${TEMPLATE_LIMIT} inside another template: deploy CordonMemberRoles in each account instead.`,
  );
};
