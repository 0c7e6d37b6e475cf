import type { AutoScaling, AutoScalingInstanceDetails } from '@aws-sdk/client-auto-scaling';
import * as z from 'zod';
import { type ActionContext, defineAction } from '../kit/action';
import { awsErrorName, cannotContain } from '../kit/errors';
import { findInstance, instanceInput, instanceThere, nothingLeft } from './parts/instance';

const uses = {
  ec2: ['describeInstances'],
  autoscaling: ['describeAutoScalingInstances', 'enterStandby', 'exitStandby'],
} as const;
type Context = ActionContext<typeof uses>;

const before = z.object({ group: z.string().optional(), lifecycle: z.string().optional() });

const membership = async (
  autoscaling: Pick<AutoScaling, 'describeAutoScalingInstances'>,
  instanceId: string,
): Promise<AutoScalingInstanceDetails | undefined> =>
  (await autoscaling.describeAutoScalingInstances({ InstanceIds: [instanceId] })).AutoScalingInstances?.[0];

const TRIES = 5;
const BETWEEN_MS = 2000;

// Auto Scaling refuses while another activity of the group runs; that passes.
const patiently = async (wait: Context['wait'], call: () => Promise<unknown>): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await call();
      return;
    } catch (error) {
      if (awsErrorName(error) !== 'ResourceContentionFault' || attempt >= TRIES) throw error;
      await wait(BETWEEN_MS);
    }
  }
};

const isStandby = (lifecycle: string | undefined): boolean =>
  lifecycle === 'Standby' || lifecycle === 'EnteringStandby';

/** Leaving a load balancer can take minutes: only a settled Standby can be left again. */
const settled = async ({ aws, wait }: Context, instanceId: string): Promise<AutoScalingInstanceDetails | undefined> => {
  for (let attempt = 1; ; attempt += 1) {
    const now = await membership(aws.autoscaling, instanceId);
    if (now?.LifecycleState !== 'EnteringStandby' || attempt >= TRIES) return now;
    await wait(BETWEEN_MS);
  }
};

const leave = async ({ aws, wait }: Context, instanceId: string, group: string): Promise<void> => {
  try {
    await patiently(wait, () =>
      aws.autoscaling.exitStandby({ AutoScalingGroupName: group, InstanceIds: [instanceId] }),
    );
  } catch (error) {
    if (awsErrorName(error) !== 'ValidationError') throw error;
    throw cannotContain(
      `${instanceId} cannot return to ${group}: returning raises the desired capacity by one, perhaps beyond the maximum. Raise the maximum, then undo again.`,
      error,
    );
  }
};

const FIELD = 'Auto Scaling lifecycle';
const drifted = (group: string, foundAs: string) =>
  ({
    kind: 'drifted',
    drift: [{ field: FIELD, leftAs: `Standby in ${group}`, foundAs }],
    done: 'Nothing was changed.',
  }) as const;

/**
 * Health checks fail on a quarantined instance, and Auto Scaling then terminates it with all evidence: it leaves service first.
 * Not decrementing lets a replacement start, so that the group keeps its capacity.
 */
export const enterStandby = defineAction({
  id: 'enter-standby',
  title: 'Put the instance on standby in Auto Scaling',
  risk: 'disruptive',
  input: instanceInput,
  before,
  left: z.object({ group: z.string().optional() }),
  uses,
  writes: ['enterStandby', 'exitStandby'],
  undoOnly: ['exitStandby'],
  containOnly: ['enterStandby'],
  resources: (scope) => [
    // The group's name may change with the instance's membership: it is read when it runs.
    `arn:${scope.partition}:autoscaling:${scope.region}:${scope.accountId}:autoScalingGroup:*:autoScalingGroupName/*`,
  ],
  leaves: [
    'The replacement that Auto Scaling started stays, and the desired capacity of the group is one higher when the instance returns.',
  ],
  describe: ({ instanceId }) =>
    `Take ${instanceId} out of service in its Auto Scaling group without terminating it; the group starts a replacement.`,
  capture: async ({ aws }, { instanceId }) => {
    await instanceThere(aws.ec2, instanceId);
    const now = await membership(aws.autoscaling, instanceId);
    return { group: now?.AutoScalingGroupName, lifecycle: now?.LifecycleState };
  },
  apply: async ({ aws, wait }, { instanceId }) => {
    const now = await membership(aws.autoscaling, instanceId);
    const group = now?.AutoScalingGroupName;
    if (!group) return {};
    if (isStandby(now?.LifecycleState)) return { group };
    await patiently(wait, () =>
      aws.autoscaling.enterStandby({
        AutoScalingGroupName: group,
        InstanceIds: [instanceId],
        ShouldDecrementDesiredCapacity: false,
      }),
    );
    return { group };
  },
  verify: async ({ aws }, { instanceId }) => {
    const now = await membership(aws.autoscaling, instanceId);
    if (!now?.AutoScalingGroupName) return { ok: true, saw: `${instanceId} is in no Auto Scaling group.` };
    const state = `${instanceId} is ${now.LifecycleState} in ${now.AutoScalingGroupName}`;
    return isStandby(now.LifecycleState)
      ? { ok: true, saw: `${state}.` }
      : { ok: false, problem: `${state}, not on standby.` };
  },
  undo: async (context, { instanceId }, was) => {
    if (!was.group || isStandby(was.lifecycle)) {
      return { kind: 'undone', saw: `${instanceId} was not in service in a group before; nothing to put back.` };
    }
    if (!(await findInstance(context.aws.ec2, instanceId))) return nothingLeft(instanceId);
    const now = await settled(context, instanceId);
    if (now?.AutoScalingGroupName !== was.group) return drifted(was.group, now?.AutoScalingGroupName ?? 'in no group');
    if (now.LifecycleState === 'EnteringStandby')
      return drifted(was.group, 'still leaving service: undo again in a few minutes');
    if (now.LifecycleState === 'Standby') await leave(context, instanceId, was.group);
    const end = await membership(context.aws.autoscaling, instanceId);
    return { kind: 'undone', saw: `${instanceId} is ${end?.LifecycleState} in ${was.group}.` };
  },
});
