import type { Plan, PlanDraft, Reach } from './plan';
import { riskRank } from './risk';
import { targetKey } from './target-key';

export interface Compared {
  /** Why the approved plan may not run; empty when it still holds. */
  readonly stale: readonly string[];
  /** What else is different now: shown, captured afresh, no veto. */
  readonly changed: readonly string[];
}

/**
 * Compares the plan that people saw with the same playbook's plan made from the world as it is now.
 * Only another target, a risen risk or reach, or another playbook version make it stale: an attacker who
 * flips a value or adds a key must not be able to stop containment.
 */
export const compare = (shown: Plan, fresh: PlanDraft): Compared => {
  const stale: string[] = [];
  if (targetKey(shown.target) !== targetKey(fresh.target)) stale.push('the target is another one now');
  if (shown.version !== fresh.version)
    stale.push(`the playbook changed from version ${shown.version} to ${fresh.version}`);
  if (riskRank(fresh.risk) > riskRank(shown.risk)) stale.push(`the risk rose from ${shown.risk} to ${fresh.risk}`);
  if (shown.mode !== fresh.mode) stale.push(`the account is ${fresh.mode === 'live' ? 'out of' : 'in'} dry run now`);
  stale.push(...risen(shown.reach, fresh.reach));
  return { stale, changed: changedValues(shown, fresh) };
};

const risen = (shown: readonly Reach[], fresh: readonly Reach[]): readonly string[] =>
  fresh.filter((now) => !shown.some((then) => then.key === now.key)).map((now) => `it now also reaches: ${now.text}`);

const changedValues = (shown: Plan, fresh: PlanDraft): readonly string[] =>
  fresh.steps.flatMap((now) => {
    const then = shown.steps.find((step) => step.id === now.id);
    if (!then || then.kind !== now.kind)
      return [`${now.title}: the facts now say ${now.kind === 'do' ? 'do it' : `skip it, ${now.because}`}`];
    if (now.kind !== 'do' || then.kind !== 'do' || now.before === then.before) return [];
    return [`${now.title}: was ${then.before ?? 'unknown'}, is ${now.before ?? 'unknown'}`];
  });
