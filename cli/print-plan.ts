import type { DeclaredStep } from './calls-of';
import { runMoney } from './cost/print';
import type { Answer, Look } from './plan-answer';
import { type CallsByStep, factLines, planLines } from './plan-lines';
import { list, paint, plain } from './style';

const ENDS = {
  'not-applicable': 'Not applicable',
  'nothing-to-do': 'Nothing to do',
  review: 'For a person to look at',
  failed: 'No plan could be made',
};

const looked = ({ facts, plan, noPlan }: Look, calls: CallsByStep): readonly string[] => [
  ...factLines(facts),
  ...(plan ? planLines(plan, calls) : []),
  ...(noPlan ? list(ENDS[noPlan.kind], [noPlan.why]) : []),
];

const declared = ({ title, risk, essential, calls, leaves }: DeclaredStep): readonly string[] => [
  `  + ${title}${essential ? '' : ' (if possible)'} · ${risk}`,
  `      calls: ${calls.join(', ')}`,
  ...leaves.map((line) => `      undo leaves: ${line}`),
];

const UNSEEN =
  'Whether each step applies, its cost and who else feels it: known once the account is looked at (--hub, or npm start).';

/** What the playbook may do, known without looking anywhere. */
const offline = ({ calls }: Extract<Answer, { ok: true }>): readonly string[] => [
  ...list('Reads', [calls.reads.join(', ')]),
  ...(calls.steps.length === 0
    ? ['Changes nothing.']
    : [
        paint('bold', 'Would ask to'),
        ...calls.steps.flatMap(declared),
        `  Undo takes the steps back in reverse. ${UNSEEN}`,
      ]),
];

const OUT = {
  sample: 'left out: GuardDuty marks it as a sample. A real one would go to:',
  archived: 'left out: it is archived. One that is not would go to:',
};

/** What the run itself is billed, beside what the plan leaves behind. */
const ownCost = (dollars: number | undefined): readonly string[] =>
  dollars === undefined ? [] : list('Cordon’s own cost', [`about ${runMoney(dollars)} for the run (cordon cost)`]);

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
  const calls = Object.fromEntries(answer.calls.steps.map((step) => [step.id, step.calls]));
  const passed = answer.passedOver.map(({ playbook, why }) => `    not ${playbook}: ${plain(why)}`);
  const lines = [
    paint('bold', answer.file),
    `  ${plain(finding.type)}, severity ${finding.severity.toFixed(1)} ${finding.band}, account ${finding.accountId}, ${finding.region}`,
    `  ${plain(finding.title)}`,
    ...(answer.leftOut ? [`  ${paint('yellow', OUT[answer.leftOut])}`] : []),
    `  ${paint('green', `→ ${answer.playbook}`)} on ${plain(target.id)}${target.name ? ` (${plain(target.name)})` : ''}`,
    `    ${plain(answer.why)}`,
    ...passed,
    ...(answer.look ? looked(answer.look, calls) : offline(answer)).map((line) => `  ${line}`),
    ...ownCost(answer.runCost).map((line) => `  ${line}`),
    '',
  ];
  return lines.join('\n');
};
