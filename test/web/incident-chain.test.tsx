import { checkChain } from '../../console/web/incident/chain';
import { extend, headOf, verifyChain } from '../../incidents/chain';
import type { AuditRow } from '../../incidents/model';

const CHAIN = 'inc-a1b2c3d4e5-1';

/** Rows as the record writes them, by the record's own code. */
const rows: readonly AuditRow[] = extend(headOf(CHAIN, undefined), '2026-11-23T03:00:00.000Z', [
  {
    event: 'incident.opened',
    actor: 'guardduty',
    text: 'Opened for “web-1” – ünïcode ✓',
    data: { b: [1, null, true], a: { z: 1 } },
  },
  { event: 'approval.requested', actor: 'cordon', text: 'Asked', page: true },
  { event: 'vote.cast', actor: 'dana', text: 'Dana approves: Cut it off', data: { revision: 1, share: 0.1 } },
]).flatMap((operation) => {
  if (operation.kind !== 'put' || !('event' in operation.item)) return [];
  const { pk: _pk, sk: _sk, ...row } = operation.item;
  return [row as unknown as AuditRow];
});

const changed = (index: number, over: Partial<AuditRow>): readonly AuditRow[] =>
  rows.map((row, at) => (at === index ? { ...row, ...over } : row));

describe('the chain, checked in the browser', () => {
  test('a chain that the hub wrote is whole', async () => {
    expect(rows).toHaveLength(3);
    expect(await checkChain(rows, CHAIN)).toEqual({ ok: true, rows: 3 });
  });

  const cases: readonly (readonly [string, readonly AuditRow[], string])[] = [
    ['a changed text', changed(1, { text: 'Asked nobody' }), CHAIN],
    ['a changed actor', changed(2, { actor: 'eli' }), CHAIN],
    ['added data', changed(1, { data: { quiet: true } }), CHAIN],
    ['a row that is missing', [...rows.slice(0, 1), ...rows.slice(2)], CHAIN],
    ['a first row that is missing', rows.slice(1), CHAIN],
    ['rows in another order', rows.toReversed(), CHAIN],
    ['the chain of another incident', rows, 'inc-a1b2c3d4e5-2'],
    ['a hash of its own', changed(0, { hash: 'f'.repeat(64) }), CHAIN],
  ];

  test.each(cases)('%s is found, at the row and with the words of the hub', async (_what, given, chain) => {
    const hub = verifyChain(given, chain);
    expect(hub.ok).toBe(false);
    expect(await checkChain(given, chain)).toEqual(hub);
  });
});
