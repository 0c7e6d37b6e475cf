import { enterStandby } from '../../../playbooks/actions/enter-standby';
import { protectInstance } from '../../../playbooks/actions/protect-instance';
import { quarantineInterfaces } from '../../../playbooks/actions/quarantine-interfaces';
import { snapshotVolumes } from '../../../playbooks/actions/snapshot-volumes';
import type { AnyAction } from '../../../playbooks/kit/action';
import { rowWithoutRecord } from '../../faults/row';

const ID = 'i-0a3c5e7f91b2d4c68';
const input = { instanceId: ID };
const ACCOUNT = '222222222222';

type Call = (input: Readonly<Record<string, unknown>>) => Promise<unknown>;
type Fakes = Readonly<Record<string, Readonly<Record<string, Call>>>>;

const failure = (name: string, message = name): Error => Object.assign(new Error(message), { name });

/** What Moto cannot show is shown by hand; `waits` are the milliseconds that the action waited. */
const contextOf = (aws: Fakes) => {
  const waits: number[] = [];
  const context = {
    aws,
    target: { kind: 'ec2-instance', accountId: ACCOUNT, region: 'eu-west-1', id: ID },
    incidentId: 'inc-abcdefghij-1',
    partition: 'aws',
    now: () => new Date('2026-11-23T03:00:00Z'),
    wait: async (ms: number) => {
      waits.push(ms);
    },
  };
  return { context, waits };
};
const instance =
  (over: object = {}): Call =>
  async () => ({
    Reservations: [{ Instances: [{ InstanceId: ID, State: { Name: 'running' }, BlockDeviceMappings: [], ...over }] }],
  });

/** Interfaces and groups that behave as EC2's, with what Moto never has: managed interfaces, refusals, full tag lists. */
const network = (interfaces: Record<string, { groups: string[]; extra?: object; refused?: string }>) => {
  const group = { GroupId: 'sg-9a', GroupName: 'cordon-quarantine', OwnerId: ACCOUNT, VpcId: 'vpc-1' };
  const ours = {
    ...group,
    Tags: [{ Key: 'cordon:quarantine', Value: 'true' }],
    IpPermissions: [],
    IpPermissionsEgress: [],
  };
  const changed: string[] = [];
  const ec2: Record<string, Call> = {
    describeInstances: instance(),
    describeSecurityGroups: async () => ({ SecurityGroups: [ours] }),
    describeNetworkInterfaces: async () => ({
      NetworkInterfaces: Object.entries(interfaces).map(([NetworkInterfaceId, { groups, extra }]) => ({
        NetworkInterfaceId,
        VpcId: 'vpc-1',
        Groups: groups.map((GroupId) => ({ GroupId })),
        ...extra,
      })),
    }),
    createTags: async () => ({}),
    modifyNetworkInterfaceAttribute: async ({ NetworkInterfaceId, Groups }) => {
      const one = interfaces[String(NetworkInterfaceId)];
      changed.push(String(NetworkInterfaceId));
      if (one?.refused) throw failure('UnauthorizedOperation', one.refused);
      if (one) one.groups = [...(Groups as string[])];
      return {};
    },
  };
  return { ec2, changed };
};

const run = async (action: AnyAction, aws: Fakes, before?: unknown) => {
  const { context, waits } = contextOf(aws);
  const captured: unknown = before ?? (await action.capture(context as never, input));
  const left: unknown = await action.apply(context as never, input, captured);
  const verification = await action.verify(context as never, input, captured, left);
  return { captured, left, verification, waits };
};

