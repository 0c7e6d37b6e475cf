import { enterStandby } from '../../../playbooks/actions/enter-standby';
import { quarantineInterfaces } from '../../../playbooks/actions/quarantine-interfaces';
import { tagCase } from '../../../playbooks/actions/tag-case';
import type { AnyAction } from '../../../playbooks/kit/action';
import { rowWithoutRecord } from '../../faults/row';
import { groupNames, launch, type Network, seedNetwork, subjectOf } from '../../registry/ec2-seed';
import { useMoto } from '../../registry/moto';
import { contain, type Journal, putBack } from '../../registry/run';
import type { Scenario } from '../../registry/scenario';
import { newWorld, type World } from '../../registry/world';

const moto = useMoto();
const quiet: Scenario = {
  name: 'nothing happens meanwhile',
  seed: () => Promise.reject(new Error('seeded by the test')),
  state: async () => ({}),
  outcome: { see: async () => null, is: null },
};

interface Contained {
  readonly world: World;
  readonly network: Network;
  readonly id: string;
  readonly interfaceIds: readonly string[];
  readonly journal: Journal;
  readonly undo: (accept?: readonly string[]) => ReturnType<typeof putBack>;
}

const contained = async (action: AnyAction): Promise<Contained> => {
  const world = newWorld(moto());
  const network = await seedNetwork(world);
  const { instanceId: id, instance } = await launch(world, network);
  const ordered = [...(instance.NetworkInterfaces ?? [])].sort(
    (a, b) => Number(a.Attachment?.DeviceIndex) - Number(b.Attachment?.DeviceIndex),
  );
  const interfaceIds = ordered.map(({ NetworkInterfaceId }) => String(NetworkInterfaceId));
  const subject = subjectOf(world, id);
  const journal: Journal = {};
  expect(await contain(action, quiet, world, subject, journal)).toMatchObject({ ok: true });
  const undo = (accept: readonly string[] = []) => putBack(action, world, subject, journal, { accept });
  return { world, network, id, interfaceIds, journal, undo };
};

const setGroups = (world: World, NetworkInterfaceId: string | undefined, Groups: string[]) =>
  world.aws.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, Groups });

describe('undo of the quarantine', () => {
  test('leaves an interface alone that somebody changed since, and puts the others back', async () => {
    const { world, network, id, interfaceIds, undo } = await contained(quarantineInterfaces);
    await setGroups(world, interfaceIds[0], [network.data]);
    const field = `${interfaceIds[0]} security groups`;
    expect(await undo()).toMatchObject({ kind: 'drifted', drift: [{ field, foundAs: network.data }] });
    expect(await groupNames(world, id)).toEqual({ 'interface 0': ['data'], 'interface 1': ['data', 'web'] });
  });

  test('overwrites a later change that a person picked', async () => {
    const { world, network, id, interfaceIds, undo } = await contained(quarantineInterfaces);
    await setGroups(world, interfaceIds[0], [network.data]);
    expect(await undo([`${interfaceIds[0]} security groups`])).toMatchObject({ kind: 'undone' });
    expect(await groupNames(world, id)).toEqual({ 'interface 0': ['web'], 'interface 1': ['data', 'web'] });
  });

  rowWithoutRecord(
    'F26',
    'O',
    'says which former group was deleted since, and puts the rest back when a person picks it',
    async () => {
      const { world, network, id, interfaceIds, undo } = await contained(quarantineInterfaces);
      await world.aws.ec2.deleteSecurityGroup({ GroupId: network.data });
      const field = `${interfaceIds[1]} security groups`;
      expect(await undo()).toMatchObject({
        kind: 'drifted',
        drift: [{ field, foundAs: expect.stringContaining(`${network.data} no longer exist`) }],
      });
      expect(await groupNames(world, id)).toEqual({ 'interface 0': ['web'], 'interface 1': ['cordon-quarantine'] });
      expect(await undo([field])).toMatchObject({ kind: 'undone' });
      expect(await groupNames(world, id)).toEqual({ 'interface 0': ['web'], 'interface 1': ['web'] });
    },
  );

  test('has nothing to do for an instance that was terminated since', async () => {
    const { world, id, undo } = await contained(quarantineInterfaces);
    await world.aws.ec2.terminateInstances({ InstanceIds: [id] });
    expect(await undo()).toEqual({ kind: 'undone', saw: expect.stringContaining('is terminated') });
  });

  test('cannot be done where the only former group is gone, even when a person picks it', async () => {
    const { world, network, interfaceIds, undo } = await contained(quarantineInterfaces);
    await world.aws.ec2.deleteSecurityGroup({ GroupId: network.web });
    const picked = await undo([`${interfaceIds[0]} security groups`, `${interfaceIds[1]} security groups`]);
    expect(picked).toMatchObject({ kind: 'drifted', drift: [{ field: `${interfaceIds[0]} security groups` }] });
  });
});

describe('undo of the tags', () => {
  test('leaves a tag alone that somebody changed since, and removes the other', async () => {
    const { world, id, undo } = await contained(tagCase);
    const changed = { Key: 'cordon:state', Value: 'being examined by forensics' };
    await world.aws.ec2.createTags({ Resources: [id], Tags: [changed] });
    expect(await undo()).toMatchObject({
      kind: 'drifted',
      drift: [{ field: 'tag cordon:state', foundAs: changed.Value }],
    });
    const { Tags = [] } = await world.aws.ec2.describeTags({ Filters: [{ Name: 'resource-id', Values: [id] }] });
    expect(Tags.map(({ Key }) => Key).sort()).toEqual(['Name', 'cordon:state']);
  });
});

describe('undo of standby', () => {
  test('has nothing to do where there was no group', async () => {
    const { undo } = await contained(enterStandby);
    expect(await undo()).toMatchObject({ kind: 'undone' });
  });
});

describe('containment is gone through with', () => {
  test('on an instance that is terminated it ends with a sentence', async () => {
    const world = newWorld(moto());
    const { instanceId } = await launch(world, await seedNetwork(world));
    await world.aws.ec2.terminateInstances({ InstanceIds: [instanceId] });
    const run = contain(quarantineInterfaces, quiet, world, subjectOf(world, instanceId), {});
    await expect(run).rejects.toMatchObject({ code: 'target-gone', message: expect.stringContaining(instanceId) });
  });

  rowWithoutRecord(
    'F23',
    'O',
    'a rule that comes into the quarantine group later is found by the next verification',
    async () => {
      const { world, id, journal } = await contained(quarantineInterfaces);
      const { SecurityGroups = [] } = await world.aws.ec2.describeSecurityGroups({});
      const GroupId = SecurityGroups.find(({ GroupName }) => GroupName === 'cordon-quarantine')?.GroupId;
      const rule = { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
      await world.aws.ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions: [rule] });
      const subject = subjectOf(world, id);
      const action: AnyAction = quarantineInterfaces;
      const context = {
        aws: world.aws,
        target: subject.target,
        incidentId: 'inc-x-1',
        partition: 'aws',
        now: () => new Date(),
        wait: async () => {},
      };
      const seen = await action.verify(context, subject.input, journal.before, journal.left);
      expect(seen).toEqual({ ok: false, problem: `the quarantine group ${GroupId} has rules` });
    },
  );
});
