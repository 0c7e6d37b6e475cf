import * as z from 'zod';
import { type ActionContext, defineAction } from '../kit/action';
import { FORMER_GROUPS_TAG, QUARANTINE_TAG } from '../kit/case-tags';
import { isEmptyBothWays } from '../kit/quarantine';
import {
  because,
  ec2Arn,
  findInstance,
  instanceArn,
  instanceInput,
  instanceThere,
  nothingLeft,
} from './parts/instance';
import { type Attached, attachedTo, formerTag } from './parts/interfaces';
import { putInterfacesBack } from './parts/put-interfaces-back';
import { emptyGroupIn, readGroup } from './parts/quarantine-group';

const former = z.object({ id: z.string(), vpcId: z.string(), groups: z.array(z.string()) });
const left = z.object({
  /** The quarantine group of each VPC. */
  groups: z.array(z.object({ vpcId: z.string(), groupId: z.string() })),
  /** Interfaces that appeared after the capture, with the groups that they had. */
  late: z.array(former),
  refused: z.array(z.string()),
});

const uses = {
  ec2: [
    'describeInstances',
    'describeNetworkInterfaces',
    'describeSecurityGroups',
    'describeSecurityGroupRules',
    'createSecurityGroup',
    'revokeSecurityGroupIngress',
    'revokeSecurityGroupEgress',
    'modifyNetworkInterfaceAttribute',
    'createTags',
    'deleteTags',
  ],
} as const;
type Context = ActionContext<typeof uses>;

/** What one run has found and done so far. */
interface Progress {
  readonly captured: ReadonlySet<string>;
  readonly groups: Map<string, string>;
  readonly late: Map<string, z.infer<typeof former>>;
  readonly refused: Map<string, string>;
}

const isIn = (groups: ReadonlyMap<string, string>, one: Attached): boolean =>
  one.groups.length === 1 && one.groups[0] === groups.get(one.vpcId);

const groupOf = async (context: Context, progress: Progress, vpcId: string): Promise<string> => {
  const groupId = progress.groups.get(vpcId) ?? (await emptyGroupIn(context, vpcId));
  progress.groups.set(vpcId, groupId);
  return groupId;
};

// Its groups stand nowhere in the record yet: they are written beside it before it changes, so that a killed run can be put
// back too. A full tag list, which an attacker can arrange, must not stop the quarantine: then only this run remembers.
const remember = async ({ aws }: Context, progress: Progress, one: Attached): Promise<void> => {
  if (progress.captured.has(one.id)) return;
  progress.late.set(one.id, { id: one.id, vpcId: one.vpcId, groups: [...one.groups] });
  await aws.ec2.createTags({ Resources: [one.id], Tags: [formerTag(one.groups)] }).catch(() => undefined);
};

const quarantine = async (context: Context, progress: Progress, one: Attached): Promise<void> => {
  try {
    const groupId = await groupOf(context, progress, one.vpcId);
    await remember(context, progress, one);
    // Interface by interface: ModifyInstanceAttribute refuses instances with more than one.
    await context.aws.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: one.id, Groups: [groupId] });
    progress.refused.delete(one.id);
  } catch (error) {
    progress.refused.set(one.id, `${one.id}: ${because(error)}`);
  }
};

/** What an earlier, killed run did to interfaces that nobody had captured. */
const recall = (progress: Progress, found: readonly Attached[]): void => {
  for (const { id, vpcId, former: groups } of found) {
    if (groups && !progress.captured.has(id) && !progress.late.has(id))
      progress.late.set(id, { id, vpcId, groups: [...groups] });
  }
};

/** The interfaces of this moment that are not quarantined yet. */
const stillOpen = async (context: Context, progress: Progress, instanceId: string): Promise<readonly Attached[]> => {
  const found = (await attachedTo(context.aws.ec2, instanceId)).filter((one) => !one.untouchable);
  for (const vpcId of new Set(found.map((one) => one.vpcId))) {
    await groupOf(context, progress, vpcId).catch((error: unknown) => progress.refused.set(vpcId, because(error)));
  }
  const open = found.filter((one) => !isIn(progress.groups, one));
  recall(
    progress,
    found.filter((one) => !open.includes(one)),
  );
  return open;
};

// An attacker inside may attach interfaces while we look; one that AWS refuses to change is not tried for ever.
const ROUNDS = 5;

const quarantineAll = async (context: Context, progress: Progress, instanceId: string): Promise<void> => {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const open = await stillOpen(context, progress, instanceId);
    if (open.every((one) => progress.refused.has(one.id))) return;
    for (const one of open) await quarantine(context, progress, one);
  }
};

const problemWith = (one: Attached, groups: ReadonlyMap<string, string>): string | [] =>
  one.untouchable || isIn(groups, one) ? [] : `${one.id} still has ${one.groups.join(', ') || 'no group at all'}`;

const leaks = async ({ aws }: Context, groupId: string): Promise<string | []> => {
  const group = await readGroup(aws.ec2, groupId);
  return group && isEmptyBothWays(group) ? [] : `the quarantine group ${groupId} ${group ? 'has rules' : 'is gone'}`;
};

