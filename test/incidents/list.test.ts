import { itemOf } from '../../incidents/items';
import { metaKey } from '../../incidents/keys';
import { incidentsSince, isCursor, listIncidents } from '../../incidents/list';
import { memoryTable } from '../support/memory-table';
import { clock, storeOn } from '../support/record-fixtures';

const setup = async (opened: readonly (readonly [string, string])[]) => {
  const table = memoryTable();
  for (const [incidentId, openedAt] of opened)
    table.force(itemOf(metaKey(incidentId), { incidentId, openedAt, month: openedAt.slice(0, 7) }));
  return storeOn(table, clock());
};
const ids = (metas: readonly { readonly incidentId: string }[]) => metas.map(({ incidentId }) => incidentId);

const SOME = [
  ['inc-aaa-1', '2026-11-23T02:00:00.000Z'],
  ['inc-bbb-1', '2026-11-23T02:00:00.000Z'],
  ['inc-ccc-1', '2026-11-01T00:00:00.000Z'],
  ['inc-ddd-1', '2026-10-31T23:59:59.999Z'],
  ['inc-eee-1', '2026-02-01T00:00:00.000Z'],
  ['inc-old-1', '2024-01-01T00:00:00.000Z'],
] as const;

describe('the list of incidents', () => {
  it('goes from the newest back over the months of a year', async () => {
    const { metas, next } = await listIncidents(await setup(SOME), { limit: 10 });
    expect(ids(metas)).toEqual(['inc-bbb-1', 'inc-aaa-1', 'inc-ccc-1', 'inc-ddd-1', 'inc-eee-1']);
    expect(next).toBeUndefined();
  });

  it.each([1, 2, 3, 4])('misses none and repeats none in pages of %d', async (limit) => {
    const store = await setup(SOME);
    const found: string[] = [];
    for (let before: string | undefined, pages = 0; pages < 10; pages += 1) {
      const page = await listIncidents(store, { limit, ...(before ? { before } : {}) });
      found.push(...ids(page.metas));
      if (!page.next) break;
      before = page.next;
      expect(isCursor(before)).toBe(true);
    }
    expect(found).toEqual(['inc-bbb-1', 'inc-aaa-1', 'inc-ccc-1', 'inc-ddd-1', 'inc-eee-1']);
  });

  it('is one month when one is named, however old', async () => {
    const store = await setup(SOME);
    expect(ids((await listIncidents(store, { month: '2026-10', limit: 10 })).metas)).toEqual(['inc-ddd-1']);
    expect(ids((await listIncidents(store, { month: '2024-01', limit: 10 })).metas)).toEqual(['inc-old-1']);
    expect((await listIncidents(store, { month: '2026-09', limit: 10 })).metas).toEqual([]);
  });

  it('since a time holds everything after it, across a turn of the year too', async () => {
    const store = await setup([...SOME, ['inc-fff-1', '2025-12-31T12:00:00.000Z']]);
    expect(ids(await incidentsSince(store, '2026-10-31T23:59:59.999Z'))).toEqual([
      'inc-bbb-1',
      'inc-aaa-1',
      'inc-ccc-1',
      'inc-ddd-1',
    ]);
    expect(ids(await incidentsSince(store, '2025-12-31T00:00:00.000Z'))).toContain('inc-fff-1');
  });
});
