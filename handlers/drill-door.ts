import { type FullDrill, registeredDrill } from '../incidents/drills';
import type { Store } from '../incidents/store';
import { DRILL_DETAIL_TYPE, DRILL_ID, DRILL_SOURCE, whyNoFullDrill } from '../playbooks/kit/drill';
import type { Target } from '../playbooks/kit/target';
import { targetKey } from '../playbooks/kit/target-key';

/** An event that says it is a drill. */
export interface Drill {
  readonly account: unknown;
  readonly detailType: unknown;
  readonly detail: unknown;
}

/** The drill in a message; undefined when it says that it comes from anywhere else. */
export const drillIn = (document: unknown): Drill | undefined => {
  if (typeof document !== 'object' || document === null || !('source' in document)) return undefined;
  if (document.source !== DRILL_SOURCE) return undefined;
  const of = (name: string): unknown => Reflect.get(document, name);
  return { account: of('account'), detailType: of('detail-type'), detail: of('detail') };
};

export type Entered =
  | { readonly kind: 'drill' }
  | { readonly kind: 'full'; readonly full: FullDrill }
  | { readonly kind: 'refused'; readonly because: string };

const refused = (because: string): Entered => ({ kind: 'refused', because });

/**
 * Lets a drill in from the hub's own account, about a target that the hub lists: in its configuration, for the hourly ones; on
 * record and not long ago, for one that a person started and that goes all the way. Anything else not at all.
 */
export const enterDrill = async (store: Store, drill: Drill, findingId: string, target: Target): Promise<Entered> => {
  const { drills, hub } = store.settings;
  if (drill.detailType !== DRILL_DETAIL_TYPE) return refused(`detail-type must be "${DRILL_DETAIL_TYPE}" for a drill`);
  if (drill.account !== hub.accountId) return refused('account: a drill comes from the account of the hub only');
  if (!DRILL_ID.test(findingId)) {
    const listed = drills?.targets.some((one) => targetKey(one) === targetKey(target));
    return listed ? { kind: 'drill' } : refused(`detail: ${target.id} is no drill target of this hub`);
  }
  const because = whyNoFullDrill(store.settings, target.accountId);
  if (because !== undefined) return refused(`detail: ${because}`);
  const full = await registeredDrill(store, findingId, target);
  return full
    ? { kind: 'full', full }
    : refused(`detail: nobody started a drill ${findingId} on ${target.id} just now`);
};
