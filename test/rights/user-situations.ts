import { STS } from '@aws-sdk/client-sts';
import { containAccessKey } from '../../playbooks/contain-access-key';
import { SECRET_TAGS, secretNameFor } from '../../playbooks/kit/access-key-secret';
import { EXPOSED_TAG } from '../../playbooks/kit/iam-user';
import { OLDER_SESSIONS_PREFIX, olderSessionsDocument } from '../../playbooks/kit/older-sessions';
import { replaceAccessKey } from '../../playbooks/replace-access-key';
import { addKey, NAME, rename, type SeededUser, seedUser } from '../registry/iam-seed';
import type { Layer, World } from '../registry/world';
import { ask, contain, tryAgain, undo } from './replay';
import { justAfter, onKey, open, type Situation, userOf } from './situation';
import { watch } from './watch-members';

/** IAM then knows when the key was last used: a workload's. */
const useKey = async ({ url, region, aws }: World, UserName: string): Promise<string> => {
  const { AccessKey } = await aws.iam.createAccessKey({ UserName });
  const credentials = {
    accessKeyId: String(AccessKey?.AccessKeyId),
    secretAccessKey: String(AccessKey?.SecretAccessKey),
  };
  await new STS({ region, endpoint: url, credentials }).getCallerIdentity({});
  return credentials.accessKeyId;
};

const workload = async (world: World): Promise<SeededUser> => {
  const user = await seedUser(world, 0);
  return { ...user, keys: [await useKey(world, NAME)] };
};

/** It is in a group. */
const inGroup = async ({ aws: { iam } }: World): Promise<void> => {
  await iam.createGroup({ GroupName: 'workloads' });
  await iam.addUserToGroup({ GroupName: 'workloads', UserName: NAME });
};

/** An earlier incident ended its sessions. */
const endedBefore = async ({ aws: { iam } }: World): Promise<void> => {
  const PolicyDocument = olderSessionsDocument('2026-01-02T03:04:05Z');
  await iam.putUserPolicy({ UserName: NAME, PolicyName: `${OLDER_SESSIONS_PREFIX}inc-earlier-1`, PolicyDocument });
};

/** Moto loses the tags of a user who is renamed: they are given again. */
const renamed = async (world: World): Promise<void> => {
  const { Tags } = await world.aws.iam.listUserTags({ UserName: NAME });
  const UserName = await rename(world);
  await world.aws.iam.tagUser({ UserName, Tags });
};

const secretOf = (world: World, userId: string, mark: string) =>
  world.aws.secretsmanager.createSecret({
    Name: secretNameFor(userId),
    Tags: [
      { Key: SECRET_TAGS.user, Value: userId },
      { Key: SECRET_TAGS.incident, Value: mark },
    ],
  });

/** A secret that an earlier run marked, and a key that it made and had no time to store: seen from the first look on. */
const lostKey = (world: World, userId: string, incidentId: string): Layer => {
  let over = false;
  return async (call, input, next) => {
    const answer = await next(input).catch((error: unknown) => error);
    if (call.method === 'describeSecret' && !over) {
      over = true;
      await secretOf(world, userId, incidentId);
      await addKey(world, NAME);
    }
    if (answer instanceof Error) throw answer;
    return answer as object;
  };
};

