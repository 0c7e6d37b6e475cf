import type { Scenario } from '../contract';
import { addKey, keysNow, NAME, nameNow, rename, seedUser, userState, userSubject } from '../iam-seed';
import type { World } from '../world';

const seed = async (world: World) => {
  const user = await seedUser(world, 2);
  await world.aws.iam.updateAccessKey({ UserName: NAME, AccessKeyId: user.keys[0], Status: 'Inactive' });
  return userSubject(world, user, { accessKeyId: user.keys[0] });
};
const outcome: Scenario['outcome'] = {
  see: async (world, subject) => Object.values(await keysNow(world, subject)),
  is: ['Active'],
};

export const scenarios: readonly Scenario[] = [
  { name: 'the Inactive one of two keys', seed, state: userState, leaves: ['keys'], outcome },
  {
    name: 'a user that was renamed since the plan was made',
    seed: async (world) => {
      const user = await seedUser(world, 0);
      const UserName = await rename(world);
      const AccessKeyId = await addKey(world, UserName);
      await addKey(world, UserName);
      await world.aws.iam.updateAccessKey({ UserName, AccessKeyId, Status: 'Inactive' });
      return userSubject(world, user, { accessKeyId: AccessKeyId });
    },
    state: userState,
    leaves: ['keys'],
    outcome,
  },
  {
    name: 'a key that somebody deletes first',
    seed,
    meanwhile: async (world, subject) => {
      const AccessKeyId = (subject.input as { accessKeyId: string }).accessKeyId;
      await world.aws.iam.deleteAccessKey({ UserName: await nameNow(world, subject), AccessKeyId });
    },
    state: userState,
    outcome,
  },
];
