import type { Scenario } from '../contract';
import { addKey, keysNow, NAME, rename, seedUser, userState, userSubject } from '../iam-seed';
import type { Subject } from '../scenario';
import type { World } from '../world';

const exposedOf = (subject: Subject): string | undefined =>
  (subject.input as { readonly exposedKeyId?: string }).exposedKeyId;

const state = (world: World, subject: Subject) => userState(world, subject, exposedOf(subject));

const seen = async (world: World, subject: Subject) => {
  const { [exposedOf(subject) ?? '']: exposed, ...others } = await keysNow(world, subject);
  return { exposed, others: Object.values(others) };
};

const seedWith =
  (keys: number, which: 'exposed' | 'every-active'): Scenario['seed'] =>
  async (world) => {
    const user = await seedUser(world, keys);
    return userSubject(world, user, { keys: which, exposedKeyId: user.keys[0] });
  };

export const scenarios: readonly Scenario[] = [
  {
    name: 'the exposed one of two keys',
    seed: seedWith(2, 'exposed'),
    state,
    leaves: ['exposedKey', 'tags'],
    outcome: { see: seen, is: { exposed: 'Inactive', others: ['Active'] } },
  },
  {
    name: 'every key of a locked-out user',
    seed: seedWith(2, 'every-active'),
    state,
    leaves: ['exposedKey', 'tags'],
    outcome: { see: seen, is: { exposed: 'Inactive', others: ['Inactive'] } },
  },
  {
    name: 'a user that somebody renames before the first change',
    seed: seedWith(2, 'every-active'),
    meanwhile: async (world) => {
      await rename(world);
    },
    state,
    leaves: ['exposedKey', 'tags'],
    outcome: { see: seen, is: { exposed: 'Inactive', others: ['Inactive'] } },
  },
  {
    name: 'a key that somebody adds between plan and change',
    seed: seedWith(1, 'every-active'),
    meanwhile: async (world) => {
      await addKey(world, NAME);
    },
    state,
    // Whoever added the key did so during the incident: nobody approved of it, so undo does not let it in again.
    leaves: ['exposedKey', 'keys', 'tags'],
    outcome: { see: seen, is: { exposed: 'Inactive', others: ['Inactive'] } },
  },
  {
    name: 'no exposed key known, and one key that was Inactive before',
    seed: async (world) => {
      const user = await seedUser(world, 2);
      await world.aws.iam.updateAccessKey({ UserName: NAME, AccessKeyId: user.keys[1], Status: 'Inactive' });
      return userSubject(world, user, { keys: 'every-active' });
    },
    state,
    outcome: { see: seen, is: { exposed: undefined, others: ['Inactive', 'Inactive'] } },
  },
];
