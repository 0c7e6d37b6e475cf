import type { Json } from './json';
import type { Picture } from './picture';
import type { Risk } from './risk';
import type { Target } from './target';

/** Someone or something else that feels the change. `key` is stable, so that a re-check can tell whether reach has risen. */
export interface Reach {
  readonly key: string;
  readonly text: string;
}

export type PlannedStep =
  | {
      readonly id: string;
      readonly action: string;
      readonly title: string;
      readonly essential: boolean;
      readonly kind: 'do';
      readonly input: Json;
      /** From the action's `describe`. */
      readonly what: string;
      /** Current values, for the reader; not part of the digest. */
      readonly before?: string;
      readonly leaves: readonly string[];
    }
  | {
      readonly id: string;
      readonly action: string;
      readonly title: string;
      readonly essential: boolean;
      readonly kind: 'skip';
      readonly because: string;
    };

export interface FactLine {
  readonly id: string;
  readonly title: string;
  readonly status: 'known' | 'unavailable';
  readonly lines: readonly string[];
}

/** What is approved, with what was seen beside it. */
export interface Plan {
  readonly playbook: string;
  readonly version: number;
  readonly target: Target;
  readonly targetArn: string;
  /** `live` changes things; `dry-run` only reports. Part of the digest: approving one never runs the other. */
  readonly mode: 'live' | 'dry-run';
  /** `rotate`, `lock-out`, …: a playbook with several shapes names the one it chose. */
  readonly shape?: string;
  /** "Isolate i-0abc…": the verb carries the object. */
  readonly headline: string;
  readonly risk: Risk;
  readonly riskReasons: readonly string[];
  readonly steps: readonly PlannedStep[];
  readonly reach: readonly Reach[];
  readonly undo: string;
  readonly cost: readonly string[];
  readonly notes: readonly string[];
  readonly environment: string;
  /** As the owner fact says; people excluded from voting are found from it. */
  readonly owner?: string;
  readonly facts: readonly FactLine[];
  /** The target as it was when the plan was made; seen, not approved. */
  readonly picture?: Picture;
  /** A second, separately approved plan that this one waits for. */
  readonly followUp?: { readonly playbook: string; readonly reason: string };
  readonly digest: string;
  /** ISO 8601. */
  readonly madeAt: string;
}
export type PlanDraft = Omit<Plan, 'digest'>;
