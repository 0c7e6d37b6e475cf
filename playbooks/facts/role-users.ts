import type { EC2 } from '@aws-sdk/client-ec2';
import type { IAM } from '@aws-sdk/client-iam';
import { counted } from '../kit/counted';
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

type Associations = Pick<EC2, 'describeIamInstanceProfileAssociations'>;

// DescribeInstances still names the old profile for a while after it was replaced.
const profileOf = async (ec2: Associations, instanceId: string): Promise<string | undefined> => {
  const Filters = [{ Name: 'instance-id', Values: [instanceId] }];
  const answer = await ec2.describeIamInstanceProfileAssociations({ Filters });
  const current = (answer.IamInstanceProfileAssociations ?? []).find(({ State }) => State !== 'disassociated');
  return current?.IamInstanceProfile?.Arn;
};

const PAGE = 1000;
const MOST_PAGES = 5;

// No filter takes a profile: all instances of the Region that have one are read.
const instancesWith = async (ec2: Associations, profiles: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  let NextToken: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const Filters = [{ Name: 'state', Values: ['associated'] }];
    const answer = await ec2.describeIamInstanceProfileAssociations({
      Filters,
      MaxResults: PAGE,
      ...(NextToken ? { NextToken } : {}),
    });
    const sharing = (answer.IamInstanceProfileAssociations ?? []).filter((one) =>
      profiles.includes(one.IamInstanceProfile?.Arn ?? ''),
    );
    found.push(...sharing.flatMap(({ InstanceId }) => InstanceId ?? []));
    NextToken = answer.NextToken;
    if (!NextToken) break;
  }
  return found;
};

/** Stolen instance credentials work elsewhere until they run out; whoever shares the role would feel a revocation. */
export const roleUsers = defineFact({
  id: 'role-users',
  title: 'Instance role and who else uses it',
  uses: {
    ec2: ['describeIamInstanceProfileAssociations'],
    iam: ['getInstanceProfile', 'listInstanceProfilesForRole', 'getRole'],
  },
  timeoutMs: 10_000,
  read: async ({ aws, target }): Promise<RoleUsersFact> => {
    const profileArn = await profileOf(aws.ec2, target.id);
    if (!profileArn) return { others: [] };
    const roleName = await roleOf(aws.iam, profileArn);
    if (!roleName) return { profileArn, others: [] };
    const ids = await instancesWith(aws.ec2, await profilesOf(aws.iam, roleName));
    return { profileArn, ...(await roleNow(aws.iam, roleName)), others: ids.filter((id) => id !== target.id).sort() };
  },
  describe: ({ roleName, profileArn, others, lastUsed }) => {
    if (!roleName) return [profileArn ? `${profileArn} holds no role` : 'No instance role'];
    return [
      `Role ${roleName}${lastUsed ? `, last used ${lastUsed}` : ''}`,
      others.length === 0
        ? 'No other instance uses it'
        : `${counted(others.length, 'other instance')} with it: ${others.slice(0, 5).join(', ')}`,
    ];
  },
});
