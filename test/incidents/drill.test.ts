import { admit } from '../../incidents/admit';
import { closeIncident } from '../../incidents/close';
import { decide, withdraw } from '../../incidents/decide';
import { mayRun } from '../../incidents/gate';
import { metaKey, slackViewKey } from '../../incidents/keys';
import { incidentsSince, listIncidents } from '../../incidents/list';
import { policyOn } from '../../incidents/policy';
import { earlierIncidents, openIncidents, readIncident } from '../../incidents/read';
import { requestApproval } from '../../incidents/request';
import { markStarted } from '../../incidents/start';
import { drillSeenAt, isStuck, whatIsDue } from '../../incidents/sweep';
import { pageLine } from '../../slack-app/lines';
import { memoryTable } from '../support/memory-table';
import { clock, EXECUTION, finding, PLAYBOOK, plan, storeOn, TARGET } from '../support/record-fixtures';

const open = (change: Record<string, unknown> = {}) => {
  const [table, time] = [memoryTable(), clock()];
  return { table, time, store: storeOn(table, time, change) };
};
type World = ReturnType<typeof open>;

let count = 0;
const come = ({ store }: World, drill: boolean) => {
  count += 1;
  const one = finding({ id: `f${String(count).padStart(31, '0')}`, updatedAt: store.now().toISOString() });
  return admit(store, {
    finding: one,
    playbook: PLAYBOOK,
    target: TARGET,
    receivedAt: store.now().toISOString(),
    drill,
  });
};
const record = async ({ store }: World, id: string) => {
  const found = await readIncident(store, id);
  if (!found) throw new Error(`${id} is missing`);
  return found;
};
const ask = async (world: World, id: string): Promise<void> => {
  await markStarted(world.store, id, EXECUTION);
  const made = plan({ mode: 'live' });
  const { meta, findings } = await record(world, id);
  const policy = policyOn(world.store.settings, meta, findings, made);
  await requestApproval(world.store, id, { plan: made, policy, executionArn: EXECUTION });
};
const shown = async ({ store }: World, id: string): Promise<void> => {
  const ts = String(store.now().getTime() / 1000 + 4);
  const copies = [{ channel: 'C0DRILLS', ts, revision: 1, painted: 'x' }];
  await store.port.write([{ kind: 'put', item: { ...slackViewKey(id), copies, threadedSeq: 0 } }]);
};

