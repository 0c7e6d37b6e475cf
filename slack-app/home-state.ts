import * as z from 'zod';
import { homeKey, homesPk } from '../incidents/keys';
import type { RecordPort } from '../incidents/port';

// Whose App Home Slack shows, and what it shows: a view, written by nobody but those who publish it.

const homeSchema = z.object({
  openedAt: z.string(),
  /** Hash of what the page shows. */
  painted: z.string().default(''),
  /** Incidents that stand on it: they may have to leave it. */
  shows: z.array(z.string()).default([]),
});
export interface Home extends z.infer<typeof homeSchema> {
  readonly personId: string;
}

/** Slack says when somebody opens the page, and never when they leave: after this they open it again. */
const FRESH_MS = 12 * 3_600_000;

/** Pages that somebody may be looking at. */
export const freshHomes = async (port: RecordPort, now: Date): Promise<readonly Home[]> => {
  const since = new Date(now.getTime() - FRESH_MS).toISOString();
  const items = await port.list(homesPk);
  return items
    .map((item) => ({ personId: item.sk.slice('HOME#'.length), ...homeSchema.parse(item) }))
    .filter(({ openedAt }) => openedAt > since);
};

/** Keeps what a page shows now. Two that publish at once are put right by the next change: the page is compared with the record. */
export const saveHome = async (port: RecordPort, home: Home): Promise<void> => {
  const { personId, openedAt, painted, shows } = home;
  await port.write([{ kind: 'put', item: { ...homeKey(personId), openedAt, painted, shows: [...shows] } }]);
};
