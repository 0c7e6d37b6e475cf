import type { Scenario } from '../contract';
import { groupNames, instanceIdOf, launch, type Network, networkState, seedNetwork, subjectOf } from '../ec2-seed';
import type { World } from '../world';

const ONLY = ['cordon-quarantine'];

const see = async (world: World, instanceId: string) => {
  const { quarantine } = await networkState(world, instanceId);
  return {
    ...(await groupNames(world, instanceId)),
    rules: quarantine.flatMap(({ IpPermissions = [], IpPermissionsEgress = [] }) => [
      ...IpPermissions,
      ...IpPermissionsEgress,
    ]),
    quarantineGroups: quarantine.length,
  };
};

const common: Pick<Scenario, 'state' | 'leaves'> = {
  state: (world, subject) => networkState(world, instanceIdOf(subject)),
  leaves: ['quarantine'],
};
const outcome = (is: unknown): Scenario['outcome'] => ({
  see: (world, subject) => see(world, instanceIdOf(subject)),
  is,
});
const quarantined = { 'interface 0': ONLY, 'interface 1': ONLY, rules: [], quarantineGroups: 1 };

const attach = async (world: World, network: Network, instanceId: string, DeviceIndex: number): Promise<void> => {
  const made = await world.aws.ec2.createNetworkInterface({ SubnetId: network.subnetId, Groups: [network.data] });
  const NetworkInterfaceId = made.NetworkInterface?.NetworkInterfaceId;
  await world.aws.ec2.attachNetworkInterface({ InstanceId: instanceId, NetworkInterfaceId, DeviceIndex });
};

const quarantineGroup = async (world: World, vpcId: string, tagged: boolean): Promise<string> => {
  const Tags = [{ Key: 'cordon:quarantine', Value: 'true' }];
  const made = await world.aws.ec2.createSecurityGroup({
    VpcId: vpcId,
    GroupName: 'cordon-quarantine',
    Description: 'somebody made it',
    ...(tagged ? { TagSpecifications: [{ ResourceType: 'security-group', Tags }] } : {}),
  });
  return String(made.GroupId);
};

const openToTheWorld = [
  { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
  { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
];

const networkOf = async (world: World): Promise<Network> => {
  const { SecurityGroups = [] } = await world.aws.ec2.describeSecurityGroups({});
  const idOf = (name: string): string => String(SecurityGroups.find(({ GroupName }) => GroupName === name)?.GroupId);
  const vpcId = String(SecurityGroups.find(({ GroupName }) => GroupName === 'web')?.VpcId);
  const { Subnets = [] } = await world.aws.ec2.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] });
  return { vpcId, subnetId: String(Subnets[0]?.SubnetId), web: idOf('web'), data: idOf('data') };
};

export const scenarios: readonly Scenario[] = [
  {
    ...common,
    name: 'two interfaces with groups of their own, in a VPC without a quarantine group',
    seed: async (world) => subjectOf(world, (await launch(world, await seedNetwork(world))).instanceId),
    outcome: outcome(quarantined),
  },
  {
    ...common,
    straight: true,
    name: 'a quarantine group into which somebody put rules for IPv4 and IPv6',
    seed: async (world) => {
      const network = await seedNetwork(world);
      const GroupId = await quarantineGroup(world, network.vpcId, true);
      await world.aws.ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: openToTheWorld });
      await world.aws.ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions: openToTheWorld });
      return subjectOf(world, (await launch(world, network)).instanceId);
    },
    outcome: outcome(quarantined),
  },
  {
    ...common,
    straight: true,
    name: 'somebody else holds the name of the quarantine group',
    seed: async (world) => {
      const network = await seedNetwork(world);
      await quarantineGroup(world, network.vpcId, false);
      return subjectOf(world, (await launch(world, network)).instanceId);
    },
    outcome: {
      see: async (world, subject) => groupNames(world, instanceIdOf(subject)),
      is: {
        'interface 0': ['cordon-quarantine-inc-abcdefghij-1'],
        'interface 1': ['cordon-quarantine-inc-abcdefghij-1'],
      },
    },
  },
  {
    ...common,
    name: 'an interface is attached after the capture',
    seed: async (world) => subjectOf(world, (await launch(world, await seedNetwork(world))).instanceId),
    meanwhile: async (world, subject) => attach(world, await networkOf(world), instanceIdOf(subject), 2),
    outcome: outcome({ ...quarantined, 'interface 2': ONLY }),
  },
];
