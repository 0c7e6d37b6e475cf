import { close } from '../../handlers/close';
import { investigate } from '../../handlers/investigation';
import { preview } from '../../handlers/preview';
import { runStep } from '../../handlers/run-step';
import { seeNow } from '../../handlers/see-now';
import { readIncident } from '../../incidents/read';
import type { Store } from '../../incidents/store';
import type { NowView } from '../../incidents/views';
import { containAccessKey } from '../../playbooks/contain-access-key';
import { isolateInstance } from '../../playbooks/isolate-instance';
import type { Picture } from '../../playbooks/kit/picture';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import type { Target } from '../../playbooks/kit/target';
import { launch, seedNetwork } from '../registry/ec2-seed';
import { addKey, NAME, seedUser } from '../registry/iam-seed';
import { useMoto } from '../registry/moto';
import { newWorld, type World } from '../registry/world';
import { approve, type Hub, openHub } from './hub';

// The real door into the account, the real facts and steps, on a real (Moto) instance and user; only the record is in memory.
jest.mock('../../adapters/evidence', () => ({ keepEvidence: async () => 'kept' }));
jest.setTimeout(120_000);

const moto = useMoto();

beforeAll(() => {
  process.env['CORDON_MEMBER_ROLE'] = 'investigate';
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
});

const hubOver = (world: World): Hub =>
  openHub({
    accounts: [{ id: world.accountId, name: 'staging', environment: 'staging', live: true }],
    memberEndpoints: { default: world.url },
  });

const runOf = (playbook: AnyPlaybook) => ({
  executionArn: `arn:aws:states:eu-west-1:111111111111:execution:cordon-${playbook.id}:by-hand`,
  name: 'by-hand',
});

/** Asked for by hand, approved, every step done and closed. Gives the incident's id. */
const contain = async (hub: Hub, playbook: AnyPlaybook, target: Target): Promise<string> => {
  const execution = runOf(playbook);
  const { incidentId } = await investigate(hub.store, playbook, { target, reason: 'Beacons in an image' }, execution);
  await approve(hub, incidentId);
  for (const step of playbook.steps)
    await runStep(hub.store, playbook, { incidentId, step: step.id, execution: execution.executionArn });
  await close(hub.store, playbook, incidentId, execution);
  return incidentId;
};

const pictureIn = (view: NowView): Picture => {
  if (view.kind !== 'seen') throw new Error(view.because);
  return view.picture;
};

const planned = async (store: Store, incidentId: string): Promise<Picture | undefined> =>
  (await readIncident(store, incidentId))?.plan?.picture;

const tones = (picture: Picture | undefined, kind: string): Readonly<Record<string, string>> =>
  Object.fromEntries((picture?.parts ?? []).flatMap((part) => (part.kind === kind ? [[part.id, part.tone]] : [])));

