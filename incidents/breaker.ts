import { accountOf } from '../playbooks/kit/settings';
import type { Refusal } from './gate';
import { itemOf } from './items';
import { breakerKey } from './keys';
import type { Item } from './port';
import { retrying, type Store, type Tried } from './store';

interface Taken {
  readonly what: string;
  readonly at: string;
}

const HOUR_MS = 3_600_000;
const hourOf = (at: Date): string => at.toISOString().slice(0, 13);
const takenIn = (item: Item | undefined): readonly Taken[] => (item?.['taken'] ?? []) as unknown as readonly Taken[];

const opened = (store: Store, accountId: string, limit: number): Refusal => ({
  ok: false,
  code: 'breaker-open',
  text: `The breaker of ${accountOf(store.settings, accountId).name} is open: ${limit} disruptive ${limit === 1 ? 'step' : 'steps'} within an hour. Nothing was changed.`,
  page: true,
});

/**
 * Takes one disruptive step out of the account's allowance for any 60 minutes. The same step of the same incident
 * takes once, however often it is run again.
 */
export const takeBreaker = (
  store: Store,
  accountId: string,
  incidentId: string,
  stepId: string,
): Promise<{ readonly ok: true } | Refusal> =>
  retrying(store, () => takeOnce(store, accountId, `${incidentId}/${stepId}`));

const takeOnce = async (
  store: Store,
  accountId: string,
  what: string,
): Promise<Tried<{ readonly ok: true } | Refusal>> => {
  const now = store.now();
  const key = breakerKey(accountId, hourOf(now));
  const earlier = await store.port.get(breakerKey(accountId, hourOf(new Date(now.getTime() - HOUR_MS))));
  const item = await store.port.get(key);
  const since = new Date(now.getTime() - HOUR_MS).toISOString();
  const recent = [...takenIn(earlier), ...takenIn(item)].filter(({ at }) => at > since);
  if (recent.some((taken) => taken.what === what)) return { done: true, result: { ok: true } };
  const limit = store.settings.breaker.disruptiveStepsPerHour;
  if (recent.length >= limit) return { done: true, result: opened(store, accountId, limit) };
  const taken = [...takenIn(item), { what, at: now.toISOString() }];
  const written = await store.port.write([
    {
      kind: 'put',
      item: itemOf(key, { taken, count: taken.length }),
      when: item ? { equals: { count: taken.length - 1 } } : { absent: true },
    },
  ]);
  return written.ok ? { done: true, result: { ok: true } } : { done: false };
};