const saw = (found: readonly Attached[], groups: ReadonlyMap<string, string>): string => {
  const closed = found.filter((one) => !one.untouchable).map((one) => one.id);
  const untouched = found
    .filter((one) => one.untouchable)
    .map((one) => ` ${one.id} was not touched: ${one.untouchable}.`);
  return `${closed.join(', ')} ${closed.length === 1 ? 'has' : 'have'} only ${[...groups.values()].join(', ')}, which lets nothing in or out.${untouched.join('')}`;
};

/**
 * Cuts the instance off. It covers whatever is attached when it runs, not only what was captured: an attacker who attaches
 * an interface, or changes a group, has no veto.
 */
export const quarantineInterfaces = defineAction({
  id: 'quarantine-interfaces',
  title: 'Quarantine every network interface',
  risk: 'disruptive',
  input: instanceInput,
  before: z.object({ interfaces: z.array(former) }),
  left,
  uses,
  writes: [
    'createSecurityGroup',
    'revokeSecurityGroupIngress',
    'revokeSecurityGroupEgress',
    'modifyNetworkInterfaceAttribute',
    'createTags',
    'deleteTags',
  ],
  undoOnly: ['deleteTags'],
  containOnly: ['createSecurityGroup', 'revokeSecurityGroupIngress', 'revokeSecurityGroupEgress', 'createTags'],
  applyOnly: ['describeSecurityGroupRules'],
  resources: (scope, input) => [
    // Which interfaces and groups these will be is not known before it runs.
    ec2Arn(scope, 'network-interface/*'),
    ec2Arn(scope, 'security-group/*'),
    ec2Arn(scope, 'vpc/*'),
    instanceArn(scope, input),
  ],
  conditions: [
    {
      // Contain can only ever take access away: it attaches quarantine groups and empties quarantine groups, no others.
      actions: [
        'ec2:ModifyNetworkInterfaceAttribute',
        'ec2:RevokeSecurityGroupIngress',
        'ec2:RevokeSecurityGroupEgress',
      ],
      on: ':security-group/',
      phase: 'contain',
      condition: { StringEquals: { [`aws:ResourceTag/${QUARANTINE_TAG}`]: 'true' } },
    },
    {
      // Or it could make a production group pass for a quarantine group.
      actions: ['ec2:CreateTags'],
      on: ':security-group/',
      phase: 'contain',
      condition: { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' } },
    },
    {
      actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
      on: ':network-interface/',
      phase: 'both',
      condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [FORMER_GROUPS_TAG] } },
    },
  ],
  leaves: ['The empty quarantine group stays in the VPC for the next time; it costs nothing.'],
  describe: ({ instanceId }) =>
    `Replace the security groups of every network interface of ${instanceId}, those attached meanwhile too, by one empty group: no new connection in or out.`,
  capture: async ({ aws }, { instanceId }) => {
    await instanceThere(aws.ec2, instanceId);
    const found = await attachedTo(aws.ec2, instanceId);
    return {
      interfaces: found
        .filter((one) => !one.untouchable)
        .map(({ id, vpcId, groups }) => ({ id, vpcId, groups: [...groups] })),
    };
  },
  apply: async (context, { instanceId }, before) => {
    await instanceThere(context.aws.ec2, instanceId);
    const captured = new Set(before.interfaces.map(({ id }) => id));
    const progress: Progress = { captured, groups: new Map(), late: new Map(), refused: new Map() };
    await quarantineAll(context, progress, instanceId);
    return {
      groups: [...progress.groups].map(([vpcId, groupId]) => ({ vpcId, groupId })),
      late: [...progress.late.values()],
      refused: [...progress.refused.values()],
    };
  },
  verify: async (context, { instanceId }, _before, { groups, refused }) => {
    await instanceThere(context.aws.ec2, instanceId);
    const byVpc = new Map(groups.map(({ vpcId, groupId }) => [vpcId, groupId]));
    const found = await attachedTo(context.aws.ec2, instanceId);
    const problems = found.flatMap((one) => problemWith(one, byVpc));
    for (const { groupId } of groups) problems.push(...[await leaks(context, groupId)].flat());
    if (problems.length > 0) return { ok: false, problem: [...problems, ...refused].join('; ') };
    return found.every((one) => one.untouchable)
      ? { ok: false, problem: `${instanceId} has no interface that can be changed.` }
      : { ok: true, saw: saw(found, byVpc) };
  },
  undo: async ({ aws, target }, { instanceId }, { interfaces }, done, accept) => {
    if (!(await findInstance(aws.ec2, instanceId))) return nothingLeft(instanceId);
    const late =
      done?.late ??
      (await attachedTo(aws.ec2, instanceId)).flatMap(({ id, vpcId, former: groups }) =>
        groups && !interfaces.some((one) => one.id === id) ? [{ id, vpcId, groups: [...groups] }] : [],
      );
    return putInterfacesBack(aws.ec2, {
      accountId: target.accountId,
      captured: interfaces,
      late,
      quarantine: done?.groups.map(({ groupId }) => groupId) ?? [],
      accept,
    });
  },
});
