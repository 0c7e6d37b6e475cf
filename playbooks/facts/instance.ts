import type { EC2, Instance, NetworkInterface, SecurityGroup } from '@aws-sdk/client-ec2';
import { tagValue } from '../kit/case-tags';
import { awsErrorName } from '../kit/errors';
import { defineFact } from '../kit/fact';
import type { InstanceFact, InterfaceSeen, PresentInstance as Present, VolumeSeen } from '../kit/instance-facts';
import { isEmptyBothWays, isQuarantineGroup, managerOf, QUARANTINE_NAME } from '../kit/quarantine';

const CLUSTER_TAGS = [
  /^(aws:)?eks:(cluster|nodegroup)-name$/,
  /^kubernetes\.io\/cluster\//,
  /^k8s\.io\//,
  /^karpenter\.sh\//,
  /^AmazonECSManaged$/,
];

const clusterOf = (tags: Present['tags']): string | undefined => {
  const found = tags.find(({ key }) => CLUSTER_TAGS.some((pattern) => pattern.test(key)));
  return found && `it carries the tag ${found.key}${found.value ? `=${found.value}` : ''}`;
};

const interfaceSeen = (found: NetworkInterface, closed: ReadonlySet<string>): InterfaceSeen => {
  const groups = (found.Groups ?? []).map(({ GroupId, GroupName }) => ({ id: GroupId ?? '', name: GroupName ?? '' }));
  const managedBy = managerOf(found);
  const publicIp = found.Association?.PublicIp;
  return {
    id: found.NetworkInterfaceId ?? '',
    vpcId: found.VpcId ?? '',
    groups,
    sourceDestCheck: found.SourceDestCheck ?? true,
    quarantined: groups.length === 1 && closed.has(groups[0]?.id ?? ''),
    ...(publicIp ? { publicIp } : {}),
    ...(managedBy ? { managedBy } : {}),
  };
};

type Reads = Pick<
  EC2,
  'describeInstances' | 'describeNetworkInterfaces' | 'describeSecurityGroups' | 'describeVolumes'
>;

// Only groups that are named like ours are looked at: a name alone proves nothing, so they are read.
const closedGroups = async (
  ec2: Reads,
  accountId: string,
  found: readonly NetworkInterface[],
): Promise<ReadonlySet<string>> => {
  const groups = found.flatMap((one) => one.Groups ?? []);
  const ids = groups
    .filter(({ GroupName }) => GroupName?.startsWith(QUARANTINE_NAME))
    .flatMap(({ GroupId }) => GroupId ?? []);
  if (ids.length === 0) return new Set();
  const answer = await ec2.describeSecurityGroups({ Filters: [{ Name: 'group-id', Values: [...new Set(ids)] }] });
  const closed = (answer.SecurityGroups ?? []).filter(
    (group: SecurityGroup) => isQuarantineGroup(group, accountId) && isEmptyBothWays(group),
  );
  return new Set(closed.flatMap(({ GroupId }) => GroupId ?? []));
};

const volumesOf = async (ec2: Reads, instance: Instance): Promise<readonly VolumeSeen[]> => {
  const mappings = (instance.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
    Ebs?.VolumeId ? [{ device: DeviceName ?? '', id: Ebs.VolumeId }] : [],
  );
  if (mappings.length === 0) return [];
  const answer = await ec2.describeVolumes({ Filters: [{ Name: 'volume-id', Values: mappings.map(({ id }) => id) }] });
  const sizes = new Map((answer.Volumes ?? []).map(({ VolumeId, Size }) => [VolumeId, Size]));
  return mappings.map((mapping) => {
    const sizeGiB = sizes.get(mapping.id);
    return { ...mapping, ...(sizeGiB === undefined ? {} : { sizeGiB }) };
  });
};

const find = async (ec2: Reads, instanceId: string): Promise<Instance | undefined> => {
  const answer = await ec2.describeInstances({ InstanceIds: [instanceId] }).catch((error: unknown) => {
    if (awsErrorName(error) === 'InvalidInstanceID.NotFound') return undefined;
    throw error;
  });
  return answer?.Reservations?.[0]?.Instances?.[0];
};

const basics = (instance: Instance): Omit<Present, 'interfaces' | 'volumes'> => {
  const tags = (instance.Tags ?? []).map(({ Key, Value }) => ({ key: Key ?? '', value: Value ?? '' }));
  const optional = {
    name: tagValue(instance.Tags, 'Name'),
    vpcId: instance.VpcId,
    type: instance.InstanceType,
    launchedAt: instance.LaunchTime?.toISOString(),
    managedBy: managerOf(instance),
    profileArn: instance.IamInstanceProfile?.Arn,
    cluster: clusterOf(tags),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value)) as {
    [K in keyof typeof optional]?: string;
  };
  return {
    kind: 'present',
    state: instance.State?.Name ?? 'unknown',
    spot: instance.InstanceLifecycle === 'spot',
    rootDevice: instance.RootDeviceType ?? 'ebs',
    sourceDestCheck: instance.SourceDestCheck ?? true,
    tags,
    ...given,
  };
};

const describePresent = (seen: Present): readonly string[] => [
  `${seen.name ? `${seen.name}, ` : ''}${seen.state}${seen.type ? `, ${seen.type}` : ''}${seen.spot ? ', Spot' : ''}${seen.vpcId ? ` in ${seen.vpcId}` : ''}`,
  ...(seen.managedBy ? [`Managed by ${seen.managedBy}`] : []),
  ...(seen.cluster ? [`Node of a cluster: ${seen.cluster}`] : []),
  ...(seen.sourceDestCheck ? [] : ['Its source/destination check is off: it forwards traffic of others']),
  ...seen.interfaces.map(
    (one) =>
      `${one.id}${one.publicIp ? ` (${one.publicIp})` : ''}: ${one.groups.map(({ id, name }) => `${name} ${id}`).join(', ')}${one.managedBy ? `; managed by ${one.managedBy}` : ''}`,
  ),
  ...(seen.profileArn ? [`Instance profile ${seen.profileArn}`] : ['No instance profile']),
];

/** The instance as it is now: a finding can be hours old, and names only one of its interfaces. */
export const instance = defineFact({
  id: 'instance',
  title: 'Instance',
  uses: { ec2: ['describeInstances', 'describeNetworkInterfaces', 'describeSecurityGroups', 'describeVolumes'] },
  timeoutMs: 10_000,
  read: async ({ aws, target }): Promise<InstanceFact> => {
    const found = await find(aws.ec2, target.id);
    if (!found) return { kind: 'gone', why: `${target.id} does not exist in this account and Region (any more).` };
    const state = found.State?.Name ?? 'unknown';
    if (state === 'terminated' || state === 'shutting-down') return { kind: 'gone', why: `${target.id} is ${state}.` };
    const filter = { Name: 'attachment.instance-id', Values: [target.id] };
    const [attached, volumes] = await Promise.all([
      aws.ec2.describeNetworkInterfaces({ Filters: [filter] }),
      volumesOf(aws.ec2, found),
    ]);
    const list = attached.NetworkInterfaces ?? [];
    const closed = await closedGroups(aws.ec2, target.accountId, list);
    const interfaces = list.map((one) => interfaceSeen(one, closed)).sort((a, b) => a.id.localeCompare(b.id));
    return { ...basics(found), interfaces, volumes };
  },
  describe: (value) => (value.kind === 'gone' ? [value.why] : describePresent(value)),
});