describe('quarantine of interfaces that Moto does not have', () => {
  test('reports requester-managed and operator-managed interfaces and never touches them', async () => {
    const { ec2, changed } = network({
      'eni-1': { groups: ['sg-1'] },
      'eni-2': { groups: ['sg-2'], extra: { RequesterManaged: true, RequesterId: 'amazon-elb' } },
      'eni-3': { groups: ['sg-3'], extra: { Operator: { Managed: true, Principal: 'ecs.amazonaws.com' } } },
    });
    const { captured, verification } = await run(quarantineInterfaces, { ec2 });
    expect(changed).toEqual(['eni-1']);
    expect(captured).toEqual({ interfaces: [{ id: 'eni-1', vpcId: 'vpc-1', groups: ['sg-1'] }] });
    expect(verification).toEqual({
      ok: true,
      saw: 'eni-1 has only sg-9a, which lets nothing in or out. eni-2 was not touched: it is managed by amazon-elb. eni-3 was not touched: it is managed by ecs.amazonaws.com.',
    });
  });

  rowWithoutRecord(
    'F22',
    'U',
    'goes on with the others when AWS refuses one, and says which is still open',
    async () => {
      const { ec2, changed } = network({
        'eni-1': { groups: ['sg-1'], refused: 'an SCP denies it' },
        'eni-2': { groups: ['sg-2'] },
      });
      const { verification } = await run(quarantineInterfaces, { ec2 });
      expect(changed).toEqual(['eni-1', 'eni-2']);
      expect(verification).toEqual({ ok: false, problem: 'eni-1 still has sg-1; eni-1: an SCP denies it' });
    },
  );

  test('quarantines an interface whose tag list an attacker filled, and keeps its former groups itself', async () => {
    const { ec2 } = network({ 'eni-1': { groups: ['sg-1'] }, 'eni-late': { groups: ['sg-2'] } });
    const full = { ...ec2, createTags: async () => Promise.reject(failure('TagLimitExceeded')) };
    const before = { interfaces: [{ id: 'eni-1', vpcId: 'vpc-1', groups: ['sg-1'] }] };
    const { left, verification } = await run(quarantineInterfaces, { ec2: full }, before);
    expect(verification).toMatchObject({ ok: true });
    expect(left).toMatchObject({ late: [{ id: 'eni-late', vpcId: 'vpc-1', groups: ['sg-2'] }] });
  });

  test('finds the former groups of an interface that a killed run had changed already', async () => {
    const tags = { TagSet: [{ Key: 'cordon:former-groups', Value: '2b 3c' }] };
    const { ec2 } = network({ 'eni-late': { groups: ['sg-9a'], extra: tags } });
    const { left } = await run(quarantineInterfaces, { ec2 }, { interfaces: [] });
    expect(left).toMatchObject({ late: [{ id: 'eni-late', groups: ['sg-2b', 'sg-3c'] }] });
  });

  test('takes the group of whoever was faster to make it', async () => {
    const { ec2 } = network({ 'eni-1': { groups: ['sg-1'] } });
    let looks = 0;
    const racing = {
      ...ec2,
      describeSecurityGroups: async (asked: Readonly<Record<string, unknown>>) => {
        looks += 1;
        return looks === 1 ? { SecurityGroups: [] } : ec2['describeSecurityGroups']?.(asked);
      },
      createSecurityGroup: async () => Promise.reject(failure('InvalidGroup.Duplicate')),
    };
    const { verification, waits } = await run(quarantineInterfaces, { ec2: racing });
    expect(verification).toMatchObject({ ok: true });
    expect(waits).toEqual([500]);
  });

  rowWithoutRecord('F23', 'U', 'does not use a group whose rules come back, and says so', async () => {
    const { ec2, changed } = network({ 'eni-1': { groups: ['sg-1'] } });
    const rules = [{ SecurityGroupRuleId: 'sgr-1', IsEgress: true }];
    const leaky = {
      ...ec2,
      describeSecurityGroups: async () => {
        const answer = (await ec2['describeSecurityGroups']?.({})) as { SecurityGroups: object[] };
        return { SecurityGroups: [{ ...answer.SecurityGroups[0], IpPermissionsEgress: [{ IpProtocol: '-1' }] }] };
      },
      describeSecurityGroupRules: async () => ({ SecurityGroupRules: rules }),
      revokeSecurityGroupEgress: async () => ({}),
    };
    const { verification } = await run(quarantineInterfaces, { ec2: leaky });
    expect(changed).toEqual([]);
    expect(verification).toMatchObject({ ok: false, problem: expect.stringContaining('sg-9a is not empty') });
  });
});

describe('protection that AWS refuses', () => {
  const attributes: Call = async ({ Attribute }) =>
    Attribute === 'disableApiTermination'
      ? { DisableApiTermination: { Value: false } }
      : { InstanceInitiatedShutdownBehavior: { Value: 'stop' } };

  test('asks no termination protection of a Spot Instance, and says that it has none', async () => {
    const ec2 = { describeInstances: instance({ InstanceLifecycle: 'spot' }), describeInstanceAttribute: attributes };
    const { verification } = await run(protectInstance, { ec2 });
    expect(verification).toEqual({
      ok: true,
      saw: expect.stringContaining('Spot Instance, which has no termination protection'),
    });
  });

  test('names each attribute that AWS refused, with its reason', async () => {
    const modifyInstanceAttribute = async () => Promise.reject(failure('UnauthorizedOperation', 'not authorized'));
    const ec2 = { describeInstances: instance(), describeInstanceAttribute: attributes, modifyInstanceAttribute };
    const { verification } = await run(protectInstance, { ec2 });
    expect(verification).toEqual({
      ok: false,
      problem: 'termination protection is still off; termination protection: not authorized',
    });
  });

  test('asks no shutdown behaviour of an instance whose root is an instance store', async () => {
    const asked: string[] = [];
    const ec2 = {
      describeInstances: instance({ RootDeviceType: 'instance-store', InstanceLifecycle: 'spot' }),
      describeInstanceAttribute: async () => ({ InstanceInitiatedShutdownBehavior: { Value: 'terminate' } }),
      modifyInstanceAttribute: async (change: object) => void asked.push(...Object.keys(change)),
    };
    await run(protectInstance, { ec2 });
    expect(asked).toEqual([]);
  });
});

