import type { App } from 'aws-cdk-lib';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { regionsOf, type Settings } from '../playbooks/kit/settings';
import type { CodeOf } from './bundle';
import { DrillGuardStack } from './drill-guard-stack';
import { ForwarderStack } from './forwarder-stack';
import { HubStack } from './hub-stack';
import { archiveOf } from './log-archive';
import { LogArchiveStack } from './log-archive-stack';
import { MemberRolesStack } from './member-roles-stack';
import { MemberRolesStackSet } from './member-roles-stack-set';
import { NO_ROLLOUT, type Rollout } from './rollout';
import { ShieldStack } from './shield-stack';

export interface Cordon {
  readonly settings: Settings;
  readonly playbooks: readonly AnyPlaybook[];
  readonly codeOf: CodeOf;
  /** What goes out beyond the hub; unset: the member roles' template alone. */
  readonly rollout?: Rollout;
}

export interface Stacks {
  readonly hub: HubStack;
  readonly memberRoles: MemberRolesStack;
  /** One per further Region of the hub's account, by Region. */
  readonly forwarders: ReadonlyMap<string, ForwarderStack>;
  /** For any account and Region of the organisation. */
  readonly memberForwarder?: ForwarderStack;
  readonly memberRolesStackSet?: MemberRolesStackSet;
  readonly shield?: ShieldStack;
  /** For the hub's account, where there are drills. */
  readonly drillGuard?: DrillGuardStack;
  /** For the log archive's account. */
  readonly logArchive?: LogArchiveStack;
}

/**
 * Every stack of Cordon that this configuration asks for: the hub, one template of member roles for any account, a forwarder
 * per further Region, and, in an organisation, what rolls these out and what shields them.
 */
export const buildCordon = (app: App, cordon: Cordon): Stacks => {
  const { settings, playbooks, codeOf } = cordon;
  const { accountId: account, region } = settings.hub;
  return {
    hub: new HubStack(app, 'CordonHub', { env: { account, region }, settings, playbooks, codeOf }),
    memberRoles: new MemberRolesStack(app, 'CordonMemberRoles', { settings, playbooks }),
    forwarders: new Map(
      regionsOf(settings)
        .filter((other) => other !== region)
        .map((other) => [
          other,
          new ForwarderStack(app, `CordonForwarder-${other}`, { settings, env: { account, region: other } }),
        ]),
    ),
    ...(settings.drills
      ? { drillGuard: new DrillGuardStack(app, 'CordonDrillGuard', { env: { account, region } }) }
      : {}),
    ...archiveStack(app, settings),
    ...organizationStacks(app, cordon),
  };
};

const archiveStack = (app: App, settings: Settings) => {
  const archive = archiveOf(settings);
  if (!archive) return {};
  const { accountId: hubAccount, region } = settings.hub;
  const env = { account: archive.accountId, region };
  return { logArchive: new LogArchiveStack(app, 'CordonLogArchive', { archive, hubAccount, env }) };
};

const organizationStacks = (app: App, { settings, playbooks, rollout = NO_ROLLOUT }: Cordon) => ({
  ...(settings.organizationId || settings.guardDutyAdministrator
    ? { memberForwarder: new ForwarderStack(app, 'CordonMemberForwarder', { settings }) }
    : {}),
  ...(rollout.memberRolesBy
    ? {
        memberRolesStackSet: new MemberRolesStackSet(app, 'CordonMemberRolesStackSet', {
          settings,
          playbooks,
          rollout,
        }),
      }
    : {}),
  ...(rollout.shieldOn ? { shield: new ShieldStack(app, 'CordonShield', { settings, on: rollout.shieldOn }) } : {}),
});
