import { type Close, closeIncident } from './close';
import { checked } from './decide';
import { type Ending, endingOf, endingOfUndo } from './ending';
import { stands } from './journal-rows';
import type { IncidentRecord } from './model';
import { readIncident } from './read';
import type { Store } from './store';

/**
 * An open incident whose execution has ended closes here, as what the record says it came to. `status`: Step Functions'
 * word, or GONE. A run that a person aborted is not asked about again by itself. Answers what was done.
 */
export const mend = async (store: Store, incidentId: string, status: string): Promise<'lives' | 'closed'> => {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') {
    await checked(store, incidentId);
    return 'lives';
  }
  const record = await readIncident(store, incidentId);
  if (!record || record.meta.stage === 'closed') return 'closed';
  const original = record.meta.undoOf ? await readIncident(store, record.meta.undoOf) : undefined;
  const ending =
    record.meta.kind === 'undo'
      ? endingOfUndo(record, original)
      : endingOf(record, { problems: [], version: record.meta.version });
  await closeIncident(store, incidentId, closing(record, ending, status));
  return 'closed';
};

const closing = (record: IncidentRecord, ending: Ending, status: string): Close => {
  const why = `The run ended early (${status}).`;
  const began = record.journal.some((row) => row.attempts > 0 && stands(row));
  if (status === 'ABORTED' && !began && record.approval?.status !== 'DENIED' && record.approval?.status !== 'EXPIRED') {
    return { outcome: 'failed', detail: `${why} Someone aborted it. Nothing was changed.`, page: true };
  }
  return { ...ending, detail: `${why} ${ending.detail}`, page: true };
};
