import type { Person, Settings } from '../playbooks/kit/settings';
import type { NewRow } from './chain';
import { expiry } from './deadlines';
import { shortDigest } from './digest';
import { putApproval, putMeta, putVote } from './items';
import type { Approval, ApprovalPolicy, ApprovalStatus, Door, IncidentRecord, Vote } from './model';
import { utc } from './moment';
import { eligible, nameOf, personById, policyOn, ruleFor } from './policy';
import type { Condition } from './port';
import { appendRefusal } from './refused';
import { change, type Draft, type Store } from './store';

export { checked, escalate, expire, markDelivered, remind, withdraw } from './deadlines';

export interface Click {
  readonly incidentId: string;
  /** What the person looked at. */
  readonly revision: number;
  readonly vote: 'approve' | 'deny';
  readonly reason: string;
  /** Verified by the door. */
  readonly personId: string;
  readonly door: Door;
}

export type VoteRefusal =
  | 'nothing-to-decide'
  | 'already-decided'
  | 'old-revision'
  | 'expired'
  | 'unknown-person'
  | 'not-eligible'
  | 'reason-needed';

export type Decided =
  | { readonly kind: 'decided'; readonly status: Exclude<ApprovalStatus, 'PENDING'> }
  | { readonly kind: 'voted'; readonly approvals: number; readonly needed: number }
  /** `text` is for the one who clicked. */
  | { readonly kind: 'refused'; readonly code: VoteRefusal; readonly text: string };

/**
 * The one place where anything is decided, for every door. Denial takes one eligible person and a reason; approval takes as
 * many distinct people as the policy of the request or of now says, whichever is more. Safe to repeat.
 */
export const decide = (store: Store, click: Click): Promise<Decided> =>
  decideAndKeep(store, click, (row) => appendRefusal(store, click.incidentId, row));

/** The same for who keeps in another way that somebody was refused who may not vote at all: refusals are counted, which not every function may. */
export const decideAndKeep = async (
  store: Store,
  click: Click,
  keep: (row: NewRow) => Promise<void>,
): Promise<Decided> => {
  const { row, ...decided } = await vote(store, click);
  if (row) await keep(row);
  return decided;
};

/** What the vote came to; `row` is to be kept of it when somebody was refused who may not vote at all. */
type Counted = Decided & { readonly row?: NewRow };

const vote = (store: Store, click: Click): Promise<Counted> =>
  change<Counted>(store, click.incidentId, (record, at) => {
    const { approval } = record;
    if (!approval || !record.plan)
      return refused('nothing-to-decide', 'There is nothing to decide yet. Wait for the request.');
    if (approval.revision !== click.revision) return tooOld(record, click);
    if (approval.status !== 'PENDING') return late(store, record, approval, click);
    if (at > approval.expiresAt)
      return {
        ...expiry(record, approval, at),
        result: refusal('expired', `The request expired at ${utc(approval.expiresAt)}. Nothing was changed.`),
      };
    const person = personById(store.settings, click.personId);
    const policies = policiesOf(store, record, approval);
    const barred = whyNot(store, policies, person, click);
    if (barred || !person) return barred ?? refused('unknown-person', NOBODY);
    return count(store, record, approval, policies, click, at);
  });

const NOBODY = 'Cordon’s table of people does not know you. Ask an administrator of Cordon to add you.';
const refusal = (code: VoteRefusal, text: string): Decided => ({ kind: 'refused', code, text });
const refused = (code: VoteRefusal, text: string): Draft<Decided> => ({ result: refusal(code, text) });

const tooOld = (record: IncidentRecord, click: Click): Draft<Decided> =>
  refused(
    'old-revision',
    `The plan changed since you looked: this is revision ${record.approval?.revision ?? 0}, you saw ${click.revision}. Look again, then decide.`,
  );

const WORDS: Readonly<Record<Exclude<ApprovalStatus, 'PENDING'>, string>> = {
  APPROVED: 'approved',
  DENIED: 'denied',
  EXPIRED: 'expired',
  WITHDRAWN: 'withdrawn',
};

/** How a request ended, by whom and when: “approved by Lee and Kim at 2026-11-23 03:04 UTC”. */
export const endOf = (settings: Settings, { status, decidedBy = [], decidedAt }: Approval): string => {
  const by = decidedBy.map((id) => nameOf(settings, id)).join(' and ');
  const how = status === 'PENDING' ? 'asked' : WORDS[status];
  return `${how}${by ? ` by ${by}` : ''}${decidedAt ? ` at ${utc(decidedAt)}` : ''}`;
};

const late = (store: Store, record: IncidentRecord, approval: Approval, click: Click): Draft<Decided> => {
  const { status } = approval;
  if (status === 'PENDING') return refused('nothing-to-decide', 'There is nothing to decide.');
  const own = votesOn(record, approval).some(
    ({ personId, vote }) => personId === click.personId && vote === click.vote,
  );
  if (own) return { result: { kind: 'decided', status } };
  return refused('already-decided', `Already ${endOf(store.settings, approval)}. Your click changes nothing.`);
};

const votesOn = (record: IncidentRecord, approval: Approval): readonly Vote[] =>
  record.votes.filter(({ revision }) => revision === approval.revision);

/** The frozen policy and the one that the settings give now: both must let a person vote. */
const policiesOf = (store: Settled, record: IncidentRecord, approval: Approval): readonly ApprovalPolicy[] => {
  const { plan, meta, findings } = record;
  if (!plan) return [approval.policy];
  const now = policyOn(store.settings, meta, findings, plan);
  const tier = approval.escalatedAt
    ? (ruleFor(store.settings, plan.risk, plan.environment).escalate?.groups ?? [])
    : [];
  return [approval.policy, { ...now, groups: [...now.groups, ...tier] }];
};