describe('snapshots that Moto completes at once', () => {
  const volumes = { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeId: 'vol-1' } }] };
  const ec2 = (state: string) => ({
    describeInstances: instance(volumes),
    createSnapshots: async () => ({ Snapshots: [{ SnapshotId: 'snap-1', VolumeId: 'vol-1' }] }),
    describeSnapshots: async ({ SnapshotIds }: Readonly<Record<string, unknown>>) => ({
      Snapshots: SnapshotIds ? [{ SnapshotId: 'snap-1', VolumeId: 'vol-1', State: state }] : [],
    }),
  });

  test('pending is good enough: the point in time is that of the call', async () => {
    expect((await run(snapshotVolumes, { ec2: ec2('pending') })).verification).toEqual({
      ok: true,
      saw: 'snap-1 is pending.',
    });
  });

  test('an error is found by the read-back', async () => {
    expect((await run(snapshotVolumes, { ec2: ec2('error') })).verification).toMatchObject({ ok: false });
  });

  test('an earlier snapshot with the same case tag is not taken for the one of now', async () => {
    const old = {
      SnapshotId: 'snap-0',
      VolumeId: 'vol-1',
      State: 'completed',
      StartTime: new Date('2026-11-22T03:00:00Z'),
    };
    const calls = ec2('pending');
    const forged = {
      ...calls,
      describeSnapshots: async (asked: Readonly<Record<string, unknown>>) =>
        asked['SnapshotIds'] ? calls.describeSnapshots(asked) : { Snapshots: [old] },
    };
    expect((await run(snapshotVolumes, { ec2: forged })).left).toEqual({
      snapshots: [{ snapshotId: 'snap-1', volumeId: 'vol-1' }],
    });
  });
});

describe('Auto Scaling that is busy, slow or full', () => {
  const member =
    (LifecycleState: string): Call =>
    async () => ({
      AutoScalingInstances: [{ InstanceId: ID, AutoScalingGroupName: 'checkout', LifecycleState }],
    });
  const action: AnyAction = enterStandby;
  const undo = (autoscaling: Record<string, Call>) => {
    const { context, waits } = contextOf({ ec2: { describeInstances: instance() }, autoscaling });
    const before = { group: 'checkout', lifecycle: 'InService' };
    return { undone: action.undo(context as never, input, before, { group: 'checkout' }, []), waits };
  };

  test('waits while another activity of the group runs', async () => {
    let tries = 0;
    const autoscaling = {
      describeAutoScalingInstances: async () => member(tries < 3 ? 'InService' : 'EnteringStandby')({}),
      enterStandby: async () => {
        tries += 1;
        if (tries < 3) throw failure('ResourceContentionFault');
        return {};
      },
    };
    const { verification, waits } = await run(enterStandby, { ec2: { describeInstances: instance() }, autoscaling });
    expect(verification).toEqual({ ok: true, saw: `${ID} is EnteringStandby in checkout.` });
    expect(waits).toEqual([2000, 2000]);
  });

  test('undo waits for a slow deregistration, then says that it is still leaving', async () => {
    const { undone, waits } = undo({ describeAutoScalingInstances: member('EnteringStandby') });
    expect(await undone).toMatchObject({
      kind: 'drifted',
      drift: [{ foundAs: expect.stringContaining('still leaving service') }],
    });
    expect(waits).toEqual([2000, 2000, 2000, 2000]);
  });

  test('undo of an instance that would not fit into its group says what to raise', async () => {
    const exitStandby = async () => Promise.reject(failure('ValidationError'));
    const { undone } = undo({ describeAutoScalingInstances: member('Standby'), exitStandby });
    await expect(undone).rejects.toMatchObject({
      code: 'cannot-contain',
      message: expect.stringContaining('Raise the maximum'),
    });
  });

  test('undo leaves an instance alone that somebody took out of the group since', async () => {
    const { undone } = undo({ describeAutoScalingInstances: async () => ({ AutoScalingInstances: [] }) });
    expect(await undone).toMatchObject({ kind: 'drifted', drift: [{ foundAs: 'in no group' }] });
  });
});
