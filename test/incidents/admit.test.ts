import fc from 'fast-check';
import { admit } from '../../incidents/admit';
import type { Admitted } from '../../incidents/arrival';
import { closeIncident } from '../../incidents/close';
import { decide } from '../../incidents/decide';
import type { IncidentRecord, Outcome } from '../../incidents/model';
import { policyOn } from '../../incidents/policy';
import { readAudit, readIncident, readLock } from '../../incidents/read';
import { requestApproval } from '../../incidents/request';
import { markStarted } from '../../incidents/start';
import type { Store } from '../../incidents/store';
import type { Finding } from '../../playbooks/kit/finding';
import { row } from '../faults/row';
import { deliveriesIn } from '../support/deliveries';
import { type MemoryTable, memoryTable } from '../support/memory-table';
import { brokenPromises } from '../support/promises';
import {
  type Clock,
  clock,
  EXECUTION,
  finding,
  PLAYBOOK,
  plan,
  REVIEW,
  storeOn,
  TARGET,
} from '../support/record-fixtures';

interface Setup {
  readonly table: MemoryTable;
  readonly time: Clock;
  readonly store: Store;
}
const setup = (): Setup => {
  const [table, time] = [memoryTable(), clock()];
  return { table, time, store: storeOn(table, time) };
};
const deliver = (
  store: Store,
  one: Finding = finding(),
  playbook: typeof PLAYBOOK | typeof REVIEW = PLAYBOOK,
): Promise<Admitted> => {
  const target = playbook.locks
    ? TARGET
    : ({ kind: 'finding', accountId: one.accountId, region: one.region, id: one.id } as const);
  return admit(store, { finding: one, playbook, target, receivedAt: store.now().toISOString() });
};
const recordOf = async (store: Store, id: string): Promise<IncidentRecord> => {
  const record = await readIncident(store, id);
  if (!record) throw new Error(`${id} is missing`);
  return record;
};
const waiting = async (store: Store): Promise<string> => {
  const { incidentId } = await deliver(store);
  await markStarted(store, incidentId, EXECUTION);
  const record = await recordOf(store, incidentId);
  await requestApproval(store, incidentId, {
    plan: plan(),
    policy: policyOn(store.settings, record.meta, record.findings, plan()),
    executionArn: EXECUTION,
  });
  return incidentId;
};
const closed = async (store: Store, outcome: Outcome): Promise<string> => {
  const { incidentId } = await deliver(store);
  await markStarted(store, incidentId, EXECUTION);
  await closeIncident(store, incidentId, { outcome, detail: 'for the test' });
  return incidentId;
};
const update = (change: Partial<Finding> = {}): Finding =>
  finding({ count: 2, updatedAt: '2026-11-23T03:01:00.000Z', ...change });
const other = (change: Partial<Finding> = {}): Finding =>
  finding({ id: 'f0000000000000000000000000000002', ...change });
const lastRow = async (store: Store, id: string) => (await readAudit(store, id, 0)).at(-1);

describe('a first finding', () => {
  it('opens an incident, takes the lock and says who must start it', async () => {
    const { store } = setup();
    const admitted = await deliver(store);
    expect(admitted).toMatchObject({ kind: 'opened', start: true });
    const { meta, findings } = await recordOf(store, admitted.incidentId);
    expect(meta).toMatchObject({
      stage: 'claimed',
      generation: 1,
      severity: 8,
      findingCount: 1,
      origin: { by: 'finding' },
    });
    expect(meta.times).toMatchObject({
      activityAt: '2026-11-23T02:40:00.000Z',
      findingAt: '2026-11-23T02:55:00.000Z',
      receivedAt: '2026-11-23T03:00:00.000Z',
    });
    expect(findings).toMatchObject([{ count: 1, deliveries: 1 }]);
    expect(await readLock(store, TARGET)).toMatchObject({ incidentId: admitted.incidentId, open: true, generation: 1 });
    expect((await lastRow(store, admitted.incidentId))?.text).toBe(
      'Opened by GuardDuty: CryptoCurrency:EC2/BitcoinTool.B!DNS, severity 8.0 (High).',
    );
  });

  it('opens a review without a lock, so that it never swallows another finding on the same target', async () => {
    const { store } = setup();
    const review = await deliver(store, finding(), REVIEW);
    const contain = await deliver(store, other());
    expect([review.kind, contain.kind]).toEqual(['opened', 'opened']);
    expect(review.incidentId).not.toBe(contain.incidentId);
    await closeIncident(store, review.incidentId, { outcome: 'reviewed', detail: 'looked at' });
    expect((await deliver(store, update(), REVIEW)).kind).toBe('joined');
  });

  row('F27', 'U', 'is cut to what the record can hold', async () => {
    const { store, table } = setup();
    const tags = Array.from({ length: 500 }, (_, index) => ({ key: `k${index}`, value: 'v'.repeat(9000) }));
    const { incidentId } = await deliver(store, finding({ instance: { instanceId: TARGET.id, tags, interfaces: [] } }));
    const kept = (await recordOf(store, incidentId)).findings[0]?.finding.instance?.tags ?? [];
    expect(kept).toHaveLength(50);
    expect(kept[0]?.value.length).toBe(2048);
    return table.items();
  });
});

