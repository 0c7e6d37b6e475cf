import type { NewRow } from './chain';
import { sha256 } from './digest';
import { plus } from './due';
import { refusedKey } from './keys';
import type { Item, Key } from './port';
import { type Store, transact } from './store';

const AGAIN_SECONDS = 60;

/** Whoever takes a role chooses the name of the session: however many names, it is one caller. */
const callerOf = (actor: string): string =>
  actor.replace(/^((?:aws:)?arn:[\w-]+:sts::\d{12}:assumed-role\/[^/]+)\/.*$/s, '$1');

const keyOf = (incidentId: string, { event, actor, text }: NewRow): Key => {
  const caller = callerOf(actor);
  return refusedKey(incidentId, sha256(JSON.stringify([event, caller, text.replaceAll(actor, caller)])).slice(0, 32));
};

/**
 * Keeps that somebody was refused. Of one caller and one refusal there is a row a minute at most: what comes in between is
 * counted, and the next row says how often. So nobody fills a trail, or a channel, by trying again and again.
 */
export const appendRefusal = async (store: Store, incidentId: string, row: NewRow): Promise<void> => {
  const key = keyOf(incidentId, row);
  const counted = await transact(store, [incidentId], async (_, at) => {
    const last = await store.port.get(key);
    if (last && at < plus(String(last['at']), AGAIN_SECONDS)) return { result: true };
    return {
      result: false,
      write: [
        { kind: 'put', item: { ...key, at, since: 0 }, when: last ? { equals: asItWas(last) } : { absent: true } },
      ],
      rows: { [incidentId]: [withCount(row, last)] },
    };
  });
  if (counted) await store.port.write([{ kind: 'update', key, add: { since: 1 } }]);
};

const asItWas = ({ at = null, since = null }: Item) => ({ at, since });

const withCount = (row: NewRow, last: Item | undefined): NewRow => {
  const since = Number(last?.['since'] ?? 0);
  return since === 0
    ? row
    : {
        ...row,
        text: `${row.text} The same ${since === 1 ? 'once' : `${since} times`} since ${String(last?.['at'])}.`,
      };
};