/** What the record says a person may do depends on the settings alone, never on the table. */
type Settled = Pick<Store, 'settings'>;

/** May this person vote on the request as it stands, by the policy of the request and by that of now? Pure. */
export const entitled = (
  store: Settled,
  record: IncidentRecord,
  approval: Approval,
  person: Person,
): ReturnType<typeof eligible> =>
  policiesOf(store, record, approval)
    .map((policy) => eligible(store.settings, policy, person))
    .find((answer) => !answer.ok) ?? { ok: true };

const mayVote = (store: Store, policies: readonly ApprovalPolicy[], person: Person): boolean =>
  policies.every((policy) => eligible(store.settings, policy, person).ok);

const whyNot = (
  store: Store,
  policies: readonly ApprovalPolicy[],
  person: Person | undefined,
  click: Click,
): Draft<Counted> | undefined => {
  if (!person) return audited(click, refusal('unknown-person', NOBODY), click.personId);
  for (const policy of policies) {
    const answer = eligible(store.settings, policy, person);
    if (answer.ok) continue;
    const ask =
      answer.ask.length > 0 ? ` Ask ${answer.ask.join(', ')}.` : ' Nobody else may decide either: it was escalated.';
    return audited(click, refusal('not-eligible', `${answer.because}.${ask}`), person.name);
  }
  return click.vote === 'deny' && click.reason.trim().length === 0
    ? refused('reason-needed', 'A denial needs a reason: say in a sentence why nothing should be done.')
    : undefined;
};

const audited = (click: Click, result: Decided, name: string): Draft<Counted> => {
  const text = `${name} tried to ${click.vote} and was refused${result.kind === 'refused' ? `: ${result.text}` : ''}`;
  const row: NewRow = {
    event: 'vote.refused',
    actor: click.personId,
    text,
    data: { revision: click.revision, door: click.door },
  };
  return { result: { ...result, row } };
};

/** Distinct people who voted yes and still may. */
const approvalsOf = (store: Store, policies: readonly ApprovalPolicy[], votes: readonly Vote[]): readonly string[] => {
  const people = new Set(votes.filter(({ vote }) => vote === 'approve').map(({ personId }) => personId));
  return [...people].filter((id) => {
    const person = personById(store.settings, id);
    return person !== undefined && mayVote(store, policies, person);
  });
};

const count = (
  store: Store,
  record: IncidentRecord,
  approval: Approval,
  policies: readonly ApprovalPolicy[],
  click: Click,
  at: string,
): Draft<Decided> => {
  const { personId, vote, reason, door, revision, incidentId } = click;
  const cast: Vote = { revision, personId, vote, reason: reason.trim().slice(0, 1000), at, door };
  const earlier = votesOn(record, approval).filter((one) => one.personId !== personId);
  const needed = Math.max(...policies.map((policy) => policy.needed));
  const yes = approvalsOf(store, policies, [...earlier, cast]);
  const final = vote === 'deny' ? 'DENIED' : yes.length >= needed ? 'APPROVED' : undefined;
  const next: Approval = final ? settled(approval, final, cast, yes, at) : { ...approval, approvals: yes.length };
  const repeated =
    !final && record.votes.some((one) => one.revision === revision && one.personId === personId && one.vote === vote);
  const result: Decided = final ? { kind: 'decided', status: final } : { kind: 'voted', approvals: yes.length, needed };
  if (repeated) return { result };
  return {
    result,
    write: [
      putVote(incidentId, cast),
      putApproval(incidentId, next, stillPending(approval)),
      putMeta(
        {
          ...record.meta,
          ...(final === 'APPROVED' ? { stage: 'running' } : {}),
          times: { ...record.meta.times, ...(final ? { decidedAt: at } : {}) },
        },
        next,
      ),
    ],
    rows: { [incidentId]: rowsFor(store, record, next, cast, needed) },
  };
};

const stillPending = ({ revision, digest }: Approval): Condition => ({
  equals: { status: 'PENDING', revision, digest },
});

const settled = (
  approval: Approval,
  status: 'APPROVED' | 'DENIED',
  cast: Vote,
  yes: readonly string[],
  at: string,
): Approval => ({
  ...approval,
  status,
  approvals: yes.length,
  decidedAt: at,
  decidedBy: status === 'DENIED' ? [cast.personId] : yes,
  ...(cast.reason ? { reason: cast.reason } : {}),
});

const rowsFor = (
  store: Store,
  record: IncidentRecord,
  next: Approval,
  cast: Vote,
  needed: number,
): readonly NewRow[] => {
  const name = nameOf(store.settings, cast.personId);
  const why = cast.reason ? `: ${cast.reason}` : '';
  const data = { revision: next.revision, digest: next.digest, door: cast.door };
  const said =
    cast.vote === 'approve' ? `${name} approved (${next.approvals} of ${needed})${why}` : `${name} denied${why}`;
  const vote: NewRow = {
    event: 'vote.cast',
    actor: cast.personId,
    text: said,
    data: { ...data, revision: cast.revision, vote: cast.vote },
  };
  if (next.status === 'PENDING') return [vote];
  const by = (next.decidedBy ?? []).map((id) => nameOf(store.settings, id)).join(' and ');
  const what = `“${record.plan?.headline ?? record.meta.playbook}” (plan ${shortDigest(next.digest)})`;
  const decision: NewRow = {
    event: next.status === 'APPROVED' ? 'approval.approved' : 'approval.denied',
    actor: cast.personId,
    text: next.status === 'APPROVED' ? `Approved by ${by}: ${what}.` : `Denied by ${by}: ${what}. Nothing is changed.`,
    data: { ...data, expiresAt: next.expiresAt },
  };
  return [vote, decision];
};
