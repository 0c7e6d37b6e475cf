import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { STS } from '@aws-sdk/client-sts';
import type { Member, Probe } from './probe';

const unique = (): string => `probe-${crypto.randomUUID().slice(0, 8)}`;
const CONFIG = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  maxAttempts: 1,
} as const;

const makeGroups = async ({ clients: { ec2 } }: Member) => {
  const VpcId = (await ec2.createVpc({ CidrBlock: '10.40.0.0/16' })).Vpc?.VpcId ?? '';
  const SubnetId = (await ec2.createSubnet({ VpcId, CidrBlock: '10.40.1.0/24' })).Subnet?.SubnetId ?? '';
  const group = async () =>
    (await ec2.createSecurityGroup({ VpcId, GroupName: unique(), Description: 'probe' })).GroupId ?? '';
  return { SubnetId, own: await group(), quarantine: await group() };
};

const launch = async (
  { clients: { ec2 } }: Member,
  how: object,
): Promise<{ InstanceId: string; interfaceId: string }> => {
  const answer = await ec2.runInstances({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, ...how });
  const [instance] = answer.Instances ?? [];
  return {
    InstanceId: instance?.InstanceId ?? '',
    interfaceId: instance?.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '',
  };
};

/** Swaps the group of the first interface and reads it back: exactly the quarantine group? */
const swapsExactly = async (member: Member, how: (groups: { SubnetId: string; own: string }) => object) => {
  const groups = await makeGroups(member);
  const { interfaceId: NetworkInterfaceId } = await launch(member, how(groups));
  const { ec2 } = member.clients;
  await ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [groups.quarantine] });
  const read = await ec2.describeNetworkInterfaces({ NetworkInterfaceIds: [NetworkInterfaceId] });
  const now = read.NetworkInterfaces?.[0]?.Groups?.map(({ GroupId }) => GroupId);
  return now?.length === 1 && now[0] === groups.quarantine;
};

const refused = (call: Promise<unknown>, ...names: string[]): Promise<boolean> =>
  call.then(
    () => false,
    (error: unknown) => error instanceof Error && names.includes(error.name),
  );

const instances: readonly Probe<Member>[] = [
  {
    id: 'M1',
    title: 'the groups of an interface read back exactly, when the instance was launched with NetworkInterfaces',
    expected: 'works',
    asAws: (member) =>
      swapsExactly(member, ({ SubnetId, own }) => ({
        NetworkInterfaces: [{ DeviceIndex: 0, SubnetId, Groups: [own] }],
      })),
  },
  {
    id: 'M2',
    title: 'the groups of an interface read back exactly, when the instance was launched with SecurityGroupIds',
    expected: 'gap',
    instead: 'every seeded instance is launched with NetworkInterfaces',
    asAws: (member) => swapsExactly(member, ({ SubnetId, own }) => ({ SubnetId, SecurityGroupIds: [own] })),
  },
  {
    id: 'M3',
    title: 'InstanceInitiatedShutdownBehavior changes',
    expected: 'gap',
    instead: 'the emulator is corrected for this field: test/registry/corrections',
    asAws: async (member) => {
      const { InstanceId } = await launch(member, {});
      const { ec2 } = member.clients;
      const before = await ec2.describeInstanceAttribute({
        InstanceId,
        Attribute: 'instanceInitiatedShutdownBehavior',
      });
      const Value = before.InstanceInitiatedShutdownBehavior?.Value === 'stop' ? 'terminate' : 'stop';
      await ec2.modifyInstanceAttribute({ InstanceId, InstanceInitiatedShutdownBehavior: { Value } });
      const after = await ec2.describeInstanceAttribute({ InstanceId, Attribute: 'instanceInitiatedShutdownBehavior' });
      return after.InstanceInitiatedShutdownBehavior?.Value === Value;
    },
  },
  {
    id: 'M4',
    title: 'termination protection refuses TerminateInstances',
    expected: 'works',
    asAws: async (member) => {
      const { InstanceId } = await launch(member, {});
      const { ec2 } = member.clients;
      await ec2.modifyInstanceAttribute({ InstanceId, DisableApiTermination: { Value: true } });
      return refused(ec2.terminateInstances({ InstanceIds: [InstanceId] }), 'OperationNotPermitted');
    },
  },
  {
    id: 'M5',
    title: 'CreateSnapshots takes every volume at once and tags each snapshot',
    expected: 'works',
    asAws: async (member) => {
      const { InstanceId } = await launch(member, {
        BlockDeviceMappings: ['/dev/xvda', '/dev/xvdb'].map((DeviceName) => ({ DeviceName, Ebs: { VolumeSize: 1 } })),
      });
      const made = await member.clients.ec2.createSnapshots({
        InstanceSpecification: { InstanceId },
        TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'case', Value: 'probe' }] }],
      });
      return (
        made.Snapshots?.length === 2 && made.Snapshots.every((one) => one.Tags?.some(({ Value }) => Value === 'probe'))
      );
    },
  },
  {
    id: 'M6',
    title: 'CreateTags refuses an instance that does not exist',
    expected: 'gap',
    instead: 'a vanished instance is seen by DescribeInstances, which answers right',
    asAws: ({ clients: { ec2 } }) =>
      refused(
        ec2.createTags({ Resources: ['i-0123456789abcdef0'], Tags: [{ Key: 'a', Value: 'b' }] }),
        'InvalidInstanceID.NotFound',
      ),
  },
  {
    id: 'M7',
    title: 'an instance in standby leaves its target group',
    expected: 'gap',
    instead: 'a fake that is busy, slow or full: test/playbooks/actions/isolate-instance-fakes',
    asAws: async ({ clients: { autoscaling, ec2, elb } }) => {
      const [web] =
        (await ec2.describeInstances({ Filters: [{ Name: 'tag:Name', Values: ['web-2'] }] })).Reservations ?? [];
      const InstanceIds = [web?.Instances?.[0]?.InstanceId ?? ''];
      await autoscaling.enterStandby({
        AutoScalingGroupName: 'web',
        InstanceIds,
        ShouldDecrementDesiredCapacity: true,
      });
      const [group] = (await elb.describeTargetGroups({ Names: ['web'] })).TargetGroups ?? [];
      const health = await elb.describeTargetHealth({ TargetGroupArn: group?.TargetGroupArn });
      return health.TargetHealthDescriptions?.length === 0;
    },
  },
];

