import { seal } from '../incidents/digest';
import type { ApprovalPolicy } from '../incidents/model';
import { approvers, nameOf, policyOn } from '../incidents/policy';
import type { Store } from '../incidents/store';
import type { Preview } from '../incidents/views';
import type { PlanDraft } from '../playbooks/kit/plan';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { Settings } from '../playbooks/kit/settings';
import { look, untouchable } from './look';
import { targetOfOurs } from './target-input';

/** Whoever asks; stands in the member's CloudTrail. */
const sessionOf = (personId: string): string => `cordon-preview-${personId}`;

/**
 * What a run by hand would do and who would have to approve it, for a person who has not asked for it yet.
 * Opens nothing and keeps nothing.
 */
export const preview = async (
  store: Store,
  playbook: AnyPlaybook,
  input: unknown,
  personId: string,
): Promise<Preview> => {
  const asked = targetOfOurs(store.settings, playbook, input);
  if (!asked.ok) return { kind: 'no-plan', why: `${asked.field}: ${asked.message}`, facts: [] };
  const looked = await look(store, { target: asked.target, session: sessionOf(personId) }, playbook);
  if (looked.kind === 'blind') return { kind: 'no-plan', why: looked.why, facts: [] };
  if (looked.kind !== 'plan') {
    const headline = looked.headline ? { headline: looked.headline } : {};
    return { kind: 'no-plan', ...headline, why: looked.why, facts: looked.facts };
  }
  const { draft } = looked;
  const why = untouchable(store, draft);
  return why
    ? { kind: 'no-plan', headline: draft.headline, why, facts: draft.facts }
    : planned(store.settings, draft, personId);
};

const planned = (settings: Settings, draft: PlanDraft, personId: string): Preview => {
  const origin = { by: 'person', personId, door: 'operator' } as const;
  const policy = policyOn(settings, { target: draft.target, severity: 0, origin }, [], draft);
  return {
    kind: 'plan',
    plan: seal(draft),
    needed: policy.needed,
    approvers: approvers(settings, policy).map(({ name }) => name),
    policy: sentences(settings, policy),
  };
};

const sentences = (settings: Settings, policy: ApprovalPolicy): readonly string[] => {
  const able = approvers(settings, policy).length;
  const short = `Only ${able} of the ${policy.needed} who are needed may approve it: it is escalated as soon as it is asked.`;
  return [
    ...policy.because,
    ...policy.excluded.map(
      ({ personId, because }) => `${nameOf(settings, personId)} ${because}, and so may not approve it.`,
    ),
    ...(able < policy.needed ? [short] : []),
  ];
};
