import { type Emulator, startMoto } from '../../local/emulators';
import { type MemberClients, memberClients, type Seed, seedMembers, USER_NAMES } from '../../local/seed';
import { HUB, PRODUCTION, SANDBOX, STAGING } from '../../local/settings';

let moto: Emulator;
let seed: Seed;
let staging: MemberClients;
let production: MemberClients;

beforeAll(async () => {
  moto = await startMoto();
  seed = await seedMembers(moto.url, new Date());
  staging = await memberClients(moto.url, STAGING, HUB.region);
  production = await memberClients(moto.url, PRODUCTION, HUB.region);
});
afterAll(() => moto.stop());

const describeInstance = async (id: string) => {
  const answer = await staging.ec2.describeInstances({ InstanceIds: [id] });
  return answer.Reservations?.[0]?.Instances?.[0];
};

describe('the staging account', () => {
  it('has an instance with two interfaces, each in its own group, that read back as launched', async () => {
    const { id, interfaces } = seed.staging.instances['web-1'];
    const { web, admin } = seed.staging.groups;
    expect(interfaces.map(({ groups }) => groups)).toEqual([[web], [admin]]);
    const NetworkInterfaceIds = interfaces.map((one) => one.id);
    const read = await staging.ec2.describeNetworkInterfaces({ NetworkInterfaceIds });
    const groups = new Map(
      read.NetworkInterfaces?.map((one) => [one.NetworkInterfaceId, one.Groups?.map((g) => g.GroupId)]),
    );
    expect(interfaces.map((one) => groups.get(one.id))).toEqual([[web], [admin]]);
    const instance = await describeInstance(id);
    expect(instance?.BlockDeviceMappings).toHaveLength(2);
    expect(instance?.Tags).toContainEqual({ Key: 'owner', Value: 'shop-team' });
  });

  it('can move an interface to another group and back, which a launch with group ids would spoil', async () => {
    const [first] = seed.staging.instances['batch-4'].interfaces;
    const NetworkInterfaceId = first?.id ?? '';
    const groupsNow = async () => {
      const read = await staging.ec2.describeNetworkInterfaces({ NetworkInterfaceIds: [NetworkInterfaceId] });
      return read.NetworkInterfaces?.[0]?.Groups?.map((group) => group.GroupId);
    };
    await staging.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [seed.staging.groups.admin] });
    expect(await groupsNow()).toEqual([seed.staging.groups.admin]);
    await staging.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups: [...(first?.groups ?? [])] });
    expect(await groupsNow()).toEqual(first?.groups);
  });

  it('has an instance in service in an Auto Scaling group, healthy behind its target group', async () => {
    const { id } = seed.staging.instances['web-2'];
    const scaling = await staging.autoscaling.describeAutoScalingInstances({ InstanceIds: [id] });
    expect(scaling.AutoScalingInstances?.[0]).toMatchObject({
      AutoScalingGroupName: 'web',
      LifecycleState: 'InService',
    });
    const health = await staging.elb.describeTargetHealth({ TargetGroupArn: seed.staging.targetGroupArn });
    expect(health.TargetHealthDescriptions?.map((target) => target.Target?.Id)).toEqual([id]);
  });

  it('has a NAT host: it forwards what is not addressed to it', async () => {
    const InstanceId = seed.staging.instances['nat-1'].id;
    const read = await staging.ec2.describeInstanceAttribute({ InstanceId, Attribute: 'sourceDestCheck' });
    expect(read.SourceDestCheck?.Value).toBe(false);
  });
});

describe('the sandbox account', () => {
  it('has web servers with one interface each, and a user with one active key', async () => {
    const { ec2, iam } = await memberClients(moto.url, SANDBOX, HUB.region);
    const InstanceIds = Object.values(seed.sandbox.instances).map(({ id }) => id);
    const read = await ec2.describeInstances({ InstanceIds });
    const instances = read.Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
    expect(instances.map(({ NetworkInterfaces }) => NetworkInterfaces?.length)).toEqual([1, 1]);
    const keys = await iam.listAccessKeys({ UserName: 'sandbox-deploy' });
    expect(keys.AccessKeyMetadata?.map(({ AccessKeyId, Status }) => [AccessKeyId, Status])).toEqual([
      [seed.sandbox.user.accessKeyIds[0], 'Active'],
    ]);
  });
});

describe('the production account', () => {
  it('has users with one key and one with two, every key active', async () => {
    const keys = await Promise.all(
      USER_NAMES.map(async (UserName) => (await production.iam.listAccessKeys({ UserName })).AccessKeyMetadata ?? []),
    );
    expect(keys.map((own) => own.length)).toEqual([1, 1, 2, 1, 1]);
    expect(new Set(keys.flat().map((key) => key.Status))).toEqual(new Set(['Active']));
    expect(keys[0]?.[0]?.AccessKeyId).toBe(seed.production.users['report-export'].accessKeyIds[0]);
    expect(seed.production.users['report-export'].id).toMatch(/^AIDA/);
  });

  it.each([
    ['report-export', true],
    ['data-import', false],
  ] as const)('knows whether the key of %s was used', async (name, used) => {
    const [AccessKeyId] = seed.production.users[name].accessKeyIds;
    const read = await production.iam.getAccessKeyLastUsed({ AccessKeyId });
    expect(read.AccessKeyLastUsed?.LastUsedDate instanceof Date).toBe(used);
  });

  it('has a person with a password and a second factor', async () => {
    const UserName = 'robin.console';
    expect((await production.iam.getLoginProfile({ UserName })).LoginProfile?.UserName).toBe(UserName);
    expect((await production.iam.listMFADevices({ UserName })).MFADevices).toHaveLength(1);
  });

  it('names the owner of each user in a tag', async () => {
    const read = await production.iam.listUserTags({ UserName: 'robin.console' });
    expect(read.Tags).toEqual([{ Key: 'owner', Value: 'robin' }]);
  });

  it('comes with the calls that its workloads made before anything happened', () => {
    const names = new Set(seed.production.activity.map((event) => event.username));
    expect([...names].sort()).toEqual(['backup-agent', 'ci-deploy', 'report-export']);
  });
});