describe('an instance in Moto', () => {
  const webServer = async (world: World) => {
    const network = await seedNetwork(world);
    await world.aws.ec2.authorizeSecurityGroupIngress({
      GroupId: network.web,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { IpProtocol: 'tcp', FromPort: 8000, ToPort: 8080, UserIdGroupPairs: [{ GroupId: network.data }] },
      ],
    });
    const { instanceId, instance } = await launch(world, network);
    const ids = (instance.NetworkInterfaces ?? []).map((one) => String(one.NetworkInterfaceId));
    const target = { kind: 'ec2-instance', accountId: world.accountId, region: world.region, id: instanceId } as const;
    return { network, ids, target };
  };

  test('is open before it is isolated, closed afterwards, and each picture says what was true then', async () => {
    const world = newWorld(moto());
    const hub = hubOver(world);
    const { network, ids, target } = await webServer(world);
    const incidentId = await contain(hub, isolateInstance, target);

    const before = await planned(hub.store, incidentId);
    expect(before?.lines[0]).toEqual({ text: '2 of 2 interfaces are open', tone: 'open' });
    expect(tones(before, 'interface')).toEqual({ [String(ids[0])]: 'open', [String(ids[1])]: 'open' });
    expect(before?.parts.find(({ id }) => id === ids[0])).toMatchObject({
      lines: expect.arrayContaining([{ text: `security group web (${network.web})`, tone: 'neutral' }]),
      reach: [
        { text: '0.0.0.0/0 → tcp 22', tone: 'open' },
        { text: `members of ${network.data} → tcp 8000-8080`, tone: 'open' },
        { text: 'outbound: all traffic → 0.0.0.0/0', tone: 'open' },
      ],
    });

    expect((await readIncident(hub.store, incidentId))?.meta.outcome).toBe('contained');
    const now = pictureIn(await seeNow(hub.store, isolateInstance, incidentId));
    expect(now.lines[0]).toEqual({ text: 'cut off: every interface is closed', tone: 'closed' });
    expect(tones(now, 'interface')).toEqual({ [String(ids[0])]: 'closed', [String(ids[1])]: 'closed' });
    expect(now.parts[0]?.reach).toEqual([
      { text: 'nothing can reach it', tone: 'closed' },
      { text: 'it can reach nothing', tone: 'closed' },
    ]);
  });

  test('is planned about without a trace in the record, and what was opened since shows', async () => {
    const world = newWorld(moto());
    const hub = hubOver(world);
    const { network, target } = await webServer(world);
    const shown = await preview(hub.store, isolateInstance, target, 'noor');
    expect(shown).toMatchObject({ kind: 'plan', plan: { headline: `Isolate ${target.id} (checkout-1)` }, needed: 2 });
    expect(hub.table.items()).toEqual([]);
    const incidentId = await contain(hub, isolateInstance, target);
    const quarantine = await world.aws.ec2.describeSecurityGroups({
      Filters: [{ Name: 'group-name', Values: ['cordon-quarantine'] }],
    });
    await world.aws.ec2.authorizeSecurityGroupIngress({
      GroupId: String(quarantine.SecurityGroups?.[0]?.GroupId),
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: network.web }] }],
    });
    const now = pictureIn(await seeNow(hub.store, isolateInstance, incidentId));
    expect(now.lines[0]).toEqual({ text: '2 of 2 interfaces are open', tone: 'open' });
    expect(now.parts[0]?.reach[0]).toEqual({ text: `members of ${network.web} → all traffic`, tone: 'open' });
  });

  test('that was terminated is not drawn, and the view says why', async () => {
    const world = newWorld(moto());
    const hub = hubOver(world);
    const { target } = await webServer(world);
    const incidentId = await contain(hub, isolateInstance, target);
    await world.aws.ec2.modifyInstanceAttribute({ InstanceId: target.id, DisableApiTermination: { Value: false } });
    await world.aws.ec2.terminateInstances({ InstanceIds: [target.id] });
    expect(await seeNow(hub.store, isolateInstance, incidentId)).toMatchObject({
      kind: 'unseen',
      because: `${target.id} is terminated.`,
    });
  });
});

describe('a user in Moto', () => {
  test('has keys that open doors before it is locked out, and none afterwards', async () => {
    const world = newWorld(moto());
    const hub = hubOver(world);
    const user = await seedUser(world, 1);
    const late = await addKey(world, NAME);
    const [key] = user.keys;
    const target = { kind: 'iam-user', accountId: world.accountId, region: 'global', id: user.userId } as const;
    const incidentId = await contain(hub, containAccessKey, target);

    const before = await planned(hub.store, incidentId);
    expect(before?.title).toBe(`${NAME} (${user.userId})`);
    expect(tones(before, 'access-key')).toEqual({ [String(key)]: 'open', [late]: 'open' });
    expect(before?.parts.find(({ id }) => id === key)?.reach).toEqual([
      { text: `signs calls as ${NAME}`, tone: 'open' },
    ]);
    expect(Object.values(tones(before, 'policy'))).not.toContain('closed');

    const now = pictureIn(await seeNow(hub.store, containAccessKey, incidentId));
    expect(now.lines[0]).toEqual({ text: 'locked out: AWSDenyAll refuses every call', tone: 'closed' });
    expect(tones(now, 'access-key')).toEqual({ [String(key)]: 'closed', [late]: 'closed' });
    expect(tones(now, 'policy')).toMatchObject({ 'arn:aws:iam::aws:policy/AWSDenyAll': 'closed' });
  });
});
