import { given, type MemberClients } from './clients';

export interface SeededInstance {
  readonly name: string;
  readonly id: string;
  /** As launched: interface → its groups. */
  readonly interfaces: readonly { readonly id: string; readonly groups: readonly string[] }[];
}

export interface Staging {
  readonly vpcId: string;
  readonly subnetIds: readonly [string, string];
  readonly groups: { readonly web: string; readonly admin: string };
  readonly autoScalingGroup: string;
  readonly targetGroupArn: string;
  readonly instances: Readonly<Record<InstanceName, SeededInstance>>;
}

/** `web-1` has two interfaces; `web-2` serves behind a target group in an Auto Scaling group; `nat-1` forwards others' traffic. */
export const INSTANCE_NAMES = ['web-1', 'web-2', 'nat-1', 'batch-1', 'batch-2', 'batch-3', 'batch-4'] as const;
export type InstanceName = (typeof INSTANCE_NAMES)[number];

const nameTag = (Name: string, owner: string) => [
  { Key: 'Name', Value: Name },
  { Key: 'owner', Value: owner },
];

const makeNetwork = async ({ ec2 }: MemberClients, region: string) => {
  const vpcId = given((await ec2.createVpc({ CidrBlock: '10.20.0.0/16' })).Vpc?.VpcId, 'the VPC');
  const subnet = async (CidrBlock: string, zone: string): Promise<string> => {
    const answer = await ec2.createSubnet({ VpcId: vpcId, CidrBlock, AvailabilityZone: `${region}${zone}` });
    return given(answer.Subnet?.SubnetId, 'a subnet');
  };
  const group = async (GroupName: string, port: number): Promise<string> => {
    const made = await ec2.createSecurityGroup({ GroupName, Description: `Lets ${port} in`, VpcId: vpcId });
    const GroupId = given(made.GroupId, GroupName);
    const IpRanges = [{ CidrIp: '10.20.0.0/16' }];
    await ec2.authorizeSecurityGroupIngress({
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges }],
    });
    return GroupId;
  };
  const [a, b, web, admin] = await Promise.all([
    subnet('10.20.1.0/24', 'a'),
    subnet('10.20.2.0/24', 'b'),
    group('web-frontend', 443),
    group('admin', 22),
  ]);
  return { vpcId, subnetIds: [a, b] as const, groups: { web, admin } };
};
type Network = Awaited<ReturnType<typeof makeNetwork>>;

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

/**
 * Launched with `NetworkInterfaces`, never with `SecurityGroupIds`: otherwise the emulator mixes an interface's own
 * groups with the instance's, and a quarantine would never read back.
 */
const launch = async (
  { ec2 }: MemberClients,
  base: Network & { readonly image: string; readonly profile: string },
  name: InstanceName,
): Promise<SeededInstance> => {
  const second = { DeviceIndex: 1, SubnetId: base.subnetIds[1], Groups: [base.groups.admin] };
  const NetworkInterfaces = [
    { DeviceIndex: 0, SubnetId: base.subnetIds[0], Groups: [base.groups.web] },
    ...(name === 'web-1' ? [second] : []),
  ];
  const owner = name.startsWith('web') ? 'shop-team' : 'platform-team';
  const answer = await ec2.runInstances({
    ImageId: base.image,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    NetworkInterfaces,
    IamInstanceProfile: { Arn: base.profile },
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, DeleteOnTermination: true } },
      ...(name === 'web-1' ? [{ DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 20, DeleteOnTermination: true } }] : []),
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

const serveFrom = async ({ autoscaling, elb }: MemberClients, base: Network, instanceId: string) => {
  const target = await elb.createTargetGroup({ Name: 'web', Protocol: 'HTTPS', Port: 443, VpcId: base.vpcId });
  const targetGroupArn = given(target.TargetGroups?.[0]?.TargetGroupArn, 'the target group');
  const autoScalingGroup = 'web';
  await autoscaling.createLaunchConfiguration({
    LaunchConfigurationName: 'web',
    ImageId: 'ami-12345678',
    InstanceType: 't3.micro',
  });
  await autoscaling.createAutoScalingGroup({
    AutoScalingGroupName: autoScalingGroup,
    LaunchConfigurationName: 'web',
    MinSize: 0,
    MaxSize: 4,
    DesiredCapacity: 0,
    VPCZoneIdentifier: base.subnetIds.join(','),
    TargetGroupARNs: [targetGroupArn],
  });
  await autoscaling.attachInstances({ AutoScalingGroupName: autoScalingGroup, InstanceIds: [instanceId] });
  return { autoScalingGroup, targetGroupArn };
};

/** The staging account: a VPC with two subnets, and the instances of {@link INSTANCE_NAMES}. */
export const seedStaging = async (clients: MemberClients, region: string): Promise<Staging> => {
  const [network, profile, image] = await Promise.all([
    makeNetwork(clients, region),
    makeProfile(clients),
    makeImage(clients),
  ]);
  const base = { ...network, profile, image };
  const made: [InstanceName, SeededInstance][] = [];
  for (const name of INSTANCE_NAMES) made.push([name, await launch(clients, base, name)]);
  const instances = Object.fromEntries(made) as Record<InstanceName, SeededInstance>;
  const NetworkInterfaceId = instances['nat-1'].interfaces[0]?.id;
  await clients.ec2.modifyInstanceAttribute({ InstanceId: instances['nat-1'].id, SourceDestCheck: { Value: false } });
  await clients.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, SourceDestCheck: { Value: false } });
  const serving = await serveFrom(clients, network, instances['web-2'].id);
  return { ...network, ...serving, instances };
};
