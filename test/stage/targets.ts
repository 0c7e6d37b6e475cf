import { createHash } from 'node:crypto';
import { STS } from '@aws-sdk/client-sts';
import type { Subject } from '../../local/findings';
import { HUB, PRODUCTION, STAGING } from '../../local/settings';
import type { Target } from '../../playbooks/kit/target';
import type { Way } from './way';

// Each test has a target of its own, so that none depends on what another left.

export interface Thing {
  readonly subject: Subject;
  readonly target: Target;
}
export interface Host extends Thing {
  readonly id: string;
  readonly vpcId: string;
  /** In the order of their devices. */
  readonly interfaceIds: readonly string[];
}
export interface Employee extends Thing {
  readonly name: string;
  readonly keyId: string;
}

export interface Place {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly groupId: string;
}

const id = (value: string | undefined): string => {
  if (!value) throw new Error('The emulator gave no id');
  return value;
};

/** A VPC of one's own: nothing of Cordon's is in it yet. */
export const newPlace = async ({ staging: { ec2 } }: Way): Promise<Place> => {
  const vpcId = id((await ec2.createVpc({ CidrBlock: '10.60.0.0/16' })).Vpc?.VpcId);
  const subnetId = id((await ec2.createSubnet({ VpcId: vpcId, CidrBlock: '10.60.1.0/24' })).Subnet?.SubnetId);
  const made = await ec2.createSecurityGroup({ GroupName: 'service', Description: 'Serves', VpcId: vpcId });
  return { vpcId, subnetId, groupId: id(made.GroupId) };
};

const seededPlace = ({ stage: { seed } }: Way): Place => ({
  vpcId: seed.staging.vpcId,
  subnetId: seed.staging.subnetIds[0],
  groupId: seed.staging.groups.web,
});

/** A new instance in the staging account, with one network interface or more. */
export const launch = async (way: Way, interfaces = 1, place: Place = seededPlace(way)): Promise<Host> => {
  const { ec2 } = way.staging;
  const images = await ec2.describeImages({ Filters: [{ Name: 'name', Values: ['web-base'] }] });
  const answer = await ec2.runInstances({
    ImageId: id(images.Images?.[0]?.ImageId),
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    NetworkInterfaces: Array.from({ length: interfaces }, (_, DeviceIndex) => ({
      DeviceIndex,
      SubnetId: place.subnetId,
      Groups: [place.groupId],
    })),
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, DeleteOnTermination: true } }],
  });
  const instance = answer.Instances?.[0];
  const instanceId = id(instance?.InstanceId);
  return {
    id: instanceId,
    vpcId: place.vpcId,
    interfaceIds: (instance?.NetworkInterfaces ?? []).map((one) => id(one.NetworkInterfaceId)),
    subject: { accountId: STAGING, region: HUB.region, instanceId },
    target: { kind: 'ec2-instance', accountId: STAGING, region: HUB.region, id: instanceId },
  };
};

/** Someone with access to the account gives an interface another group. */
export const setGroups = async ({ staging }: Way, interfaceId: string, Groups: string[]): Promise<void> => {
  await staging.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: interfaceId, Groups });
};

/** A new user in the production account, with one key, which a workload uses or nobody does. */
export const hire = async (way: Way, name: string, use: 'in use' | 'unused'): Promise<Employee> => {
  const { iam } = way.production;
  const userId = id((await iam.createUser({ UserName: name })).User?.UserId);
  const key = (await iam.createAccessKey({ UserName: name })).AccessKey;
  const accessKeyId = id(key?.AccessKeyId);
  if (use === 'in use') {
    const credentials = { accessKeyId, secretAccessKey: id(key?.SecretAccessKey) };
    await new STS({ region: HUB.region, endpoint: way.stage.membersUrl, credentials }).getCallerIdentity({});
  }
  return {
    name,
    keyId: accessKeyId,
    subject: { accountId: PRODUCTION, user: { name, id: userId, accessKeyId } },
    target: { kind: 'iam-user', accountId: PRODUCTION, region: 'global', id: userId },
  };
};

/** A finding's id, as GuardDuty makes them. */
export const newFindingId = (): string => createHash('sha256').update(crypto.randomUUID()).digest('hex').slice(0, 32);

/** A name that no earlier test has given. */
export const newName = (prefix: string): string => `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
