import { withdraw } from '../incidents/decide';
import { seal } from '../incidents/digest';
import { readIncident } from '../incidents/read';
import { revise } from '../incidents/request';
import type { Store } from '../incidents/store';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { compare } from '../playbooks/kit/staleness';
import { look, policyFor, subjectOf } from './look';

export interface Rechecked {
  /** The plan on the card still holds. */
  readonly ok: boolean;
  /** Why it does not; the votes are then cleared. */
  readonly stale: readonly string[];
  /** What is different without being a reason to ask again. */
  readonly changed: readonly string[];
  readonly revision: number;
}

/** Reads the world again for someone who is about to decide. A stale plan becomes a new revision under the same token. */
export const recheck = async (store: Store, playbook: AnyPlaybook, incidentId: string): Promise<Rechecked> => {
  const record = await readIncident(store, incidentId);
  const revision = record?.meta.revision ?? 0;
  if (!record?.plan || record.approval?.status !== 'PENDING')
    return { ok: false, stale: ['this request is no longer open'], changed: [], revision };
  if (record.meta.kind === 'undo') return { ok: true, stale: [], changed: [], revision };
  const looked = await look(store, subjectOf(record), playbook);
  if (looked.kind === 'blind')
    return { ok: true, stale: [], changed: [`could not be checked again: ${looked.why}`], revision };
  if (looked.kind !== 'plan') {
    await withdraw(store, incidentId, looked.why);
    return { ok: false, stale: [looked.why], changed: [], revision };
  }
  const { stale, changed } = compare(record.plan, looked.draft);
  if (stale.length === 0) return { ok: true, stale, changed, revision };
  const policy = policyFor(store, record, looked.draft);
  const revised = await revise(store, incidentId, { plan: seal(looked.draft), policy, because: stale.join('; ') });
  return { ok: false, stale, changed, revision: revised.revision };
};
