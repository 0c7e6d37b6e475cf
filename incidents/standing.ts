import { type Pause, readPause } from './control';
import { lockOf } from './items';
import { generationKey, lockKey, targetPk } from './keys';
import type { Lock, Meta, Outcome } from './model';
import type { Store } from './store';

/** What else there is about the target of a closed incident. */
export interface Standing {
  readonly lock: Lock | undefined;
  /** A later generation took the changes over. */
  readonly laterId: string | undefined;
  readonly pause?: Pause;
}

const TOOK_OVER: readonly string[] = ['contained', 'partly contained', 'undone'] satisfies Outcome[];

export const standingOf = async (store: Store, meta: Meta): Promise<Standing> => {
  const [item, generations, pause] = await Promise.all([
    store.port.get(lockKey(meta.target)),
    store.port.list(targetPk(meta.target), 'GEN#'),
    readPause(store),
  ]);
  const own = generationKey(meta.target, meta.generation).sk;
  const later = generations.find(
    (row) => row.sk > own && row['playbook'] === meta.playbook && TOOK_OVER.includes(String(row['outcome'])),
  );
  return { lock: lockOf(item), laterId: later ? String(later['incidentId']) : undefined, pause };
};
