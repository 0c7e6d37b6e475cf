import * as z from 'zod';
import { moveMessages, type QueueCounts, queueCounts } from '../adapters/queue';
import { required } from '../adapters/settings';

/** A queue of the hub and where its failures are parked, both by their addresses. */
const pairs = z.record(z.string(), z.object({ queue: z.string(), parked: z.string() }));

const payload = z.discriminatedUnion('do', [
  z.object({ do: z.literal('count') }),
  z.object({ do: z.literal('redrive'), queue: z.string(), max: z.number().int().min(1).max(200) }),
]);

export type Redriven =
  | { readonly kind: 'counted'; readonly queues: readonly ({ readonly name: string } & QueueCounts)[] }
  | { readonly kind: 'moved'; readonly moved: number; readonly left: number }
  | { readonly kind: 'unknown-queue'; readonly known: readonly string[] };

/**
 * Counts what waits and what is parked, and puts parked messages back to be worked again. It alone may take messages out of a
 * dead-letter queue; the operator API asks it on behalf of a person whom it knows.
 */
export const handler = async (event: unknown): Promise<Redriven> => {
  const asked = payload.parse(event);
  const queues = pairs.parse(JSON.parse(required('CORDON_QUEUES')));
  if (asked.do === 'count') {
    const counting = Object.entries(queues).map(async ([name, pair]) => ({ name, ...(await queueCounts(pair)) }));
    return { kind: 'counted', queues: await Promise.all(counting) };
  }
  const pair = queues[asked.queue];
  if (!pair) return { kind: 'unknown-queue', known: Object.keys(queues) };
  const moved = await moveMessages(pair, asked.max);
  return { kind: 'moved', moved, left: (await queueCounts(pair)).parked };
};
