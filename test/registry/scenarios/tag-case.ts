import type { Scenario } from '../contract';
import { instanceIdOf, instanceNow, launch, seedNetwork, subjectOf } from '../ec2-seed';
import { INCIDENT } from '../run';

const see: Scenario['outcome'] = {
  see: async (world, subject) => {
    const { Tags = [] } = await instanceNow(world, instanceIdOf(subject));
    return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  },
  is: { Name: 'checkout-1', 'cordon:case': INCIDENT, 'cordon:state': 'quarantined' },
};

// Moto lists tags in the order of their last change; AWS promises no order.
const state: Scenario['state'] = async (world, subject) => {
  const { Tags = [], ...instance } = await instanceNow(world, instanceIdOf(subject));
  return { instance, tags: [...Tags].sort((a, b) => String(a.Key).localeCompare(String(b.Key))) };
};

export const scenarios: readonly Scenario[] = [
  {
    straight: true,
    name: 'an instance with a name',
    seed: async (world) => subjectOf(world, (await launch(world, await seedNetwork(world))).instanceId),
    state,
    outcome: see,
  },
  {
    name: 'an instance with the tag of an earlier case',
    seed: async (world) => {
      const { instanceId } = await launch(world, await seedNetwork(world));
      await world.aws.ec2.createTags({ Resources: [instanceId], Tags: [{ Key: 'cordon:case', Value: 'inc-earlier' }] });
      return subjectOf(world, instanceId);
    },
    state,
    outcome: see,
  },
];
