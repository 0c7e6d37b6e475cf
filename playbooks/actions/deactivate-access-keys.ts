import * as z from 'zod';
import { defineAction } from '../kit/action';
import { awsErrorName, cannotContain } from '../kit/errors';
import {
  accessKeyId,
  currentName,
  EXPOSED_TAG,
  type KeyState,
  type KeyStatus,
  keysOf,
  onUserIfThere,
  settled,
  shortKey,
  userArns,
  userInput,
} from '../kit/iam-user';
import type { Services } from '../kit/services';

const input = z.strictObject({
  ...userInput,
  /** `every-active` means the keys at that moment: one that was added since the plan was made falls under it. */
  keys: z.enum(['exposed', 'every-active']),
  exposedKeyId: accessKeyId.optional(),
});
type Input = z.infer<typeof input>;
type KeysPort = Pick<Services['iam'], 'listAccessKeys' | 'updateAccessKey'>;

const covered =
  ({ keys, exposedKeyId }: Input) =>
  (key: KeyState): boolean =>
    keys === 'every-active' || key.id === exposedKeyId;
const isActive = (key: KeyState): boolean => key.status === 'Active';

/** Inactive, never deleted: the id is needed for the hunt, and a workload can be let in again. */
export const deactivateAccessKeys = defineAction({
  id: 'deactivate-access-keys',
  title: 'Deactivate the access keys',
  risk: 'disruptive',
  input,
  before: z.object({ keys: z.array(z.object({ id: z.string(), status: z.enum(['Active', 'Inactive']) })) }),
  left: z.object({ inactive: z.array(z.string()), mark: z.string() }),
  uses: {
    iam: ['getUser', 'listUsers', 'listAccessKeys', 'updateAccessKey', 'listUserTags', 'tagUser'],
  },
  writes: ['updateAccessKey', 'tagUser'],
  containOnly: ['listUserTags', 'tagUser'],
  conditions: [
    {
      actions: ['iam:TagUser'],
      on: ':user/',
      phase: 'contain',
      condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': EXPOSED_TAG } },
    },
  ],
  resources: (scope) => userArns(scope),
  leaves: [
    'The exposed key stays Inactive, whatever else is put back: its secret is in someone else’s hands.',
    `The user keeps the tag ${EXPOSED_TAG}, which names the exposed key for a later replacement.`,
  ],
  describe: ({ keys, exposedKeyId, userName }) =>
    keys === 'exposed'
      ? `Set the exposed access key ${exposedKeyId} of ${userName} from Active to Inactive.`
      : `Set every access key of ${userName} that is Active at that moment to Inactive, keys added after this plan included.`,
  capture: async (context, given) => {
    const keys = await keysOf(context.aws.iam, await currentName(context, given));
    return { keys: keys.filter(covered(given)).map(({ id, status }) => ({ id, status })) };
  },
  apply: async (context, given) => {
    const now = { ...given, userName: await currentName(context, given) };
    const inactive = await deactivate(context.aws.iam, now);
    return { inactive: [...inactive], mark: await markExposed(context.aws.iam, now) };
  },
  verify: async (context, given, _before, { mark }) => {
    const now = { ...given, userName: await currentName(context, given) };
    const keys = (await keysOf(context.aws.iam, now.userName)).filter(covered(now));
    const still = keys.filter(isActive).map((key) => key.id);
    if (still.length > 0) return { ok: false, problem: `Still Active on ${now.userName}: ${still.join(', ')}.` };
    return { ok: true, saw: `${sawInactive(keys, now)} ${mark}`.trim() };
  },
  undo: (context, given, before, _left, accept) =>
    onUserIfThere(context, given, async (userName) => {
      const found = await keysOf(context.aws.iam, userName);
      const back = before.keys.filter((key) => key.status === 'Active' && key.id !== given.exposedKeyId);
      const there = back.filter((key) => found.some(({ id }) => id === key.id));
      for (const key of there.filter(({ id }) => found.some((state) => state.id === id && !isActive(state))))
        await setStatus(context.aws.iam, userName, key.id, 'Active');
      const done = await sawReactivated(context, { ...given, userName }, there);
      const missing = back.filter((key) => !there.includes(key)).map((key) => key.id);
      const gone = missing.filter((id) => !accept.includes(`key ${id}`));
      return gone.length === 0
        ? { kind: 'undone', saw: done }
        : {
            kind: 'drifted',
            drift: gone.map((id) => ({ field: `key ${id}`, leftAs: 'Inactive', foundAs: 'deleted' })),
            done,
          };
    }),
});

