import type { Subject } from './scenario';
import type { World } from './world';

export const NAME = 'report-export';
const READS_BUCKET = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
});

export interface SeededUser {
  readonly userId: string;
  readonly keys: readonly string[];
}

/** A user with an inline policy, a managed one, a tag and so many keys. */
export const seedUser = async (world: World, keys: number): Promise<SeededUser> => {
  const { iam } = world.aws;
  const user = await iam.createUser({ UserName: NAME, Path: '/workloads/', Tags: [{ Key: 'owner', Value: 'dana' }] });
  await iam.putUserPolicy({ UserName: NAME, PolicyName: 'reads-reports', PolicyDocument: READS_BUCKET });
  await iam.attachUserPolicy({ UserName: NAME, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  const made: string[] = [];
  for (let n = 0; n < keys; n += 1) made.push(await addKey(world, NAME));
  return { userId: String(user.User?.UserId), keys: made };
};

export const addKey = async (world: World, userName: string): Promise<string> =>
  String((await world.aws.iam.createAccessKey({ UserName: userName })).AccessKey?.AccessKeyId);

export const userSubject = (world: World, user: SeededUser, input: object = {}): Subject => ({
  target: { kind: 'iam-user', accountId: world.accountId, region: 'global', id: user.userId, name: NAME },
  input: { userId: user.userId, userName: NAME, ...input },
});

/** An attacker may call a user anything. */
export const rename = async (world: World): Promise<string> => {
  const NewUserName = 'renamed-by-someone';
  await world.aws.iam.updateUser({ UserName: NAME, NewUserName });
  return NewUserName;
};

export const nameNow = async (world: World, subject: Subject): Promise<string> => {
  const { Users = [] } = await world.aws.iam.listUsers({});
  return String(Users.find((user) => user.UserId === subject.target.id)?.UserName);
};

export const keysNow = async (world: World, subject: Subject): Promise<Readonly<Record<string, string>>> => {
  const { AccessKeyMetadata = [] } = await world.aws.iam.listAccessKeys({ UserName: await nameNow(world, subject) });
  const keys = AccessKeyMetadata.map((key) => [String(key.AccessKeyId), String(key.Status)] as const);
  return Object.fromEntries(keys.sort(([a], [b]) => (a < b ? -1 : 1)));
};

export const inlineNow = async (world: World, subject: Subject): Promise<Readonly<Record<string, string>>> => {
  const UserName = await nameNow(world, subject);
  const { PolicyNames = [] } = await world.aws.iam.listUserPolicies({ UserName });
  const documents = PolicyNames.sort().map(async (PolicyName) => {
    const { PolicyDocument = '' } = await world.aws.iam.getUserPolicy({ UserName, PolicyName });
    return [PolicyName, decodeURIComponent(PolicyDocument)] as const;
  });
  return Object.fromEntries(await Promise.all(documents));
};

export const attachedNow = async (world: World, subject: Subject): Promise<readonly string[]> => {
  const { AttachedPolicies = [] } = await world.aws.iam.listAttachedUserPolicies({
    UserName: await nameNow(world, subject),
  });
  return AttachedPolicies.map((policy) => String(policy.PolicyName)).sort();
};

/** Everything of a user that an action on it could break, by part. `exposed` stands apart from the other keys. */
export const userState = async (world: World, subject: Subject, exposed?: string) => {
  const UserName = await nameNow(world, subject);
  const { [exposed ?? '']: exposedKey, ...keys } = await keysNow(world, subject);
  const { Tags = [] } = await world.aws.iam.listUserTags({ UserName });
  return {
    name: UserName,
    exposedKey,
    keys,
    inline: await inlineNow(world, subject),
    attached: await attachedNow(world, subject),
    tags: Object.fromEntries(Tags.map((tag) => [tag.Key, tag.Value])),
  };
};
