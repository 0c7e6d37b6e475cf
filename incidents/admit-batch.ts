import { targetKey } from '../playbooks/kit/target-key';
import { type Admitted, type Arrival, admit, countCopies, seenOf } from './admit';
import { isNews, type Seen } from './admit-rules';
import { metaOf } from './items';
import { findingId, metaKey, seenKey } from './keys';
import type { Item, Key } from './port';
import { claimStart, leaseIsOver } from './start';
import type { Store } from './store';

/** Arrivals that say the same: one is taken in, the others are counted. `at` are their places in the batch. */
interface Lot {
  readonly arrival: Arrival;
  readonly at: readonly number[];
}

/** What the caller does with an arrival once it is on record; the next one about the same target waits for it. */
type Then = (at: number, admitted: Admitted) => Promise<void>;
type Settled = PromiseSettledResult<void>;

/**
 * Takes a batch of findings into the record: those about one target one after the other, in the order in which they came,
 * targets side by side. What says nothing new costs two reads for the whole batch and one write for each finding.
 * Each place of the answer says whether that arrival was taken in and `then` went well; throws when nothing could be read.
 */
export const admitBatch = async (
  store: Store,
  arrivals: readonly Arrival[],
  then: Then,
): Promise<readonly Settled[]> => {
  const seen = await readSeen(store, arrivals);
  const settled = arrivals.map((): Settled => ({ status: 'rejected', reason: new Error('It was not reached.') }));
  const done = async (lot: Lot, work: () => Promise<readonly Admitted[]>): Promise<void> => {
    const taken = await work().then(
      (all) => all,
      (reason: unknown) => lot.at.map(() => ({ reason })),
    );
    for (const [place, at] of lot.at.entries()) settled[at] = await finish(at, taken[place], then);
  };
  const { news, copies } = sort(arrivals, seen);
  const waiting = await leftWaiting(store, copies, seen);
  await Promise.all([
    ...copies.map((lot) => done(lot, () => countLot(store, lot, seen, waiting))),
    ...news.map(async (lots) => {
      for (const lot of lots) await done(lot, () => takeLot(store, lot));
    }),
  ]);
  return settled;
};

const finish = async (at: number, taken: Admitted | { reason: unknown } | undefined, then: Then): Promise<Settled> => {
  if (!taken || 'reason' in taken) return { status: 'rejected', reason: taken?.reason };
  try {
    return { status: 'fulfilled', value: await then(at, taken) };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
};

const KEYS_MAX = 100;
const readAll = async (store: Store, keys: readonly Key[]): Promise<readonly Item[]> => {
  const distinct = [...new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key])).values()];
  const parts: (readonly Item[])[] = [];
  while (distinct.length > 0) parts.push(await store.port.getAll(distinct.splice(0, KEYS_MAX)));
  return parts.flat();
};

type SeenBy = ReadonlyMap<string, Seen>;

const readSeen = async (store: Store, arrivals: readonly Arrival[]): Promise<SeenBy> => {
  const items = await readAll(
    store,
    arrivals.map(({ finding }) => seenKey(finding)),
  );
  return new Map(items.map((item) => [item.pk, seenOf(item)]));
};
const seenFor = ({ finding }: Arrival, seen: SeenBy): Seen | undefined => seen.get(seenKey(finding).pk);

const addTo = <T>(lists: Map<string, T[]>, key: string, value: T): void => {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
};

const versionOf = ({ finding }: Arrival): string => `${findingId(finding)} ${finding.updatedAt} ${finding.count}`;

/** What is on record already, by finding; and what may be news, by target and version. */
const sort = (arrivals: readonly Arrival[], seen: SeenBy) => {
  const [known, fresh] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (const [at, arrival] of arrivals.entries()) {
    const before = seenFor(arrival, seen);
    if (before && !isNews(arrival.finding, before)) addTo(known, findingId(arrival.finding), at);
    else addTo(fresh, versionOf(arrival), at);
  }
  const lotOf = (at: readonly number[]): Lot[] => {
    const arrival = arrivals[at[0] ?? 0];
    return arrival ? [{ arrival, at }] : [];
  };
  const news = new Map<string, Lot[]>();
  for (const lot of [...fresh.values()].flatMap(lotOf)) addTo(news, targetKey(lot.arrival.target), lot);
  return { news: [...news.values()], copies: [...known.values()].flatMap(lotOf) };
};

/** Incidents of these copies that were claimed, and whose starter has not come through. */
const leftWaiting = async (store: Store, copies: readonly Lot[], seen: SeenBy): Promise<ReadonlySet<string>> => {
  const ids = copies.flatMap(({ arrival }) => seenFor(arrival, seen)?.incidentId ?? []);
  const metas = (await readAll(store, ids.map(metaKey))).map(metaOf);
  return new Set(metas.filter((meta) => leaseIsOver(meta, store.now())).map(({ incidentId }) => incidentId));
};

const repeatOf = (incidentId: string, start: boolean): Admitted => ({
  kind: 'repeat',
  incidentId,
  start,
  text: 'Already on record: counted.',
});

const countLot = async (
  store: Store,
  { arrival, at }: Lot,
  seen: SeenBy,
  waiting: ReadonlySet<string>,
): Promise<readonly Admitted[]> => {
  const incidentId = seenFor(arrival, seen)?.incidentId ?? '';
  if (!(await countCopies(store, incidentId, arrival, at.length))) {
    const again = await admit(store, arrival);
    return at.map(() => again);
  }
  const start = waiting.has(incidentId) && (await claimStart(store, incidentId));
  return at.map((_, place) => repeatOf(incidentId, start && place === 0));
};

const takeLot = async (store: Store, { arrival, at }: Lot): Promise<readonly Admitted[]> => {
  const first = await admit(store, arrival);
  const others = at.slice(1);
  // What a drill leaves out is nowhere, so there is nothing to count on.
  if (others.length > 0) await countCopies(store, first.incidentId, arrival, others.length);
  return [first, ...others.map(() => repeatOf(first.incidentId, false))];
};
