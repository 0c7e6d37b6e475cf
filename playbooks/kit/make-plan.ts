import { capPicture } from './cap-picture';
import type { Facts } from './fact';
import type { Json } from './json';
import type { Picture } from './picture';
import type { FactLine, PlanDraft, PlannedStep } from './plan';
import type { AnyPlaybook, DecideContext, Decision, Skip, Step } from './playbook';

export interface MakePlanContext extends DecideContext {
  readonly mode: 'live' | 'dry-run';
  readonly now: () => Date;
}

export type Made =
  | { readonly kind: 'plan'; readonly draft: PlanDraft }
  | {
      readonly kind: 'not-applicable' | 'nothing-to-do' | 'review';
      readonly why: string;
      readonly headline?: string;
      readonly facts: readonly FactLine[];
    };

type AnyFacts = Facts<AnyPlaybook['facts']>;

/** Turns facts into the plan that people read. Pure; throws only when a step's input does not fit its own schema. */
export const makePlan = (playbook: AnyPlaybook, facts: AnyFacts, context: MakePlanContext): Made => {
  const decision: Decision<readonly Step[]> = playbook.decide(facts, context);
  const lines = factLines(playbook, facts);
  if (decision.kind !== 'act') {
    const headline = decision.kind === 'review' ? { headline: decision.headline } : {};
    return { kind: decision.kind, why: decision.why, ...headline, facts: lines };
  }
  const { kind: _, inputs, before, ...said } = decision;
  const values = inputs as Readonly<Record<string, unknown>>;
  const steps = (playbook.steps as readonly Step[]).map((step) => planned(step, values[step.id], before?.[step.id]));
  const picture = pictureOf(playbook, facts, context);
  const draft: PlanDraft = {
    ...said,
    playbook: playbook.id,
    version: playbook.version,
    mode: context.mode,
    environment: context.environment,
    steps,
    facts: lines,
    ...(picture ? { picture } : {}),
    madeAt: context.now().toISOString(),
  };
  return { kind: 'plan', draft };
};

const isSkip = (value: unknown): value is Skip => typeof value === 'object' && value !== null && 'skip' in value;

const planned = (step: Step, input: unknown, before: string | undefined): PlannedStep => {
  const base = { id: step.id, action: step.action.id, title: step.action.title, essential: step.need === 'essential' };
  if (input === undefined) return { ...base, kind: 'skip', because: 'the facts do not call for it' };
  if (isSkip(input)) return { ...base, kind: 'skip', because: input.skip };
  const parsed = step.action.input.parse(input);
  const seen = before === undefined ? {} : { before };
  const what = step.action.describe(parsed);
  return { ...base, kind: 'do', input: parsed as Json, what, ...seen, leaves: step.action.leaves };
};

/** The target as these facts show it, small enough to keep. A picture that cannot be drawn never stands in the way of a plan. */
export const pictureOf = (playbook: AnyPlaybook, facts: AnyFacts, context: DecideContext): Picture | undefined => {
  try {
    const drawn: Picture | undefined = playbook.draw?.(facts, context);
    return drawn && capPicture(drawn);
  } catch {
    return undefined;
  }
};

export const factLines = (playbook: AnyPlaybook, facts: AnyFacts): readonly FactLine[] =>
  Object.entries(facts).map(([name, result]) => {
    const fact = playbook.facts[name];
    const base = { id: name, title: fact?.title ?? name, status: result.status };
    if (result.status === 'unavailable') return { ...base, lines: [`unavailable, because ${result.because}`] };
    return { ...base, lines: fact ? fact.describe(result.value) : [] };
  });
