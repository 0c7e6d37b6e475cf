import type { FactLine, Plan, PlannedStep } from '../playbooks/kit/plan';
import { list, paint, plain } from './style';

/** IAM action names by step id, as `callsOf` gives them. */
export type CallsByStep = Readonly<Record<string, readonly string[]>>;

const step =
  (calls: CallsByStep) =>
  (planned: PlannedStep): readonly string[] => {
    if (planned.kind === 'skip') return [`  - ${plain(planned.title)}: left out, because ${plain(planned.because)}`];
    const need = planned.essential ? '' : ' (if possible)';
    const own = calls[planned.id] ?? [];
    return [
      `  + ${plain(planned.title)}${need}`,
      `      ${plain(planned.what)}`,
      ...(planned.before ? [`      now: ${plain(planned.before)}`] : []),
      ...(own.length > 0 ? [`      calls: ${own.join(', ')}`] : []),
    ];
  };

/** A plan as the approver reads it, several lines. */
export const planLines = (plan: Omit<Plan, 'facts' | 'digest'>, calls: CallsByStep = {}): readonly string[] => [
  paint('bold', plan.headline),
  `  risk: ${plan.risk}${plan.riskReasons.length > 0 ? `, ${plain(plan.riskReasons.join('; '))}` : ''}`,
  `  mode: ${plan.mode === 'live' ? 'live' : 'dry run, nothing would be changed'}`,
  ...plan.steps.flatMap(step(calls)),
  ...list(
    'Who else feels it',
    plan.reach.map(({ text }) => text),
  ),
  ...list('Undo', [plan.undo]),
  ...list('Cost', plan.cost),
  ...list('Notes', plan.notes),
];

export const factLines = (facts: readonly FactLine[]): readonly string[] =>
  facts.flatMap(({ title, lines }) => list(title, lines));
