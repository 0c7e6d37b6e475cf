import type { Target } from './target';

/** What drills come in by: a source of their own, which one role of the hub may publish. */
export const DRILL_SOURCE = 'cordon.drill';
export const DRILL_DETAIL_TYPE = 'Cordon Drill';

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

const aboutUser = ({ id, name }: Target) => ({
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller',
  resource: {
    resourceType: 'AccessKey',
    accessKeyDetails: {
      accessKeyId: KEY_OF_NOBODY,
      principalId: id,
      userType: 'IAMUser',
      ...(name ? { userName: name } : {}),
    },
  },
});

/** A finding in GuardDuty's form about a drill target. `id` is new for each drill; `region` is where a global target was seen. */
export const drillEvent = (target: Target, id: string, at: Date, region: string): DrillEvent => {
  const time = at.toISOString();
  const { type, resource } = target.kind === 'ec2-instance' ? aboutInstance(target) : aboutUser(target);
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
