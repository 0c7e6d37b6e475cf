import { appendAudit } from '../../incidents/audit';
import { extend, genesis, headOf } from '../../incidents/chain';
import { catchUp, copyIsBehind, keepChanges, keepTogether, type LogChange, readCopy } from '../../incidents/copy';
import { compareWithCopy } from '../../incidents/copy-check';
import { copyKey, headKey, rowKey } from '../../incidents/keys';
import type { AuditRow } from '../../incidents/model';
import type { Item } from '../../incidents/port';
import { readAudit } from '../../incidents/read';
import { keepAll, keeperOn, streamOf } from '../support/keeper';
import { memoryTable } from '../support/memory-table';
import { brokenPromises } from '../support/promises';
import { clock, storeOn } from '../support/record-fixtures';

const CHAIN = 'inc-a-1';

const open = async (count: number) => {
  const table = memoryTable();
  const store = storeOn(table, clock());
  for (let seq = 1; seq <= count; seq += 1)
    await appendAudit(store, CHAIN, { event: 'test.said', actor: 'cordon', text: `row ${seq}` });
  const keeper = keeperOn(store);
  const stream = streamOf(table.written);
  const kept = async () => (await readCopy(table, CHAIN)).rows.map(({ text }) => text);
  const compared = async () => compareWithCopy(await readAudit(store, CHAIN, 0), await readCopy(table, CHAIN));
  return { table, store, keeper, stream, kept, compared };
};
type Opened = Awaited<ReturnType<typeof open>>;

const texts = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `row ${index + 1}`);
const at = (stream: readonly LogChange[], seq: number): LogChange => {
  const found = stream.find((one) => one.seq === seq);
  if (!found) throw new Error(`there is no row ${seq}`);
  return found;
};
const rowOf = (stream: readonly LogChange[], seq: number): AuditRow => at(stream, seq).row as AuditRow;
const rewrite = ({ table, stream }: Opened, seq: number): LogChange => {
  const row = { ...rowOf(stream, seq), text: 'Nothing happened.' };
  table.force({ ...row, ...rowKey(CHAIN, seq) });
  return { chain: CHAIN, seq, kind: 'changed', row };
};

describe('the copy of a log', () => {
  it('holds each row as the stream showed it being written', async () => {
    const hub = await open(3);
    await keepAll(hub.keeper, hub.stream);
    expect(await hub.kept()).toEqual(texts(3));
    expect(await hub.compared()).toEqual({ ok: true, upTo: 3 });
    expect(hub.keeper.told).toEqual([]);
    expect(brokenPromises(hub.table.items())).toEqual([]);
  });

  it('is the same after a row that came twice, in another order, or in one batch', async () => {
    const hub = await open(5);
    const { stream } = hub;
    await keepChanges(hub.keeper, CHAIN, [at(stream, 3), at(stream, 2)]);
    await keepChanges(hub.keeper, CHAIN, [...stream].reverse());
    await keepAll(hub.keeper, stream);
    expect(await hub.kept()).toEqual(texts(5));
    expect(hub.keeper.told).toEqual([]);
  });

  it('takes rows that the stream lost from the log, as soon as a later one comes', async () => {
    const hub = await open(6);
    await keepChanges(hub.keeper, CHAIN, [at(hub.stream, 1)]);
    await keepChanges(hub.keeper, CHAIN, [at(hub.stream, 3), at(hub.stream, 6)]);
    expect(await hub.kept()).toEqual(texts(6));
    expect(hub.keeper.told).toEqual([]);
  });

  it('is behind until its newest row is there, and then brought up to the log', async () => {
    const hub = await open(4);
    await keepAll(hub.keeper, hub.stream.slice(0, 2));
    expect(await hub.compared()).toEqual({ ok: true, upTo: 2 });
    expect(await copyIsBehind(hub.table, CHAIN)).toBe(true);
    await catchUp(hub.keeper, CHAIN);
    expect(await copyIsBehind(hub.table, CHAIN)).toBe(false);
    expect(await hub.compared()).toEqual({ ok: true, upTo: 4 });
    expect(await copyIsBehind(hub.table, 'inc-none-1')).toBe(false);
  });

  it('is behind as well when it holds another row where the newest one belongs', async () => {
    const hub = await open(2);
    await keepAll(hub.keeper, hub.stream);
    const newest = { ...copyKey(CHAIN, 2), ...at(hub.stream, 2).row, hash: 'another' };
    hub.table.force(newest as unknown as Item);
    expect(await copyIsBehind(hub.table, CHAIN)).toBe(true);
  });

  it('goes on where a write of its own failed', async () => {
    let fails = 1;
    const table = memoryTable({
      before: ({ kind, operations }) => {
        const own = operations?.some((one) => one.kind === 'put' && one.item.pk.startsWith('AUDIT#'));
        if (kind === 'write' && own && fails-- > 0) throw new Error('ThrottlingException');
        return undefined;
      },
    });
    const store = storeOn(table, clock());
    await appendAudit(store, CHAIN, { event: 'test.said', actor: 'cordon', text: 'row 1' });
    const keeper = keeperOn(store);
    await expect(keepAll(keeper, streamOf(table.written))).rejects.toThrow('Throttling');
    expect((await catchUp(keeper, CHAIN)).rows.map(({ text }) => text)).toEqual(['row 1']);
  });
});

