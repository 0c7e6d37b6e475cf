import { isolateInstance } from '../../playbooks/isolate-instance';
import { QUARANTINE_TAG } from '../../playbooks/kit/case-tags';
import { shutdownBehavior } from '../registry/corrections';
import { launch, type Network, seedNetwork } from '../registry/ec2-seed';
import type { World } from '../registry/world';
import { ask, contain, undo } from './replay';
import { instanceOf, justBefore, onInstance, open, type Situation } from './situation';
import { watch } from './watch-members';

const profile = async ({ aws: { iam } }: World): Promise<string> => {
  const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await iam.createRole({ RoleName: 'web', AssumeRolePolicyDocument });
  const made = await iam.createInstanceProfile({ InstanceProfileName: 'web' });
  await iam.addRoleToInstanceProfile({ InstanceProfileName: 'web', RoleName: 'web' });
  return String(made.InstanceProfile?.Arn);
};

/** Behind a target group, in an Auto Scaling group. */
const serve = async ({ aws }: World, network: Network, instanceId: string): Promise<void> => {
  const target = await aws.elasticloadbalancing.createTargetGroup({
    Name: 'web',
    Protocol: 'HTTPS',
    Port: 443,
    VpcId: network.vpcId,
  });
  await aws.autoscaling.createLaunchConfiguration({
    LaunchConfigurationName: 'web',
    ImageId: 'ami-12345678',
    InstanceType: 't3.micro',
  });
  await aws.autoscaling.createAutoScalingGroup({
    AutoScalingGroupName: 'web',
    LaunchConfigurationName: 'web',
    MinSize: 0,
    MaxSize: 4,
    DesiredCapacity: 0,
    VPCZoneIdentifier: network.subnetId,
    TargetGroupARNs: target.TargetGroups?.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []) ?? [],
  });
  await aws.autoscaling.attachInstances({ AutoScalingGroupName: 'web', InstanceIds: [instanceId] });
};

const attachAnother = async ({ aws: { ec2 } }: World, network: Network, InstanceId: string): Promise<void> => {
  const made = await ec2.createNetworkInterface({ SubnetId: network.subnetId, Groups: [network.data] });
  const NetworkInterfaceId = made.NetworkInterface?.NetworkInterfaceId;
  await ec2.attachNetworkInterface({ InstanceId, NetworkInterfaceId, DeviceIndex: 2 });
};

const openToTheWorld = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

const emptiedBySomebody = async ({ aws: { ec2 } }: World, VpcId: string): Promise<void> => {
  const Tags = [{ Key: QUARANTINE_TAG, Value: 'true' }];
  const { GroupId } = await ec2.createSecurityGroup({
    VpcId,
    GroupName: 'cordon-quarantine',
    Description: 'of an earlier case',
    TagSpecifications: [{ ResourceType: 'security-group', Tags }],
  });
  await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: openToTheWorld });
};

/** Ways that isolate-instance can take. */
export const INSTANCES: readonly Situation[] = [
  {
    name: 'an instance with a profile, in an Auto Scaling group, and an interface that is attached meanwhile',
    replay: async (world, aws) => {
      const network = await seedNetwork(world);
      const { instanceId } = await launch(world, network, {
        InstanceInitiatedShutdownBehavior: 'terminate',
        IamInstanceProfile: { Arn: await profile(world) },
      });
      await serve(world, network, instanceId);
      await world.aws.ec2.createTags({ Resources: [instanceId], Tags: [{ Key: 'cordon:case', Value: 'inc-earlier' }] });
      const meanwhile = justBefore('createSecurityGroup', () => attachAnother(world, network, instanceId));
      watch.layers = [shutdownBehavior.make(), meanwhile];
      const replay = await onInstance(world, aws, instanceId);
      const incidentId = await ask(replay);
      return [await contain(replay, incidentId), await undo(replay, incidentId)];
    },
    ends: ['contained', 'undone'],
  },
  {
    name: 'a quarantine group into which somebody put a rule, and an undo of what somebody changed since',
    replay: async (world, aws) => {
      const network = await seedNetwork(world);
      const { instanceId, instance } = await launch(world, network);
      await emptiedBySomebody(world, network.vpcId);
      watch.layers = [shutdownBehavior.make()];
      const replay = open(world, aws, isolateInstance, instanceOf(world, instanceId));
      const incidentId = await ask(replay);
      const outcome = await contain(replay, incidentId);
      const NetworkInterfaceId = String(instance.NetworkInterfaces?.[0]?.NetworkInterfaceId);
      await world.aws.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [network.data] });
      const first = await undo(replay, incidentId);
      const field = `quarantine-interfaces/${NetworkInterfaceId} security groups`;
      return [outcome, first, await undo(replay, incidentId, [field])];
    },
    ends: ['contained', 'partly contained', 'undone'],
  },
];
