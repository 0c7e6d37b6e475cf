import { costOrOwn } from './cost-words';
import { counted } from './counted';
import type { Finding } from './finding';
import type { PresentInstance, RoleUsersFact, ScalingFact } from './instance-facts';
import type { Reach } from './plan';

/** USD per GiB and month for standard snapshots in most Regions; only ever shown as "about". */
const SNAPSHOT_USD = 0.05;

export const groupsBefore = (seen: PresentInstance): string =>
  seen.interfaces
    .filter((one) => !one.managedBy)
    .map(
      (one) => `${one.id}: ${one.groups.map(({ id, name }) => (name ? `${name} (${id})` : id)).join(', ') || 'none'}`,
    )
    .join('; ');

/** Why it asks for more than the playbook's own risk. Whoever owns the instance can cause these, so they only make it stricter. */
export const whyRaised = (seen: PresentInstance, finding: Finding | undefined): readonly string[] => {
  const forwards = !seen.sourceDestCheck || seen.interfaces.some((one) => !one.sourceDestCheck);
  const workload = finding?.workload;
  const node =
    seen.cluster ?? (workload && `the finding names ${workload.name ?? 'a workload'} (${workload.kind}) on it`);
  return [
    ...(forwards
      ? [
          'Its source/destination check is off: it is a NAT, router or firewall, and everything behind it loses its network.',
        ]
      : []),
    ...(node
      ? [
          `It is a node of a cluster (${node}): everything that runs on it is cut off, and the cluster starts it elsewhere, the attacker's container too.`,
        ]
      : []),
  ];
};

export const reachOf = (seen: PresentInstance, scaling: ScalingFact | undefined): readonly Reach[] => [
  { key: 'instance', text: `everything that runs on ${seen.name ?? 'the instance'}` },
  ...(seen.sourceDestCheck ? [] : [{ key: 'forwarding', text: 'whatever sends its traffic through it' }]),
  ...(scaling?.group
    ? [
        {
          key: `auto-scaling/${scaling.group.name}`,
          text: `Auto Scaling group ${scaling.group.name}: ${counted(scaling.group.othersInService, 'other instance')} in service, desired ${scaling.group.desired}`,
        },
      ]
    : []),
  ...(scaling?.targets ?? []).map(({ arn, name, state, healthy, total }) => ({
    key: `target-group/${arn}`,
    text: `target group ${name}: ${healthy} of ${counted(total, 'target')} healthy, this one is ${state}`,
  })),
];

export const costOf = (seen: PresentInstance, joinsGroup: boolean): readonly string[] => {
  const gib = seen.volumes.reduce((sum, volume) => sum + (volume.sizeGiB ?? 0), 0);
  const dollars = (gib * SNAPSHOT_USD).toFixed(2);
  return costOrOwn([
    ...(gib > 0
      ? [
          `Snapshots of ${counted(seen.volumes.length, 'volume')}, ${gib} GiB at most: up to about $${dollars} a month, for as long as they are kept.`,
        ]
      : []),
    ...(joinsGroup ? ['The replacement that Auto Scaling starts costs as much as this instance.'] : []),
  ]);
};

const credentials = (role: RoleUsersFact | undefined): readonly string[] => {
  if (!role?.roleName) return [];
  const shared =
    role.others.length > 0
      ? `; ${counted(role.others.length, 'other instance')} ${role.others.length === 1 ? 'uses' : 'use'} the same role`
      : '';
  return [
    `Credentials of the role ${role.roleName} that were already taken from it go on working elsewhere for hours${shared}.`,
  ];
};

const untouched = (seen: PresentInstance): readonly string[] =>
  seen.interfaces
    .filter((one) => one.managedBy)
    .map((one) => `${one.id} is managed by ${one.managedBy} and cannot be changed: it stays as it is.`);

export const notesOf = (
  seen: PresentInstance,
  role: RoleUsersFact | undefined,
  finding: Finding | undefined,
): readonly string[] => [
  'Connections that are open now may live on until they time out: a change of security groups does not cut them.',
  finding?.type.includes('DNS')
    ? 'Security groups do not filter DNS to the resolver of the VPC, which is what this finding is about: add a DNS Firewall rule.'
    : 'Security groups do not filter DNS to the resolver of the VPC, nor instance metadata: data can still leave by DNS.',
  ...credentials(role),
  ...untouched(seen),
  ...(seen.spot
    ? ['It is a Spot Instance: it has no termination protection, and AWS may reclaim it at any time.']
    : []),
  ...(seen.rootDevice === 'instance-store' ? ['Its root is an instance store: no snapshot can hold it.'] : []),
  'Nothing is stopped: its memory stays for an investigation.',
];
