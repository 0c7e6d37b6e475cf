import { metaOf } from '../incidents/items';
import { metaKey } from '../incidents/keys';
import type { IncidentRecord } from '../incidents/model';
import { nameOf } from '../incidents/policy';
import { readLock } from '../incidents/read';
import type { Store } from '../incidents/store';

/** What came after a closed incident, in words for its card; undefined when people may still act on it. */
export const followedBy = async (store: Store, { meta }: IncidentRecord): Promise<string | undefined> => {
  if (meta.stage !== 'closed') return undefined;
  if (meta.undo?.open) return `${meta.undo.incidentId} puts this back: see its own card.`;
  const next = meta.undoOf ? await laterUndo(store, meta.undoOf, meta.incidentId) : undefined;
  if (next) return next;
  if (meta.kept) return `Kept as it is by ${nameOf(store.settings, meta.kept.personId)}: ${meta.kept.reason}`;
  const lock = meta.kind === 'contain' ? await readLock(store, meta.target) : undefined;
  return lock && lock.generation > meta.generation ? `Followed by ${lock.incidentId}: see its own card.` : undefined;
};

/** An undo is over for good once another one was asked for, or what it was to put back is undone. */
const laterUndo = async (store: Store, originalId: string, ownId: string): Promise<string | undefined> => {
  const item = await store.port.get(metaKey(originalId));
  const latest = item && metaOf(item).undo?.incidentId;
  return latest && latest !== ownId ? `Followed by ${latest}: see its own card.` : undefined;
};
