import * as z from 'zod';
import { appendAudit } from '../../incidents/audit';
import { CONTROL } from '../../incidents/keys';
import type { QueuesView, Redrive } from '../../incidents/views';
import { type Ask, mustRespond } from './app';
import { bodies, checked } from './input';
import { wrong } from './refusal';

const counted = z.object({
  kind: z.literal('counted'),
  queues: z.array(z.object({ name: z.string(), waiting: z.number(), parked: z.number() })),
});

/** What waits in each queue of the hub, and what was parked because it could not be worked. */
export const queues = async ({ app }: Ask): Promise<QueuesView> => {
  const { queues: found } = counted.parse(await app.queues({ do: 'count' }));
  return { queues: found, at: app.store.now().toISOString() };
};

const moved = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('moved'), moved: z.number(), left: z.number() }),
  z.object({ kind: z.literal('unknown-queue'), known: z.array(z.string()) }),
]);

/** Puts what is parked back to be worked, once its cause is mended. It belongs to those who answer for responses. */
export const redrive = async ({ app, person, body }: Ask): Promise<Redrive> => {
  const asked = checked(bodies.redrive, body);
  await mustRespond(app, person, 'put parked messages back');
  const answer = moved.parse(await app.queues({ do: 'redrive', queue: asked.queue, max: asked.max }));
  if (answer.kind === 'unknown-queue') throw wrong('queue', `queue must be one of ${answer.known.join(', ')}`);
  const { moved: count, left } = answer;
  if (count > 0) {
    const messages = count === 1 ? 'one parked message' : `${count} parked messages`;
    await appendAudit(app.store, CONTROL, {
      event: 'queue.redriven',
      actor: person.id,
      text: `${person.name} put ${messages} of the queue ${asked.queue} back: ${asked.reason}`,
      data: { queue: asked.queue, moved: count, left },
    });
  }
  return { queue: asked.queue, moved: count, left };
};
