import type { Scenario } from '../contract';
import { shutdownBehavior } from '../corrections';
import { instanceIdOf, instanceNow, launch, seedNetwork, subjectOf } from '../ec2-seed';
import type { World } from '../world';

const attributes = async (world: World, InstanceId: string) => {
  const termination = await world.aws.ec2.describeInstanceAttribute({ InstanceId, Attribute: 'disableApiTermination' });
  const shutdown = await world.aws.ec2.describeInstanceAttribute({
    InstanceId,
    Attribute: 'instanceInitiatedShutdownBehavior',
  });
  const { BlockDeviceMappings = [] } = await instanceNow(world, InstanceId);
  return {
    terminationProtected: termination.DisableApiTermination?.Value,
    shutdown: shutdown.InstanceInitiatedShutdownBehavior?.Value,
    deletedWithIt: BlockDeviceMappings.filter(({ Ebs }) => Ebs?.DeleteOnTermination).map(
      ({ DeviceName }) => DeviceName,
    ),
  };
};

const common: Pick<Scenario, 'corrections' | 'state'> = {
  corrections: [shutdownBehavior],
  state: async (world, subject) => ({
    instance: await instanceNow(world, instanceIdOf(subject)),
    attributes: await attributes(world, instanceIdOf(subject)),
  }),
};

export const scenarios: readonly Scenario[] = [
  {
    ...common,
    name: 'an instance that anybody may terminate, from outside and from inside',
    seed: async (world) => {
      const { instanceId } = await launch(world, await seedNetwork(world), {
        InstanceInitiatedShutdownBehavior: 'terminate',
      });
      return subjectOf(world, instanceId);
    },
    outcome: {
      see: (world, subject) => attributes(world, instanceIdOf(subject)),
      is: { terminationProtected: true, shutdown: 'stop', deletedWithIt: [] },
    },
  },
  {
    ...common,
    straight: true,
    name: 'an instance that was protected before: undo leaves that protection on',
    seed: async (world) => {
      const { instanceId } = await launch(world, await seedNetwork(world), { DisableApiTermination: true });
      return subjectOf(world, instanceId);
    },
    outcome: {
      see: (world, subject) => attributes(world, instanceIdOf(subject)),
      is: { terminationProtected: true, shutdown: 'stop', deletedWithIt: [] },
    },
  },
];
