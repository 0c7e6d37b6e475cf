import type { IAM } from '@aws-sdk/client-iam';
import { awsErrorName } from '../kit/errors';
import { defineFact } from '../kit/fact';
import type { RoleUsersFact } from '../kit/instance-facts';

const profileName = (arn: string): string => arn.split('/').at(-1) ?? arn;

type Reads = Pick<IAM, 'getInstanceProfile' | 'listInstanceProfilesForRole' | 'getRole'>;

const roleOf = async (iam: Reads, profileArn: string): Promise<string | undefined> => {
  try {
    const answer = await iam.getInstanceProfile({ InstanceProfileName: profileName(profileArn) });
    return answer.InstanceProfile?.Roles?.[0]?.RoleName;
  } catch (error) {
    if (awsErrorName(error) === 'NoSuchEntityException') return undefined;
    throw error;
  }
};

const profilesOf = async (iam: Reads, RoleName: string): Promise<readonly string[]> =>
  ((await iam.listInstanceProfilesForRole({ RoleName })).InstanceProfiles ?? []).flatMap(({ Arn }) => Arn ?? []);

const roleNow = async (iam: Reads, RoleName: string) => {
  const role = (await iam.getRole({ RoleName })).Role;
  const lastUsed = role?.RoleLastUsed?.LastUsedDate?.toISOString();
  return { roleName: RoleName, ...(role?.Arn ? { roleArn: role.Arn } : {}), ...(lastUsed ? { lastUsed } : {}) };
};

/** Stolen instance credentials work elsewhere until they run out; whoever shares the role would feel a revocation. */
export const roleUsers = defineFact({
  id: 'role-users',
  title: 'Instance role and who else uses it',
  uses: { ec2: ['describeInstances'], iam: ['getInstanceProfile', 'listInstanceProfilesForRole', 'getRole'] },
  timeoutMs: 10_000,
  read: async ({ aws, target }): Promise<RoleUsersFact> => {
    const own = await aws.ec2.describeInstances({ Filters: [{ Name: 'instance-id', Values: [target.id] }] });
    const profileArn = own.Reservations?.[0]?.Instances?.[0]?.IamInstanceProfile?.Arn;
    if (!profileArn) return { others: [] };
    const roleName = await roleOf(aws.iam, profileArn);
    if (!roleName) return { profileArn, others: [] };
    const Values = [...(await profilesOf(aws.iam, roleName))];
    const sharing = await aws.ec2.describeInstances({ Filters: [{ Name: 'iam-instance-profile.arn', Values }] });
    const ids = (sharing.Reservations ?? [])
      .flatMap(({ Instances }) => Instances ?? [])
      .flatMap(({ InstanceId }) => InstanceId ?? []);
    return { profileArn, ...(await roleNow(aws.iam, roleName)), others: ids.filter((id) => id !== target.id).sort() };
  },
  describe: ({ roleName, profileArn, others, lastUsed }) => {
    if (!roleName) return [profileArn ? `${profileArn} holds no role` : 'No instance role'];
    return [
      `Role ${roleName}${lastUsed ? `, last used ${lastUsed}` : ''}`,
      others.length === 0
        ? 'No other instance uses it'
        : `${others.length} other instance(s) use it: ${others.slice(0, 5).join(', ')}`,
    ];
  },
});
