import type { Scenario } from '../contract';
import { instanceIdOf, launch, seedNetwork, subjectOf } from '../ec2-seed';
import type { World } from '../world';

const GROUP = 'checkout';

const seedGroup = async (world: World): Promise<string> => {
  const { subnetId, web } = await seedNetwork(world);
  await world.aws.ec2.createLaunchTemplate({
    LaunchTemplateName: GROUP,
    LaunchTemplateData: { ImageId: 'ami-12345678', InstanceType: 't3.micro', SecurityGroupIds: [web] },
  });
  await world.aws.autoscaling.createAutoScalingGroup({
    AutoScalingGroupName: GROUP,
    LaunchTemplate: { LaunchTemplateName: GROUP, Version: '$Latest' },
    MinSize: 1,
    MaxSize: 3,
    DesiredCapacity: 1,
    VPCZoneIdentifier: subnetId,
  });
  const { AutoScalingInstances = [] } = await world.aws.autoscaling.describeAutoScalingInstances({});
  return String(AutoScalingInstances[0]?.InstanceId);
};

const groupNow = async (world: World) => {
  const answer = await world.aws.autoscaling.describeAutoScalingGroups({ AutoScalingGroupNames: [GROUP] });
  return answer.AutoScalingGroups?.[0];
};

const lifecycleOf = async (world: World, instanceId: string): Promise<string | undefined> =>
  (await world.aws.autoscaling.describeAutoScalingInstances({ InstanceIds: [instanceId] })).AutoScalingInstances?.[0]
    ?.LifecycleState;

export const scenarios: readonly Scenario[] = [
  {
    name: 'an instance in service in a group of one',
    seed: async (world) => subjectOf(world, await seedGroup(world)),
    state: async (world, subject) => {
      const { Instances = [], DesiredCapacity, ...group } = (await groupNow(world)) ?? {};
      const mine = Instances.filter(({ InstanceId }) => InstanceId === instanceIdOf(subject));
      return { group, mine, capacity: DesiredCapacity, others: Instances.length - mine.length };
    },
    leaves: ['capacity', 'others'],
    outcome: {
      see: async (world, subject) => {
        const group = await groupNow(world);
        return {
          lifecycle: await lifecycleOf(world, instanceIdOf(subject)),
          desired: group?.DesiredCapacity,
          replacements: (group?.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === 'InService').length,
        };
      },
      is: { lifecycle: 'Standby', desired: 1, replacements: 1 },
    },
  },
  {
    straight: true,
    name: 'an instance in no group',
    seed: async (world) => subjectOf(world, (await launch(world, await seedNetwork(world))).instanceId),
    state: async (world) => ({
      members: (await world.aws.autoscaling.describeAutoScalingInstances({})).AutoScalingInstances,
    }),
    outcome: { see: async (world, subject) => lifecycleOf(world, instanceIdOf(subject)), is: undefined },
  },
];
