import type { Plan } from '../playbooks/kit/plan';
import type { Settings } from '../playbooks/kit/settings';
import { targetKey } from '../playbooks/kit/target-key';
import type { NewRow } from './chain';
import { shortDigest } from './digest';
import { nextCheck, plus } from './due';
import { putApproval, putMeta, putPlan } from './items';
import type { Approval, ApprovalPolicy, IncidentRecord, Meta } from './model';
import { approvers, ruleFor } from './policy';
import type { Operation } from './port';

export interface Question {
  readonly plan: Plan;
  readonly policy: ApprovalPolicy;
}

const minutes = (at: string, count: number): string => plus(at, count * 60);

const enough = (settings: Settings, policy: ApprovalPolicy): boolean =>
  approvers(settings, policy).length >= policy.needed;

/** The next tier takes part from now on; without a tier of its own, everybody is paged. */
export const escalated = (settings: Settings, plan: Plan, approval: Approval, at: string): Approval => {
  const tier = ruleFor(settings, plan.risk, plan.environment).escalate;
  const groups = [...new Set([...approval.policy.groups, ...(tier?.groups ?? [])])];
  return {
    ...approval,
    policy: { ...approval.policy, groups },
    escalatedAt: at,
    ...(tier ? { escalatedChannel: tier.channel } : {}),
  };
};

/** Nobody has to answer a drill: it waits only until it was seen, reminds nobody and asks nobody else. */
export const DRILL_MINUTES = 20;

const asksNobody = (open: Approval): Approval => {
  const { remindAt: _no, escalateAt: _nor, ...approval } = open;
  return { ...approval, expiresAt: minutes(approval.requestedAt, DRILL_MINUTES) };
};

/** Whoever started a full drill waits for it: nobody else is reminded or woken. */
const wakesNobody = (open: Approval): Approval => {
  const { remindAt: _no, escalateAt: _nor, ...approval } = open;
  return approval;
};

const newApproval = (
  settings: Settings,
  revision: number,
  { plan, policy }: Question,
  { origin, drill }: Pick<Meta, 'origin' | 'drill'>,
  at: string,
): Approval => {
  const rule = ruleFor(settings, plan.risk, plan.environment);
  const approval: Approval = {
    revision,
    digest: plan.digest,
    status: 'PENDING',
    policy,
    approvals: 0,
    requestedAt: at,
    expiresAt: minutes(at, rule.deadlineMinutes),
    remindAt: minutes(at, rule.remindAfterMinutes),
    ...(rule.escalate ? { escalateAt: minutes(at, rule.escalate.afterMinutes) } : {}),
  };
  if (origin.by === 'drill') return asksNobody(approval);
  if (drill) return wakesNobody(approval);
  return enough(settings, policy) ? approval : escalated(settings, plan, approval, at);
};

export interface Asked {
  readonly meta: Meta;
  readonly approval: Approval;
  readonly write: readonly Operation[];
  /** Present when too few people may decide. */
  readonly rows: readonly NewRow[];
}

/** A new revision of the question: plan, approval and META. Votes of earlier revisions count for nothing any more. */
export const ask = (settings: Settings, record: IncidentRecord, question: Question, at: string): Asked => {
  const { plan } = question;
  const { meta } = record;
  const revision = meta.revision + 1;
  const approval = newApproval(settings, revision, question, meta, at);
  const named = targetKey(plan.target) === targetKey(meta.target) ? plan.target : meta.target;
  const asked: Meta = {
    ...meta,
    target: named,
    stage: 'waiting',
    revision,
    checkAt: nextCheck(settings, at),
    times: { ...meta.times, askedAt: at },
  };
  const write = [
    putMeta(asked, approval),
    putApproval(meta.incidentId, approval),
    putPlan(meta.incidentId, revision, plan),
  ];
  return { meta: asked, approval, write, rows: approval.escalatedAt ? [nobodyRow(settings, question)] : [] };
};

const nobodyRow = (settings: Settings, { plan, policy }: Question): NewRow => {
  const count = approvers(settings, policy).length;
  const few = count === 0 ? 'nobody may decide this' : `only ${count} may decide this, and ${policy.needed} are needed`;
  const tier = ruleFor(settings, plan.risk, plan.environment).escalate;
  const help = tier
    ? `${tier.groups.join(' and ')} may decide too`
    : 'no further group is set up: change the groups, or act by hand';
  return { event: 'approval.escalated', actor: 'cordon', text: `Escalated at once: ${few}; ${help}.`, page: true };
};

/** "needs 2 approvals": part of every line that asks. */
export const askedText = (plan: Plan, approval: Approval): string => {
  const { needed, groups } = approval.policy;
  return `“${plan.headline}” (plan ${shortDigest(plan.digest)}, revision ${approval.revision}, ${plan.risk}${plan.mode === 'dry-run' ? ', dry run' : ''}) needs ${needed} ${needed === 1 ? 'approval' : 'approvals'} of ${groups.join(' or ')}`;
};
