import type { SectionBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import type { Plan } from '../../playbooks/kit/plan';
import { section } from './parts';
import { fitting, safe } from './text';

const few = (texts: readonly string[], shown: number, max: number): string =>
  `${texts
    .slice(0, shown)
    .map((text) => safe(text, max))
    .reduce(
      (said, text) => (said === '' ? text : `${said}${said.endsWith('.') ? '' : ';'} ${text}`),
      '',
    )}${texts.length > shown ? `; and ${texts.length - shown} more` : ''}`;

const leaves = (plan: Plan): readonly string[] => [
  ...new Set(plan.steps.flatMap((step) => (step.kind === 'do' ? step.leaves : []))),
];

/** What approving costs: risk and why, who else feels it, how to undo, what stays. */
export const impact = (plan: Plan): SectionBlock => {
  const lines = [
    `*Risk* ${plan.risk}${plan.riskReasons.length > 0 ? `: ${few(plan.riskReasons, 4, 160)}` : ''}`,
    `*Reach* ${
      plan.reach.length > 0
        ? few(
            plan.reach.map(({ text }) => text),
            5,
            140,
          )
        : 'nothing else is known to feel it'
    }`,
    `*Undo* ${safe(plan.undo, 260)}`,
    ...(leaves(plan).length > 0 ? [`*Undo leaves* ${few(leaves(plan), 3, 150)}`] : []),
    ...(plan.cost.length > 0 ? [`*Cost* ${few(plan.cost, 3, 120)}`] : []),
    ...(plan.notes.length > 0 ? [`*Note* ${few(plan.notes, 4, 180)}`] : []),
    ...(plan.followUp
      ? [`*Afterwards* ${safe(plan.followUp.playbook, 60)} is asked for separately: ${safe(plan.followUp.reason, 200)}`]
      : []),
  ];
  return section(fitting(lines, 2200));
};

/** What the facts say, one line each; an unavailable one says why. */
export const seen = ({ plan, look }: IncidentRecord, max = 1800): readonly SectionBlock[] => {
  const lines =
    (look ?? plan)?.facts.map(
      ({ title, status, lines: said }) =>
        `• *${safe(title, 60)}*: ${status === 'unavailable' ? `unavailable, ${few(said, 1, 160)}` : few(said, 3, 140)}`,
    ) ?? [];
  return lines.length === 0 ? [] : [section(`*What was seen*\n${fitting(lines, max, 'more facts')}`)];
};
