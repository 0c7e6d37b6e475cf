import { keepChain } from '../adapters/evidence';
import type { Keeper } from '../incidents/copy';
import { chainToExport, noteExport } from '../incidents/export';
import { readIncident } from '../incidents/read';
import { metricsOfEnd } from './metrics';

/**
 * Takes the chain of a closed incident out of the table, as far as it has grown: from the copy, which nobody who changes
 * incidents can write. Safe to repeat: what is kept already is not written again. The first time also tells the metrics how
 * the incident ended, or how soon a drill was seen, once.
 */
export const exportChain = async (keeper: Keeper, incidentId: string): Promise<void> => {
  const due = await chainToExport(keeper, incidentId);
  if (!due) return;
  const { first, ...document } = due;
  await keepChain(incidentId, document);
  const noted = await noteExport(keeper, document);
  const record = first && noted ? await readIncident(keeper, incidentId) : undefined;
  if (record) metricsOfEnd(record, keeper.now());
};
