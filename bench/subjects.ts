import { memberClients } from '../local/seed';
import { HUB, STAGING } from '../local/settings';
import type { Stage } from '../local/stage';

/** One instance of its own for each run: two interfaces and two volumes. */
export interface BenchInstance {
  readonly instanceId: string;
  readonly interfaceIds: readonly string[];
  readonly volumeIds: readonly string[];
}

type Ec2 = Awaited<ReturnType<typeof memberClients>>['ec2'];

const shapeOf = async (ec2: Ec2, like: string) => {
  const instance = (await ec2.describeInstances({ InstanceIds: [like] })).Reservations?.[0]?.Instances?.[0];
  return { image: instance?.ImageId ?? '', profile: instance?.IamInstanceProfile?.Arn ?? '' };
};

const launch = async (ec2: Ec2, stage: Stage, shape: Awaited<ReturnType<typeof shapeOf>>): Promise<string> => {
  const { subnetIds, groups } = stage.seed.staging;
  const answer = await ec2.runInstances({
    ImageId: shape.image,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId: subnetIds[0], Groups: [groups.web] },
      { DeviceIndex: 1, SubnetId: subnetIds[1], Groups: [groups.admin] },
    ],
    IamInstanceProfile: { Arn: shape.profile },
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, DeleteOnTermination: true } },
      { DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 20, DeleteOnTermination: true } },
    ],
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'owner', Value: 'platform-team' }] }],
  });
  return answer.Instances?.[0]?.InstanceId ?? '';
};

const readBack = async (ec2: Ec2, instanceId: string): Promise<BenchInstance> => {
  const answer = await ec2.describeInstances({ InstanceIds: [instanceId] });
  const instance = answer.Reservations?.[0]?.Instances?.[0];
  return {
    instanceId,
    interfaceIds: (instance?.NetworkInterfaces ?? []).flatMap((one) => one.NetworkInterfaceId ?? []),
    volumeIds: (instance?.BlockDeviceMappings ?? []).flatMap((one) => one.Ebs?.VolumeId ?? []),
  };
};

/** Launches `count` instances like the seeded ones, all alike. */
export const launchInstances = async (stage: Stage, count: number): Promise<readonly BenchInstance[]> => {
  const { ec2 } = await memberClients(stage.membersUrl, STAGING, HUB.region);
  const shape = await shapeOf(ec2, stage.seed.staging.instances['batch-1'].id);
  const made: BenchInstance[] = [];
  while (made.length < count) made.push(await readBack(ec2, await launch(ec2, stage, shape)));
  return made;
};
