import type { RefusalCode } from './gate';
import type { IncidentRecord } from './model';

/** Refusals that say nothing against the plan, each with when it can be tried again. */
const PASSING: Readonly<Partial<Record<RefusalCode, string>>> = {
  paused: 'It can be tried again as soon as changes are allowed.',
  'breaker-open': 'It can be tried again when the breaker has closed.',
  blind: 'It can be tried again when the account can be read.',
};

/** When this run, which was refused before it changed anything, can be tried again; undefined when the refusal was about the plan. */
export const heldUp = (record: IncidentRecord): string | undefined => {
  if (record.meta.kind !== 'contain' || record.approval?.status !== 'APPROVED') return undefined;
  const refused = record.journal.find((row) => row.status === 'refused');
  return PASSING[refused?.code as RefusalCode];
};
