import { styleText } from 'node:util';
import type { PlannedStep } from '../playbooks/kit/plan';
import type { Answer, Look } from './plan-answer';

type Style = Parameters<typeof styleText>[0];

/** Findings hold text that an attacker wrote: on a terminal it stays one line and moves no cursor. */
const plain = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
const colours = (): boolean => process.stdout.isTTY === true && !process.env['NO_COLOR'];
const paint = (style: Style, text: string): string => (colours() ? styleText(style, plain(text)) : plain(text));

const step = (planned: PlannedStep): readonly string[] => {
  if (planned.kind === 'skip') return [`  - ${plain(planned.title)}: left out, because ${plain(planned.because)}`];
  const need = planned.essential ? '' : ' (best effort)';
  const before = planned.before ? [`      now: ${plain(planned.before)}`] : [];
  return [`  + ${plain(planned.title)}${need}`, `      ${plain(planned.what)}`, ...before];
};

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [paint('bold', title), ...lines.map((line) => `  ${plain(line)}`)];

const planned = (plan: NonNullable<Look['plan']>): readonly string[] => [
  paint('bold', plan.headline),
  `  risk: ${plan.risk}${plan.riskReasons.length > 0 ? `, ${plain(plan.riskReasons.join('; '))}` : ''}`,
  `  mode: ${plan.mode === 'live' ? 'live' : 'dry run, nothing would be changed'}`,
  ...plan.steps.flatMap(step),
  ...list(
    'Who else feels it',
    plan.reach.map(({ text }) => text),
  ),
  ...list('Undo', [plan.undo]),
  ...list('Cost', plan.cost),
  ...list('Notes', plan.notes),
];

const ENDS = {
  'not-applicable': 'Not applicable',
  'nothing-to-do': 'Nothing to do',
  review: 'For a person to look at',
  failed: 'No plan could be made',
};

const looked = ({ facts, plan, noPlan }: Look): readonly string[] => [
  ...facts.flatMap(({ title, lines }) => list(title, lines)),
  ...(plan ? planned(plan) : []),
  ...(noPlan ? list(ENDS[noPlan.kind], [noPlan.why]) : []),
];

const OUT = {
  sample: 'left out: GuardDuty marks it as a sample. A real one would go to:',
  archived: 'left out: it is archived. One that is not would go to:',
};

/** One finding's answer for a person, several lines. Colours only on a terminal. */
export const printAnswer = (answer: Answer): string => {
  if (!answer.ok) {
    const { code, path, message } = answer.refusal;
    const where = path === '$' ? '' : `${plain(path)} `;
    return [paint('bold', answer.file), `  ${paint('red', `refused (${code})`)} ${where}${plain(message)}`, ''].join(
      '\n',
    );
  }
  const { finding, target } = answer;
  const passed = answer.passedOver.map(({ playbook, why }) => `    not ${playbook}: ${plain(why)}`);
  const lines = [
    paint('bold', answer.file),
    `  ${plain(finding.type)}, severity ${finding.severity.toFixed(1)} ${finding.band}, account ${finding.accountId}, ${finding.region}`,
    `  ${plain(finding.title)}`,
    ...(answer.leftOut ? [`  ${paint('yellow', OUT[answer.leftOut])}`] : []),
    `  ${paint('green', `→ ${answer.playbook}`)} on ${plain(target.id)}${target.name ? ` (${plain(target.name)})` : ''}`,
    `    ${plain(answer.why)}`,
    ...passed,
    ...(answer.look ? looked(answer.look).map((line) => `  ${line}`) : []),
    '',
  ];
  return lines.join('\n');
};
