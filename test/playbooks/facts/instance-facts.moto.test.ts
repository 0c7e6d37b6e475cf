import { instance } from '../../../playbooks/facts/instance';
import { instanceOwner } from '../../../playbooks/facts/instance-owner';
import { networkRules } from '../../../playbooks/facts/network-rules';
import { roleUsers } from '../../../playbooks/facts/role-users';
import { scalingAndTargets } from '../../../playbooks/facts/scaling-and-targets';
import type { AnyFact } from '../../../playbooks/kit/fact';
import { launch, type Network, seedNetwork } from '../../registry/ec2-seed';
import { useMoto } from '../../registry/moto';
import { declaredBy, nameOf } from '../../registry/run';
import { newWorld, type World } from '../../registry/world';

const moto = useMoto();

/** Reads the fact through a layer that fails the test on an undeclared call. */
const read = async (fact: AnyFact, world: World, id: string): Promise<unknown> => {
  const declared = declaredBy(fact);
  const aws = world.through((call, input, next) => {
    if (!declared.has(nameOf(call))) throw new Error(`${nameOf(call)} is not declared`);
    return next(input);
  });
  const target = { kind: 'ec2-instance', accountId: world.accountId, region: world.region, id } as const;
  const value: unknown = await fact.read({ aws, target, now: () => new Date(), earlier: async () => [] });
  expect(fact.describe(value).length).toBeGreaterThan(0);
  return value;
};

const tag = (Key: string, Value: string) => ({ Key, Value });

describe('instance', () => {
  test('shows every interface with its own groups, the volumes with their sizes, the name', async () => {
    const world = newWorld(moto());
    const network = await seedNetwork(world);
    const { instanceId } = await launch(world, network);
    expect(await read(instance, world, instanceId)).toMatchObject({
      kind: 'present',
      state: 'running',
      name: 'checkout-1',
      vpcId: network.vpcId,
      spot: false,
      interfaces: expect.arrayContaining([
        expect.objectContaining({ groups: [{ id: network.web, name: 'web' }], quarantined: false }),
        expect.objectContaining({ groups: expect.arrayContaining([{ id: network.data, name: 'data' }]) }),
      ]),
      volumes: [
        { device: '/dev/sda1', id: expect.stringMatching(/^vol-/), sizeGiB: 8 },
        { device: '/dev/sdf', id: expect.stringMatching(/^vol-/), sizeGiB: 20 },
      ],
    });
  });

  test('says that a terminated instance is gone, and one that never was', async () => {
    const world = newWorld(moto());
    const { instanceId } = await launch(world, await seedNetwork(world));
    await world.aws.ec2.terminateInstances({ InstanceIds: [instanceId] });
    expect(await read(instance, world, instanceId)).toEqual({ kind: 'gone', why: `${instanceId} is terminated.` });
    expect(await read(instance, world, 'i-00000000000000000')).toMatchObject({ kind: 'gone' });
  });

  test.each([
    ['an EKS node', tag('eks:cluster-name', 'shop')],
    ['a node of any Kubernetes', tag('kubernetes.io/cluster/shop', 'owned')],
    ['an ECS instance', tag('AmazonECSManaged', 'true')],
  ])('sees %s', async (_, mark) => {
    const world = newWorld(moto());
    const { instanceId } = await launch(world, await seedNetwork(world), {
      TagSpecifications: [{ ResourceType: 'instance', Tags: [mark] }],
    });
    expect(await read(instance, world, instanceId)).toMatchObject({ cluster: expect.stringContaining(mark.Key) });
  });

  test('sees a host that forwards traffic of others', async () => {
    const world = newWorld(moto());
    const { instanceId } = await launch(world, await seedNetwork(world));
    await world.aws.ec2.modifyInstanceAttribute({ InstanceId: instanceId, SourceDestCheck: { Value: false } });
    expect(await read(instance, world, instanceId)).toMatchObject({ sourceDestCheck: false });
  });

  const wearing = async (world: World, network: Network, Tags: object[], empty: boolean): Promise<unknown> => {
    const made = await world.aws.ec2.createSecurityGroup({
      VpcId: network.vpcId,
      GroupName: 'cordon-quarantine',
      Description: 'x',
      TagSpecifications: [{ ResourceType: 'security-group', Tags }],
    });
    const GroupId = String(made.GroupId);
    if (empty) {
      const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
      await world.aws.ec2.revokeSecurityGroupEgress({ GroupId, IpPermissions: [all] });
    }
    const NetworkInterfaces = [{ DeviceIndex: 0, SubnetId: network.subnetId, Groups: [GroupId] }];
    const { instanceId } = await launch(world, network, { NetworkInterfaces });
    return read(instance, world, instanceId);
  };
  const ours = [tag('cordon:quarantine', 'true')];

  test.each([
    ['counts as quarantined with an empty group of ours', ours, true, true],
    ['is not fooled by a group of our name and tag that has rules', ours, false, false],
    ['is not fooled by an empty group that has only our name', [tag('a', 'b')], true, false],
  ])('an interface %s', async (_, tags, empty, quarantined) => {
    const world = newWorld(moto());
    const seen = await wearing(world, await seedNetwork(world), tags, empty);
    expect(seen).toMatchObject({ interfaces: [{ quarantined }] });
  });
});

