import type { EC2, SecurityGroup } from '@aws-sdk/client-ec2';
import { CASE_TAG, QUARANTINE_TAG } from '../../kit/case-tags';
import { awsErrorName, cannotContain } from '../../kit/errors';
import { isEmptyBothWays, isQuarantineGroup, QUARANTINE_NAME } from '../../kit/quarantine';
import type { Target } from '../../kit/target';

/** What finding, making and emptying a group needs of an action's context. */
export interface GroupContext {
  readonly aws: {
    readonly ec2: Pick<
      EC2,
      | 'describeSecurityGroups'
      | 'describeSecurityGroupRules'
      | 'createSecurityGroup'
      | 'revokeSecurityGroupIngress'
      | 'revokeSecurityGroupEgress'
    >;
  };
  readonly target: Pick<Target, 'accountId'>;
  readonly incidentId: string;
  readonly wait: (ms: number) => Promise<void>;
}

const TRIES = 6;
const BETWEEN_MS = 500;

// The second name is for a VPC in which somebody else holds the first: a name taken on purpose must not stop a quarantine.
const namesFor = (incidentId: string): readonly string[] => [QUARANTINE_NAME, `${QUARANTINE_NAME}-${incidentId}`];

const groupsNamed = async ({ aws, incidentId }: GroupContext, vpcId: string): Promise<readonly SecurityGroup[]> => {
  const Filters = [
    { Name: 'vpc-id', Values: [vpcId] },
    { Name: 'group-name', Values: [...namesFor(incidentId)] },
  ];
  return (await aws.ec2.describeSecurityGroups({ Filters })).SecurityGroups ?? [];
};

const create = async ({ aws, incidentId }: GroupContext, vpcId: string, name: string): Promise<string | undefined> => {
  const tags = [
    { Key: QUARANTINE_TAG, Value: 'true' },
    { Key: CASE_TAG, Value: incidentId },
  ];
  try {
    const made = await aws.ec2.createSecurityGroup({
      VpcId: vpcId,
      GroupName: name,
      Description: 'Cordon: no traffic in or out. Do not add rules.',
      TagSpecifications: [{ ResourceType: 'security-group', Tags: tags }],
    });
    return made.GroupId;
  } catch (error) {
    // Somebody, perhaps another incident in the same VPC, was faster: look again.
    if (awsErrorName(error) === 'InvalidGroup.Duplicate') return undefined;
    throw error;
  }
};

const findOrCreate = async (context: GroupContext, vpcId: string): Promise<string> => {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const named = await groupsNamed(context, vpcId);
    const ours = named.find((group) => isQuarantineGroup(group, context.target.accountId))?.GroupId;
    if (ours) return ours;
    const free = namesFor(context.incidentId).find((name) => !named.some((group) => group.GroupName === name));
    if (!free) break;
    const made = await create(context, vpcId, free);
    if (made) return made;
    await context.wait(BETWEEN_MS);
  }
  throw cannotContain(
    `Every name for a quarantine group in ${vpcId} is held by a group without the tag ${QUARANTINE_TAG}. Rename or tag ${QUARANTINE_NAME} there.`,
  );
};

/** The group as it is now, or undefined while a new one is not yet to be seen. */
export const readGroup = async (
  ec2: Pick<EC2, 'describeSecurityGroups'>,
  groupId: string,
): Promise<SecurityGroup | undefined> => {
  const answer = await ec2.describeSecurityGroups({ GroupIds: [groupId] }).catch((error: unknown) => {
    if (awsErrorName(error) === 'InvalidGroup.NotFound') return undefined;
    throw error;
  });
  return answer?.SecurityGroups?.[0];
};

// A rule that vanished in between is what we wanted.
const unlessGone = (error: unknown): void => {
  if (!['InvalidPermission.NotFound', 'InvalidSecurityGroupRuleId.NotFound'].includes(awsErrorName(error))) throw error;
};

// By id: a rule names a CIDR, an IPv6 CIDR, a prefix list or a group, and its id all of them.
const revokeAll = async ({ aws }: GroupContext, groupId: string): Promise<void> => {
  const Filters = [{ Name: 'group-id', Values: [groupId] }];
  const rules = (await aws.ec2.describeSecurityGroupRules({ Filters })).SecurityGroupRules ?? [];
  const ids = (egress: boolean): string[] =>
    rules.filter(({ IsEgress }) => IsEgress === egress).flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
  const [ingress, egress] = [ids(false), ids(true)];
  const request = (SecurityGroupRuleIds: string[]) => ({ GroupId: groupId, SecurityGroupRuleIds });
  if (ingress.length > 0) await aws.ec2.revokeSecurityGroupIngress(request(ingress)).catch(unlessGone);
  if (egress.length > 0) await aws.ec2.revokeSecurityGroupEgress(request(egress)).catch(unlessGone);
};

/**
 * The VPC's quarantine group, found or made, and read back as empty both ways. A new group allows all egress, over IPv6 too
 * where the VPC has it, and an attacker can add rules to an old one: whatever is in it is revoked.
 * @throws PlaybookError `cannot-contain` when it cannot be made, or does not stay empty
 */
export const emptyGroupIn = async (context: GroupContext, vpcId: string): Promise<string> => {
  const groupId = await findOrCreate(context, vpcId);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const group = await readGroup(context.aws.ec2, groupId);
    if (group && isEmptyBothWays(group)) return groupId;
    if (group) await revokeAll(context, groupId);
    else await context.wait(BETWEEN_MS);
  }
  throw cannotContain(`The quarantine group ${groupId} is not empty, and its rules cannot be removed.`);
};
