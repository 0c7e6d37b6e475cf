import { targetKey } from '../playbooks/kit/target-key';
import { admit, type ReadAhead, seenOf } from './admit';
import { isNews, type Seen } from './admit-rules';
import { type Admitted, type Arrival, chainsOf, placeOf } from './arrival';
import { type Head, headOf } from './chain';
import { type Copies, countAll, countCopies } from './count-copies';
import { incidentIdFor } from './ids';
import { lockOf, metaOf } from './items';
import { findingId, headKey, lockKey, metaKey, seenKey } from './keys';
import type { Lock } from './model';
import type { Key } from './port';
import { type Reader, readOnce } from './read-once';
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

/** Works on all of them, at most so many at once. */
const sideBySide = async <T>(atOnce: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
  const left = [...all];
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, next));
};

/**
 * Takes a batch of findings into the record: those about one target one after the other, in the order in which they came,
 * targets side by side. What says nothing new costs a read or two and one write for the whole batch.
 * `atOnce`: targets with news that are worked on side by side.
 * Each place of the answer says whether that arrival was taken in and `then` went well; throws when nothing could be read.
 */
export const admitBatch = async (
  store: Store,
  arrivals: readonly Arrival[],
  then: Then,
  atOnce = 10,
): Promise<readonly Settled[]> => {
  const before = await readBefore(store, arrivals);
  const { news, copies } = sort(arrivals, before);
  const now = await readNow(store, before, news, copies);
  const settled = arrivals.map((): Settled => ({ status: 'rejected', reason: new Error('It was not reached.') }));
  const done = async (lot: Lot, work: () => Promise<readonly Admitted[]>): Promise<void> => {
    const taken = await work().then(
      (all) => all,
      (reason: unknown) => lot.at.map(() => ({ reason })),
    );
    for (const [place, at] of lot.at.entries()) settled[at] = await finish(at, taken[place], then);
  };
  const counts = countAll(
    store,
    copies.map((lot) => copiesOf(before, lot)),
  );
  await Promise.all([
    ...copies.map((lot, place) => done(lot, async () => countLot(store, lot, before, now, (await counts)[place]))),
    sideBySide(atOnce, news, async (lots) => {
      for (const lot of lots)
        await done(lot, () => takeLot(store, lot, lot === lots[0] ? now.ahead(lot.arrival) : undefined));
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

/** What is on record about these findings and their targets. */
interface Before {
  readonly reader: Reader;
  readonly seen: (arrival: Arrival) => Seen | undefined;
  readonly lock: (arrival: Arrival) => Lock | undefined;
}

/** Most targets have one incident ever: how it stands is read with the first call. */
const firstIncident = ({ target }: Arrival): readonly Key[] => {
  const incidentId = incidentIdFor(target, 1);
  return [metaKey(incidentId), headKey(incidentId)];
};

const readBefore = async (store: Store, arrivals: readonly Arrival[]): Promise<Before> => {
  const reader = readOnce(store);
  const keys = arrivals.flatMap(({ finding, playbook, target }) => [
    seenKey(finding),
    ...(playbook.locks ? [lockKey(target)] : []),
  ]);
  await reader.read(keys, arrivals.flatMap(firstIncident));
  return {
    reader,
    seen: ({ finding }) => {
      const item = reader.get(seenKey(finding));
      return item && seenOf(item);
    },
    lock: ({ target, playbook }) => (playbook.locks ? lockOf(reader.get(lockKey(target))) : undefined),
  };
};

const addTo = <T>(lists: Map<string, T[]>, key: string, value: T): void => {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
};

const versionOf = ({ finding }: Arrival): string => `${findingId(finding)} ${finding.updatedAt} ${finding.count}`;

/** What is on record already, by finding; and what may be news, by target and version. */
const sort = (arrivals: readonly Arrival[], { seen }: Before) => {
  const [known, fresh] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (const [at, arrival] of arrivals.entries()) {
    const last = seen(arrival);
    if (last && !isNews(arrival.finding, last)) addTo(known, findingId(arrival.finding), at);
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

/** How the incidents stand that these findings belong to. */
interface Now {
  /** It was claimed, and its starter has not come through. */
  readonly waiting: (arrival: Arrival) => boolean;
  readonly ahead: (arrival: Arrival) => ReadAhead;
}

const readNow = async (
  store: Store,
  { reader, seen, lock }: Before,
  news: readonly (readonly Lot[])[],
  copies: readonly Lot[],
): Promise<Now> => {
  const chains = (arrival: Arrival) => chainsOf(placeOf(arrival, seen(arrival), lock(arrival)));
  await reader.read([
    ...copies.flatMap(({ arrival }) => seen(arrival)?.incidentId ?? []).map(metaKey),
    ...news.flatMap(([first]) => (first ? chains(first.arrival) : [])).map(headKey),
  ]);
  const waiting = (arrival: Arrival): boolean => {
    const meta = reader.get(metaKey(seen(arrival)?.incidentId ?? ''));
    return meta !== undefined && leaseIsOver(metaOf(meta), store.now());
  };
  const heads = (arrival: Arrival): ReadonlyMap<string, Head> =>
    new Map(chains(arrival).map((chain) => [chain, headOf(chain, reader.get(headKey(chain)))]));
  return { waiting, ahead: (arrival) => ({ seen: seen(arrival), lock: lock(arrival), heads: heads(arrival) }) };
};

const copiesOf = ({ seen }: Before, { arrival, at }: Lot): Copies => ({
  incidentId: seen(arrival)?.incidentId ?? '',
  finding: arrival.finding,
  receivedAt: arrival.receivedAt,
  count: at.length,
});

const repeatOf = (incidentId: string, start: boolean): Admitted => ({
  kind: 'repeat',
  incidentId,
  start,
  text: 'Already on record: counted.',
});

const countLot = async (
  store: Store,
  { arrival, at }: Lot,
  before: Before,
  { waiting }: Now,
  counted: PromiseSettledResult<void> | undefined,
): Promise<readonly Admitted[]> => {
  if (counted?.status === 'rejected') throw counted.reason;
  const incidentId = before.seen(arrival)?.incidentId ?? '';
  const start = waiting(arrival) && (await claimStart(store, incidentId));
  return at.map((_, place) => repeatOf(incidentId, start && place === 0));
};

const takeLot = async (
  store: Store,
  { arrival, at }: Lot,
  ahead: ReadAhead | undefined,
): Promise<readonly Admitted[]> => {
  const first = await admit(store, arrival, ahead);
  const { finding, receivedAt } = arrival;
  const others = at.slice(1);
  // What a drill leaves out is nowhere, so there is nothing to count on.
  const leftOut = first.kind === 'quiet' && (arrival.drill || arrival.full);
  if (others.length > 0 && !leftOut)
    await countCopies(store, { incidentId: first.incidentId, finding, receivedAt, count: others.length });
  return [first, ...others.map(() => repeatOf(first.incidentId, false))];
};
