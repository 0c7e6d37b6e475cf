import { STS } from '@aws-sdk/client-sts';
import type { ActivityEvent } from '../aws/activity';
import { given, type MemberClients } from './clients';

export interface SeededUser {
  readonly name: string;
  /** The unique id: AIDA… */
  readonly id: string;
  /** Oldest first. */
  readonly accessKeyIds: readonly string[];
}

/**
 * `report-export` and `ci-deploy`: a workload uses the one key. `backup-agent`: two keys, both in use.
 * `robin.console`: a person, with a password, a second factor and a key that nothing used lately. `data-import`: an unused key.
 */
export const USER_NAMES = ['report-export', 'ci-deploy', 'backup-agent', 'robin.console', 'data-import'] as const;
export type UserName = (typeof USER_NAMES)[number];
const IN_USE: readonly UserName[] = ['report-export', 'ci-deploy', 'backup-agent'];
const OWNER: Readonly<Record<UserName, string>> = {
  'report-export': 'data-team',
  'ci-deploy': 'platform-team',
  'backup-agent': 'platform-team',
  'robin.console': 'robin',
  'data-import': 'data-team',
};

export interface Production {
  readonly users: Readonly<Record<UserName, SeededUser>>;
  /** What CloudTrail saw of the workloads before anything happened. */
  readonly activity: readonly ActivityEvent[];
}

const READ_REPORTS = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' }],
};

/** A call made with the key itself: IAM then knows when it was last used. */
const callWithKey = async (
  endpoint: string,
  region: string,
  accessKeyId: string,
  secretAccessKey: string,
): Promise<void> => {
  const sts = new STS({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
  await sts.getCallerIdentity({});
};

const addConsoleAccess = async ({ iam }: MemberClients, UserName: UserName): Promise<void> => {
  await iam.createLoginProfile({ UserName, Password: `Local-${crypto.randomUUID()}`, PasswordResetRequired: false });
  const device = await iam.createVirtualMFADevice({ VirtualMFADeviceName: UserName });
  const SerialNumber = given(device.VirtualMFADevice?.SerialNumber, 'the MFA device');
  await iam.enableMFADevice({ UserName, SerialNumber, AuthenticationCode1: '123456', AuthenticationCode2: '654321' });
};

const makeUser = async (
  clients: MemberClients,
  motoUrl: string,
  region: string,
  name: UserName,
): Promise<SeededUser> => {
  const { iam } = clients;
  const made = await iam.createUser({ UserName: name, Tags: [{ Key: 'owner', Value: OWNER[name] }] });
  await iam.putUserPolicy({ UserName: name, PolicyName: 'work', PolicyDocument: JSON.stringify(READ_REPORTS) });
  await iam.addUserToGroup({ UserName: name, GroupName: 'workloads' });
  const accessKeyIds: string[] = [];
  for (let n = 0; n < (name === 'backup-agent' ? 2 : 1); n += 1) {
    const key = (await iam.createAccessKey({ UserName: name })).AccessKey;
    accessKeyIds.push(given(key?.AccessKeyId, 'an access key'));
    if (IN_USE.includes(name)) await callWithKey(motoUrl, region, key?.AccessKeyId ?? '', key?.SecretAccessKey ?? '');
  }
  if (name === 'robin.console') await addConsoleAccess(clients, name);
  return { name, id: given(made.User?.UserId, name), accessKeyIds };
};

const MINUTE = 60_000;

/** Quiet, regular work, as a workload does it: one listing and one call for its identity every ten minutes. */
const workOf = (user: SeededUser, accountId: string, region: string, now: Date): readonly ActivityEvent[] =>
  user.accessKeyIds.flatMap((accessKeyId) =>
    [12, 22, 32, 42].map((minutes, at) => ({
      accountId,
      region,
      at: new Date(now.getTime() - minutes * MINUTE),
      name: at % 2 === 0 ? 'ListBuckets' : 'GetCallerIdentity',
      source: at % 2 === 0 ? 's3.amazonaws.com' : 'sts.amazonaws.com',
      username: user.name,
      accessKeyId,
      readOnly: true,
      sourceIp: '10.30.4.17',
      userAgent: 'aws-sdk-java/2.29.6 exec-env/AWS_ECS_FARGATE',
    })),
  );

/** The production account: IAM users of every kind that changes the decision. */
export const seedProduction = async (
  clients: MemberClients,
  where: { readonly motoUrl: string; readonly accountId: string; readonly region: string; readonly now: Date },
): Promise<Production> => {
  await clients.iam.createGroup({ GroupName: 'workloads' });
  const made: [UserName, SeededUser][] = [];
  for (const name of USER_NAMES) made.push([name, await makeUser(clients, where.motoUrl, where.region, name)]);
  const users = Object.fromEntries(made) as Record<UserName, SeededUser>;
  const activity = IN_USE.flatMap((name) => workOf(users[name], where.accountId, where.region, where.now));
  return { users, activity };
};
