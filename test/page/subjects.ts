import type { InstanceName, SandboxInstance } from '../../local/seed';
import { HUB, SANDBOX, STAGING } from '../../local/settings';
import type { Target } from '../../playbooks/kit/target';
import type { PageStage } from './open-page';

export interface Known {
  readonly id: string;
  readonly target: Target;
}

const known = (accountId: string, id: string): Known => ({
  id,
  target: { kind: 'ec2-instance', accountId, region: HUB.region, id },
});

/** A seeded instance of the staging account. */
export const instanceOf = ({ stage }: PageStage, name: InstanceName): Known =>
  known(STAGING, stage.seed.staging.instances[name].id);

/** One of the sandbox account, where requests run out within a minute. */
export const sandboxInstanceOf = ({ stage }: PageStage, name: SandboxInstance): Known =>
  known(SANDBOX, stage.seed.sandbox.instances[name].id);
