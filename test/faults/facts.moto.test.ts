import { investigate } from '../../handlers/investigation';
import type { Execution } from '../../handlers/wiring';
import { admit } from '../../incidents/admit';
import type { IncidentRecord } from '../../incidents/model';
import { readAudit } from '../../incidents/read';
import { containAccessKey } from '../../playbooks/contain-access-key';
import { isolateInstance } from '../../playbooks/isolate-instance';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import type { Target } from '../../playbooks/kit/target';
import { type Hub, openHub, recordOf } from '../handlers/hub';
import { launch, seedNetwork } from '../registry/ec2-seed';
import { NAME, seedUser } from '../registry/iam-seed';
import { useMoto } from '../registry/moto';
import { newWorld, type World } from '../registry/world';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { finding } from '../support/record-fixtures';
import { row } from './row';

// The real facts of the real playbooks, in accounts of Moto, with the fault proxy before them; only the record is in memory.
jest.mock('../../adapters/evidence', () => ({ keepEvidence: async () => 'kept' }));
jest.setTimeout(120_000);

const moto = useMoto();
let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await startFaultProxy(moto());
  process.env['CORDON_MEMBER_ROLE'] = 'investigate';
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'not-a-secret';
});
afterAll(() => proxy?.stop());
beforeEach(() => proxy.set());

const hubOver = (world: World): Hub =>
  openHub({
    accounts: [{ id: world.accountId, name: 'staging', environment: 'staging', live: true }],
    memberEndpoints: { default: proxy.url },
  });

const investigated = async (hub: Hub, playbook: AnyPlaybook, target: Target): Promise<IncidentRecord> => {
  const { id, version, locks } = playbook;
  const one = finding({ accountId: target.accountId, region: hub.store.settings.hub.region });
  const receivedAt = hub.store.now().toISOString();
  const { incidentId } = await admit(hub.store, { finding: one, playbook: { id, version, locks }, target, receivedAt });
  const executionArn = `arn:aws:states:eu-west-1:111111111111:execution:cordon-${id}:${incidentId}`;
  const run: Execution = { executionArn, name: incidentId };
  await investigate(hub.store, playbook, { incidentId }, run);
  return recordOf(hub, incidentId);
};

const anInstance = async (world: World): Promise<Target & { readonly kind: 'ec2-instance' }> => {
  const { instanceId } = await launch(world, await seedNetwork(world));
  return { kind: 'ec2-instance', accountId: world.accountId, region: world.region, id: instanceId };
};
const unavailable = ({ plan }: IncidentRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (plan?.facts ?? []).flatMap((fact) => (fact.status === 'unavailable' ? [[fact.id, fact.lines.join(' ')]] : [])),
  );

describe('an account, while facts are gathered', () => {
  row(
    'F9',
    'PO',
    'refuses some and fails others: people are asked all the same, and told what is missing',
    async () => {
      const world = newWorld(moto());
      const hub = hubOver(world);
      const target = await anInstance(world);
      const whole = unavailable(await investigated(hubOver(world), isolateInstance, target));
      await proxy.set(
        { service: 'autoscaling', effect: { kind: 'error', code: 'AccessDenied' } },
        { service: 'ec2', operation: 'DescribeSecurityGroups', effect: { kind: 'error', code: 'InternalError' } },
      );
      const record = await investigated(hub, isolateInstance, target);
      expect(record.approval?.status).toBe('PENDING');
      const missing = unavailable(record);
      expect(Object.keys(missing).filter((id) => !(id in whole)).length).toBeGreaterThanOrEqual(1);
      expect(JSON.stringify(missing)).toContain('AccessDenied');
      return hub.table.items();
    },
  );

  row('F9', 'PO', 'loses an answer, resets a connection and is throttled once each: nothing is missing', async () => {
    const world = newWorld(moto());
    const hub = hubOver(world);
    const target = await anInstance(world);
    await proxy.set(
      { service: 'ec2', operation: 'DescribeInstances', effect: { kind: 'answer lost' }, times: 1 },
      { service: 'ec2', operation: 'DescribeSecurityGroups', effect: { kind: 'reset' }, times: 1 },
      { service: 'autoscaling', effect: { kind: 'error', code: 'Throttling' }, times: 1 },
    );
    const record = await investigated(hub, isolateInstance, target);
    expect(record.approval?.status).toBe('PENDING');
    expect(await proxy.fired()).toHaveLength(3);
    expect(JSON.stringify(unavailable(record))).not.toMatch(/Throttling|ECONNRESET|aborted/);
    return hub.table.items();
  });

  row('F9', 'PO', 'cannot be entered: nobody is asked about what nobody saw, and somebody is paged', async () => {
    const world = newWorld(moto());
    const hub = hubOver(world);
    const target = await anInstance(world);
    await proxy.set({ service: 'sts', effect: { kind: 'error', code: 'AccessDenied' } });
    const record = await investigated(hub, isolateInstance, target);
    expect(record.approval).toBeUndefined();
    expect(record.meta).toMatchObject({ stage: 'closed', outcome: 'failed' });
    expect((await readAudit(hub.store, record.meta.incidentId, 0)).at(-1)).toMatchObject({ page: true });
    return hub.table.items();
  });
});

describe('a target that is gone', () => {
  row('F10', 'O', 'is said to be gone: a terminated instance', async () => {
    const world = newWorld(moto());
    const hub = hubOver(world);
    const target = await anInstance(world);
    await world.aws.ec2.terminateInstances({ InstanceIds: [target.id] });
    const { meta, approval } = await investigated(hub, isolateInstance, target);
    expect(approval).toBeUndefined();
    expect(meta).toMatchObject({ stage: 'closed', outcome: 'not applicable' });
    expect(meta.outcomeDetail).toContain(target.id);
    return hub.table.items();
  });

  row('F10', 'O', 'is said to be gone: a user that was deleted', async () => {
    const world = newWorld(moto());
    const hub = hubOver(world);
    const { userId } = await seedUser(world, 0);
    await world.aws.iam.deleteUserPolicy({ UserName: NAME, PolicyName: 'reads-reports' });
    await world.aws.iam.detachUserPolicy({ UserName: NAME, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
    await world.aws.iam.deleteUser({ UserName: NAME });
    const target = { kind: 'iam-user', accountId: world.accountId, region: 'global', id: userId, name: NAME } as const;
    const { meta, approval } = await investigated(hub, containAccessKey, target);
    expect(approval).toBeUndefined();
    expect(meta).toMatchObject({ stage: 'closed', outcome: 'not applicable' });
    expect(meta.outcomeDetail).toContain(NAME);
    return hub.table.items();
  });
});
