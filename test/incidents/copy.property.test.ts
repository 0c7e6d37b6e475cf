import fc from 'fast-check';
import { appendAudit, verifyChain } from '../../incidents/audit';
import { catchUp, keepChanges, type LogChange, readCopy } from '../../incidents/copy';
import { compareWithCopy } from '../../incidents/copy-check';
import { rowKey } from '../../incidents/keys';
import type { AuditRow } from '../../incidents/model';
import { readAudit } from '../../incidents/read';
import { keeperOn, streamOf } from '../support/keeper';
import { memoryTable } from '../support/memory-table';
import { brokenPromises } from '../support/promises';
import { clock, storeOn } from '../support/record-fixtures';

const CHAIN = 'inc-a-1';

/** A log of so many rows, and what the stream tells of it. */
const written = async (count: number) => {
  const table = memoryTable();
  const store = storeOn(table, clock());
  for (let seq = 1; seq <= count; seq += 1)
    await appendAudit(store, CHAIN, { event: 'test.said', actor: 'cordon', text: `row ${seq}`, data: { seq } });
  return { table, store, stream: streamOf(table.written) };
};

/** Which of the stream's records come, in which order and in which batches; lost ones come not at all. */
const deliveries = fc.array(fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 6 }), { maxLength: 12 });
const sizes = fc.integer({ min: 1, max: 12 });

const deliver = (stream: readonly LogChange[], batch: readonly number[]): readonly LogChange[] =>
  batch.flatMap((index) => stream[index] ?? []);

describe('a log and its copy', () => {
  it('agree at the end, however the stream repeats, reorders, batches and loses what it tells', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, deliveries, fc.scheduler(), async (count, batches, scheduler) => {
        const { table, store, stream } = await written(count);
        const keeper = keeperOn({
          now: store.now,
          port: {
            ...table,
            get: (key) => scheduler.schedule(Promise.resolve()).then(() => table.get(key)),
            write: (operations) => scheduler.schedule(Promise.resolve()).then(() => table.write(operations)),
          },
        });
        await scheduler.waitFor(
          Promise.all(batches.map((batch) => keepChanges(keeper, CHAIN, deliver(stream, batch)))),
        );
        expect(keeper.told).toEqual([]);
        const between = compareWithCopy(await readAudit(store, CHAIN, 0), await readCopy(table, CHAIN));
        expect(between.ok).toBe(true);
        await scheduler.waitFor(catchUp(keeper, CHAIN));
        const copy = await readCopy(table, CHAIN);
        expect(copy.rows).toHaveLength(count);
        expect(verifyChain(copy.rows, CHAIN)).toEqual({ ok: true });
        expect(keeper.told).toEqual([]);
        expect(brokenPromises(table.items())).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('differ for ever at every row that somebody changes or takes out, whatever the stream tells of it', async () => {
    const tampering = fc.record({
      seq: fc.nat({ max: 11 }),
      how: fc.constantFrom('change', 'remove'),
      told: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(tampering, { minLength: 1, maxLength: 4 }), async (count, tamperings) => {
        const { table, store, stream } = await written(count);
        const keeper = keeperOn(store);
        await keepChanges(keeper, CHAIN, stream);
        const original = (await readCopy(table, CHAIN)).rows;
        const touched = new Set<number>();
        for (const { seq: any, how, told } of tamperings) {
          const seq = (any % count) + 1;
          touched.add(seq);
          const row = { ...original[seq - 1], text: `another ${how}` } as AuditRow;
          if (how === 'change') table.force({ ...row, ...rowKey(CHAIN, seq) });
          else table.takeOut(rowKey(CHAIN, seq));
          const change: LogChange =
            how === 'change' ? { chain: CHAIN, seq, kind: 'changed', row } : { chain: CHAIN, seq, kind: 'removed' };
          if (told) await keepChanges(keeper, CHAIN, [change]);
        }
        await catchUp(keeper, CHAIN);
        const copy = await readCopy(table, CHAIN);
        expect(copy.rows).toEqual(original);
        expect([...new Set(keeper.told.map(({ seq }) => seq))].sort()).toEqual([...touched].sort());
        expect(compareWithCopy(await readAudit(store, CHAIN, 0), copy)).toMatchObject({
          ok: false,
          seq: Math.min(...touched),
        });
      }),
      { numRuns: 150 },
    );
  });
});
