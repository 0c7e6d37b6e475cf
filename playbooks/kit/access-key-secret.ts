// Where a new access key goes: one secret per IAM user, in the user's own account, named by the id that no other user can get.
import { awsErrorName, cannotContain } from './errors';
import type { Services } from './services';

export const secretNameFor = (userId: string): string => `cordon/access-key/${userId}`;

export const secretArns = (
  scope: { readonly partition: string; readonly accountId: string },
  userId: string | undefined,
): readonly string[] => [
  `arn:${scope.partition}:secretsmanager:*:${scope.accountId}:secret:${secretNameFor(userId ?? '*')}${userId === undefined ? '' : '-*'}`,
];

export const SECRET_TAGS = { user: 'cordon:user-id', incident: 'cordon:incident' } as const;

// Secrets Manager takes the request token as the version's id: the value and the word whose value it is are written in one call.
const VERSION_PREFIX = 'cordon-access-key-';
export const versionFor = (keyId: string): string => `${VERSION_PREFIX}${keyId}`;

export type SecretPort = Pick<Services['secretsmanager'], 'describeSecret' | 'getResourcePolicy'>;

export type SecretState =
  | { readonly kind: 'absent'; readonly name: string }
  | {
      readonly kind: 'ours';
      readonly name: string;
      readonly arn: string;
      /** Incident that last set out to issue a key into it. */
      readonly incidentId?: string;
      /** The access key whose secret is the current value. */
      readonly keyId?: string;
    }
  /** Something stands under the name that must not be given a key. */
  | { readonly kind: 'unusable'; readonly name: string; readonly because: string };

/** Looks at the secret's description and policy; its value is never read. Throws what Secrets Manager throws. */
export const lookAtSecret = async (port: SecretPort, userId: string): Promise<SecretState> => {
  const name = secretNameFor(userId);
  const found = await described(port, name);
  if (!found) return { kind: 'absent', name };
  const tags = new Map((found.Tags ?? []).map((tag) => [tag.Key, tag.Value]));
  const bad = (because: string): SecretState => ({ kind: 'unusable', name, because });
  if (found.DeletedDate)
    return bad(`the secret ${name} is scheduled for deletion: restore it, or wait until it is gone`);
  if (tags.get(SECRET_TAGS.user) !== userId)
    return bad(`a secret named ${name} stands there that Cordon did not make: look at who did, and remove it`);
  const policy = await port.getResourcePolicy({ SecretId: name });
  if (policy.ResourcePolicy)
    return bad(`the secret ${name} has a resource policy, which can open it to others: look at it, and remove it`);
  const incidentId = tags.get(SECRET_TAGS.incident);
  const keyId = currentKey(found.VersionIdsToStages);
  return {
    kind: 'ours',
    name,
    arn: found.ARN ?? name,
    ...(incidentId ? { incidentId } : {}),
    ...(keyId ? { keyId } : {}),
  };
};

const described = async (port: SecretPort, name: string) => {
  try {
    return await port.describeSecret({ SecretId: name });
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
};

const currentKey = (versions: Readonly<Record<string, readonly string[]>> | undefined): string | undefined => {
  const current = Object.entries(versions ?? {}).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
  return current?.startsWith(VERSION_PREFIX) ? current.slice(VERSION_PREFIX.length) : undefined;
};

/** The secret when a key may be put into it. Throws PlaybookError `cannot-contain` with what is in the way. */
export const usableSecret = async (
  port: SecretPort,
  userId: string,
): Promise<Exclude<SecretState, { kind: 'unusable' }>> => {
  const state = await lookAtSecret(port, userId);
  if (state.kind === 'unusable') throw cannotContain(`No new key was made: ${state.because}.`);
  return state;
};
