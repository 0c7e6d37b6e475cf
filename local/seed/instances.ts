import { given, type MemberClients } from './clients';

export interface SeededInstance {
  readonly name: string;
  readonly id: string;
  /** As launched: interface → its groups. */
  readonly interfaces: readonly { readonly id: string; readonly groups: readonly string[] }[];
}

export interface Network {
  readonly vpcId: string;
  readonly subnetIds: readonly [string, string];
  readonly groups: { readonly web: string; readonly admin: string };
}

/** What every instance of an account is launched from. */
export interface Base extends Network {
  readonly image: string;
  readonly profile: string;
}

export interface Wanted<N extends string = string> {
  readonly name: N;
  readonly owner: string;
  /** A second interface, in the other subnet, and a second volume. */
  readonly twice?: boolean;
}

const nameTag = (Name: string, owner: string) => [
  { Key: 'Name', Value: Name },
  { Key: 'owner', Value: owner },
];

const makeNetwork = async ({ ec2 }: MemberClients, region: string, prefix: string): Promise<Network> => {
  const vpcId = given((await ec2.createVpc({ CidrBlock: `${prefix}.0.0/16` })).Vpc?.VpcId, 'the VPC');
  const subnet = async (CidrBlock: string, zone: string): Promise<string> => {
    const answer = await ec2.createSubnet({ VpcId: vpcId, CidrBlock, AvailabilityZone: `${region}${zone}` });
    return given(answer.Subnet?.SubnetId, 'a subnet');
  };
  const group = async (GroupName: string, port: number): Promise<string> => {
    const made = await ec2.createSecurityGroup({ GroupName, Description: `Lets ${port} in`, VpcId: vpcId });
    const GroupId = given(made.GroupId, GroupName);
    const IpRanges = [{ CidrIp: `${prefix}.0.0/16` }];
    await ec2.authorizeSecurityGroupIngress({
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges }],
    });
    return GroupId;
  };
  const [a, b, web, admin] = await Promise.all([
    subnet(`${prefix}.1.0/24`, 'a'),
    subnet(`${prefix}.2.0/24`, 'b'),
    group('web-frontend', 443),
    group('admin', 22),
  ]);
  return { vpcId, subnetIds: [a, b], groups: { web, admin } };
};

const makeProfile = async ({ iam }: MemberClients): Promise<string> => {
  const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await iam.createRole({ RoleName: 'web-frontend', AssumeRolePolicyDocument });
  const made = await iam.createInstanceProfile({ InstanceProfileName: 'web-frontend' });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: 'web-frontend', RoleName: 'web-frontend' });
  return given(made.InstanceProfile?.Arn, 'the instance profile');
};

const makeImage = async ({ ec2 }: MemberClients): Promise<string> => {
  const BlockDeviceMappings = [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, VolumeType: 'gp3' as const } }];
  const image = await ec2.registerImage({ Name: 'web-base', RootDeviceName: '/dev/xvda', BlockDeviceMappings });
  return given(image.ImageId, 'the image');
};

/** A VPC of `prefix` (such as 10.20) with two subnets, and an image and a profile to launch from. */
export const makeBase = async (clients: MemberClients, region: string, prefix: string): Promise<Base> => {
  const [network, profile, image] = await Promise.all([
    makeNetwork(clients, region, prefix),
    makeProfile(clients),
    makeImage(clients),
  ]);
  return { ...network, profile, image };
};

/**
 * Launched with `NetworkInterfaces`, never with `SecurityGroupIds`: otherwise the emulator mixes an interface's own
 * groups with the instance's, and a quarantine would never read back.
 */
const launch = async (
  { ec2 }: MemberClients,
  base: Base,
  { name, owner, twice = false }: Wanted,
): Promise<SeededInstance> => {
  const second = { DeviceIndex: 1, SubnetId: base.subnetIds[1], Groups: [base.groups.admin] };
  const NetworkInterfaces = [
    { DeviceIndex: 0, SubnetId: base.subnetIds[0], Groups: [base.groups.web] },
    ...(twice ? [second] : []),
  ];
  const answer = await ec2.runInstances({
    ImageId: base.image,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    NetworkInterfaces,
    IamInstanceProfile: { Arn: base.profile },
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, DeleteOnTermination: true } },
      ...(twice ? [{ DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 20, DeleteOnTermination: true } }] : []),
    ],
    TagSpecifications: [{ ResourceType: 'instance', Tags: nameTag(name, owner) }],
  });
  const [instance] = answer.Instances ?? [];
  const interfaces = (instance?.NetworkInterfaces ?? []).map((one) => ({
    id: given(one.NetworkInterfaceId, 'an interface'),
    groups: (one.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  }));
  return { name, id: given(instance?.InstanceId, name), interfaces };
};

/** Launches them one after the other, so that their addresses are the same in every run. */
export const launchAll = async <N extends string>(
  clients: MemberClients,
  base: Base,
  wanted: readonly Wanted<N>[],
): Promise<Readonly<Record<N, SeededInstance>>> => {
  const made: [N, SeededInstance][] = [];
  for (const one of wanted) made.push([one.name, await launch(clients, base, one)]);
  return Object.fromEntries(made) as Record<N, SeededInstance>;
};