const makeUser = async ({ clients: { iam } }: Member): Promise<string> => {
  const UserName = unique();
  await iam.createUser({ UserName });
  return UserName;
};

const identities: readonly Probe<Member>[] = [
  {
    id: 'M8',
    title: 'a user has at most two access keys',
    expected: 'works',
    asAws: async (member) => {
      const UserName = await makeUser(member);
      const { iam } = member.clients;
      for (let n = 0; n < 2; n += 1) await iam.createAccessKey({ UserName });
      return refused(iam.createAccessKey({ UserName }), 'LimitExceededException');
    },
  },
  {
    id: 'M9',
    title: 'a key that is Inactive is refused',
    expected: 'gap',
    instead: 'only its status is read back; that it stops anything is shown on AWS alone',
    asAws: async (member) => {
      const UserName = await makeUser(member);
      const { iam } = member.clients;
      const key = (await iam.createAccessKey({ UserName })).AccessKey;
      await iam.updateAccessKey({ UserName, AccessKeyId: key?.AccessKeyId, Status: 'Inactive' });
      const credentials = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
      const sts = new STS({ ...CONFIG, endpoint: member.url, credentials });
      return refused(sts.getCallerIdentity({}), 'InvalidClientTokenId');
    },
  },
  {
    id: 'M10',
    title: 'the AWS-managed policy AWSDenyAll can be attached',
    expected: 'works',
    asAws: async (member) => {
      const UserName = await makeUser(member);
      await member.clients.iam.attachUserPolicy({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
      const read = await member.clients.iam.listAttachedUserPolicies({ UserName });
      return read.AttachedPolicies?.[0]?.PolicyName === 'AWSDenyAll';
    },
  },
  {
    id: 'M11',
    title: 'service-specific credentials of a user can be listed',
    expected: 'gap',
    instead: 'the fact says that they could not be read; a fake gives them: test/playbooks/facts/iam-user',
    asAws: async (member) => {
      const UserName = await makeUser(member);
      return (
        (await member.clients.iam.listServiceSpecificCredentials({ UserName })).ServiceSpecificCredentials !== undefined
      );
    },
  },
  {
    id: 'M12',
    title: 'AssumeRole picks the account that the role names',
    expected: 'works',
    asAws: async ({ url }) => {
      const sts = new STS({ ...CONFIG, endpoint: url });
      const RoleArn = 'arn:aws:iam::333333333333:role/probe';
      const given = (await sts.assumeRole({ RoleArn, RoleSessionName: 'probe' })).Credentials;
      const credentials = { accessKeyId: given?.AccessKeyId ?? '', secretAccessKey: 'x', sessionToken: 'x' };
      const inside = new STS({ ...CONFIG, endpoint: url, credentials });
      return (await inside.getCallerIdentity({})).Account === '333333333333';
    },
  },
  {
    id: 'M13',
    title: 'CloudTrail answers LookupEvents',
    expected: 'gap',
    instead: 'local/aws, held to the SDK in test/local/aws.moto.test.ts',
    asAws: async ({ url }) =>
      (await new CloudTrail({ ...CONFIG, endpoint: url }).lookupEvents({})).Events !== undefined,
  },
  {
    id: 'M14',
    title: 'GuardDuty answers GetFindings',
    expected: 'gap',
    instead: 'local/aws, held to the SDK in test/local/aws.moto.test.ts',
    asAws: async ({ url }) => {
      const guardduty = new GuardDuty({ ...CONFIG, endpoint: url });
      const made = await guardduty.createDetector({ Enable: true });
      const read = await guardduty.getFindings({ DetectorId: made.DetectorId, FindingIds: [] });
      return read.Findings !== undefined;
    },
  },
];

/** What the member accounts' emulator shows and hides, as far as our tests depend on it. */
export const memberProbes: readonly Probe<Member>[] = [...instances, ...identities];
