import { moveMessages, type QueueCounts, queueCounts } from '../adapters/queue';
import { required } from '../adapters/settings';

/** A queue of the hub and where its failures are parked, both by their addresses, as the stack names them. */
type Pairs = Readonly<Record<string, { readonly queue: string; readonly parked: string }>>;

type Asked = { readonly do: 'count' } | { readonly do: 'redrive'; readonly queue: string; readonly max: number };

const MOST = 200;

/** Checked by hand: for these three fields a schema's library would be a third of what this function loads. */
const askedIn = (event: unknown): Asked => {
  const { do: what, queue, max } = (event ?? {}) as Readonly<Record<string, unknown>>;
  if (what === 'count') return { do: what };
  if (what !== 'redrive' || typeof queue !== 'string') throw new Error('do must be count, or redrive with a queue');
  if (typeof max !== 'number' || !Number.isInteger(max) || max < 1 || max > MOST)
    throw new Error(`max must be a whole number from 1 to ${MOST}`);
  return { do: what, queue, max };
};

export type Redriven =
  | { readonly kind: 'counted'; readonly queues: readonly ({ readonly name: string } & QueueCounts)[] }
  | { readonly kind: 'moved'; readonly moved: number; readonly left: number }
  | { readonly kind: 'unknown-queue'; readonly known: readonly string[] };

/**
 * Counts what waits and what is parked, and puts parked messages back to be worked again. It alone may take messages out of a
 * dead-letter queue; the operator API asks it on behalf of a person whom it knows.
 */
export const handler = async (event: unknown): Promise<Redriven> => {
  const asked = askedIn(event);
  const queues = JSON.parse(required('CORDON_QUEUES')) as Pairs;
  if (asked.do === 'count') {
    const counting = Object.entries(queues).map(async ([name, pair]) => ({ name, ...(await queueCounts(pair)) }));
    return { kind: 'counted', queues: await Promise.all(counting) };
  }
  const pair = Object.hasOwn(queues, asked.queue) ? queues[asked.queue] : undefined;
  if (!pair) return { kind: 'unknown-queue', known: Object.keys(queues) };
  const moved = await moveMessages(pair, asked.max);
  return { kind: 'moved', moved, left: (await queueCounts(pair)).parked };
};
