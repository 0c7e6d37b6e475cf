import { secretNameFor } from '../playbooks/kit/access-key-secret';
import { DRILL_TAG } from '../playbooks/kit/drill';
import { OLDER_SESSIONS_PREFIX } from '../playbooks/kit/older-sessions';
import { idOf, type Made, type Member, type Seen, type ThrowAway, unlessGone } from './throw-away';

const keysOf = async ({ iam }: Member, UserName: string) =>
  ((await iam.listAccessKeys({ UserName })).AccessKeyMetadata ?? []).map(({ AccessKeyId = '', Status = '' }) => ({
    id: AccessKeyId,
    status: Status,
  }));
const attachedTo = async ({ iam }: Member, UserName: string): Promise<readonly string[]> =>
  ((await iam.listAttachedUserPolicies({ UserName })).AttachedPolicies ?? []).flatMap((one) => one.PolicyArn ?? []);
const inlineOf = async ({ iam }: Member, UserName: string): Promise<readonly string[]> =>
  (await iam.listUserPolicies({ UserName })).PolicyNames ?? [];

const look = async (member: Member, userName: string, accessKeyId: string): Promise<Seen> => {
  const [keys, attached, inline] = await Promise.all([
    keysOf(member, userName),
    attachedTo(member, userName),
    inlineOf(member, userName),
  ]);
  const denied = attached.some((arn) => arn.endsWith(':aws:policy/AWSDenyAll'));
  const refused = inline.some((name) => name.startsWith(OLDER_SESSIONS_PREFIX));
  const key = keys.find(({ id }) => id === accessKeyId);
  const policies = [...attached.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)), ...inline];
  return {
    contained: key?.status === 'Inactive' && (denied || refused),
    // The exposed key stays Inactive: an undo never makes it work again.
    asBefore: !denied && !refused,
    words: `key ${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)} ${key?.status ?? 'gone'}; policies: ${policies.join(', ') || 'none'}`,
  };
};

const removeUser = async (member: Member, UserName: string, userId: string): Promise<void> => {
  const { iam, secretsmanager } = member;
  // A key that Cordon gave in exchange, where the configuration asks for that.
  await unlessGone(secretsmanager.deleteSecret({ SecretId: secretNameFor(userId), ForceDeleteWithoutRecovery: true }));
  for (const { id } of await keysOf(member, UserName))
    await unlessGone(iam.deleteAccessKey({ UserName, AccessKeyId: id }));
  for (const PolicyArn of await attachedTo(member, UserName))
    await unlessGone(iam.detachUserPolicy({ UserName, PolicyArn }));
  for (const PolicyName of await inlineOf(member, UserName))
    await unlessGone(iam.deleteUserPolicy({ UserName, PolicyName }));
  await unlessGone(iam.deleteUser({ UserName }));
};

/** Makes a user without any right and one access key of it, whose secret half is forgotten at once. `keep` hears of each thing as it is made. */
export const makeUser = async (member: Member, drillId: string, keep: (made: Made) => void): Promise<ThrowAway> => {
  const { iam, accountId } = member;
  const UserName = `cordon-${drillId.slice(0, 14)}`;
  const { User } = await iam.createUser({ UserName, Tags: [{ Key: DRILL_TAG, Value: drillId }] });
  const userId = idOf(User?.UserId, UserName);
  keep({
    what: `IAM user ${UserName} (${userId}) with its access key`,
    commands: () => [
      `aws iam list-access-keys --user-name ${UserName}   # then, for each: aws iam delete-access-key --user-name ${UserName} --access-key-id …`,
      `aws iam list-attached-user-policies --user-name ${UserName}   # then, for each: aws iam detach-user-policy --user-name ${UserName} --policy-arn …`,
      `aws iam list-user-policies --user-name ${UserName}   # then, for each: aws iam delete-user-policy --user-name ${UserName} --policy-name …`,
      `aws iam delete-user --user-name ${UserName}`,
    ],
    remove: () => removeUser(member, UserName, userId),
  });
  const accessKeyId = idOf((await iam.createAccessKey({ UserName })).AccessKey?.AccessKeyId, 'its access key');
  return {
    kind: 'user',
    target: { kind: 'iam-user', accountId, region: 'global', id: userId, name: UserName },
    accessKeyId,
    seen: () => look(member, UserName, accessKeyId),
  };
};