describe('a drill', () => {
  it('opens an incident that says so, in no list and in no open work', async () => {
    const world = open();
    const { incidentId, kind } = await come(world, true);
    expect(kind).toBe('opened');
    expect((await record(world, incidentId)).meta.origin).toEqual({ by: 'drill' });
    expect(await openIncidents(world.store)).toEqual([]);
    expect((await listIncidents(world.store, { limit: 10 })).metas).toEqual([]);
    expect(await incidentsSince(world.store, '2026-01-01T00:00:00.000Z')).toEqual([]);
    expect((await world.store.port.due('OPEN', '9999')).map(({ pk }) => pk)).toEqual([metaKey(incidentId).pk]);
  });

  it('asks until it was seen, reminds nobody and asks nobody else', async () => {
    const world = open();
    const { incidentId } = await come(world, true);
    await ask(world, incidentId);
    const { approval } = await record(world, incidentId);
    expect(approval).toMatchObject({ status: 'PENDING', expiresAt: '2026-11-23T03:20:00.000Z' });
    expect([approval?.remindAt, approval?.escalateAt, approval?.escalatedAt]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is ended once its request was seen, and by its deadline otherwise', async () => {
    const world = open();
    const { incidentId } = await come(world, true);
    await ask(world, incidentId);
    const due = async () => whatIsDue(await record(world, incidentId), world.time.now());
    expect(await due()).toEqual([]);
    world.time.forward(4);
    expect(await due()).toEqual(['mend', 'repaint']);
    // The poster has taken its lease, and has posted nothing yet.
    await world.store.port.write([{ kind: 'put', item: { ...slackViewKey(incidentId), postingUntil: '2026' } }]);
    expect(await due()).toEqual(['mend', 'repaint']);
    await shown(world, incidentId);
    expect(await due()).toEqual(['end-drill']);
    expect(drillSeenAt(await record(world, incidentId))).toEqual(new Date('2026-11-23T03:04:04.000Z'));
    await withdraw(world.store, incidentId, 'This was a drill: its request was seen.');
    expect((await record(world, incidentId)).approval?.status).toBe('WITHDRAWN');
    expect(await due()).not.toContain('end-drill');
  });

  it('that nobody was shown ends at its deadline', async () => {
    const world = open();
    const { incidentId } = await come(world, true);
    await ask(world, incidentId);
    world.time.forward(21);
    expect(whatIsDue(await record(world, incidentId), world.time.now())).toEqual(['end-drill']);
  });

  it('never runs live, whatever its plan says and whoever approves it', async () => {
    const world = open();
    const { incidentId } = await come(world, true);
    await ask(world, incidentId);
    for (const personId of ['dana', 'lee', 'kim', 'noor'])
      await decide(world.store, { incidentId, revision: 1, vote: 'approve', reason: 'yes', personId, door: 'slack' });
    const approved = await record(world, incidentId);
    const step = approved.plan?.steps.find(({ kind }) => kind === 'do')?.id ?? '';
    const { settings } = world.store;
    const answer = mayRun({ record: approved, step, executionArn: EXECUTION, now: world.time.now(), settings });
    expect(answer).toEqual({ ok: true, mode: 'dry-run' });
  });

  it('wakes nobody', async () => {
    const world = open();
    const { incidentId } = await come(world, true);
    await closeIncident(world.store, incidentId, { outcome: 'failed', detail: 'It broke.', page: true });
    const rows = [
      { seq: 1, at: '', event: 'x', actor: 'cordon', text: 'It broke.', page: true, previous: '', hash: '' },
    ];
    expect(pageLine(rows, await record(world, incidentId), world.store.settings)).toBeUndefined();
  });

  it.each(['not applicable', 'dry run', 'denied', 'failed'] as const)(
    'that ended as %s leaves no trace in the target’s history and keeps no finding quiet',
    async (outcome) => {
      const world = open();
      const { incidentId } = await come(world, true);
      await closeIncident(world.store, incidentId, { outcome, detail: 'Over.' });
      expect(await earlierIncidents(world.store, TARGET)).toEqual([]);
      const real = await come(world, false);
      expect(real).toMatchObject({ kind: 'opened', start: true });
      expect((await record(world, real.incidentId)).meta.origin).toEqual({ by: 'finding' });
    },
  );

  it('comes again an hour later as the next generation', async () => {
    const world = open();
    const first = await come(world, true);
    await closeIncident(world.store, first.incidentId, { outcome: 'dry run', detail: 'Over.' });
    world.time.forward(60);
    expect(await come(world, true)).toMatchObject({ kind: 'opened', start: true });
  });

  it('sends a real finding back while it is open, so that none is swallowed', async () => {
    const world = open();
    await come(world, true);
    await expect(come(world, false)).rejects.toThrow('is under way on this target');
  });

  it('is left out on a target with a case of its own', async () => {
    const world = open();
    const real = await come(world, false);
    expect(await come(world, true)).toMatchObject({ kind: 'quiet', incidentId: real.incidentId, start: false });
    await closeIncident(world.store, real.incidentId, { outcome: 'contained', detail: 'Done.' });
    expect(await come(world, true)).toMatchObject({ kind: 'quiet', start: false });
    expect((await record(world, real.incidentId)).findings).toHaveLength(1);
  });
});

describe('an incident', () => {
  it('is stuck when what waits for time is five sweeps late', async () => {
    const world = open();
    const { incidentId } = await come(world, false);
    await ask(world, incidentId);
    const stuck = async () => isStuck(await record(world, incidentId), world.time.now(), 60);
    expect(await stuck()).toBe(false);
    world.time.forward(7);
    expect(await stuck()).toBe(false);
    world.time.forward(2);
    expect(await stuck()).toBe(true);
  });
});
