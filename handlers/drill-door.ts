import { DRILL_DETAIL_TYPE, DRILL_SOURCE } from '../playbooks/kit/drill';
import type { Settings } from '../playbooks/kit/settings';
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

/** Why a drill is not let in: from the hub's own account, about a listed target, or not at all. */
export const drillProblem = (drill: Drill, target: Target, { drills, hub }: Settings): string | undefined => {
  if (drill.detailType !== DRILL_DETAIL_TYPE) return `detail-type must be "${DRILL_DETAIL_TYPE}" for a drill`;
  if (drill.account !== hub.accountId) return 'account: a drill comes from the account of the hub only';
  const listed = drills?.targets.some((one) => targetKey(one) === targetKey(target));
  return listed ? undefined : `detail: ${target.id} is no drill target of this hub`;
};
