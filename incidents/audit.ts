import type { NewRow } from './chain';
import { type Store, transact } from './store';

export { type NewRow, verifyChain } from './chain';

/** Adds one row to an incident's chain (or to `control`), for what changes nothing else: a refused click, a repainted card. */
export const appendAudit = (store: Store, incidentId: string, row: NewRow): Promise<void> =>
  transact(store, [incidentId], () => ({ result: undefined, rows: { [incidentId]: [row] } }));
