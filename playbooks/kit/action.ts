import type * as z from 'zod';
import type { Risk } from './risk';
import type { Ports, Uses } from './services';
import type { Target } from './target';

/** What a call needs besides its input. Time and ids are arguments, so that a run can be repeated exactly. */
export interface ActionContext<U extends Uses> {
  readonly aws: Ports<U>;
  readonly target: Target;
  /** Also the case tag's value: what a killed run made is found again by it. */
  readonly incidentId: string;
  readonly partition: string;
  readonly now: () => Date;
  /** Waits between reads of an eventually consistent API; tests pass one that returns at once. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Where the policies and the session policy are narrowed to. `accountId` and `region` may be `*` when a role is synthesised. */
export interface ResourceScope {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

export type Verification =
  | { readonly ok: true /** What was read back, one sentence. */; readonly saw: string }
  | { readonly ok: false; readonly problem: string };

/** A field that is no longer as the action left it. Undo does not overwrite it unless a person picks it. */
export interface Drift {
  readonly field: string;
  readonly leftAs: string;
  readonly foundAs: string;
}

export type Undone =
  | { readonly kind: 'undone'; readonly saw: string }
  /** Nothing, or not everything, was put back; `done` says what was. */
  | { readonly kind: 'drifted'; readonly drift: readonly Drift[]; readonly done: string };

/**
 * A narrowing that ARNs cannot say. In the role of `phase`, `actions` are allowed on the ARNs of `resources` that contain
 * `on` only under `condition`; on the other ARNs they need none, except tagging calls, which reach nothing that no narrowing names.
 * `cdk/derive` makes it a statement of its own.
 */
export interface Narrowing {
  /** IAM actions, such as `ec2:ModifyNetworkInterfaceAttribute`. */
  readonly actions: readonly string[];
  /** Part of the ARNs that it concerns, such as `:security-group/`. */
  readonly on: string;
  readonly phase: 'contain' | 'undo' | 'both';
  /** As in a policy: operator → key → value. */
  readonly condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Action<
  U extends Uses = Uses,
  I extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  L extends z.ZodType = z.ZodType,
> {
  /** kebab-case verb-noun; also the file's name. */
  readonly id: string;
  /** Imperative, shown to people and as the state's name: "Quarantine every network interface". */
  readonly title: string;
  readonly risk: Risk;
  /** Ids and choices only: what is approved. Never a value that the action can read for itself. */
  readonly input: I;
  /** What capture returns: everything that undo needs. */
  readonly before: B;
  /** What apply returns: what it made or left behind. No secrets. */
  readonly left: L;
  /** Declared calls: the compile-time port, the IAM policy and the docs column. */
  readonly uses: U;
  /** IAM actions that no method names, such as ec2:CreateTags for tags given at creation. */
  readonly alsoNeeds?: readonly string[];
  /** Methods of `uses` that change something; the rest are reads. */
  readonly writes: readonly string[];
  /** Methods of `uses` that only undo calls: contain's role does not get them. */
  readonly undoOnly?: readonly string[];
  /** Methods of `uses` that only capture, apply and verify call: undo's role does not get them. */
  readonly containOnly?: readonly string[];
  /** Methods of `uses` that only capture and apply call: neither the last read-back nor undo gets them. */
  readonly applyOnly?: readonly string[];
  /** Why this action runs in a function and role of its own: it calls Put*Policy or CreateAccessKey. */
  readonly alone?: string;
  /** ARNs that the write calls are narrowed to. With `input` undefined: the widest the role may have. */
  readonly resources: (scope: ResourceScope, input: z.infer<I> | undefined) => readonly string[];
  /** Reads that IAM cannot narrow to a resource stay on `*`; a stated reason for any write on `*`. */
  readonly wideWrites?: Readonly<Record<string, string>>;
  readonly conditions?: readonly Narrowing[];
  /** What undo does not take back, and why: full sentences for the approver. */
  readonly leaves: readonly string[];
  /** What the approver reads: what will change, before → after, in words. */
  readonly describe: (input: z.infer<I>) => string;
  /** Reads what undo will need. Throws TargetGone. */
  readonly capture: (context: ActionContext<U>, input: z.infer<I>) => Promise<z.infer<B>>;
  /** Idempotent: finds what an earlier, killed run made before it makes another. */
  readonly apply: (context: ActionContext<U>, input: z.infer<I>, before: z.infer<B>) => Promise<z.infer<L>>;
  /** Reads the account back; never trusts what apply returned alone. */
  readonly verify: (
    context: ActionContext<U>,
    input: z.infer<I>,
    before: z.infer<B>,
    left: z.infer<L>,
  ) => Promise<Verification>;
  /**
   * Idempotent. `accept` names drifted fields that a person chose to overwrite. `left` is missing when apply failed or was
   * killed for good: what it changed until then is put back all the same.
   */
  readonly undo: (
    context: ActionContext<U>,
    input: z.infer<I>,
    before: z.infer<B>,
    left: z.infer<L> | undefined,
    accept: readonly string[],
  ) => Promise<Undone>;
}

/** Declares one reversible change. Everything else (policy, graph, docs, card) is derived from it. */
export const defineAction = <const U extends Uses, I extends z.ZodType, B extends z.ZodType, L extends z.ZodType>(
  action: Action<U, I, B, L>,
): Action<U, I, B, L> => action;

/** An action whose type parameters no longer matter: what registries and executors hold. Inputs are parsed by `input` first. */
// biome-ignore lint/suspicious/noExplicitAny: the parameters are contravariant; every value passes its zod schema before a call
export type AnyAction = Action<any, any, any, any>;
