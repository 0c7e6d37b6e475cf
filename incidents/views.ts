// What operators are shown: the shapes of the operator API's answers. Times are ISO 8601 UTC strings.

import type { Environment } from '../playbooks/kit/environments';
import type { EarlierIncident } from '../playbooks/kit/fact';
import type { Picture } from '../playbooks/kit/picture';
import type { FactLine, Plan } from '../playbooks/kit/plan';
import type { Risk } from '../playbooks/kit/risk';
import type { Target, TargetKind } from '../playbooks/kit/target';
import type { Pause } from './control';
import type { Kept } from './copy-check';
import type { Approval, AuditRow, FindingRow, JournalRow, Look, Meta, Outcome, Stage, Times, Vote } from './model';
import type { TimeSplit } from './split';

/** One row of the table of incidents. */
export interface IncidentSummary {
  readonly incidentId: string;
  readonly kind: Meta['kind'];
  readonly playbook: string;
  readonly target: Target;
  readonly account: { readonly id: string; readonly name: string; readonly environment: Environment };
  /** Of the plan, or of what was seen; the playbook's title until there is either. */
  readonly headline: string;
  readonly stage: Stage;
  /** Opened in a flood of routine findings, and not looked at before this moment. Gone when its run has begun. */
  readonly startAfter?: string;
  readonly outcome?: Outcome;
  readonly severity: number;
  readonly findingCount: number;
  readonly findingType?: string;
  readonly mode?: Plan['mode'];
  readonly risk?: Risk;
  readonly approval?: Pick<Approval, 'status' | 'revision' | 'approvals' | 'expiresAt'> & { readonly needed: number };
  /** Who or what opened it, in words. */
  readonly openedBy: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly undoOf?: string;
  readonly undo?: NonNullable<Meta['undo']>;
  readonly times: Times;
  readonly split: TimeSplit;
}

/** Whether the one who asks may do something, and if not, why not and whom to ask. */
export type May =
  | { readonly ok: true }
  | { readonly ok: false; readonly because: string; readonly ask: readonly string[] };

/** Everything about one incident that a person may see. It holds no task token and no message of Slack. */
export interface IncidentView extends IncidentSummary {
  /** What happened so far, in a sentence. */
  readonly sentence: string;
  readonly version: number;
  readonly generation: number;
  readonly reason?: string;
  readonly outcomeDetail?: string;
  readonly executionArn?: string;
  readonly findings: readonly FindingRow[];
  readonly plan?: Plan;
  readonly look?: Look;
  readonly request?: Approval;
  readonly votes: readonly Vote[];
  readonly journal: readonly JournalRow[];
  readonly audit: readonly AuditRow[];
  /** The hub's own check of the chain; who trusts it less checks `audit` again. */
  readonly chain:
    | { readonly ok: true; readonly rows: number /** Its copy agrees up to this row. */; readonly kept: number }
    | { readonly ok: false; readonly problem: string };
  readonly earlier: readonly EarlierIncident[];
  readonly kept?: NonNullable<Meta['kept']>;
  /** Names by person id, for everyone who is mentioned. */
  readonly names: Readonly<Record<string, string>>;
  /** People who may decide now. */
  readonly approvers: readonly string[];
  readonly may: { readonly decide: May; readonly retry: May; readonly undo: May; readonly keep: May };
  /** Pages of the AWS console. */
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

/** GET /incidents/{id}/audit: the log, and the copy that was kept of it when it was written. */
export interface AuditView {
  readonly rows: readonly AuditRow[];
  readonly kept: Kept;
}

/** One state of the workflow, in the machine's order. */
export interface WorkflowState {
  readonly name: string;
  readonly comment: string;
  readonly type: string;
  /** Where it may go next, with the word on the arrow. */
  readonly next: readonly { readonly to: string; readonly label?: string }[];
  readonly status: 'not reached' | 'running' | 'done' | 'failed';
  readonly enteredAt?: string;
  readonly leftAt?: string;
}

/** The incident's state machine and how far its run is; nothing of what passed through it. */
export interface WorkflowView {
  readonly machine: string;
  readonly startAt: string;
  readonly states: readonly WorkflowState[];
  readonly status: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
}

/** The account's truth, read at `at`. */
export type NowView =
  | { readonly kind: 'seen'; readonly at: string; readonly picture: Picture; readonly facts: readonly FactLine[] }
  | { readonly kind: 'unseen'; readonly at: string; readonly because: string; readonly facts: readonly FactLine[] };

/** What a run by hand would do. Nothing is opened and nothing is kept. */
export type Preview =
  | {
      readonly kind: 'plan';
      readonly plan: Plan;
      readonly needed: number;
      readonly approvers: readonly string[];
      readonly policy: readonly string[];
    }
  | { readonly kind: 'no-plan'; readonly headline?: string; readonly why: string; readonly facts: readonly FactLine[] };

export interface PlaybookCard {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly answers: string;
  readonly targetKind: TargetKind;
  /** People may start it on a target of their choice. */
  readonly byHand: boolean;
  /** JSON Schema of the target, from the playbook's zod schema. */
  readonly target: Readonly<Record<string, unknown>>;
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly risk: Risk;
    readonly essential: boolean;
  }[];
}

/** Who asks, and what there is to choose from. */
export interface Setup {
  readonly me: {
    readonly personId: string;
    readonly name: string;
    readonly groups: readonly string[];
    readonly arn: string;
  };
  readonly hub: { readonly accountId: string; readonly region: string };
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly environment: Environment;
    readonly live: boolean;
  }[];
  readonly people: readonly { readonly id: string; readonly name: string; readonly groups: readonly string[] }[];
  readonly playbooks: readonly PlaybookCard[];
  readonly pause: Pause;
  /** Accounts in which `cordon drill` may go all the way. */
  readonly fullDrills: readonly string[];
}

/** POST /drills: the incident that the drill becomes, as soon as its finding has come in. */
export interface DrillView {
  readonly incidentId: string;
}

/** Every 4xx of the operator API. `field` names what is wrong in what was sent. */
export interface Refusal {
  readonly error: { readonly code: string; readonly field?: string; readonly message: string };
}

/** GET /queues. `parked`: what could not be worked, until somebody puts it back. */
export interface QueuesView {
  readonly queues: readonly { readonly name: string; readonly waiting: number; readonly parked: number }[];
  readonly at: string;
}

/** POST /redrive: how many messages went back, and about how many are still parked. */
export interface Redrive {
  readonly queue: string;
  readonly moved: number;
  readonly left: number;
}

/** How the newest test of the way to Slack and back stands. */
export interface SlackTestView {
  readonly n: number;
  /** Its id in Slack. */
  readonly channel: string;
  readonly askedBy: string;
  readonly askedAt: string;
  /** When the message stood in Slack, by Slack's clock. */
  readonly shownAt?: string;
  /** Slack's word, as long as the message could not be posted. */
  readonly problem?: string;
  /** The latest click that was turned away. */
  readonly refused?: { readonly who: string; readonly text: string };
  readonly clicked?: {
    readonly who: string;
    /** When Slack saw the click. */
    readonly at: string;
    readonly recordedAt: string;
    readonly way: 'signed' | 'socket';
  };
}
