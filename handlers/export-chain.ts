import { keepChain } from '../adapters/evidence';
import { chainToExport, noteExport } from '../incidents/export';
import type { IncidentRecord } from '../incidents/model';
import type { Store } from '../incidents/store';
import { metricsOfEnd } from './metrics';

/**
 * Copies the chain of a closed incident out of the table, as far as it has grown. Safe to repeat: what is kept already is not
 * written again. Its first copy also tells the metrics how the incident ended, or how soon a drill was seen, once.
 */
export const exportChain = async (store: Store, record: IncidentRecord): Promise<void> => {
  const due = await chainToExport(store, record);
  if (!due) return;
  const { first, ...document } = due;
  await keepChain(document.chain, document);
  const noted = await noteExport(store, document);
  if (first && noted) metricsOfEnd(record, store.now());
};
