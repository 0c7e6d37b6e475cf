import * as z from 'zod';
import {
  lookAtSecret,
  SECRET_TAGS,
  type SecretState,
  secretArns,
  secretNameFor,
  usableSecret,
  versionFor,
} from '../kit/access-key-secret';
import { type ActionContext, defineAction } from '../kit/action';
import { awsErrorName, cannotContain } from '../kit/errors';
import { currentName, type KeyState, keysOf, onUserIfThere, userArns, userInput } from '../kit/iam-user';

const uses = {
  iam: ['getUser', 'listUsers', 'listAccessKeys', 'getAccessKeyLastUsed', 'createAccessKey', 'deleteAccessKey'],
  secretsmanager: ['describeSecret', 'getResourcePolicy', 'createSecret', 'tagResource', 'putSecretValue'],
} as const;
type Context = ActionContext<typeof uses>;

const input = z.strictObject(userInput);
const before = z.object({
  keyIds: z.array(z.string()),
  /** What the secret is marked with: a retry under a later incident finds what this one made. */
  incidentId: z.string(),
});
type Before = z.infer<typeof before>;

/**
 * Makes a key and puts it straight into Secrets Manager: its secret passes through this one function and is returned,
 * logged and thrown nowhere.
 *
 * A run that dies between CreateAccessKey and PutSecretValue leaves a key whose secret nobody has. The next run knows it:
 * it is not among the keys that the journal saw before, the secret's tag says that this incident had set out to make one,
 * no version of the secret is named for it, and it was never used (nobody can). Exactly such a key is deleted.
 */
export const issueAccessKey = defineAction({
  id: 'issue-access-key',
  title: 'Issue a new access key into Secrets Manager',
  risk: 'reversible',
  alone: 'It calls CreateAccessKey and holds the new secret for a moment: nothing else may run beside it.',
  input,
  before,
  left: z.object({ accessKeyId: z.string(), secretName: z.string() }),
  uses,
  writes: ['createAccessKey', 'deleteAccessKey', 'createSecret', 'tagResource', 'putSecretValue'],
  containOnly: [
    'getAccessKeyLastUsed',
    'createAccessKey',
    'deleteAccessKey',
    'createSecret',
    'tagResource',
    'putSecretValue',
  ],
  resources: (scope, given) => [...userArns(scope), ...secretArns(scope, given?.userId)],
  leaves: ['The new access key stays Active, and its secret stays in Secrets Manager: a workload may use it by now.'],
  describe: ({ userId, userName }) =>
    `Make a new access key for ${userName} and put it into the secret ${secretNameFor(userId)} of the user's own account; nobody is shown it.`,
  capture: async (context, given) => {
    const userName = await currentName(context, given);
    const keyIds = (await keysOf(context.aws.iam, userName)).map((key) => key.id);
    if (keyIds.length > 1) throw twoKeys(userName, keyIds);
    await usableSecret(context.aws.secretsmanager, given.userId);
    return { keyIds, incidentId: context.incidentId };
  },
  apply: async (context, given, found) => {
    const userName = await currentName(context, given);
    const secretName = secretNameFor(given.userId);
    const start = await look(context, given.userId, userName);
    const held = issuedHere(start, found);
    const lost = unexplained(start.keys, found).filter((id) => id !== held);
    if (marked(start.secret, found)) await removeLost(context, userName, lost);
    if (held !== undefined) return { accessKeyId: held, secretName };
    await markSecret(context, { ...given, userName }, start.secret, found);
    const accessKeyId = await makeKey(context, userName, secretName);
    await removeRepeated(context, userName, [...found.keyIds, ...start.keys.map((key) => key.id), accessKeyId]);
    return { accessKeyId, secretName };
  },
  verify: async (context, given, found, left) => {
    const userName = await currentName(context, given);
    const problem = problemOf(await look(context, given.userId, userName), found, left.accessKeyId);
    return problem === undefined
      ? { ok: true, saw: `${left.accessKeyId} is Active on ${userName}, and ${left.secretName} holds it.` }
      : { ok: false, problem };
  },
  undo: (context, given, found) =>
    onUserIfThere(context, given, async (userName) => {
      const { keys, secret } = await look(context, given.userId, userName);
      const made = unexplained(keys, found);
      const held = secret.kind === 'ours' && secret.keyId !== undefined ? `holds ${secret.keyId}` : 'holds no key';
      return {
        kind: 'undone',
        saw: `Left in place: new on ${userName}: ${made.join(', ') || 'no key'}; ${secret.name} ${held}.`,
      };
    }),
});

interface Look {
  readonly keys: readonly KeyState[];
  readonly secret: SecretState;
}

type LookContext = {
  readonly aws: Pick<Context['aws'], 'iam'> & {
    readonly secretsmanager: Pick<Context['aws']['secretsmanager'], 'describeSecret' | 'getResourcePolicy'>;
  };
};

const look = async ({ aws }: LookContext, userId: string, userName: string): Promise<Look> => ({
  keys: await keysOf(aws.iam, userName),
  secret: await lookAtSecret(aws.secretsmanager, userId),
});

const marked = (secret: SecretState, found: Before): boolean =>
  secret.kind === 'ours' && secret.incidentId === found.incidentId;

