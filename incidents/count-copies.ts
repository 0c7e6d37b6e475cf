import type { Finding } from '../playbooks/kit/finding';
import { copiesKey } from './keys';
import type { Operation } from './port';
import { retrying, type Store } from './store';

/** Deliveries of one finding that say nothing new. */
export interface Copies {
  readonly incidentId: string;
  readonly finding: Finding;
  /** ISO 8601: the latest of them. */
  readonly receivedAt: string;
  readonly count: number;
}

const counting = ({ incidentId, finding, receivedAt, count }: Copies): Operation => ({
  kind: 'update',
  key: copiesKey(incidentId, finding),
  add: { deliveries: count },
  set: { lastReceivedAt: receivedAt },
});

/**
 * Counts deliveries that say nothing new, however many others do so at the same time. No audit row, and no line of the log
 * moves: fifty copies at once would only be in each other's way.
 */
export const countCopies = (store: Store, copies: Copies): Promise<void> =>
  retrying(store, async () =>
    (await store.port.write([counting(copies)])).ok ? { done: true, result: undefined } : { done: false },
  );

/** Operations of one transaction. */
const AT_ONCE = 100;

/**
 * The same for several findings, in one call as long as nothing else writes any of them meanwhile. The answers come in the
 * order of `copies`, which name each finding of an incident once.
 */
export const countAll = async (
  store: Store,
  copies: readonly Copies[],
): Promise<readonly PromiseSettledResult<void>[]> => {
  if (copies.length > AT_ONCE)
    return [...(await countAll(store, copies.slice(0, AT_ONCE))), ...(await countAll(store, copies.slice(AT_ONCE)))];
  if (copies.length > 1 && (await store.port.write(copies.map(counting))).ok)
    return copies.map(() => ({ status: 'fulfilled', value: undefined }));
  return Promise.allSettled(copies.map((one) => countCopies(store, one)));
};
