import { createHash } from 'node:crypto';
import { canonical, type Json } from '../playbooks/kit/json';
import type { Plan, PlanDraft } from '../playbooks/kit/plan';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The JSON value as the table would give it back: no `undefined`, no prototypes. */
export const plain = (value: unknown): Json =>
  value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);

const approved = (plan: PlanDraft): Json =>
  plain({
    playbook: plan.playbook,
    version: plan.version,
    target: {
      kind: plan.target.kind,
      accountId: plan.target.accountId,
      region: plan.target.region,
      id: plan.target.id,
    },
    targetArn: plan.targetArn,
    mode: plan.mode,
    shape: plan.shape,
    risk: plan.risk,
    steps: plan.steps.map((step) =>
      step.kind === 'do'
        ? { id: step.id, action: step.action, essential: step.essential, kind: step.kind, input: step.input }
        : { id: step.id, action: step.action, essential: step.essential, kind: step.kind },
    ),
  });

/** 64 hex. Covers what an approval is given for; what was only seen (facts, current values, names, cost) plays no part. */
export const digestOf = (plan: PlanDraft): string => sha256(canonical(approved(plan)));

export const seal = (draft: PlanDraft): Plan => ({ ...draft, digest: digestOf(draft) });

/** The first 8 hex: what cards show and people compare. */
export const shortDigest = (digest: string): string => digest.slice(0, 8);
