import { given, type MemberClients } from './clients';
import { launchAll, makeBase, type Network, type SeededInstance } from './instances';

export interface Staging extends Network {
  readonly autoScalingGroup: string;
  readonly targetGroupArn: string;
  readonly instances: Readonly<Record<InstanceName, SeededInstance>>;
}

/** `web-1` has two interfaces; `web-2` serves behind a target group in an Auto Scaling group; `nat-1` forwards others' traffic. */
export const INSTANCE_NAMES = ['web-1', 'web-2', 'nat-1', 'batch-1', 'batch-2', 'batch-3', 'batch-4'] as const;
export type InstanceName = (typeof INSTANCE_NAMES)[number];

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
  const base = await makeBase(clients, region, '10.20');
  const wanted = INSTANCE_NAMES.map((name) => ({
    name,
    owner: name.startsWith('web') ? 'shop-team' : 'platform-team',
    twice: name === 'web-1',
  }));
  const instances = await launchAll(clients, base, wanted);
  const NetworkInterfaceId = instances['nat-1'].interfaces[0]?.id;
  await clients.ec2.modifyInstanceAttribute({ InstanceId: instances['nat-1'].id, SourceDestCheck: { Value: false } });
  await clients.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, SourceDestCheck: { Value: false } });
  const serving = await serveFrom(clients, base, instances['web-2'].id);
  const { vpcId, subnetIds, groups } = base;
  return { vpcId, subnetIds, groups, ...serving, instances };
};
