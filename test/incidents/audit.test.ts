import { appendAudit, verifyChain } from '../../incidents/audit';
import { readAudit } from '../../incidents/read';
import { memoryTable } from '../support/memory-table';
import { brokenPromises } from '../support/promises';
import { clock, storeOn } from '../support/record-fixtures';

const row = (text: string) => ({ event: 'test.said', actor: 'cordon', text });
const withRows = async (count: number) => {
  const table = memoryTable();
  const store = storeOn(table, clock());
  for (let index = 1; index <= count; index += 1) await appendAudit(store, 'inc-a-1', row(`row ${index}`));
  return { table, store, rows: await readAudit(store, 'inc-a-1', 0) };
};

describe('the audit chain', () => {
  it('numbers its rows and hashes each one onto the one before', async () => {
    const { rows } = await withRows(3);
    expect(rows.map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'row 1'],
      [2, 'row 2'],
      [3, 'row 3'],
    ]);
    expect(rows[1]?.previous).toBe(rows[0]?.hash);
    expect(verifyChain(rows, 'inc-a-1')).toEqual({ ok: true });
    expect(verifyChain(rows.slice(1))).toEqual({ ok: true });
  });

  it('gives the rows after a number', async () => {
    const { store } = await withRows(12);
    expect((await readAudit(store, 'inc-a-1', 10)).map(({ seq }) => seq)).toEqual([11, 12]);
  });

  it.each([
    [
      'a changed text',
      (rows: Row[]) => rows.map((one) => (one.seq === 2 ? { ...one, text: 'nothing happened' } : one)),
      2,
      'was changed',
    ],
    [
      'a changed page mark',
      (rows: Row[]) => rows.map((one) => (one.seq === 2 ? { ...one, page: true } : one)),
      2,
      'was changed',
    ],
    ['a row taken out', (rows: Row[]) => rows.filter(({ seq }) => seq !== 2), 2, 'is missing'],
    ['a row cut off at the start', (rows: Row[]) => rows.slice(1), 1, 'is missing'],
    ['two rows swapped', (rows: Row[]) => [rows[1], rows[0], rows[2]].flatMap((one) => one ?? []), 1, 'is missing'],
  ])('shows %s', async (_name, tamper, seq, problem) => {
    const { rows } = await withRows(3);
    expect(verifyChain(tamper([...rows]), 'inc-a-1')).toEqual({ ok: false, seq, problem: `row ${seq} ${problem}` });
  });

  it('shows a row that was made for another incident', async () => {
    const { rows } = await withRows(1);
    expect(verifyChain(rows, 'inc-b-1').ok).toBe(false);
  });

  it('is in one line however many write at once', async () => {
    const table = memoryTable();
    const store = storeOn(table, clock());
    await Promise.all(Array.from({ length: 30 }, (_, index) => appendAudit(store, 'inc-a-1', row(`row ${index}`))));
    const rows = await readAudit(store, 'inc-a-1', 0);
    expect(rows).toHaveLength(30);
    expect(verifyChain(rows, 'inc-a-1')).toEqual({ ok: true });
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('keeps a line one line, and cuts what is too long', async () => {
    const table = memoryTable();
    const store = storeOn(table, clock());
    await appendAudit(store, 'inc-a-1', row(`first\n2026 FORGED second ${'x'.repeat(5000)}`));
    const [only] = await readAudit(store, 'inc-a-1', 0);
    expect(only?.text).not.toContain('\n');
    expect(only?.text.length).toBeLessThanOrEqual(900);
  });

  it('gives up with words when it never gets through', async () => {
    const store = storeOn(memoryTable({ before: ({ kind }) => (kind === 'write' ? 'conflict' : undefined) }), clock());
    await expect(appendAudit(store, 'inc-a-1', row('x'))).rejects.toMatchObject({
      name: 'RecordError',
      code: 'contended',
    });
  });
});

type Row = Awaited<ReturnType<typeof readAudit>>[number];
