// The record's shapes. Times are ISO 8601 UTC strings; ids are plain strings.
import type { Finding } from '../playbooks/kit/finding';
import type { Json } from '../playbooks/kit/json';
import type { FactLine, Plan } from '../playbooks/kit/plan';
import type { Target } from '../playbooks/kit/target';

/** Closed: an incident ends as exactly one of these. */
export const OUTCOMES = [
  'contained',
  'partly contained',
  'undone',
  'denied',
  'expired',
  'stale',
  'not applicable',
  'reviewed',
  'dry run',
  'failed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Where an open incident stands. `claimed`: the lock is taken, the execution not yet seen. */
export type Stage = 'claimed' | 'investigating' | 'waiting' | 'running' | 'closed';

/** Who caused something. `drill`: Cordon's own hourly test, which never changes anything. `slack` and `operator` are verified people; `console` is a Step Functions start, whose starter nobody can verify. */
export type Origin =
  | { readonly by: 'finding' }
  | { readonly by: 'drill' }
  | { readonly by: 'cordon'; readonly because: string }
  | { readonly by: 'person'; readonly personId: string; readonly door: Door }
  | { readonly by: 'console'; readonly executionArn: string };

export interface Meta {
  readonly incidentId: string;
  readonly kind: 'contain' | 'undo';
  readonly playbook: string;
  readonly version: number;
  readonly target: Target;
  readonly generation: number;
  /** When Cordon opened it: what lists are in the order of. A finding that it took over may have been received before. */
  readonly openedAt: string;
  readonly stage: Stage;
  readonly outcome?: Outcome;
  /** One sentence for people: why this outcome. */
  readonly outcomeDetail?: string;
  readonly origin: Origin;
  /** Whoever a retry, a follow-up or a second question goes back to: what the policy counts instead of `origin`. */
  readonly requestedBy?: Origin;
  /** Generations before this one that ended stale, without another ending in between. */
  readonly staleInARow?: number;
  /** It is part of a drill that goes all the way, or puts one back: the drill's id. */
  readonly drill?: string;
  /** Given when a person started it. */
  readonly reason?: string;
  /** Highest severity of its findings; 0 when started by hand. */
  readonly severity: number;
  readonly findingCount: number;
  readonly executionArn?: string;
  /** Claim lease: another delivery may start the execution after this. */
  readonly startBy?: string;
  /** It was opened in a flood: its investigation is not begun before this. */
  readonly startAfter?: string;
  readonly revision: number;
  /** Earlier generation whose journal this one carries on. */
  readonly continues?: string;
  /** kind `undo`: the incident that is being put back. */
  readonly undoOf?: string;
  /** By what names the findings of the incidents before this one, or of what it puts back, point at people. */
  readonly suspects?: readonly string[];
  /** Fields whose drift a person chose to overwrite, by step: `step/field`. */
  readonly acceptDrift?: readonly string[];
  /** What each of these was found as when the person chose so: changed once more, it is not overwritten. */
  readonly acceptedAs?: Readonly<Record<string, string>>;
  /** The latest attempt to put this incident back. */
  readonly undo?: { readonly incidentId: string; readonly n: number; readonly open: boolean };
  /** Partly contained, and a person decided to leave it so. */
  readonly kept?: { readonly personId: string; readonly reason: string; readonly at: string };
  /** Opened by a retry: that click votes as soon as the plan is there, if the plan holds nothing the person had not seen. */
  readonly firstVote?: { readonly personId: string; readonly reason: string; readonly door: Door; readonly at: string };
  /** When the sweeper looks next whether the execution lives and the card is right. */
  readonly checkAt?: string;
  readonly times: Times;
}

/** Where a person's word came in. */
export type Door = 'slack' | 'operator' | 'cli';

/** Everything that time-to-contain is split from. */
export interface Times {
  /** GuardDuty: when the activity was first seen, and when the finding was updated. */
  readonly activityAt?: string;
  readonly findingAt?: string;
  readonly receivedAt: string;
  readonly askedAt?: string;
  readonly decidedAt?: string;
  readonly firstChangeAt?: string;
  readonly lastChangeAt?: string;
  readonly verifiedAt?: string;
  readonly closedAt?: string;
}

export interface FindingRow {
  readonly finding: Finding;
  readonly count: number;
  /** Deliveries of this id, repeats included. */
  readonly deliveries: number;
  /** Of those, how many an earlier generation counted before this one took the finding over. */
  readonly carriedDeliveries?: number;
  readonly firstReceivedAt: string;
  readonly lastReceivedAt: string;
}

export type ApprovalStatus = 'PENDING' | 'APPROVED' | 'DENIED' | 'EXPIRED' | 'WITHDRAWN';

/** Frozen with the request: who may vote and how many are needed for this revision. */
export interface ApprovalPolicy {
  readonly groups: readonly string[];
  readonly needed: number;
  /** Person ids, with the reason shown to them. */
  readonly excluded: readonly { readonly personId: string; readonly because: string }[];
  /** Why this many, why these groups: one sentence each. */
  readonly because: readonly string[];
}

export interface Approval {
  readonly revision: number;
  readonly digest: string;
  readonly status: ApprovalStatus;
  readonly policy: ApprovalPolicy;
  readonly approvals: number;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly remindAt?: string;
  readonly remindedAt?: string;
  readonly escalateAt?: string;
  readonly escalatedAt?: string;
  readonly escalatedChannel?: string;
  readonly decidedAt?: string;
  readonly decidedBy?: readonly string[];
  readonly reason?: string;
  /** Set once Step Functions has been told (or can no longer be told). */
  readonly deliveredAt?: string;
}

export interface Vote {
  readonly revision: number;
  readonly personId: string;
  readonly vote: 'approve' | 'deny';
  readonly reason: string;
  readonly at: string;
  readonly door: Door;
}

export type StepStatus = 'captured' | 'done' | 'failed' | 'skipped' | 'would do' | 'refused';

export interface JournalRow {
  readonly step: string;
  readonly action: string;
  readonly essential: boolean;
  readonly status: StepStatus;
  readonly input?: Json;
  /** Written once, before the first change; never overwritten. */
  readonly before?: Json;
  readonly left?: Json;
  readonly saw?: string;
  readonly problem?: string;
  /** Status `refused`: which rule of the gate said no. */
  readonly code?: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly attempts: number;
  /** Taken over from this earlier generation, whose change still stands: its capture is the true one. */
  readonly carriedFrom?: string;
  readonly undo?: {
    readonly status: 'undone' | 'drifted' | 'failed';
    readonly detail: string;
    readonly drift?: Json;
    readonly at: string;
  };
}

/** One row of the chain. `hash` = sha256(previous hash + canonical(row without hash)). */
export interface AuditRow {
  readonly seq: number;
  readonly at: string;
  /** dotted, past tense: `incident.opened`, `approval.requested`, `vote.cast`, `step.started`, `step.finished`, `run.refused`, … */
  readonly event: string;
  readonly actor: string;
  /** One line for people; what the thread shows. */
  readonly text: string;
  readonly data?: Json;
  /** Someone is paged with this line. */
  readonly page?: boolean;
  readonly previous: string;
  readonly hash: string;
}

/** What the keeper of the copy noticed: a row of the log is not what was written first, or follows no other. */
export interface Notice {
  readonly seq: number;
  readonly at: string;
  /** For people: `row 7 was changed after it was written`. */
  readonly text: string;
  /** The row as it was found; absent when it was gone. */
  readonly found?: Json;
}

export interface Lock {
  readonly target: Target;
  readonly generation: number;
  readonly incidentId: string;
  readonly open: boolean;
  readonly outcome?: Outcome;
  readonly severity: number;
  readonly closedAt?: string;
  readonly quietUntil?: string;
  /** The undo that is changing the target back right now: nothing else may begin. */
  readonly undoing?: string;
}

/** What was seen when there was nothing to approve: what the card of a review, or of an end without a plan, shows. */
export interface Look {
  readonly headline: string;
  readonly why: string;
  readonly facts: readonly FactLine[];
  readonly at: string;
}

/** What Slack has been shown; written by the poster alone. */
export interface SlackView {
  readonly copies: readonly {
    readonly channel: string;
    readonly ts: string;
    readonly revision: number;
    readonly painted: string;
  }[];
  /** Audit rows up to here stand in the thread. */
  readonly threadedSeq: number;
  readonly postingUntil?: string;
}

/** Everything about one incident, read consistently. */
export interface IncidentRecord {
  readonly meta: Meta;
  readonly findings: readonly FindingRow[];
  readonly plan?: Plan;
  readonly approval?: Approval;
  readonly votes: readonly Vote[];
  readonly journal: readonly JournalRow[];
  readonly look?: Look;
  readonly slack?: SlackView;
}
