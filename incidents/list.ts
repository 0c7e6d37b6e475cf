import { metaOf } from './items';
import { metaKey, monthOf } from './keys';
import type { Meta } from './model';
import type { Before } from './port';
import type { Store } from './store';

export interface Asked {
  /** `YYYY-MM`; without it the newest, wherever they are. */
  readonly month?: string;
  readonly limit: number;
  /** What the page before gave as `next`. */
  readonly before?: string;
}
export interface Page {
  readonly metas: readonly Meta[];
  /** Where the next page goes on; absent when there is none. */
  readonly next?: string;
}

/** How far back a list goes that names no month: a year holds whatever anybody still acts on. */
const MONTHS_BACK = 12;

const monthBefore = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number > 1 ? `${year}-${String(number - 1).padStart(2, '0')}` : `${year - 1}-12`;
};

const monthsFrom = (first: string, count: number): readonly string[] => {
  const months = [first];
  while (months.length < count) months.push(monthBefore(months.at(-1) ?? first));
  return months;
};

const CURSOR = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)~(inc-[a-z0-9-]{3,60})$/;

/** Does this look like a cursor of ours? */
export const isCursor = (text: string): boolean => CURSOR.test(text);
const cursorOf = ({ openedAt, incidentId }: Meta): string => `${openedAt}~${incidentId}`;
const startOf = (cursor: string | undefined): Before | undefined => {
  const [, openedAt, incidentId] = CURSOR.exec(cursor ?? '') ?? [];
  return openedAt && incidentId ? { ...metaKey(incidentId), openedAt } : undefined;
};

/** Months side by side after the first one, which mostly holds what is wanted. */
const readMonths = async (
  store: Store,
  months: readonly string[],
  limit: number,
  start: Before | undefined,
): Promise<readonly Meta[]> => {
  const [first = '', ...others] = months;
  const found = (await store.port.month(first, limit, start)).map(metaOf);
  if (found.length >= limit || others.length === 0) return found;
  const rest = await Promise.all(others.map((month) => store.port.month(month, limit - found.length)));
  return [...found, ...rest.flat().map(metaOf)];
};

/** Incidents in the order in which they were opened, newest first. By the index: a moment behind the record. */
export const listIncidents = async (store: Store, { month, limit, before }: Asked): Promise<Page> => {
  const start = startOf(before);
  const first = month ?? monthOf(start?.openedAt ?? store.now().toISOString());
  // One more than wanted tells whether there is a next page.
  const found = await readMonths(store, monthsFrom(first, month ? 1 : MONTHS_BACK), limit + 1, start);
  const metas = found.slice(0, limit);
  const last = metas.at(-1);
  return found.length > limit && last ? { metas, next: cursorOf(last) } : { metas };
};

/** Every incident that was opened since then, newest first. */
export const incidentsSince = async (store: Store, since: string): Promise<readonly Meta[]> => {
  const metas: Meta[] = [];
  for (let month = monthOf(store.now().toISOString()); month >= monthOf(since); month = monthBefore(month))
    metas.push(...(await store.port.month(month, Number.MAX_SAFE_INTEGER)).map(metaOf));
  return metas.filter(({ openedAt }) => openedAt >= since);
};
