import type { EC2, Snapshot } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { type ActionContext, defineAction } from '../kit/action';
import { CASE_TAG, INSTANCE_TAG } from '../kit/case-tags';
import { ec2Arn, instanceArn, instanceInput, instanceThere } from './parts/instance';

const taken = z.object({ snapshotId: z.string(), volumeId: z.string() });
const uses = { ec2: ['describeInstances', 'describeSnapshots', 'createSnapshots'] } as const;
type Context = ActionContext<typeof uses>;

// Clocks differ; a snapshot of an earlier day that carries a forged tag is still not taken for ours.
const SKEW_MS = 5 * 60_000;

const tagsOf = (incidentId: string, instanceId: string) => [
  { Key: CASE_TAG, Value: incidentId },
  { Key: INSTANCE_TAG, Value: instanceId },
];

const usable = (snapshot: Snapshot, since: string): boolean =>
  snapshot.State !== 'error' && (snapshot.StartTime?.getTime() ?? 0) >= Date.parse(since) - SKEW_MS;

/** CreateSnapshots has no client token: what a killed run made is found by its case tag. */
const earlierSet = async ({ aws, incidentId }: Context, instanceId: string, since: string): Promise<Snapshot[]> => {
  const Filters = tagsOf(incidentId, instanceId).map(({ Key, Value }) => ({ Name: `tag:${Key}`, Values: [Value] }));
  const answer = await aws.ec2.describeSnapshots({ OwnerIds: ['self'], Filters });
  return (answer.Snapshots ?? []).filter((snapshot) => usable(snapshot, since));
};

const createSet = async ({ aws, incidentId }: Context, instanceId: string): Promise<Snapshot[]> => {
  const answer = await aws.ec2.createSnapshots({
    InstanceSpecification: { InstanceId: instanceId, ExcludeBootVolume: false },
    Description: `Evidence of ${instanceId} for ${incidentId}`,
    // The volumes' own tags are not copied: fifty of them, which anyone can set, would make the call fail.
    TagSpecifications: [{ ResourceType: 'snapshot', Tags: tagsOf(incidentId, instanceId) }],
  });
  return (answer.Snapshots ?? []) as Snapshot[];
};

const pairs = (snapshots: readonly Snapshot[]) =>
  snapshots
    .flatMap(({ SnapshotId, VolumeId }) =>
      SnapshotId && VolumeId ? [{ snapshotId: SnapshotId, volumeId: VolumeId }] : [],
    )
    .sort((a, b) => a.volumeId.localeCompare(b.volumeId));

const stateOf = async (ec2: Pick<EC2, 'describeSnapshots'>, ids: readonly string[]): Promise<readonly Snapshot[]> =>
  ids.length === 0 ? [] : ((await ec2.describeSnapshots({ SnapshotIds: [...ids] })).Snapshots ?? []);

/** One crash-consistent set of all volumes. The point in time is that of the call, so nothing waits for it to complete. */
export const snapshotVolumes = defineAction({
  id: 'snapshot-volumes',
  title: 'Snapshot all volumes',
  risk: 'reversible',
  input: instanceInput,
  before: z.object({ at: z.string(), volumeIds: z.array(z.string()) }),
  left: z.object({ snapshots: z.array(taken) }),
  uses,
  alsoNeeds: ['ec2:CreateTags'],
  writes: ['createSnapshots'],
  containOnly: ['createSnapshots', 'describeInstances', 'describeSnapshots'],
  resources: (scope, input) => [
    instanceArn(scope, input),
    ec2Arn(scope, 'volume/*'),
    // Snapshots have no account in their ARN.
    `arn:${scope.partition}:ec2:${scope.region}::snapshot/*`,
  ],
  // Tags at creation only, and on snapshots only: no volume, and nothing that exists, is tagged with this right.
  conditions: [
    {
      actions: ['ec2:CreateTags'],
      on: ':snapshot/',
      phase: 'contain',
      condition: { StringEquals: { 'ec2:CreateAction': 'CreateSnapshots' } },
    },
  ],
  leaves: ['The snapshots stay: they are evidence. Delete them by hand when the case is closed.'],
  describe: ({ instanceId }) => `Take one snapshot set of every EBS volume of ${instanceId}, all at the same moment.`,
  capture: async ({ aws, now }, { instanceId }) => {
    const instance = await instanceThere(aws.ec2, instanceId);
    const volumeIds = (instance.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []).sort();
    return { at: now().toISOString(), volumeIds };
  },
  apply: async (context, { instanceId }, before) => {
    if (before.volumeIds.length === 0) return { snapshots: [] };
    const earlier = await earlierSet(context, instanceId, before.at);
    const covered = before.volumeIds.every((id) => earlier.some((snapshot) => snapshot.VolumeId === id));
    return { snapshots: pairs(covered ? earlier : await createSet(context, instanceId)) };
  },
  verify: async ({ aws }, { instanceId }, before, left) => {
    if (before.volumeIds.length === 0) return { ok: true, saw: `${instanceId} has no EBS volume to snapshot.` };
    const found = await stateOf(
      aws.ec2,
      left.snapshots.map(({ snapshotId }) => snapshotId),
    );
    const bad = found.filter(({ State }) => State === 'error').map(({ SnapshotId }) => SnapshotId);
    if (bad.length > 0) return { ok: false, problem: `AWS could not take ${bad.join(', ')}.` };
    const missing = before.volumeIds.filter((id) => !found.some(({ VolumeId }) => VolumeId === id));
    if (missing.length > 0) return { ok: false, problem: `No snapshot of ${missing.join(', ')} is there.` };
    return { ok: true, saw: `${found.map(({ SnapshotId, State }) => `${SnapshotId} is ${State}`).join(', ')}.` };
  },
  undo: async (_context, { instanceId }) => ({
    kind: 'undone',
    saw: `The snapshots of ${instanceId} stay as evidence; nothing else was changed.`,
  }),
});
