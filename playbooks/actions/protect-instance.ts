import type { EC2, Instance, ModifyInstanceAttributeRequest } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { type Drift, defineAction } from '../kit/action';
import { counted } from '../kit/counted';
import {
  because,
  ec2Arn,
  findInstance,
  instanceArn,
  instanceInput,
  instanceThere,
  nothingLeft,
} from './parts/instance';

const protection = z.object({
  spot: z.boolean(),
  /** An instance whose root is an instance store cannot be stopped, so its shutdown behaviour is no choice. */
  storedRoot: z.boolean(),
  terminationProtected: z.boolean(),
  shutdownBehavior: z.string(),
  volumes: z.array(z.object({ device: z.string(), volumeId: z.string(), deleted: z.boolean() })),
});
type Protection = z.infer<typeof protection>;
type Reads = Pick<EC2, 'describeInstances' | 'describeInstanceAttribute'>;
type Change = { readonly field: string; readonly request: Omit<ModifyInstanceAttributeRequest, 'InstanceId'> };

const readProtection = async (ec2: Reads, instance: Instance): Promise<Protection> => {
  const InstanceId = instance.InstanceId;
  const termination = await ec2.describeInstanceAttribute({ InstanceId, Attribute: 'disableApiTermination' });
  const shutdown = await ec2.describeInstanceAttribute({ InstanceId, Attribute: 'instanceInitiatedShutdownBehavior' });
  return {
    spot: instance.InstanceLifecycle === 'spot',
    storedRoot: instance.RootDeviceType === 'instance-store',
    terminationProtected: termination.DisableApiTermination?.Value ?? false,
    shutdownBehavior: shutdown.InstanceInitiatedShutdownBehavior?.Value ?? 'stop',
    volumes: (instance.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
      DeviceName && Ebs?.VolumeId
        ? [{ device: DeviceName, volumeId: Ebs.VolumeId, deleted: Ebs.DeleteOnTermination ?? false }]
        : [],
    ),
  };
};

const wanted = (was: Protection): Protection => ({
  ...was,
  terminationProtected: was.terminationProtected || !was.spot,
  shutdownBehavior: was.storedRoot ? was.shutdownBehavior : 'stop',
  volumes: was.volumes.map((volume) => ({ ...volume, deleted: false })),
});

/** What leads from one state to the other; volumes that were attached or replaced in between are nobody's to change. */
const changes = (from: Protection, to: Protection): readonly Change[] => [
  ...(from.terminationProtected === to.terminationProtected
    ? []
    : [{ field: 'termination protection', request: { DisableApiTermination: { Value: to.terminationProtected } } }]),
  ...(from.shutdownBehavior === to.shutdownBehavior
    ? []
    : [
        { field: 'shutdown behaviour', request: { InstanceInitiatedShutdownBehavior: { Value: to.shutdownBehavior } } },
      ]),
  ...to.volumes.flatMap(({ device, volumeId, deleted }) => {
    const now = from.volumes.find((volume) => volume.volumeId === volumeId && volume.device === device);
    if (!now || now.deleted === deleted) return [];
    const mapping = { DeviceName: device, Ebs: { VolumeId: volumeId, DeleteOnTermination: deleted } };
    return [{ field: `${device} deleted on termination`, request: { BlockDeviceMappings: [mapping] } }];
  }),
];

// One attribute per call: EC2 refuses more, and one refusal does not cost the others.
const make = async (
  ec2: Pick<EC2, 'modifyInstanceAttribute'>,
  InstanceId: string,
  list: readonly Change[],
): Promise<string[]> => {
  const refused: string[] = [];
  for (const { field, request } of list) {
    await ec2.modifyInstanceAttribute({ InstanceId, ...request }).catch((error: unknown) => {
      refused.push(`${field}: ${because(error)}`);
    });
  }
  return refused;
};

const fieldValue = (state: Protection, field: string): string => {
  if (field === 'termination protection') return state.terminationProtected ? 'on' : 'off';
  if (field === 'shutdown behaviour') return state.shutdownBehavior;
  return state.volumes.find((volume) => field.startsWith(`${volume.device} `))?.deleted ? 'yes' : 'no';
};

const said = (state: Protection): string =>
  [
    state.spot ? 'a Spot Instance, which has no termination protection' : 'termination protection on',
    state.storedRoot ? 'an instance-store root, which cannot stop' : 'a shutdown inside it only stops it',
    `${counted(state.volumes.length, 'volume')} kept if it is terminated`,
  ].join('; ');

/** Keeps disks and memory from being destroyed, by us, by automation or from inside, before anything else is touched. */
export const protectInstance = defineAction({
  id: 'protect-instance',
  title: 'Protect the instance from termination',
  risk: 'reversible',
  input: instanceInput,
  before: protection,
  left: z.object({ refused: z.array(z.string()) }),
  uses: { ec2: ['describeInstances', 'describeInstanceAttribute', 'modifyInstanceAttribute'] },
  writes: ['modifyInstanceAttribute'],
  resources: (scope, input) => [instanceArn(scope, input), ec2Arn(scope, 'volume/*')],
  // The same call can change user data, groups and the network check: none of them is this action's business.
  conditions: [
    {
      actions: ['ec2:ModifyInstanceAttribute'],
      on: ':instance/',
      phase: 'both',
      condition: {
        StringEqualsIgnoreCase: {
          'ec2:Attribute': ['DisableApiTermination', 'InstanceInitiatedShutdownBehavior', 'BlockDeviceMapping'],
        },
      },
    },
  ],
  leaves: [],
  describe: ({ instanceId }) =>
    `Turn termination protection of ${instanceId} on, let a shutdown from inside only stop it, and keep its volumes when it is terminated.`,
  capture: async ({ aws }, { instanceId }) => readProtection(aws.ec2, await instanceThere(aws.ec2, instanceId)),
  apply: async ({ aws }, { instanceId }, before) => {
    const now = await readProtection(aws.ec2, await instanceThere(aws.ec2, instanceId));
    return { refused: await make(aws.ec2, instanceId, changes(now, wanted(before))) };
  },
  verify: async ({ aws }, { instanceId }, before, left) => {
    const now = await readProtection(aws.ec2, await instanceThere(aws.ec2, instanceId));
    const open = changes(now, wanted(before)).map(({ field }) => `${field} is still ${fieldValue(now, field)}`);
    return open.length === 0
      ? { ok: true, saw: `${instanceId}: ${said(now)}.` }
      : { ok: false, problem: [...open, ...left.refused].join('; ') };
  },
  undo: async ({ aws }, { instanceId }, before) => {
    const instance = await findInstance(aws.ec2, instanceId);
    if (!instance) return nothingLeft(instanceId);
    const list = changes(await readProtection(aws.ec2, instance), before);
    const refused = await make(aws.ec2, instanceId, list);
    const now = await readProtection(aws.ec2, await instanceThere(aws.ec2, instanceId));
    const drift: Drift[] = changes(now, before).map(({ field }) => ({
      field,
      leftAs: fieldValue(wanted(before), field),
      foundAs: fieldValue(now, field),
    }));
    if (drift.length === 0)
      return { kind: 'undone', saw: `${counted(list.length, 'attribute')} of ${instanceId} read back as before.` };
    return { kind: 'drifted', drift, done: `Not put back: ${refused.join('; ')}` };
  },
});
