import type { ContextBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import type { Plan } from '../../playbooks/kit/plan';
import { context, section } from './parts';
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

/** "Undo gives each interface …" is a sentence of its own; its first word is the label. */
const undoLine = ({ undo, shape }: Plan): string => {
  if (shape === 'undo') return `*Afterwards* ${safe(undo, 260)}`;
  return undo.startsWith('Undo ') ? `*Undo* ${safe(undo.slice('Undo '.length), 260)}` : `*Undo* ${safe(undo, 260)}`;
};

/** Not twice: many a sentence about undo says what stays. */
const stays = (plan: Plan): readonly string[] =>
  leaves(plan).length > 0 && plan.shape !== 'undo' && !/\bstays?\b/.test(plan.undo)
    ? [`*Stays* ${few(leaves(plan), 3, 150)}`]
    : [];

const aside = ({ cost, notes }: Plan): readonly ContextBlock[] => {
  const lines = [
    ...(cost.length > 0 ? [`💰 ${few(cost, 2, 120)}`] : []),
    ...(notes.length > 0 ? [`ℹ️ ${few(notes, 4, 160)}`] : []),
  ];
  return lines.length > 0 ? [context(...lines)] : [];
};

/** What approving costs: risk and why, who else feels it, how to undo, what stays. Beside it, small: money and notes. */
export const impact = (plan: Plan): readonly KnownBlock[] => {
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
    undoLine(plan),
    ...stays(plan),
    ...(plan.followUp
      ? [`*Afterwards* ${safe(plan.followUp.playbook, 60)} is asked for separately: ${safe(plan.followUp.reason, 200)}`]
      : []),
  ];
  return [section(fitting(lines, 2200)), ...aside(plan)];
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
