import type { App } from 'aws-cdk-lib';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { Settings } from '../playbooks/kit/settings';
import type { CodeOf } from './bundle';
import { HubStack } from './hub-stack';
import { MemberRolesStack } from './member-roles-stack';

export interface Cordon {
  readonly settings: Settings;
  readonly playbooks: readonly AnyPlaybook[];
  readonly codeOf: CodeOf;
}

export interface Stacks {
  readonly hub: HubStack;
  readonly memberRoles: MemberRolesStack;
}

/** Both stacks of Cordon: the hub for its account and Region, and one template of member roles for any account. */
export const buildCordon = (app: App, { settings, playbooks, codeOf }: Cordon): Stacks => ({
  hub: new HubStack(app, 'CordonHub', {
    env: { account: settings.hub.accountId, region: settings.hub.region },
    settings,
    playbooks,
    codeOf,
  }),
  memberRoles: new MemberRolesStack(app, 'CordonMemberRoles', { settings, playbooks }),
});
