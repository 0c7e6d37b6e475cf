import { recordOf } from '../../incidents/items';
import type { MemoryTable } from './memory-table';

/** How often each finding of each incident was delivered, as whoever reads the record sees it. */
export const deliveriesIn = (table: MemoryTable): readonly number[] => {
  const items = table.items();
  return [...new Set(items.map(({ pk }) => pk))].flatMap(
    (pk) => recordOf(items.filter((item) => item.pk === pk))?.findings.map(({ deliveries }) => deliveries) ?? [],
  );
};
