import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { ElasticLoadBalancingV2, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { counted } from '../kit/counted';
import { defineFact } from '../kit/fact';
import type { ScalingFact } from '../kit/instance-facts';

const groupOf = async (
  autoscaling: Pick<AutoScaling, 'describeAutoScalingInstances' | 'describeAutoScalingGroups'>,
  instanceId: string,
): Promise<ScalingFact['group']> => {
  const member = (await autoscaling.describeAutoScalingInstances({ InstanceIds: [instanceId] }))
    .AutoScalingInstances?.[0];
  if (!member?.AutoScalingGroupName) return undefined;
  const name = member.AutoScalingGroupName;
  const group = (await autoscaling.describeAutoScalingGroups({ AutoScalingGroupNames: [name] })).AutoScalingGroups?.[0];
  const others = (group?.Instances ?? []).filter(
    (one) => one.InstanceId !== instanceId && one.LifecycleState === 'InService' && one.HealthStatus === 'Healthy',
  );
  return {
    name,
    lifecycle: member.LifecycleState ?? 'unknown',
    desired: group?.DesiredCapacity ?? 0,
    min: group?.MinSize ?? 0,
    max: group?.MaxSize ?? 0,
    othersInService: others.length,
  };
};

type Balancing = Pick<ElasticLoadBalancingV2, 'describeTargetGroups' | 'describeTargetHealth'>;

// There is no call from a target to its groups: each group of the VPC must be asked. Beyond so many it would take too long.
const MOST_GROUPS = 100;
const AT_ONCE = 5;

const groupsOfVpc = async (balancing: Balancing, vpcId: string): Promise<readonly TargetGroup[]> => {
  const found: TargetGroup[] = [];
  let Marker: string | undefined;
  do {
    const page = await balancing.describeTargetGroups(Marker ? { Marker } : {});
    found.push(...(page.TargetGroups ?? []).filter((group) => group.VpcId === vpcId && group.TargetType !== 'lambda'));
    Marker = page.NextMarker;
  } while (Marker);
  return found;
};

const membershipIn = async (
  balancing: Balancing,
  group: TargetGroup,
  ids: readonly string[],
): Promise<ScalingFact['targets']> => {
  const health =
    (await balancing.describeTargetHealth({ TargetGroupArn: group.TargetGroupArn })).TargetHealthDescriptions ?? [];
  const mine = health.find(({ Target }) => ids.includes(Target?.Id ?? ''));
  if (!mine) return [];
  const healthy = health.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length;
  const state = mine.TargetHealth?.State ?? 'unknown';
  return [{ arn: group.TargetGroupArn ?? '', name: group.TargetGroupName ?? '', state, healthy, total: health.length }];
};

const targetsOf = async (
  balancing: Balancing,
  vpcId: string,
  ids: readonly string[],
): Promise<Omit<ScalingFact, 'group'>> => {
  const groups = await groupsOfVpc(balancing, vpcId);
  const looked = groups.slice(0, MOST_GROUPS);
  const targets: ScalingFact['targets'][number][] = [];
  for (let from = 0; from < looked.length; from += AT_ONCE) {
    const some = looked.slice(from, from + AT_ONCE).map((group) => membershipIn(balancing, group, ids));
    targets.push(...(await Promise.all(some)).flat());
  }
  return { targets, notLookedAt: groups.length - looked.length };
};

/** Who feels it when the instance falls silent. */
export const scalingAndTargets = defineFact({
  id: 'scaling-and-targets',
  title: 'Auto Scaling and load balancers',
  uses: {
    ec2: ['describeInstances'],
    autoscaling: ['describeAutoScalingInstances', 'describeAutoScalingGroups'],
    elasticloadbalancing: ['describeTargetGroups', 'describeTargetHealth'],
  },
  timeoutMs: 15_000,
  read: async ({ aws, target }): Promise<ScalingFact> => {
    const answer = await aws.ec2.describeInstances({ Filters: [{ Name: 'instance-id', Values: [target.id] }] });
    const found = answer.Reservations?.[0]?.Instances?.[0];
    const group = await groupOf(aws.autoscaling, target.id);
    const addresses = (found?.NetworkInterfaces ?? []).flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []);
    const seen = found?.VpcId
      ? await targetsOf(aws.elasticloadbalancing, found.VpcId, [target.id, ...addresses])
      : { targets: [], notLookedAt: 0 };
    return { ...seen, ...(group ? { group } : {}) };
  },
  describe: ({ group, targets, notLookedAt }) => [
    group
      ? `${group.lifecycle} in the Auto Scaling group ${group.name} (desired ${group.desired}, ${counted(group.othersInService, 'other')} in service)`
      : 'In no Auto Scaling group',
    ...targets.map(
      ({ name, state, healthy, total }) => `${state} in target group ${name}: ${healthy} of ${total} healthy`,
    ),
    ...(targets.length === 0 ? ['In no target group'] : []),
    ...(notLookedAt > 0 ? [`not looked at: ${counted(notLookedAt, 'more target group')} of the VPC`] : []),
  ],
});