describe('rows of several logs at once', () => {
  const CHAINS = ['inc-a-1', 'inc-b-1', 'inc-c-1'];
  const openAll = async () => {
    const table = memoryTable();
    const store = storeOn(table, clock());
    for (const text of ['row 1', 'row 2'])
      for (const chain of CHAINS) await appendAudit(store, chain, { event: 'test.said', actor: 'cordon', text });
    return { table, keeper: keeperOn(store), stream: streamOf(table.written) };
  };
  const keepAtOnce = async ({ keeper }: Awaited<ReturnType<typeof openAll>>, stream: readonly LogChange[]) => {
    const ahead = await keepTogether(keeper, stream);
    for (const chain of CHAINS)
      await keepChanges(
        keeper,
        chain,
        stream.filter((one) => one.chain === chain),
        ahead,
      );
  };
  const copies = async ({ table }: Awaited<ReturnType<typeof openAll>>) =>
    Promise.all(CHAINS.map(async (chain) => (await readCopy(table, chain)).rows.map(({ text }) => text)));

  it('are kept in one write, which is checked against the rows before them', async () => {
    const hub = await openAll();
    await keepAll(hub.keeper, hub.stream.slice(0, 2));
    const before = hub.table.written.length;
    await keepAtOnce(hub, hub.stream.slice(2));
    expect(hub.table.written.length - before).toBe(1);
    expect(await copies(hub)).toEqual(CHAINS.map(() => ['row 1', 'row 2']));
    expect(hub.keeper.told).toEqual([]);
    expect(brokenPromises(hub.table.items())).toEqual([]);
  });

  it('are kept one by one where one of them was kept before, or comes twice', async () => {
    const hub = await openAll();
    await keepAtOnce(hub, [...hub.stream, ...hub.stream.slice(0, 1)]);
    await keepAtOnce(hub, hub.stream);
    expect(await copies(hub)).toEqual(CHAINS.map(() => ['row 1', 'row 2']));
    expect(hub.keeper.told).toEqual([]);
  });

  it('do not hide one that does not follow the row before it', async () => {
    const hub = await openAll();
    await keepAll(hub.keeper, hub.stream.slice(0, 3));
    const second = hub.stream.slice(3).map((one, place) => {
      const row = one.row as AuditRow;
      return place === 1 ? { ...one, row: { ...row, previous: 'another' } } : one;
    });
    await keepAtOnce(hub, [...second, at(hub.stream, 1)]);
    expect(hub.keeper.told.map(({ text }) => text)).toEqual(['row 2 does not follow the row before it']);
  });

  it('are not kept together when there are few: one write for each costs half', async () => {
    const hub = await openAll();
    const before = hub.table.written.length;
    await keepAtOnce(hub, hub.stream.slice(0, 3));
    expect(hub.table.written.length - before).toBe(3);
  });
});

