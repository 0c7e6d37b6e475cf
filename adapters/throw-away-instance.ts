import { setTimeout as sleep } from 'node:timers/promises';
import { DRILL_TAG } from '../playbooks/kit/drill';
import { awsErrorName } from '../playbooks/kit/errors';
import { isEmptyBothWays, isQuarantineGroup } from '../playbooks/kit/quarantine';
import { idOf, type Made, type Member, type Seen, type ThrowAway, unlessGone } from './throw-away';

export interface Wanted {
  readonly subnetId?: string | undefined;
  readonly imageId?: string | undefined;
}

/** The smallest there is, at about half a cent an hour. */
export const DRILL_INSTANCE_TYPE = 't4g.nano';
const IMAGE = 'al2023-ami-minimal-*';
const BETWEEN_MS = 3_000;
const TRIES = 100;

const newest = async ({ ec2 }: Member, owner: string, filters: Readonly<Record<string, string>>) => {
  const Filters = Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] }));
  const { Images = [] } = await ec2.describeImages({ Owners: [owner], Filters });
  return [...Images].sort((a, b) => ((a.CreationDate ?? '') < (b.CreationDate ?? '') ? 1 : -1))[0]?.ImageId;
};

/** Amazon Linux as small as it comes. On the emulators anything that is there. */
const imageFor = async (member: Member, given: string | undefined): Promise<string> => {
  const amazon = { name: IMAGE, architecture: 'arm64', state: 'available' };
  const found = given ?? (member.local ? await newest(member, 'self', {}) : await newest(member, 'amazon', amazon));
  if (found) return found;
  throw new Error(`No image ${IMAGE} for arm64 is offered in ${member.region}: name one with --image ami-…`);
};

const subnetFor = async ({ ec2, region }: Member, given: string | undefined) => {
  const where = given ? { SubnetIds: [given] } : { Filters: [{ Name: 'default-for-az', Values: ['true'] }] };
  const [found] = (await ec2.describeSubnets(where)).Subnets ?? [];
  if (found?.SubnetId && found.VpcId) return { subnetId: found.SubnetId, vpcId: found.VpcId };
  throw new Error(`There is no default subnet in ${region}: name one with --subnet subnet-…`);
};

const stateOf = async ({ ec2 }: Member, id: string): Promise<string> => {
  try {
    return (
      (await ec2.describeInstances({ InstanceIds: [id] })).Reservations?.[0]?.Instances?.[0]?.State?.Name ?? 'gone'
    );
  } catch (error) {
    if (awsErrorName(error) === 'InvalidInstanceID.NotFound') return 'gone';
    throw error;
  }
};

/** Waits until the instance is in one of these states. Throws when it never is. */
const untilState = async (member: Member, id: string, wanted: readonly string[]): Promise<void> => {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    if (wanted.includes(await stateOf(member, id))) return;
    await sleep(member.local ? 200 : BETWEEN_MS);
  }
  throw new Error(`${id} did not become ${wanted.join(' or ')}`);
};

const groupsOf = async ({ ec2 }: Member, id: string) => {
  const Filters = [{ Name: 'attachment.instance-id', Values: [id] }];
  const { NetworkInterfaces = [] } = await ec2.describeNetworkInterfaces({ Filters });
  const GroupIds = [
    ...new Set(NetworkInterfaces.flatMap(({ Groups }) => (Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []))),
  ];
  return GroupIds.length === 0 ? [] : ((await ec2.describeSecurityGroups({ GroupIds })).SecurityGroups ?? []);
};

const look = async (member: Member, id: string, ownGroup: string): Promise<Seen> => {
  const groups = await groupsOf(member, id);
  const closed = groups.every((group) => isQuarantineGroup(group, member.accountId) && isEmptyBothWays(group));
  return {
    contained: groups.length > 0 && closed,
    asBefore: groups.length === 1 && groups[0]?.GroupId === ownGroup,
    words: `${await stateOf(member, id)}; groups of its interfaces: ${groups.map(({ GroupId, GroupName }) => `${GroupName} (${GroupId})`).join(', ') || 'none'}`,
  };
};

const makeGroup = async (
  member: Member,
  drillId: string,
  vpcId: string,
  keep: (made: Made) => void,
): Promise<string> => {
  const { ec2, region } = member;
  const GroupName = `cordon-${drillId.slice(0, 14)}`;
  const Tags = [{ Key: DRILL_TAG, Value: drillId }];
  const made = await ec2.createSecurityGroup({
    GroupName,
    Description: 'Made by cordon drill, to be thrown away',
    VpcId: vpcId,
    TagSpecifications: [{ ResourceType: 'security-group', Tags }],
  });
  const GroupId = idOf(made.GroupId, GroupName);
  keep({
    what: `security group ${GroupName} (${GroupId})`,
    commands: () => [`aws ec2 delete-security-group --region ${region} --group-id ${GroupId}`],
    remove: () => unlessGone(patiently(member, () => ec2.deleteSecurityGroup({ GroupId }))),
  });
  return GroupId;
};

/** A group is let go some seconds after what used it. */
const patiently = async (member: Member, call: () => Promise<unknown>): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await call();
      return;
    } catch (error) {
      if (awsErrorName(error) !== 'DependencyViolation' || tries >= 20) throw error;
      await sleep(member.local ? 200 : BETWEEN_MS);
    }
  }
};

