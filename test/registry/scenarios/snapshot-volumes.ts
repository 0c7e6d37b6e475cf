import type { Scenario } from '../contract';
import { instanceIdOf, instanceNow, launch, seedNetwork, subjectOf } from '../ec2-seed';
import { INCIDENT } from '../run';

export const scenarios: readonly Scenario[] = [
  {
    name: 'an instance with two volumes, and a forged snapshot with the case tag of another volume',
    seed: async (world) => {
      const { instanceId } = await launch(world, await seedNetwork(world));
      const other = await world.aws.ec2.createVolume({ AvailabilityZone: 'eu-west-1a', Size: 1 });
      const Tags = [
        { Key: 'cordon:case', Value: INCIDENT },
        { Key: 'cordon:instance', Value: instanceId },
      ];
      await world.aws.ec2.createSnapshot({
        VolumeId: other.VolumeId,
        TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
      });
      return subjectOf(world, instanceId);
    },
    state: async (world, subject) => ({
      instance: await instanceNow(world, instanceIdOf(subject)),
      volumes: (await world.aws.ec2.describeVolumes({})).Volumes,
      snapshots: (await world.aws.ec2.describeSnapshots({ OwnerIds: ['self'] })).Snapshots,
    }),
    leaves: ['snapshots'],
    outcome: {
      see: async (world, subject) => {
        const { Snapshots = [] } = await world.aws.ec2.describeSnapshots({ OwnerIds: ['self'] });
        const { BlockDeviceMappings = [] } = await instanceNow(world, instanceIdOf(subject));
        return BlockDeviceMappings.map(({ DeviceName, Ebs }) => {
          const taken = Snapshots.filter(({ VolumeId }) => VolumeId === Ebs?.VolumeId);
          const tags = taken.flatMap((snapshot) => snapshot.Tags ?? []).filter(({ Key }) => Key === 'cordon:case');
          return { device: DeviceName, snapshots: taken.length, cases: tags.map(({ Value }) => Value) };
        });
      },
      is: [
        { device: '/dev/sda1', snapshots: 1, cases: [INCIDENT] },
        { device: '/dev/sdf', snapshots: 1, cases: [INCIDENT] },
      ],
    },
  },
];
