import { admitBatch } from '../../incidents/admit-batch';
import type { Admitted, Arrival } from '../../incidents/arrival';
import { closeIncident } from '../../incidents/close';
import { incidentIdFor } from '../../incidents/ids';
import { metaOf } from '../../incidents/items';
import { markStarted } from '../../incidents/start';
import type { Finding } from '../../playbooks/kit/finding';
import { deliveriesIn } from '../support/deliveries';
import { type Faults, type MemoryTable, memoryTable } from '../support/memory-table';
import { brokenPromises } from '../support/promises';
import { clock, finding, PLAYBOOK, storeOn, TARGET } from '../support/record-fixtures';

const setup = (faults: Faults = {}) => {
  const [table, time] = [memoryTable(faults), clock()];
  return { table, time, store: storeOn(table, time) };
};
const about = (one: Finding, target = TARGET): Arrival => ({
  finding: one,
  playbook: PLAYBOOK,
  target,
  receivedAt: '2026-11-23T03:00:00.000Z',
});
const version = (count: number, change: Partial<Finding> = {}): Finding =>
  finding({ count, updatedAt: `2026-11-23T02:55:${String(count).padStart(2, '0')}.000Z`, ...change });
const elsewhere = (at: number): Arrival => {
  const id = `i-0abc1234def56${String(at).padStart(4, '0')}`;
  return about(finding({ id: `f${String(at).padStart(31, '0')}` }), { ...TARGET, id });
};

const run = async (place: ReturnType<typeof setup>, arrivals: readonly Arrival[]) => {
  const taken: (Admitted | undefined)[] = arrivals.map(() => undefined);
  const settled = await admitBatch(place.store, arrivals, async (at, admitted) => {
    taken[at] = admitted;
  });
  return { taken, settled, kinds: taken.map((one) => one?.kind) };
};
const deliveries = (table: MemoryTable) => deliveriesIn(table).reduce((sum, count) => sum + count, 0);

describe('a batch of findings', () => {
  it('opens one incident for each target and counts every delivery', async () => {
    const place = setup();
    const arrivals = Array.from({ length: 30 }, (_, at) => elsewhere(at % 6));
    const { kinds } = await run(place, arrivals);
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(6);
    expect(kinds.filter((kind) => kind === 'repeat')).toHaveLength(24);
    expect(place.table.peek(({ sk }) => sk === 'META')).toHaveLength(6);
    expect(deliveries(place.table)).toBe(30);
    expect(brokenPromises(place.table.items())).toEqual([]);
  });

  it('takes versions of a finding in the order in which they came, each by one write', async () => {
    let writes = 0;
    const place = setup({
      before: ({ kind }) => {
        if (kind === 'write') writes += 1;
        return undefined;
      },
    });
    const { kinds } = await run(
      place,
      [version(1), version(2), version(3)].map((one) => about(one)),
    );
    expect(kinds).toEqual(['opened', 'joined', 'joined']);
    expect(place.table.peek(({ sk }) => sk.startsWith('FINDING#')).map(({ count }) => count)).toEqual([3]);
    expect(writes).toBe(3);
  });

  it('counts more findings than one call can name, in as few calls', async () => {
    const place = setup();
    const arrivals = Array.from({ length: 150 }, (_, at) => elsewhere(at));
    await run(place, arrivals);
    const before = place.table.written.length;
    const { kinds } = await run(place, arrivals);
    expect(new Set(kinds)).toEqual(new Set(['repeat']));
    expect(place.table.written.slice(before).map(({ length }) => length)).toEqual([100, 50]);
    expect(deliveries(place.table)).toBe(300);
  });

  it('loses no copy that is counted while a newer version of the same finding is written', async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const place = setup({
      before: async ({ kind, operations = [] }) => {
        if (kind !== 'write' || operations.length < 2) return undefined;
        const act = meanwhile;
        meanwhile = undefined;
        await act?.();
        return undefined;
      },
    });
    await run(place, [about(version(1))]);
    meanwhile = () => run(place, [about(version(1))]);
    await run(place, [about(version(2))]);
    expect(deliveries(place.table)).toBe(3);
    expect(brokenPromises(place.table.items())).toEqual([]);
  });

  it('loses no copy whose counting was in the way of another', async () => {
    let inTheWay = 0;
    const place = setup({
      before: ({ kind, operations = [] }) => {
        const counts = operations.some((one) => one.kind === 'update' && one.key.sk.startsWith('COPIES#'));
        if (kind !== 'write' || !counts || inTheWay === 0) return undefined;
        inTheWay -= 1;
        return 'conflict';
      },
    });
    const four = [1, 1, 2, 2].map(elsewhere);
    inTheWay = 2;
    expect((await run(place, four)).kinds.filter((kind) => kind === 'repeat')).toHaveLength(2);
    expect(inTheWay).toBe(0);
    inTheWay = 3;
    expect(new Set((await run(place, four)).kinds)).toEqual(new Set(['repeat']));
    expect(inTheWay).toBe(0);
    expect(deliveries(place.table)).toBe(8);
  });

  it('costs one read and one write when it holds nothing but copies of one finding', async () => {
    const calls: string[] = [];
    const place = setup({ before: ({ kind }) => void calls.push(kind) });
    await run(place, [about(version(1))]);
    calls.length = 0;
    const { kinds } = await run(
      place,
      Array.from({ length: 100 }, () => about(version(1))),
    );
    expect(new Set(kinds)).toEqual(new Set(['repeat']));
    expect(calls).toEqual(['get', 'write']);
    expect(deliveries(place.table)).toBe(101);
  });

  it('costs one read more about a target that had an incident before', async () => {
    const calls: string[] = [];
    const place = setup({ before: ({ kind }) => void calls.push(kind) });
    const { taken } = await run(place, [about(version(1))]);
    await closeIncident(place.store, taken[0]?.incidentId ?? '', { outcome: 'failed', detail: 'for the test' });
    const [again] = (await run(place, [about(version(2))])).taken;
    expect(again).toMatchObject({ kind: 'opened', incidentId: incidentIdFor(TARGET, 2) });
    calls.length = 0;
    const { kinds } = await run(place, [about(version(2)), about(version(2))]);
    expect(kinds).toEqual(['repeat', 'repeat']);
    expect(calls).toEqual(['get', 'get', 'write']);
  });

  it('lets one copy start what was claimed and never started, once the lease is over', async () => {
    const place = setup();
    const first = await run(place, [about(version(1))]);
    expect(first.taken).toMatchObject([{ start: true }]);
    place.time.forward(2);
    const { taken } = await run(
      place,
      Array.from({ length: 5 }, () => about(version(1))),
    );
    expect(taken.map((one) => one?.start)).toEqual([true, false, false, false, false]);
  });

  it('says of each arrival alone whether it was taken in', async () => {
    const place = setup({
      before: ({ operations = [] }) => {
        if (JSON.stringify(operations).includes('i-0abc1234def560002')) throw new Error('InternalServerError');
        return undefined;
      },
    });
    const { settled } = await run(place, [1, 2, 3, 2].map(elsewhere));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(place.table.peek(({ sk }) => sk === 'META').map((item) => metaOf(item).target.id)).toHaveLength(2);
  });

  it('takes nothing in when the record cannot be read', async () => {
    const place = setup({
      before: ({ kind }) => {
        if (kind === 'get') throw new Error('ProvisionedThroughputExceededException');
        return undefined;
      },
    });
    await expect(run(place, [about(version(1))])).rejects.toThrow('ProvisionedThroughputExceededException');
    expect(place.table.items()).toEqual([]);
  });

  it('does what follows an arrival before the next one about the same target', async () => {
    const place = setup();
    const order: string[] = [];
    const arrivals = [about(version(1)), elsewhere(7), about(version(2))];
    await admitBatch(place.store, arrivals, async (at) => {
      order.push(`begin ${at}`);
      if (at === 0) await new Promise((done) => setTimeout(done, 20));
      order.push(`end ${at}`);
    });
    expect(order.indexOf('begin 2')).toBeGreaterThan(order.indexOf('end 0'));
    expect(order.indexOf('end 1')).toBeLessThan(order.indexOf('end 0'));
  });
});

