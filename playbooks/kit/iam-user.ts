import * as z from 'zod';
import type { Undone } from './action';
import { awsErrorName, PlaybookError, targetGone } from './errors';
import type { Services } from './services';
import { IAM_USER_ID, type Target } from './target';

/** Long-term keys only: an ASIA key is a session and cannot be managed. */
export const ACCESS_KEY_ID = /^AKIA[A-Z0-9]{12,124}$/;
export const accessKeyId = z
  .string()
  .regex(ACCESS_KEY_ID, 'is not a long-term access key id such as AKIAIOSFODNN7EXAMPLE');

/** A name as IAM takes it, and as STS takes the name of a session. */
export const IAM_NAME = /^[\w+=,.@-]{1,64}$/;

/** What every action on an IAM user is told: the id that cannot be reused, and the name that IAM's calls want. */
export const userInput = {
  userId: z.string().regex(IAM_USER_ID, 'is not the unique id of an IAM user such as AIDACKCEVSQ6C2EXAMPLE'),
  userName: z.string().regex(IAM_NAME, 'is not an IAM user name'),
};

/** The user tag that names its exposed keys, separated by spaces. Only ever adds work: nothing is spared because of it. */
export const EXPOSED_TAG = 'cordon:exposed-key';

/** `AKIA…7Q`: enough to tell two keys of one user apart on a card. */
export const shortKey = (id: string): string => `${id.slice(0, 4)}…${id.slice(-2)}`;

/**
 * Every user of the account. IAM's ARNs know users by name only, and an attacker can rename a user: a session held to the
 * approved name could be locked out by that. The approved id is what holds: `currentName` checks it right before each change.
 */
export const userArns = (scope: { readonly partition: string; readonly accountId: string }): readonly string[] => [
  `arn:${scope.partition}:iam::${scope.accountId}:user/*`,
];

export type UserPort = Pick<Services['iam'], 'getUser' | 'listUsers'>;
interface SdkUser {
  readonly UserName?: string | undefined;
  readonly UserId?: string | undefined;
  readonly Arn?: string | undefined;
  readonly Path?: string | undefined;
  readonly CreateDate?: Date | undefined;
  readonly PasswordLastUsed?: Date | undefined;
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn?: string | undefined } | undefined;
}

// An account holds 5,000 users at most.
const PAGES = 10;
const PAGE = 1000;

/**
 * The user with this immutable id, whatever it is called now. `hint` is tried first, if it is a name at all; without luck every user is listed.
 * Undefined when no user has the id, also when another one was made under its name. Throws what IAM throws.
 */
export const findUser = async (iam: UserPort, userId: string, hint?: string): Promise<SdkUser | undefined> => {
  const hinted = hint === undefined || !IAM_NAME.test(hint) ? undefined : await userNamed(iam, hint);
  if (hinted?.UserId === userId) return hinted;
  const name = await nameOf(iam, userId);
  const found = name === undefined ? undefined : await userNamed(iam, name);
  return found?.UserId === userId ? found : undefined;
};

const userNamed = async (iam: UserPort, name: string): Promise<SdkUser | undefined> => {
  try {
    const answer = await iam.getUser({ UserName: name });
    return answer.User;
  } catch (error) {
    if (awsErrorName(error) === 'NoSuchEntityException') return undefined;
    throw error;
  }
};

const nameOf = async (iam: UserPort, userId: string): Promise<string | undefined> => {
  let marker: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await iam.listUsers({ MaxItems: PAGE, ...(marker ? { Marker: marker } : {}) });
    const found = answer.Users?.find((user) => user.UserId === userId);
    if (found) return found.UserName;
    if (!answer.IsTruncated || !answer.Marker) return undefined;
    marker = answer.Marker;
  }
  throw new Error(`the account has more than ${PAGES * PAGE} users: the user's name could not be looked up by its id`);
};

/**
 * What the approved user is called now. Every action asks before it changes anything, so that a user made anew under the
 * same name is never touched and one that was renamed is still found.
 * Throws PlaybookError: `target-gone`, or `bad-input` when the step names another user than the target.
 */
export const currentName = async (
  context: { readonly target: Target; readonly aws: { readonly iam: UserPort } },
  input: { readonly userId: string; readonly userName: string },
): Promise<string> => {
  if (input.userId !== context.target.id)
    throw new PlaybookError(
      'bad-input',
      `The step names ${input.userId}, but the incident is on ${context.target.id}.`,
    );
  const user = await findUser(context.aws.iam, input.userId, input.userName);
  if (!user?.UserName) throw targetGone(gone(input));
  return user.UserName;
};

const gone = (input: { readonly userId: string; readonly userName: string }): string =>
  `The IAM user ${input.userName} (${input.userId}) no longer exists.`;

/** Puts something back on the user as it is called now; on a user that is gone there is nothing to put back. */
export const onUserIfThere = async (
  context: { readonly target: Target; readonly aws: { readonly iam: UserPort } },
  input: { readonly userId: string; readonly userName: string },
  putBack: (userName: string) => Promise<Undone>,
): Promise<Undone> => {
  const user = await findUser(context.aws.iam, input.userId, input.userName);
  return user?.UserName
    ? putBack(user.UserName)
    : { kind: 'undone', saw: `${gone(input)} There is nothing to put back.` };
};

export type KeyStatus = 'Active' | 'Inactive';
export interface KeyState {
  readonly id: string;
  readonly status: KeyStatus;
  /** ISO 8601. */
  readonly createdAt?: string;
}

/** Every access key of the user; IAM allows two, so one page holds them. */
export const keysOf = async (
  iam: Pick<Services['iam'], 'listAccessKeys'>,
  userName: string,
): Promise<readonly KeyState[]> => {
  const answer = await iam.listAccessKeys({ UserName: userName });
  return (answer.AccessKeyMetadata ?? []).flatMap((key) => {
    if (!key.AccessKeyId) return [];
    // Whatever is not Inactive may still open doors.
    const status: KeyStatus = key.Status === 'Inactive' ? 'Inactive' : 'Active';
    return [{ id: key.AccessKeyId, status, ...(key.CreateDate ? { createdAt: key.CreateDate.toISOString() } : {}) }];
  });
};

const READS = 5;
const BETWEEN_READS_MS = 1000;

/** IAM answers reads from places that lag: looks again, a second apart, until `good` or five reads are done; returns the last. */
export const settled = async <T>(
  wait: (ms: number) => Promise<void>,
  read: () => Promise<T>,
  good: (value: T) => boolean,
): Promise<T> => {
  let value = await read();
  for (let reads = 1; reads < READS && !good(value); reads += 1) {
    await wait(BETWEEN_READS_MS);
    value = await read();
  }
  return value;
};