const unexplained = (keys: readonly KeyState[], found: Before): readonly string[] =>
  keys.map((key) => key.id).filter((id) => !found.keyIds.includes(id));

/** The key that an earlier run of this incident made and stored, when it is still there. */
const issuedHere = ({ keys, secret }: Look, found: Before): string | undefined => {
  if (secret.kind !== 'ours' || !marked(secret, found)) return undefined;
  return unexplained(keys, found).find((id) => id === secret.keyId);
};

const problemOf = ({ keys, secret }: Look, found: Before, keyId: string): string | undefined => {
  const strange = unexplained(keys, found).filter((id) => id !== keyId);
  if (strange.length > 0) return `The user has a key that this incident did not make: ${strange.join(', ')}.`;
  if (keys.find(({ id }) => id === keyId)?.status !== 'Active') return `The new key ${keyId} is not Active.`;
  if (secret.kind === 'unusable') return `The new key may be open to others: ${secret.because}.`;
  if (secret.kind === 'absent' || secret.keyId !== keyId) return `${secret.name} does not hold the new key ${keyId}.`;
  return undefined;
};

const twoKeys = (userName: string, ids: readonly string[]) =>
  cannotContain(
    `No new key was made: ${userName} has two access keys already (${ids.join(', ')}), as many as IAM allows. Start replace-access-key on the user to delete the exposed one.`,
  );

/** Says in the account, before a key exists, that this incident makes one. */
const markSecret = async (
  { aws }: Context,
  { userId, userName }: z.infer<typeof input>,
  secret: SecretState,
  found: Before,
): Promise<void> => {
  if (secret.kind === 'unusable') throw cannotContain(`No new key was made: ${secret.because}.`);
  if (marked(secret, found)) return;
  const mark = { Key: SECRET_TAGS.incident, Value: found.incidentId };
  if (secret.kind === 'ours') {
    await aws.secretsmanager.tagResource({ SecretId: secret.name, Tags: [mark] });
    return;
  }
  await aws.secretsmanager.createSecret({
    Name: secret.name,
    Description: `Access key of the IAM user ${userName}, issued after its former key was exposed. In the form of credential_process.`,
    Tags: [{ Key: SECRET_TAGS.user, Value: userId }, mark],
  });
};

/** CreateAccessKey and PutSecretValue, back to back. Errors carry a name and nothing of what was sent. */
const makeKey = async (context: Context, userName: string, secretName: string): Promise<string> => {
  const { id, secret } = await createKey(context, userName);
  try {
    await context.aws.secretsmanager.putSecretValue({
      SecretId: secretName,
      ClientRequestToken: versionFor(id),
      SecretString: JSON.stringify({ Version: 1, AccessKeyId: id, SecretAccessKey: secret }),
    });
    return id;
  } catch (error) {
    // Nobody has its secret. If this fails too, the next run finds the key and deletes it.
    await deleteKey(context, userName, id).catch(() => undefined);
    throw cannotContain(
      `No new key was issued: Secrets Manager did not take it (${awsErrorName(error) || 'no answer'}), so it was deleted again. Retry.`,
    );
  }
};

const createKey = async (context: Context, userName: string): Promise<{ id: string; secret: string }> => {
  try {
    const made = (await context.aws.iam.createAccessKey({ UserName: userName })).AccessKey;
    if (made?.AccessKeyId && made.SecretAccessKey) return { id: made.AccessKeyId, secret: made.SecretAccessKey };
  } catch (error) {
    if (awsErrorName(error) !== 'LimitExceededException') throw error;
    throw twoKeys(
      userName,
      (await keysOf(context.aws.iam, userName)).map((key) => key.id),
    );
  }
  throw cannotContain('IAM answered CreateAccessKey without a key. Retry: what it may have made is found and deleted.');
};

const deleteKey = async (context: Context, userName: string, id: string): Promise<void> => {
  try {
    await context.aws.iam.deleteAccessKey({ UserName: userName, AccessKeyId: id });
  } catch (error) {
    if (awsErrorName(error) !== 'NoSuchEntityException') throw error;
  }
};

/** Deletes keys whose secret was lost with an earlier run. One that was used is someone's: it stops the step instead. */
const removeLost = async (context: Context, userName: string, ids: readonly string[]): Promise<void> => {
  for (const id of ids) {
    const used = (await context.aws.iam.getAccessKeyLastUsed({ AccessKeyId: id })).AccessKeyLastUsed?.LastUsedDate;
    if (used)
      throw cannotContain(
        `${userName} has the key ${id}, which appeared during this incident, is not Cordon's and is in use since ${used.toISOString()}. Find out whose it is, deactivate it, and retry.`,
      );
    await deleteKey(context, userName, id);
  }
};

/** A call whose answer was lost on the way is sent again by the SDK and may have made two keys: only one is stored. */
const removeRepeated = async (context: Context, userName: string, explained: readonly string[]): Promise<void> => {
  const keys = await keysOf(context.aws.iam, userName);
  await removeLost(
    context,
    userName,
    keys.map((key) => key.id).filter((id) => !explained.includes(id)),
  );
};