describe('a flood', () => {
  const flooded = (arrival: Arrival): Arrival => ({ ...arrival, flood: true });
  const metas = (place: ReturnType<typeof setup>) => place.table.peek(({ sk }) => sk === 'META').map(metaOf);
  const secondsTo = (place: ReturnType<typeof setup>, at: string | undefined) =>
    (Date.parse(at ?? '') - place.time.now().getTime()) / 1000;

  it('lets what can wait begin at different moments, and nobody else start it before', async () => {
    const place = setup();
    await run(
      place,
      Array.from({ length: 20 }, (_, at) => flooded(elsewhere(at))),
    );
    const waits = metas(place).map(({ startAfter }) => secondsTo(place, startAfter));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...waits)).toBeLessThanOrEqual(120);
    expect(new Set(waits).size).toBeGreaterThan(10);
    expect(
      metas(place).map(({ startAfter, startBy }) => Date.parse(startBy ?? '') - Date.parse(startAfter ?? '')),
    ).toEqual(waits.map(() => 60_000));
    expect(brokenPromises(place.table.items())).toEqual([]);
  });

  it('is over for an incident as soon as something about it comes in time', async () => {
    const place = setup();
    await run(place, [flooded(about(version(1))), flooded(about(version(2)))]);
    expect(metas(place)).toMatchObject([{ stage: 'claimed', startAfter: expect.any(String) }]);
    await run(place, [about(version(3, { severity: 9 }))]);
    const [meta] = metas(place);
    expect(meta?.startAfter).toBeUndefined();
    expect(secondsTo(place, meta?.startBy)).toBe(60);
  });

  it('leaves nothing to wait for where a run has begun', async () => {
    const place = setup();
    const { taken } = await run(place, [flooded(about(version(1)))]);
    expect(await markStarted(place.store, taken[0]?.incidentId ?? '', 'arn:run')).toBe(true);
    const [meta] = metas(place);
    expect(meta).toMatchObject({ stage: 'investigating', executionArn: 'arn:run' });
    expect([meta?.startAfter, meta?.startBy]).toEqual([undefined, undefined]);
  });

  it('costs one write for a batch that says nothing new', async () => {
    const place = setup();
    const arrivals = Array.from({ length: 10 }, (_, at) => elsewhere(at));
    await run(place, arrivals);
    const before = place.table.written.length;
    const { kinds } = await run(place, arrivals);
    expect(kinds).toEqual(arrivals.map(() => 'repeat'));
    expect(place.table.written.length - before).toBe(1);
    expect(deliveries(place.table)).toBe(20);
  });
});
