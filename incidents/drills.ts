import type { Target } from '../playbooks/kit/target';
import { targetKey } from '../playbooks/kit/target-key';
import { plus } from './due';
import { incidentIdFor } from './ids';
import { itemOf, lockOf } from './items';
import { CONTROL, fullDrillKey, lockKey } from './keys';
import type { Door } from './model';
import { nameOf } from './policy';
import { type Store, transact } from './store';

/** A drill that really contains and puts back: about one target, made to be thrown away, on one person's word. */
export interface FullDrill {
  /** Also the finding's id, and what the target's tag says. */
  readonly id: string;
  readonly target: Target;
  readonly personId: string;
  readonly door: Door;
  /** Its finding is let in until then. */
  readonly until: string;
}

const LET_IN_SECONDS = 900;

export type Registered =
  | { readonly kind: 'registered'; readonly incidentId: string }
  | { readonly kind: 'busy'; readonly text: string };

/** Lists a target for one drill. Only one that Cordon has never had to do with is taken: it was just made. */
export const registerDrill = (store: Store, drill: Omit<FullDrill, 'until'>): Promise<Registered> =>
  transact<Registered>(store, [CONTROL], async (_records, at) => {
    const { id, target, personId } = drill;
    const lock = lockOf(await store.port.get(lockKey(target)));
    if (lock)
      return {
        result: {
          kind: 'busy',
          text: `${lock.incidentId} is about this target already: a drill needs one that was just made.`,
        },
      };
    const item = itemOf(fullDrillKey(id), { ...drill, until: plus(at, LET_IN_SECONDS) });
    if (await store.port.get(fullDrillKey(id)))
      return { result: { kind: 'busy', text: `The drill ${id} was started already: take a new id.` } };
    const incidentId = incidentIdFor(target, 1);
    const text = `${nameOf(store.settings, personId)} started a full drill on ${target.name ?? target.id} in ${target.accountId} (${incidentId}).`;
    return {
      result: { kind: 'registered', incidentId },
      write: [{ kind: 'put', item, when: { absent: true } }],
      rows: { [CONTROL]: [{ event: 'drill.started', actor: personId, text, data: { id, target: targetKey(target) } }] },
    };
  });

/** The drill that this finding belongs to, while it is let in and about this very target. */
export const registeredDrill = async (store: Store, id: string, target: Target): Promise<FullDrill | undefined> => {
  const item = await store.port.get(fullDrillKey(id));
  if (!item) return undefined;
  const { pk: _pk, sk: _sk, ...rest } = item;
  const drill = rest as unknown as FullDrill;
  const fits = drill.id === id && targetKey(drill.target) === targetKey(target);
  return fits && store.now().toISOString() < drill.until ? drill : undefined;
};
