import type { Instance, RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Subject } from './scenario';
import type { World } from './world';

export interface Network {
  readonly vpcId: string;
  readonly subnetId: string;
  /** Two ordinary groups, as production has them. */
  readonly web: string;
  readonly data: string;
}

const groupIn = async ({ aws }: World, vpcId: string, name: string): Promise<string> => {
  const made = await aws.ec2.createSecurityGroup({ VpcId: vpcId, GroupName: name, Description: name });
  return String(made.GroupId);
};

export const seedNetwork = async (world: World): Promise<Network> => {
  const vpc = await world.aws.ec2.createVpc({ CidrBlock: '10.0.0.0/16' });
  const vpcId = String(vpc.Vpc?.VpcId);
  const subnet = await world.aws.ec2.createSubnet({ VpcId: vpcId, CidrBlock: '10.0.1.0/24' });
  return {
    vpcId,
    subnetId: String(subnet.Subnet?.SubnetId),
    web: await groupIn(world, vpcId, 'web'),
    data: await groupIn(world, vpcId, 'data'),
  };
};

// Moto mixes the groups of interfaces unless each is given at launch.
const twoInterfaces = ({ subnetId, web, data }: Network) => [
  { DeviceIndex: 0, SubnetId: subnetId, Groups: [web] },
  { DeviceIndex: 1, SubnetId: subnetId, Groups: [web, data] },
];

export const launch = async (
  world: World,
  network: Network,
  extra: Partial<RunInstancesRequest> = {},
): Promise<{ readonly instanceId: string; readonly instance: Instance }> => {
  const run = await world.aws.ec2.runInstances({
    ImageId: 'ami-12345678',
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    NetworkInterfaces: twoInterfaces(network),
    BlockDeviceMappings: [
      { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8, DeleteOnTermination: true } },
      { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 20, DeleteOnTermination: false } },
    ],
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'checkout-1' }] }],
    ...extra,
  });
  const instance = run.Instances?.[0];
  if (!instance?.InstanceId) throw new Error('Moto launched nothing');
  return { instanceId: instance.InstanceId, instance };
};

export const subjectOf = (world: World, instanceId: string): Subject => ({
  target: { kind: 'ec2-instance', accountId: world.accountId, region: world.region, id: instanceId },
  input: { instanceId },
});

export const instanceIdOf = (subject: Subject): string => subject.target.id;

export const instanceNow = async (world: World, instanceId: string): Promise<Instance> => {
  const answer = await world.aws.ec2.describeInstances({ InstanceIds: [instanceId] });
  const found = answer.Reservations?.[0]?.Instances?.[0];
  if (!found) throw new Error(`${instanceId} is not there`);
  return found;
};

/** Of every interface of the instance: its groups, by name. */
export const groupNames = async (world: World, instanceId: string): Promise<Record<string, string[]>> => {
  const filter = { Name: 'attachment.instance-id', Values: [instanceId] };
  const { NetworkInterfaces = [] } = await world.aws.ec2.describeNetworkInterfaces({ Filters: [filter] });
  const entries = NetworkInterfaces.map((one) => [
    `interface ${one.Attachment?.DeviceIndex}`,
    (one.Groups ?? []).map(({ GroupName }) => String(GroupName)).sort(),
  ]);
  return Object.fromEntries(entries.sort());
};

/** Everything of the instance's networking and of its VPC's groups, with ids. */
export const networkState = async (world: World, instanceId: string) => {
  const filter = { Name: 'attachment.instance-id', Values: [instanceId] };
  const { NetworkInterfaces = [] } = await world.aws.ec2.describeNetworkInterfaces({ Filters: [filter] });
  const { SecurityGroups = [] } = await world.aws.ec2.describeSecurityGroups({});
  const known = SecurityGroups.filter(({ GroupName }) => !GroupName?.startsWith('cordon-quarantine'));
  return {
    interfaces: NetworkInterfaces.map((one) => ({
      ...one,
      Groups: (one.Groups ?? []).map(({ GroupId }) => GroupId).sort(),
    })).sort((a, b) => String(a.NetworkInterfaceId).localeCompare(String(b.NetworkInterfaceId))),
    groups: known,
    quarantine: SecurityGroups.filter((group) => !known.includes(group)),
  };
};