describe('a repeat', () => {
  it('only counts: no audit row, no change of the incident', async () => {
    const { store } = setup();
    const { incidentId } = await deliver(store);
    const before = (await recordOf(store, incidentId)).meta;
    expect(await deliver(store)).toMatchObject({ kind: 'repeat', incidentId, start: false });
    const after = await recordOf(store, incidentId);
    expect(after.meta).toEqual(before);
    expect(after.findings[0]?.deliveries).toBe(2);
    expect(await readAudit(store, incidentId, 0)).toHaveLength(1);
  });

  it('starts a claimed incident whose starter never came through, once per lease', async () => {
    const { store, time } = setup();
    await deliver(store);
    time.forward(2);
    expect((await deliver(store)).start).toBe(true);
    expect((await deliver(store)).start).toBe(false);
  });

  it('does not start what was started', async () => {
    const { store, time } = setup();
    const { incidentId } = await deliver(store);
    await markStarted(store, incidentId, EXECUTION);
    time.forward(60);
    expect((await deliver(store)).start).toBe(false);
  });

  row('F3', 'U', 'an older update that was overtaken never overwrites the newer one', async () => {
    const { store, table } = setup();
    const { incidentId } = await deliver(store, update({ count: 7, severity: 8.5 }));
    expect((await deliver(store, finding({ severity: 9.9 }))).kind).toBe('repeat');
    const { findings, meta } = await recordOf(store, incidentId);
    expect(findings[0]).toMatchObject({ count: 7, deliveries: 2 });
    expect(meta.severity).toBe(8.5);
    return table.items();
  });

  it('stays a repeat after its incident was closed, whatever the outcome', async () => {
    const { store } = setup();
    const id = await closed(store, 'expired');
    expect(await deliver(store)).toMatchObject({ kind: 'repeat', incidentId: id });
  });

  it('fifty at once: one incident, one start, a count of fifty, in every order of calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const table = memoryTable({ before: () => scheduler.schedule(Promise.resolve()).then(() => undefined) });
        const store = storeOn(table, clock());
        const admitted = await scheduler.waitFor(Promise.all(Array.from({ length: 50 }, () => deliver(store))));
        expect(admitted.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
        expect(admitted.filter(({ kind }) => kind === 'repeat')).toHaveLength(49);
        expect(admitted.filter(({ start }) => start)).toHaveLength(1);
        expect(deliveriesIn(table)).toEqual([50]);
        expect(brokenPromises(table.items())).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it('fifty different findings on one target at once: all of them in one incident', async () => {
    const { store, table } = setup();
    const admitted = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        deliver(store, finding({ id: `f00000000000000000000000000001${index + 100}` })),
      ),
    );
    expect(new Set(admitted.map(({ incidentId }) => incidentId)).size).toBe(1);
    expect(admitted.filter(({ kind }) => kind === 'joined')).toHaveLength(49);
    const record = await recordOf(store, admitted[0]?.incidentId ?? '');
    expect(record.meta.findingCount).toBe(50);
    expect(record.findings).toHaveLength(50);
    expect(brokenPromises(table.items())).toEqual([]);
  });
});

