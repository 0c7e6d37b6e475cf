import type { NewRow } from './chain';
import { approvalKey, incidentPk, metaKey } from './keys';
import type { IncidentRecord } from './model';
import type { Item, Operation } from './port';

const keyOf = (operation: Operation) => (operation.kind === 'put' ? operation.item : operation.key);

/** META as these writes leave it. */
const metaIn = (write: readonly Operation[], chain: string): Item | undefined =>
  write.flatMap((one) => (one.kind === 'put' && one.item.pk === incidentPk(chain) ? [one.item] : [])).find(isMeta);
const isMeta = ({ sk }: Item): boolean => sk === metaKey('').sk;

/**
 * A change that shows nowhere, so that no view has to be woken for it: before people are asked there is no card, unless the
 * incident ends or somebody is paged. What belongs to no incident is never quiet.
 */
export const isQuiet = (
  chain: string,
  record: IncidentRecord | undefined,
  write: readonly Operation[],
  rows: readonly NewRow[],
): boolean => {
  const stage = metaIn(write, chain)?.['stage'] ?? record?.meta.stage;
  if (stage === undefined || stage === 'closed' || record?.approval || record?.slack) return false;
  const { pk, sk } = approvalKey(chain);
  const asks = write.map(keyOf).some((key) => key.pk === pk && key.sk === sk);
  return !asks && !rows.some(({ page }) => page);
};
