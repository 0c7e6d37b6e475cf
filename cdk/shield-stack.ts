import { BootstraplessSynthesizer, CfnOutput, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-organizations';
import type { Construct } from 'constructs';
import type { Settings } from '../playbooks/kit/settings';
import { shieldDocument } from './derive/shield';

export interface ShieldStackProps {
  readonly settings: Settings;
  /** Roots and units that it is attached to. */
  readonly on: readonly string[];
}

/**
 * The shield: a service control policy on the members. Deployed in the account that manages the organisation, or in one that
 * may manage its policies; it binds neither the managing account nor service-linked roles.
 */
export class ShieldStack extends Stack {
  constructor(scope: Construct, id: string, { settings, on }: ShieldStackProps) {
    super(scope, id, {
      description: 'Cordon: the service control policy that keeps a quarantine where it was put',
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
    });
    const policy = new CfnPolicy(this, 'Shield', {
      name: 'cordon-shield',
      description:
        'Whoever Cordon quarantined cannot be let out again, except by Cordon and by break-glass principals.',
      type: 'SERVICE_CONTROL_POLICY',
      targetIds: [...on],
      content: shieldDocument(settings.breakGlass),
    });
    new CfnOutput(this, 'ShieldPolicyId', { value: policy.attrId });
  }
}
