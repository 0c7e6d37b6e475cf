import type { Settings } from '../playbooks/kit/settings';
import { extend, type Head, headOf, type NewRow } from './chain';
import { RecordError } from './errors';
import { recordOf } from './items';
import { headKey, incidentPk } from './keys';
import type { IncidentRecord } from './model';
import type { Operation, RecordPort } from './port';
import { isQuiet } from './quiet';

/** What every function of the record works with. */
export interface Store {
  readonly port: RecordPort;
  readonly now: () => Date;
  readonly settings: Settings;
  /** Waits a little, differently each time, before a change is tried again that another change was in the way of. */
  readonly backoff?: (attempt: number) => Promise<void>;
}

/** One change: what it writes, what it says about itself and what it answers. With neither writes nor rows nothing is stored. */
export interface Draft<T> {
  readonly result: T;
  readonly write?: readonly Operation[];
  /** By chain; a chain is named by its incident, or `control`. */
  readonly rows?: Readonly<Record<string, readonly NewRow[]>>;
}

export type Tried<T> = { readonly done: true; readonly result: T } | { readonly done: false };
export type Records = readonly (IncidentRecord | undefined)[];
type Build<T> = (records: Records, at: string) => Draft<T> | Promise<Draft<T>>;

const readHead = async (store: Store, chain: string): Promise<Head> =>
  headOf(chain, await store.port.get(headKey(chain)));

/**
 * One try at a change of the incidents `chains`. Heads are read before the records and moved by the same transaction,
 * so a record that changed in between makes the write fail: `done: false`, read again. `known` are heads that were read already.
 */
export const attempt = async <T>(
  store: Store,
  chains: readonly string[],
  build: Build<T>,
  known?: ReadonlyMap<string, Head>,
): Promise<Tried<T>> => {
  const heads = await Promise.all(chains.map((chain) => known?.get(chain) ?? readHead(store, chain)));
  // Where no chain was begun there is no incident; should one be opened meanwhile, its head is in the way of ours.
  const records = await Promise.all(
    heads.map(async ({ chain, exists }) => (exists ? recordOf(await store.port.list(incidentPk(chain))) : undefined)),
  );
  const at = store.now().toISOString();
  const { result, write = [], rows = {} } = await build(records, at);
  if (write.length === 0 && Object.keys(rows).length === 0) return { done: true, result };
  const chained = heads.flatMap((head, place) => {
    const own = rows[head.chain] ?? [];
    return extend(head, at, own, isQuiet(head.chain, records[place], write, own));
  });
  const written = await store.port.write([...write, ...chained]);
  return written.ok ? { done: true, result } : { done: false };
};

// Each round at least one of those in each other's way gets through; fifty findings may well arrive at once.
const ATTEMPTS = 150;

/** Tries until the change goes through. Throws `contended` when it never does. */
export const retrying = async <T>(store: Store, once: () => Promise<Tried<T>>): Promise<T> => {
  for (let count = 1; count <= ATTEMPTS; count += 1) {
    const tried = await once();
    if (tried.done) return tried.result;
    await store.backoff?.(count);
  }
  throw new RecordError('contended', 'Too many changes of the same incident at once. Try again in a moment.');
};

/** Reads, decides and writes as one; runs again when something else was faster. */
export const transact = <T>(store: Store, chains: readonly string[], build: Build<T>): Promise<T> =>
  retrying(store, () => attempt(store, chains, build));

/** The same for one incident that must be there. */
export const change = <T>(
  store: Store,
  incidentId: string,
  build: (record: IncidentRecord, at: string) => Draft<T> | Promise<Draft<T>>,
): Promise<T> =>
  transact(store, [incidentId], ([record], at) => {
    if (!record)
      throw new RecordError(
        'unknown-incident',
        `There is no incident ${incidentId}. Check the id: it looks like inc-a1b2c3d4e5-1.`,
      );
    return build(record, at);
  });