describe('an update or another finding on an open incident', () => {
  it('joins it with one line for people', async () => {
    const { store } = setup();
    const id = await waiting(store);
    expect(await deliver(store, update())).toMatchObject({ kind: 'joined', incidentId: id, start: false });
    expect(await deliver(store, other({ severity: 5 }))).toMatchObject({ kind: 'joined', incidentId: id });
    const record = await recordOf(store, id);
    expect(record.meta).toMatchObject({ findingCount: 2, severity: 8, revision: 1 });
    expect((await lastRow(store, id))?.event).toBe('finding.joined');
  });

  it.each([
    ['a higher band', 9],
    ['a full point more', 9.0],
  ])('asks again on %s, under a new revision without votes', async (_name, severity) => {
    const { store } = setup();
    const id = await waiting(store);
    expect(await deliver(store, update({ severity }))).toMatchObject({ kind: 'asks-again', incidentId: id });
    const record = await recordOf(store, id);
    expect(record.approval).toMatchObject({ status: 'PENDING', revision: 2, approvals: 0, digest: plan().digest });
    expect(record.meta).toMatchObject({ revision: 2, severity });
    expect(
      await decide(store, { incidentId: id, revision: 1, vote: 'approve', reason: '', personId: 'lee', door: 'slack' }),
    ).toMatchObject({ kind: 'refused', code: 'old-revision' });
  });

  it('does not ask again for less than that', async () => {
    const { store } = setup();
    const id = await waiting(store);
    expect((await deliver(store, update({ severity: 8.9 }))).kind).toBe('joined');
    expect((await recordOf(store, id)).meta.revision).toBe(1);
  });

  it('does not ask again once it is decided', async () => {
    const { store } = setup();
    const id = await waiting(store);
    await decide(store, { incidentId: id, revision: 1, vote: 'approve', reason: '', personId: 'lee', door: 'slack' });
    expect((await deliver(store, update({ severity: 9.8 }))).kind).toBe('joined');
    expect((await recordOf(store, id)).approval).toMatchObject({ status: 'APPROVED', revision: 1 });
  });
});

describe('a finding after the end', () => {
  it.each<[Outcome, Admitted['kind']]>([
    ['contained', 'joined'],
    ['partly contained', 'joined'],
    ['denied', 'quiet'],
    ['dry run', 'quiet'],
    ['expired', 'opened'],
    ['undone', 'opened'],
    ['stale', 'opened'],
    ['failed', 'opened'],
    ['not applicable', 'opened'],
  ])('on a target that was %s: %s', async (outcome, kind) => {
    const { store, table } = setup();
    const id = await closed(store, outcome);
    const admitted = await deliver(store, update());
    expect(admitted).toMatchObject({ kind, start: kind === 'opened' });
    expect(admitted.incidentId === id).toBe(kind !== 'opened');
    expect((await readLock(store, TARGET))?.generation).toBe(kind === 'opened' ? 2 : 1);
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it.each(['denied', 'dry run'] as const)(
    'opens again after %s when severity rises, or the quiet time is over',
    async (outcome) => {
      const risen = setup();
      await closed(risen.store, outcome);
      expect((await deliver(risen.store, update({ severity: 9.1 }))).kind).toBe('opened');
      const later = setup();
      await closed(later.store, outcome);
      later.time.forward(12 * 60 - 1);
      expect((await deliver(later.store, update())).kind).toBe('quiet');
      later.time.forward(2);
      expect((await deliver(later.store, update({ count: 3, updatedAt: '2026-11-23T03:02:00.000Z' }))).kind).toBe(
        'opened',
      );
    },
  );

  it('pages when the target is only partly contained, unless people decided to keep it so', async () => {
    const { store } = setup();
    const id = await closed(store, 'partly contained');
    await deliver(store, update());
    expect(await lastRow(store, id)).toMatchObject({ event: 'finding.updated', page: true });
  });

  it('pages when something worse is seen on a contained target', async () => {
    const { store } = setup();
    const id = await closed(store, 'contained');
    await deliver(store, update());
    expect((await lastRow(store, id))?.page).toBeUndefined();
    await deliver(store, other({ severity: 9.5 }));
    expect((await lastRow(store, id))?.page).toBe(true);
  });
});