describe('a log that somebody changes', () => {
  it('is noticed when the stream says so, told once, and the copy stays as it was', async () => {
    const hub = await open(3);
    await keepAll(hub.keeper, hub.stream);
    const change = rewrite(hub, 2);
    await keepChanges(hub.keeper, CHAIN, [change]);
    await keepChanges(hub.keeper, CHAIN, [change]);
    await catchUp(hub.keeper, CHAIN);
    expect(await hub.kept()).toEqual(texts(3));
    expect(hub.keeper.told).toEqual([
      { seq: 2, at: expect.any(String), text: 'row 2 was changed after it was written', found: change.row },
    ]);
    expect(brokenPromises(hub.table.items())).toContain(
      `copy of ${CHAIN}: row 2 is not what was kept of it when it was written`,
    );
  });

  it('stays noticed when somebody puts it right again', async () => {
    const hub = await open(3);
    await keepAll(hub.keeper, hub.stream);
    await keepChanges(hub.keeper, CHAIN, [rewrite(hub, 2)]);
    hub.table.force({ ...rowOf(hub.stream, 2), ...rowKey(CHAIN, 2) });
    expect(await hub.compared()).toEqual({ ok: false, seq: 2, problem: 'row 2 was changed after it was written' });
  });

  it('is noticed by looking, when the stream said nothing', async () => {
    const hub = await open(3);
    await keepAll(hub.keeper, hub.stream);
    rewrite(hub, 3);
    hub.table.takeOut(rowKey(CHAIN, 1));
    await catchUp(hub.keeper, CHAIN);
    expect(hub.keeper.told.map(({ text }) => text)).toEqual([
      'row 3 was changed after it was written',
      'row 1 was taken out after it was written',
    ]);
  });

  it('is noticed when a row is taken out', async () => {
    const hub = await open(3);
    await keepAll(hub.keeper, hub.stream);
    hub.table.takeOut(rowKey(CHAIN, 3));
    await keepChanges(hub.keeper, CHAIN, [{ chain: CHAIN, seq: 3, kind: 'removed' }]);
    expect(hub.keeper.told).toEqual([
      { seq: 3, at: expect.any(String), text: 'row 3 was taken out after it was written' },
    ]);
    expect(await hub.compared()).toMatchObject({ ok: false, seq: 3 });
  });

  it('is noticed when it is cut and written anew, which is a chain that holds by itself', async () => {
    const hub = await open(3);
    await keepAll(hub.keeper, hub.stream);
    const operations = extend(
      { chain: CHAIN, exists: true, seq: 1, hash: rowOf(hub.stream, 1).hash, writes: 9 },
      '2026-11-23T04:00:00.000Z',
      [2, 3].map((seq) => ({ event: 'test.said', actor: 'cordon', text: `another row ${seq}` })),
    );
    for (const operation of operations) if (operation.kind === 'put') hub.table.force(operation.item);
    await keepAll(hub.keeper, streamOf([operations]));
    expect(hub.keeper.told.map(({ text }) => text)).toEqual([
      'row 2 was changed after it was written',
      'row 3 was changed after it was written',
    ]);
    expect(await hub.kept()).toEqual(texts(3));
  });

  it('is noticed when a row does not follow the one before it, or has no true hash', async () => {
    const hub = await open(2);
    await keepAll(hub.keeper, hub.stream);
    const loose = { ...rowOf(hub.stream, 2), seq: 3 };
    await keepChanges(hub.keeper, CHAIN, [{ chain: CHAIN, seq: 3, kind: 'added', row: loose }]);
    const forged = { ...rowOf(hub.stream, 1), text: 'forged' };
    await keepChanges(hub.keeper, 'inc-b-1', [
      { chain: 'inc-b-1', seq: 1, kind: 'added', row: { ...forged, previous: genesis('inc-b-1') } },
    ]);
    expect(hub.keeper.told.map(({ text }) => text)).toEqual([
      'row 3 does not follow the row before it',
      'row 1 was changed',
    ]);
  });

  it('is told again, and never not at all, when the notice could not be kept', async () => {
    const hub = await open(1);
    await keepAll(hub.keeper, hub.stream);
    const change = rewrite(hub, 1);
    const failing = { ...hub.keeper, alarm: () => Promise.reject(new Error('the queue is away')) };
    await expect(keepChanges(failing, CHAIN, [change])).rejects.toThrow('the queue is away');
    expect((await readCopy(hub.table, CHAIN)).notices).toEqual([]);
    await catchUp(hub.keeper, CHAIN);
    expect(hub.keeper.told).toHaveLength(1);
  });
});

describe('whoever may write incidents', () => {
  it('finds log and head in a partition of their own, apart from what is kept of them', () => {
    expect([headKey(CHAIN).pk, rowKey(CHAIN, 1).pk, copyKey(CHAIN, 1).pk]).toEqual([
      `INCIDENT#log#${CHAIN}`,
      `INCIDENT#log#${CHAIN}`,
      `AUDIT#${CHAIN}`,
    ]);
    expect(headOf(CHAIN, undefined).exists).toBe(false);
  });
});
