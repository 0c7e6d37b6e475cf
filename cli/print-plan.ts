import { styleText } from 'node:util';
import type { PlanDraft, PlannedStep } from '../playbooks/kit/plan';
import type { Answer } from './plan';

type Style = Parameters<typeof styleText>[0];
type Accepted = Extract<Answer, { ok: true }>;

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

const facts = (known: PlanDraft['facts']): readonly string[] => known.flatMap(({ title, lines }) => list(title, lines));

const drafted = (draft: PlanDraft): readonly string[] => [
  ...facts(draft.facts),
  paint('bold', draft.headline),
  `  risk: ${draft.risk}${draft.riskReasons.length > 0 ? `, ${plain(draft.riskReasons.join('; '))}` : ''}`,
  `  mode: ${draft.mode === 'live' ? 'live' : 'dry run, nothing would be changed'}`,
  ...draft.steps.flatMap(step),
  ...list(
    'Who else feels it',
    draft.reach.map(({ text }) => text),
  ),
  ...list('Undo', [draft.undo]),
  ...list('Cost', draft.cost),
  ...list('Notes', draft.notes),
];

const looked = (look: Accepted['look']): readonly string[] => {
  if (!look) return [];
  if (look.kind === 'failed') return [paint('red', 'No plan could be made'), `  ${plain(look.why)}`];
  if (look.kind === 'plan') return drafted(look.draft);
  const ends = {
    'not-applicable': 'Not applicable',
    'nothing-to-do': 'Nothing to do',
    review: 'For a person to look at',
  };
  return [...facts(look.facts), ...list(look.headline ?? ends[look.kind], [look.why])];
};

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
    ...looked(answer.look).map((line) => `  ${line}`),
    '',
  ];
  return lines.join('\n');
};