const ROUNDS = 3;

// Someone who races us adds a key while the others are being set: look again until nothing is Active.
const deactivate = async (iam: KeysPort, given: Input): Promise<ReadonlySet<string>> => {
  const done = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const keys = (await keysOf(iam, given.userName)).filter(covered(given));
    for (const key of keys.filter((key) => !isActive(key))) done.add(key.id);
    const active = keys.filter((key) => isActive(key) && !done.has(key.id));
    if (active.length === 0) break;
    for (const key of exposedFirst(active, given.exposedKeyId)) {
      await setStatus(iam, given.userName, key.id, 'Inactive');
      done.add(key.id);
    }
  }
  return done;
};

const exposedFirst = (keys: readonly KeyState[], exposed: string | undefined): readonly KeyState[] =>
  [...keys].sort((a, b) => Number(b.id === exposed) - Number(a.id === exposed));

const setStatus = async (iam: KeysPort, userName: string, id: string, status: KeyStatus): Promise<void> => {
  try {
    await iam.updateAccessKey({ UserName: userName, AccessKeyId: id, Status: status });
  } catch (error) {
    // Deleted in the meantime: it opens nothing any more.
    if (awsErrorName(error) !== 'NoSuchEntityException') throw error;
  }
};

const sawInactive = (keys: readonly KeyState[], given: Input): string => {
  if (keys.length === 0)
    return given.keys === 'exposed'
      ? `${given.exposedKeyId} no longer exists.`
      : `${given.userName} has no access keys.`;
  return `Inactive on ${given.userName}: ${keys.map((key) => key.id).join(', ')}.`;
};

const sawReactivated = async (
  context: { readonly aws: { readonly iam: KeysPort }; readonly wait: (ms: number) => Promise<void> },
  given: Input,
  back: readonly { readonly id: string }[],
): Promise<string> => {
  const stays = given.exposedKeyId ? ` ${shortKey(given.exposedKeyId)} stays Inactive.` : '';
  const inactive = (keys: readonly KeyState[]): readonly string[] =>
    keys.filter((key) => !isActive(key) && back.some(({ id }) => id === key.id)).map((key) => key.id);
  const keys = await settled(
    context.wait,
    () => keysOf(context.aws.iam, given.userName),
    (all) => inactive(all).length === 0,
  );
  const still = inactive(keys);
  if (still.length > 0) throw cannotContain(`Still Inactive on ${given.userName}: ${still.join(', ')}.`);
  return back.length === 0
    ? `No other key of ${given.userName} was Active before.${stays}`
    : `Active again on ${given.userName}: ${back.map((key) => key.id).join(', ')}.${stays}`;
};

/**
 * Names the exposed key in a tag, for a replacement later. An attacker can fill the user's 50 tags, so a mark that fails
 * is said and does not stop anything.
 */
const markExposed = async (
  iam: Pick<Services['iam'], 'listUserTags' | 'tagUser' | 'listAccessKeys'>,
  { userName, exposedKeyId }: Input,
): Promise<string> => {
  if (exposedKeyId === undefined) return '';
  try {
    const tags = (await iam.listUserTags({ UserName: userName })).Tags ?? [];
    const marked =
      tags
        .find((tag) => tag.Key === EXPOSED_TAG)
        ?.Value?.split(' ')
        .filter(Boolean) ?? [];
    if (marked.includes(exposedKeyId)) return '';
    const existing = (await keysOf(iam, userName)).map((key) => key.id);
    const value = [...marked.filter((id) => existing.includes(id)), exposedKeyId].join(' ');
    await iam.tagUser({ UserName: userName, Tags: [{ Key: EXPOSED_TAG, Value: value }] });
    return '';
  } catch (error) {
    return `The user could not be tagged ${EXPOSED_TAG} (${awsErrorName(error) || 'no answer'}): a later replacement will not know the key.`;
  }
};
