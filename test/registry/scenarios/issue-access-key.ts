import { SECRET_TAGS, secretNameFor } from '../../../playbooks/kit/access-key-secret';
import type { Scenario } from '../contract';
import { addKey, keysNow, NAME, rename, seedUser, userState, userSubject } from '../iam-seed';
import { INCIDENT } from '../run';
import type { Subject } from '../scenario';
import type { World } from '../world';

const tagsFor = (userId: string, incidentId: string) => [
  { Key: SECRET_TAGS.user, Value: userId },
  { Key: SECRET_TAGS.incident, Value: incidentId },
];

const secretNow = async (world: World, subject: Subject) => {
  const SecretId = secretNameFor(subject.target.id);
  const secret = await world.aws.secretsmanager.describeSecret({ SecretId }).catch(() => undefined);
  return secret && { tags: secret.Tags, versions: secret.VersionIdsToStages };
};

/** How many keys there are, and whether the stored value is the secret of the one that is new. */
const see = async (world: World, subject: Subject) => {
  const keys = await keysNow(world, subject);
  const { SecretString = '{}' } = await world.aws.secretsmanager.getSecretValue({
    SecretId: secretNameFor(subject.target.id),
  });
  const stored: { readonly AccessKeyId?: string; readonly SecretAccessKey?: string } = JSON.parse(SecretString);
  return {
    keys: Object.keys(keys).length,
    stored: keys[stored.AccessKeyId ?? ''],
    secretOfLength: stored.SecretAccessKey?.length,
  };
};

const state = async (world: World, subject: Subject) => ({
  ...(await userState(world, subject)),
  secret: await secretNow(world, subject),
});

const leaves = ['keys', 'secret'];

export const scenarios: readonly Scenario[] = [
  {
    name: 'a user with one key and no secret yet',
    seed: async (world) => userSubject(world, await seedUser(world, 1)),
    state,
    leaves,
    outcome: { see, is: { keys: 2, stored: 'Active', secretOfLength: 40 } },
  },
  {
    name: 'a user without keys that somebody renames before the first change',
    seed: async (world) => userSubject(world, await seedUser(world, 0)),
    meanwhile: async (world) => {
      await rename(world);
    },
    state,
    leaves,
    outcome: { see, is: { keys: 1, stored: 'Active', secretOfLength: 40 } },
  },
  {
    name: 'a secret that an earlier incident filled',
    seed: async (world) => {
      const user = await seedUser(world, 1);
      await world.aws.secretsmanager.createSecret({
        Name: secretNameFor(user.userId),
        SecretString: JSON.stringify({ Version: 1, AccessKeyId: user.keys[0], SecretAccessKey: 'x' }),
        ClientRequestToken: `cordon-access-key-${user.keys[0]}`,
        Tags: tagsFor(user.userId, 'inc-abcdefghij-0'),
      });
      return userSubject(world, user);
    },
    state,
    leaves,
    outcome: { see, is: { keys: 2, stored: 'Active', secretOfLength: 40 } },
  },
  {
    name: 'a key whose secret was lost with an earlier, killed run',
    seed: async (world) => userSubject(world, await seedUser(world, 1)),
    meanwhile: async (world, subject) => {
      const { id } = subject.target;
      await world.aws.secretsmanager.createSecret({ Name: secretNameFor(id), Tags: tagsFor(id, INCIDENT) });
      await addKey(world, NAME);
    },
    state,
    leaves,
    outcome: { see, is: { keys: 2, stored: 'Active', secretOfLength: 40 } },
  },
];
