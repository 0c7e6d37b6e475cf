import { join } from './admit-join';
import { openNew } from './admit-open';
import { answerTo, isNews, type Seen } from './admit-rules';
import { type Admitted, type Arrival, chainsOf, type Place, placeOf } from './arrival';
import type { Head } from './chain';
import { countCopies } from './count-copies';
import { RecordError } from './errors';
import { itemOf, lockOf } from './items';
import { lockKey, seenKey } from './keys';
import type { IncidentRecord, Lock, Outcome } from './model';
import type { Operation } from './port';
import { claimStart } from './start';
import { attempt, type Draft, type Records, retrying, type Store, type Tried } from './store';

/** What a batch read for all its findings at once; each try after the first reads for itself. */
export interface ReadAhead {
  readonly seen: Seen | undefined;
  readonly lock: Lock | undefined;
  readonly heads: ReadonlyMap<string, Head>;
}

/**
 * Takes a finding into the record. Safe to repeat: a delivery that says nothing new is only counted.
 * Ends as exactly one of the kinds, or throws, in which case nothing was stored.
 */
export const admit = (store: Store, arrival: Arrival, ahead?: ReadAhead): Promise<Admitted> => {
  let known = ahead;
  return retrying(store, async () => {
    const { seen, lock, heads } = known ?? (await readFor(store, arrival));
    known = undefined;
    return seen && !isNews(arrival.finding, seen)
      ? countRepeat(store, arrival, seen)
      : takeNews(store, placeOf(arrival, seen, lock), heads);
  });
};

const NONE: ReadonlyMap<string, Head> = new Map();

const readFor = async ({ port }: Store, { finding, playbook, target }: Arrival): Promise<ReadAhead> => {
  const [seen, lock] = await Promise.all([
    port.get(seenKey(finding)),
    playbook.locks ? port.get(lockKey(target)) : undefined,
  ]);
  return { seen: seen && seenOf(seen), lock: lockOf(lock), heads: NONE };
};

export const seenOf = (item: Readonly<Record<string, unknown>>): Seen => ({
  incidentId: String(item['incidentId']),
  updatedAt: String(item['updatedAt']),
  count: Number(item['count']),
});

const countRepeat = async (
  store: Store,
  { finding, receivedAt }: Arrival,
  { incidentId }: Seen,
): Promise<Tried<Admitted>> => {
  await countCopies(store, { incidentId, finding, receivedAt, count: 1 });
  const start = await claimStart(store, incidentId);
  return { done: true, result: { kind: 'repeat', incidentId, start, text: 'Already on record: counted.' } };
};

const takeNews = (store: Store, place: Place, heads: ReadonlyMap<string, Head>): Promise<Tried<Admitted>> => {
  const chains = chainsOf(place);
  return attempt(
    store,
    chains,
    (records: Records, at) => {
      const undo = place.undoId ? records[chains.indexOf(place.undoId)] : undefined;
      return draftFor(store, { ...place, undo }, records[0], at);
    },
    heads,
  );
};

const draftFor = (store: Store, place: Place, current: IncidentRecord | undefined, at: string): Draft<Admitted> => {
  const drilled = onDrill(place, current);
  if (drilled) return drilled;
  const answer = answerTo(current, place.lock, place.arrival.finding.severity, at);
  const draft =
    !current || answer === 'open' ? openNew(store, place, current, at) : join(store, place, current, answer, at);
  return { ...draft, write: [...(draft.write ?? []), putSeen(place, draft.result.incidentId)] };
};

/**
 * A drill makes no difference to anything real. On a target with a case of its own it is left out; and a real finding is not
 * taken into an open drill but sent back: the drill ends within minutes.
 */
const onDrill = ({ arrival, lock }: Place, current: IncidentRecord | undefined): Draft<Admitted> | undefined => {
  if (!current) return undefined;
  if (arrival.full) return leftOut(current.meta.incidentId);
  const { incidentId, stage, origin } = current.meta;
  const real = origin.by !== 'drill';
  if (!arrival.drill) {
    if (real || stage === 'closed') return undefined;
    throw new RecordError(
      'contended',
      `The drill ${incidentId} is under way on this target. Try again when it has ended.`,
    );
  }
  const busy = stage !== 'closed' || lock?.undoing !== undefined || STANDS.includes(current.meta.outcome);
  if (!real || !busy) return undefined;
  return leftOut(incidentId);
};

const leftOut = (incidentId: string): Draft<Admitted> => ({
  result: { kind: 'quiet', incidentId, start: false, text: `Left out: ${incidentId} stands on this target.` },
});

/** Outcomes after which the target is not as it was. */
const STANDS: readonly (Outcome | undefined)[] = ['contained', 'partly contained'];

const putSeen = ({ arrival: { finding }, seen }: Place, incidentId: string): Operation => ({
  kind: 'put',
  item: itemOf(seenKey(finding), { incidentId, updatedAt: finding.updatedAt, count: finding.count }),
  when: seen
    ? { equals: { incidentId: seen.incidentId, updatedAt: seen.updatedAt, count: seen.count } }
    : { absent: true },
});
