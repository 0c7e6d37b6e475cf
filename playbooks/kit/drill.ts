import { accountOf, type Settings } from './settings';
import type { Target } from './target';

/** What drills come in by: a source of their own, which one role of the hub may publish. */
export const DRILL_SOURCE = 'cordon.drill';
export const DRILL_DETAIL_TYPE = 'Cordon Drill';

/** What a full drill may touch carries this tag, with the drill's own id. Outside `cordon:`, which the shield keeps for Cordon's roles. */
export const DRILL_TAG = 'cordon-drill';

/** The id of a drill that a person started. */
export const DRILL_ID = /^drill-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Why no drill may go all the way in this account; undefined when one may. */
export const whyNoFullDrill = (settings: Settings, accountId: string): string | undefined => {
  const accounts = settings.drills?.full?.accounts ?? [];
  if (!accounts.includes(accountId))
    return `${accountId} is no account for full drills. List it under drills.full.accounts in the configuration, and deploy the hub; listed now: ${accounts.join(', ') || 'none'}.`;
  return accountOf(settings, accountId).live
    ? undefined
    : `${accountId} is in dry run, so nothing would be contained. Set live: true beside its id, and deploy the hub.`;
};

/** A drill's finding, and what envelopes it. Pure. */
export interface DrillEvent {
  readonly source: typeof DRILL_SOURCE;
  readonly detailType: typeof DRILL_DETAIL_TYPE;
  readonly detail: Readonly<Record<string, unknown>>;
}

// The key of AWS's own examples: nobody has it.
const KEY_OF_NOBODY = 'AKIAIOSFODNN7EXAMPLE';

const SEVERITY = 7;

const aboutInstance = ({ id }: Target) => ({
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  resource: { resourceType: 'Instance', instanceDetails: { instanceId: id, networkInterfaces: [], tags: [] } },
});

const aboutUser = ({ id, name }: Target, accessKeyId: string) => ({
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
  resource: {
    resourceType: 'AccessKey',
    accessKeyDetails: {
      accessKeyId,
      principalId: id,
      userType: 'IAMUser',
      ...(name ? { userName: name } : {}),
    },
  },
});

/**
 * A finding in GuardDuty's form about a drill target. `id` is new for each drill; `region` is where a global target was seen;
 * `accessKeyId` is said to be exposed.
 */
export const drillEvent = (
  target: Target,
  id: string,
  at: Date,
  region: string,
  accessKeyId: string = KEY_OF_NOBODY,
): DrillEvent => {
  const time = at.toISOString();
  const { type, resource } = target.kind === 'ec2-instance' ? aboutInstance(target) : aboutUser(target, accessKeyId);
  const service = { serviceName: 'cordon', eventFirstSeen: time, eventLastSeen: time, count: 1, archived: false };
  return {
    source: DRILL_SOURCE,
    detailType: DRILL_DETAIL_TYPE,
    detail: {
      schemaVersion: '2.0',
      id,
      accountId: target.accountId,
      region: target.region === 'global' ? region : target.region,
      type,
      severity: SEVERITY,
      title: 'DRILL: nothing happened. Cordon proves that a finding reaches people.',
      description: 'Made by cordon-drill, not by GuardDuty.',
      createdAt: time,
      updatedAt: time,
      resource,
      service,
    },
  };
};
