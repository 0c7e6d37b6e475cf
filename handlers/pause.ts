import * as z from 'zod';
import { storeFromEnv } from '../adapters/store';
import { setPause } from '../incidents/control';

const payload = z.strictObject({
  paused: z.boolean({ error: 'must be true or false' }),
  reason: z.string({ error: 'must say why' }).min(3).max(500),
  by: z.string().min(1).max(200).optional(),
});

/** The kill switch: while paused, no step changes anything. People invoke it by hand: `{ "paused": true, "reason": "…" }`. */
export const handler = async (event: unknown): Promise<{ paused: boolean }> => {
  const asked = payload.safeParse(event);
  if (!asked.success) {
    const issue = asked.error.issues[0];
    throw new Error(
      `${issue?.path.join('.') || 'the input'} ${issue?.message ?? 'is wrong'}. Send { "paused": true, "reason": "…" }`,
    );
  }
  const { paused, reason, by } = asked.data;
  // Whoever may invoke this says who they are, and nobody can check it: it is never taken for a person's id.
  await setPause(storeFromEnv(), { paused, reason, by: by ? `${by} (unverified)` : 'the AWS console' });
  return { paused };
};