/** Ways that contain-access-key can take. */
export const KEYS: readonly Situation[] = [
  {
    name: 'a key that a workload uses, of a user that somebody renames before the first change',
    replay: async (world, aws) => {
      const user = await workload(world);
      await inGroup(world);
      await endedBefore(world);
      const replay = await onKey(world, aws, user);
      watch.layers = [];
      const incidentId = await ask(replay);
      return [await contain(replay, incidentId, () => renamed(world)), await undo(replay, incidentId)];
    },
    ends: ['contained', 'undone'],
  },
  {
    name: 'keys of a user of whom no finding speaks, who is renamed again before the undo',
    replay: async (world, aws) => {
      const user = await seedUser(world, 2);
      const replay = open(world, aws, containAccessKey, userOf(world, user));
      watch.layers = [];
      const incidentId = await ask(replay);
      const outcome = await contain(replay, incidentId);
      await renamed(world);
      return [outcome, await undo(replay, incidentId)];
    },
    ends: ['contained', 'undone'],
  },
  {
    name: 'a user whose exposed key a person holds: locked out',
    replay: async (world, aws) => {
      const user = await seedUser(world, 1);
      await world.aws.iam.createLoginProfile({ UserName: NAME, Password: crypto.randomUUID() });
      watch.layers = [];
      const replay = await onKey(world, aws, user);
      const incidentId = await ask(replay);
      return [await contain(replay, incidentId), await undo(replay, incidentId)];
    },
    ends: ['contained', 'undone'],
  },
  {
    name: 'an exposed key that is deleted already',
    replay: async (world, aws) => {
      const user = await workload(world);
      await addKey(world, NAME);
      await inGroup(world);
      const AccessKeyId = user.keys[0];
      const replay = await onKey(world, aws, user);
      await world.aws.iam.deleteAccessKey({ UserName: NAME, AccessKeyId });
      watch.layers = [];
      const incidentId = await ask(replay);
      return [await contain(replay, incidentId), await undo(replay, incidentId)];
    },
    ends: ['contained', 'undone'],
  },
  {
    name: 'a new key that cannot be stored at first, and one of an earlier run whose secret was lost',
    replay: async (world, aws) => {
      const user = await workload(world);
      await inGroup(world);
      await endedBefore(world);
      const Name = secretNameFor(user.userId);
      const replay = await onKey(world, aws, user);
      watch.layers = [];
      const incidentId = await ask(replay);
      // Somebody else's secret stands in the way between plan and step.
      await world.aws.secretsmanager.createSecret({ Name, SecretString: 'mine' });
      const first = await contain(replay, incidentId);
      await world.aws.secretsmanager.deleteSecret({ SecretId: Name, ForceDeleteWithoutRecovery: true });
      const again = await tryAgain(replay, incidentId);
      // As if a run had died between making the key and storing it.
      const second = await contain(replay, again, async () => {
        watch.layers = [lostKey(world, user.userId, again)];
      });
      watch.layers = [];
      return [first, second, await undo(replay, again)];
    },
    ends: ['partly contained', 'contained', 'undone'],
  },
];

/** As contain-access-key leaves a user with two keys: the exposed one Inactive and named by a tag. */
const halfRotated = async (world: World): Promise<SeededUser> => {
  const user = await seedUser(world, 2);
  const [AccessKeyId = ''] = user.keys;
  await world.aws.iam.updateAccessKey({ UserName: NAME, AccessKeyId, Status: 'Inactive' });
  await world.aws.iam.tagUser({ UserName: NAME, Tags: [{ Key: EXPOSED_TAG, Value: AccessKeyId }] });
  return user;
};

/** Ways that replace-access-key can take. */
export const REPLACEMENTS: readonly Situation[] = [
  {
    name: 'an exposed key that makes room for another, of a user who is renamed in between',
    replay: async (world, aws) => {
      const user = await halfRotated(world);
      await inGroup(world);
      await endedBefore(world);
      const replay = open(world, aws, replaceAccessKey, userOf(world, user));
      watch.layers = [];
      const incidentId = await ask(replay);
      // After it: Moto cannot delete a key of a user who was renamed.
      watch.layers = [justAfter('deleteAccessKey', () => renamed(world))];
      const outcome = await contain(replay, incidentId);
      return [outcome, await undo(replay, incidentId)];
    },
    ends: ['contained', 'undone'],
  },
  {
    name: 'an exposed key that somebody deleted, and a new one of an earlier run whose secret was lost',
    replay: async (world, aws) => {
      const user = await halfRotated(world);
      const [AccessKeyId] = user.keys;
      await world.aws.iam.deleteAccessKey({ UserName: NAME, AccessKeyId });
      await inGroup(world);
      await endedBefore(world);
      const replay = open(world, aws, replaceAccessKey, userOf(world, user));
      watch.layers = [];
      const incidentId = await ask(replay);
      const outcome = await contain(replay, incidentId, async () => {
        watch.layers = [lostKey(world, user.userId, incidentId)];
      });
      return [outcome];
    },
    ends: ['contained'],
  },
  {
    name: 'an exposed key that somebody deleted, of a user who is renamed before the new one',
    replay: async (world, aws) => {
      const user = await halfRotated(world);
      const [AccessKeyId] = user.keys;
      await world.aws.iam.deleteAccessKey({ UserName: NAME, AccessKeyId });
      const replay = open(world, aws, replaceAccessKey, userOf(world, user));
      watch.layers = [];
      const incidentId = await ask(replay);
      return [await contain(replay, incidentId, () => renamed(world))];
    },
    ends: ['contained'],
  },
];
