import type { Scenario } from '../contract';
import { attachedNow, NAME, rename, seedUser, userState, userSubject } from '../iam-seed';

const outcome: Scenario['outcome'] = { see: attachedNow, is: ['AWSDenyAll', 'ReadOnlyAccess'] };

export const scenarios: readonly Scenario[] = [
  {
    name: 'a user with policies of its own',
    seed: async (world) => userSubject(world, await seedUser(world, 1)),
    state: userState,
    outcome,
  },
  {
    name: 'a user that somebody renames before the first change',
    seed: async (world) => userSubject(world, await seedUser(world, 1)),
    meanwhile: async (world) => {
      await rename(world);
    },
    state: userState,
    outcome,
  },
  {
    name: 'a user that was denied everything before the incident',
    seed: async (world) => {
      const user = await seedUser(world, 0);
      await world.aws.iam.attachUserPolicy({ UserName: NAME, PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
      return userSubject(world, user);
    },
    state: userState,
    outcome,
  },
];
