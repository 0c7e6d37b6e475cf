import * as z from 'zod';
import { slackViewKey } from '../incidents/keys';
import type { Item, RecordPort } from '../incidents/port';

// What Slack has been shown, as the poster alone writes it. Every write is conditional on the poster's own lease.

const copySchema = z.object({
  channel: z.string(),
  ts: z.string(),
  revision: z.number(),
  /** Hash of what the copy shows. */
  painted: z.string(),
});
export type Copy = z.infer<typeof copySchema>;

/** A message that is being posted: when its answer is lost, this says what to look for before posting again. */
const pendingSchema = z.object({
  key: z.string(),
  channel: z.string(),
  threadTs: z.string().optional(),
  since: z.string(),
});
export type Pending = z.infer<typeof pendingSchema>;

const stateSchema = z.object({
  copies: z.array(copySchema).default([]),
  threadedSeq: z.number().default(0),
  pagedSeq: z.number().default(0),
  /** People who were told the end in a direct message. */
  told: z.array(z.string()).default([]),
  pending: pendingSchema.optional(),
});
export type ViewState = z.infer<typeof stateSchema>;

/** Longer than the poster's function may run: a lease that is over belongs to a run that was killed. */
export const LEASE_SECONDS = 60;

/** The lease that one run holds. Its value is unique, so that no run ends another's. */
export interface Lease {
  readonly incidentId: string;
  readonly until: string;
  readonly holder: string;
}

const stateOf = (item: Item | undefined): ViewState => stateSchema.parse(item ?? {});

export const readViewState = async (port: RecordPort, incidentId: string): Promise<ViewState> =>
  stateOf(await port.get(slackViewKey(incidentId)));

/**
 * Takes the lease; or, when another run holds it, leaves a mark that makes that run paint once more before it lets go.
 * Either way the change that woke this run reaches Slack.
 */
export const takeLease = async (
  port: RecordPort,
  incidentId: string,
  holder: string,
  now: Date,
): Promise<Lease | 'marked'> => {
  const key = slackViewKey(incidentId);
  const lease: Lease = { incidentId, holder, until: new Date(now.getTime() + LEASE_SECONDS * 1000).toISOString() };
  for (;;) {
    const free = { missingOrBelow: { postingUntil: now.toISOString() } };
    const set = { postingUntil: lease.until, holder };
    if ((await port.write([{ kind: 'update', key, set, remove: ['again'], when: free }])).ok) return lease;
    const held = (await port.get(key))?.['holder'];
    if (held === undefined) continue;
    if ((await port.write([{ kind: 'update', key, set: { again: true }, when: { equals: { holder: held } } }])).ok)
      return 'marked';
  }
};

/** Saves what Slack now shows. Throws LeaseLost when another run has taken over. */
export const saveViewState = async (port: RecordPort, lease: Lease, state: ViewState): Promise<void> => {
  const { pending, copies, threadedSeq, pagedSeq, told } = state;
  const written = await port.write([
    {
      kind: 'update',
      key: slackViewKey(lease.incidentId),
      set: { copies, threadedSeq, pagedSeq, told, ...(pending ? { pending: storable(pending) } : {}) },
      remove: pending ? [] : ['pending'],
      when: { equals: { holder: lease.holder } },
    },
  ]);
  if (!written.ok) throw new LeaseLost(lease.incidentId);
};

const storable = ({ key, channel, threadTs, since }: Pending): Readonly<Record<string, string>> => ({
  key,
  channel,
  since,
  ...(threadTs === undefined ? {} : { threadTs }),
});

/** Lets go. `again`: a change came in meanwhile; the lease is kept and the mark is gone. */
export const releaseLease = async (port: RecordPort, lease: Lease): Promise<'released' | 'again'> => {
  const key = slackViewKey(lease.incidentId);
  const mine = { equals: { holder: lease.holder } };
  const released = await port.write([
    { kind: 'update', key, remove: ['postingUntil', 'holder'], when: { ...mine, missing: ['again'] } },
  ]);
  if (released.ok) return 'released';
  const cleared = await port.write([{ kind: 'update', key, remove: ['again'], when: mine }]);
  if (!cleared.ok) throw new LeaseLost(lease.incidentId);
  return 'again';
};

/** Lets go without looking, when the run could not finish: whoever tries next paints everything anew. */
export const dropLease = async (port: RecordPort, lease: Lease): Promise<void> => {
  await port.write([
    {
      kind: 'update',
      key: slackViewKey(lease.incidentId),
      remove: ['postingUntil', 'holder', 'again'],
      when: { equals: { holder: lease.holder } },
    },
  ]);
};

export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor(incidentId: string) {
    super(`another run of the poster has taken over ${incidentId}`);
  }
}