describe('network rules', () => {
  test('are those of every group on every interface, and of no other', async () => {
    const world = newWorld(moto());
    const network = await seedNetwork(world);
    await world.aws.ec2.createSecurityGroup({ VpcId: network.vpcId, GroupName: 'unused', Description: 'unused' });
    await world.aws.ec2.authorizeSecurityGroupIngress({
      GroupId: network.data,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: network.web }] },
      ],
    });
    const { instanceId } = await launch(world, network);
    const out = [{ peer: '0.0.0.0/0', traffic: 'all traffic' }];
    const seen = await read(networkRules, world, instanceId);
    expect(seen).toHaveLength(2);
    expect(seen).toEqual(
      expect.arrayContaining([
        { id: network.web, name: 'web', inbound: [], outbound: out },
        {
          id: network.data,
          name: 'data',
          inbound: [{ peer: `members of ${network.web}`, traffic: 'tcp 5432' }],
          outbound: out,
        },
      ]),
    );
  });

  test('are none for an instance that never was', async () => {
    expect(await read(networkRules, newWorld(moto()), 'i-00000000000000000')).toEqual([]);
  });
});

describe('owner', () => {
  test('takes the most telling tag, however it is spelt', async () => {
    const world = newWorld(moto());
    const { instanceId } = await launch(world, await seedNetwork(world), {
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [tag('Team', 'shop'), tag('OWNER', 'dana'), tag('x', 'y')] },
      ],
    });
    const tags = [
      { key: 'OWNER', value: 'dana' },
      { key: 'Team', value: 'shop' },
    ];
    expect(await read(instanceOwner, world, instanceId)).toEqual({ owner: 'dana', tags });
  });

  test('says when nobody is named', async () => {
    const world = newWorld(moto());
    const { instanceId } = await launch(world, await seedNetwork(world));
    expect(await read(instanceOwner, world, instanceId)).toEqual({ tags: [] });
  });
});

describe('scaling and targets', () => {
  test('finds the group of the instance and the target groups that send traffic to it', async () => {
    const world = newWorld(moto());
    const { subnetId, vpcId, web } = await seedNetwork(world);
    const { elasticloadbalancing, autoscaling, ec2 } = world.aws;
    const targetGroup = async (Name: string): Promise<string> => {
      const made = await elasticloadbalancing.createTargetGroup({ Name, Protocol: 'HTTP', Port: 80, VpcId: vpcId });
      return String(made.TargetGroups?.[0]?.TargetGroupArn);
    };
    const mine = await targetGroup('checkout-http');
    await targetGroup('somebody-else');
    const data = { ImageId: 'ami-12345678', InstanceType: 't3.micro' as const, SecurityGroupIds: [web] };
    await ec2.createLaunchTemplate({ LaunchTemplateName: 'checkout', LaunchTemplateData: data });
    await autoscaling.createAutoScalingGroup({
      AutoScalingGroupName: 'checkout',
      LaunchTemplate: { LaunchTemplateName: 'checkout', Version: '$Latest' },
      MinSize: 1,
      MaxSize: 4,
      DesiredCapacity: 2,
      VPCZoneIdentifier: subnetId,
      TargetGroupARNs: [mine],
    });
    const { AutoScalingInstances = [] } = await autoscaling.describeAutoScalingInstances({});
    const seen = await read(scalingAndTargets, world, String(AutoScalingInstances[0]?.InstanceId));
    expect(seen).toEqual({
      group: { name: 'checkout', lifecycle: 'InService', desired: 2, min: 1, max: 4, othersInService: 1 },
      targets: [{ arn: mine, name: 'checkout-http', state: expect.any(String), healthy: expect.any(Number), total: 2 }],
      notLookedAt: 0,
    });
  });

  test('says that an instance of its own is in neither', async () => {
    const world = newWorld(moto());
    const { instanceId } = await launch(world, await seedNetwork(world));
    expect(await read(scalingAndTargets, world, instanceId)).toEqual({ targets: [], notLookedAt: 0 });
  });
});

describe('role users', () => {
  test('names the role behind the profile and the other instances that have it', async () => {
    const world = newWorld(moto());
    const { iam } = world.aws;
    await iam.createRole({ RoleName: 'web-role', AssumeRolePolicyDocument: '{}' });
    await iam.createInstanceProfile({ InstanceProfileName: 'web-profile' });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: 'web-profile', RoleName: 'web-role' });
    const network = await seedNetwork(world);
    const withProfile = { IamInstanceProfile: { Name: 'web-profile' } };
    const [mine, other] = [await launch(world, network, withProfile), await launch(world, network, withProfile)];
    await launch(world, network);
    const seen = await read(roleUsers, world, mine.instanceId);
    expect(seen).toMatchObject({ roleName: 'web-role', others: [other.instanceId] });
  });

  test('says that there is no role', async () => {
    const world = newWorld(moto());
    const { instanceId } = await launch(world, await seedNetwork(world));
    expect(await read(roleUsers, world, instanceId)).toEqual({ others: [] });
  });
});