const snapshotsOf = async ({ ec2 }: Member, volumes: readonly string[]): Promise<readonly string[]> => {
  if (volumes.length === 0) return [];
  const Filters = [{ Name: 'volume-id', Values: [...volumes] }];
  return ((await ec2.describeSnapshots({ OwnerIds: ['self'], Filters })).Snapshots ?? []).flatMap(
    (one) => one.SnapshotId ?? [],
  );
};

const terminate = async (member: Member, InstanceId: string): Promise<void> => {
  const { ec2 } = member;
  const there = await stateOf(member, InstanceId);
  if (there === 'gone' || there === 'terminated') return;
  // What containment left on.
  await ec2.modifyInstanceAttribute({ InstanceId, DisableApiTermination: { Value: false } });
  await ec2.modifyInstanceAttribute({ InstanceId, DisableApiStop: { Value: false } });
  await ec2.terminateInstances({ InstanceIds: [InstanceId] });
  await untilState(member, InstanceId, ['terminated', 'gone']);
};

/** Groups that Cordon made in this VPC while the drill ran, and that nothing uses. */
const quarantinesIn = async ({ ec2, accountId }: Member, vpcId: string): Promise<readonly string[]> => {
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] });
  return SecurityGroups.filter((group) => isQuarantineGroup(group, accountId)).flatMap(({ GroupId }) => GroupId ?? []);
};

const run = async ({ ec2 }: Member, drillId: string, subnetId: string, groupId: string, imageId: string) => {
  const Tags = [
    { Key: DRILL_TAG, Value: drillId },
    { Key: 'Name', Value: `cordon-${drillId.slice(0, 14)}` },
  ];
  const answer = await ec2.runInstances({
    ImageId: imageId,
    InstanceType: DRILL_INSTANCE_TYPE,
    MinCount: 1,
    MaxCount: 1,
    ClientToken: drillId,
    MetadataOptions: { HttpTokens: 'required' },
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: subnetId,
        Groups: [groupId],
        AssociatePublicIpAddress: false,
        DeleteOnTermination: true,
      },
    ],
    TagSpecifications: [
      { ResourceType: 'instance', Tags },
      { ResourceType: 'volume', Tags },
    ],
  });
  return idOf(answer.Instances?.[0]?.InstanceId, 'the instance');
};

const volumesOf = async ({ ec2 }: Member, id: string): Promise<readonly string[]> => {
  const Filters = [{ Name: 'attachment.instance-id', Values: [id] }];
  return ((await ec2.describeVolumes({ Filters })).Volumes ?? []).flatMap(({ VolumeId }) => VolumeId ?? []);
};

/** Launches the smallest instance, without a key and in a group of its own that lets nothing in or out. `keep` hears of each thing as it is made. */
export const makeInstance = async (
  member: Member,
  drillId: string,
  wanted: Wanted,
  keep: (made: Made) => void,
): Promise<ThrowAway> => {
  const { ec2, accountId, region } = member;
  const [imageId, { subnetId, vpcId }] = await Promise.all([
    imageFor(member, wanted.imageId),
    subnetFor(member, wanted.subnetId),
  ]);
  const before = await quarantinesIn(member, vpcId);
  const groupId = await makeGroup(member, drillId, vpcId, keep);
  const IpPermissions =
    (await ec2.describeSecurityGroups({ GroupIds: [groupId] })).SecurityGroups?.[0]?.IpPermissionsEgress ?? [];
  if (IpPermissions.length > 0) await ec2.revokeSecurityGroupEgress({ GroupId: groupId, IpPermissions });
  keep({
    what: 'the empty quarantine group that Cordon made for it, unless there was one before',
    commands: () => [
      `aws ec2 describe-security-groups --region ${region} --filters Name=vpc-id,Values=${vpcId} Name=group-name,Values='cordon-quarantine*'`,
    ],
    remove: async () => {
      for (const GroupId of await quarantinesIn(member, vpcId))
        if (!before.includes(GroupId)) await unlessGone(patiently(member, () => ec2.deleteSecurityGroup({ GroupId })));
    },
  });
  const id = await run(member, drillId, subnetId, groupId, imageId);
  const volumes: string[] = [];
  keep({
    what: 'the snapshots that Cordon took of it',
    commands: () => [
      `aws ec2 describe-snapshots --region ${region} --owner-ids self --filters Name=volume-id,Values=${volumes.join(',') || '…'}   # then, for each: aws ec2 delete-snapshot --region ${region} --snapshot-id …`,
    ],
    remove: async () => {
      for (const SnapshotId of await snapshotsOf(member, volumes)) await unlessGone(ec2.deleteSnapshot({ SnapshotId }));
    },
  });
  keep({
    what: `instance ${id} (${DRILL_INSTANCE_TYPE})`,
    commands: () => [
      `aws ec2 modify-instance-attribute --region ${region} --instance-id ${id} --no-disable-api-termination`,
      `aws ec2 terminate-instances --region ${region} --instance-ids ${id}`,
    ],
    remove: () => terminate(member, id),
  });
  await untilState(member, id, ['running']);
  volumes.push(...(await volumesOf(member, id)));
  return {
    kind: 'instance',
    target: { kind: 'ec2-instance', accountId, region, id, name: `cordon-${drillId.slice(0, 14)}` },
    seen: () => look(member, id, groupId),
  };
};
