import { useCallback } from 'react';
import type { IncidentSummary } from '../../../incidents/views';
import type { ConsoleApi } from '../incident/api';
import { usePolled } from '../use-polled';
import { incidentsPath } from './incidents-path';

interface Page {
  readonly incidents: readonly IncidentSummary[];
  readonly next?: string;
}
export interface Listed {
  readonly incidents: readonly IncidentSummary[];
  /** There are older ones that were not asked for. */
  readonly more: boolean;
}

const EVERY_MS = 5000;
/** The incidents of a month, or the newest, in as many loads of a hundred as asked; read again every 5 s. */
export const useIncidents = (api: ConsoleApi, month: string | undefined, open: boolean, loads: number) => {
  const read = useCallback(async (): Promise<Listed> => {
    const found = new Map<string, IncidentSummary>();
    let before: string | undefined;
    for (let load = 0; load < loads; load += 1) {
      const page: Page = await api.get<Page>(incidentsPath({ month, open }, before));
      for (const incident of page.incidents) found.set(incident.incidentId, incident);
      before = page.next;
      if (before === undefined) break;
    }
    return { incidents: [...found.values()], more: before !== undefined };
  }, [api, month, open, loads]);
  return usePolled(read, EVERY_MS);
};
