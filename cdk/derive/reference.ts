import type { AnyPlaybook, Step } from '../../playbooks/kit/playbook';
import { consoleInputOf, findingOutOf } from './by-hand';
import { actionsOf, type Executor, executorsOf, factsOf, stepsOf } from './executors';
import { type Machine, machineOf } from './machine';
import { type Statement, statementsFor } from './statements';

const SCOPE = { partition: 'aws', accountId: '*', region: '*' } as const;

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim();
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const code = (text: string): string => `\`${text}\``;
const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const nodeOf = (names: readonly string[], name: string): string => `s${names.indexOf(name)}`;
const label = (text: string): string => text.replace(/"/g, "'");

const shapeOf = (machine: Machine, names: readonly string[], name: string): string => {
  const node = nodeOf(names, name);
  const type = machine.States[name]?.Type;
  if (type === 'Choice') return `${node}{"${label(name)}"}`;
  return type === 'Fail' ? `${node}(["${label(name)}"])` : `${node}["${label(name)}"]`;
};

interface Edge {
  readonly to: string;
  readonly says?: string;
  readonly onError?: boolean;
}

const meaning = (choice: Readonly<Record<string, unknown>>): string => {
  const rules = Array.isArray(choice['And'])
    ? (choice['And'] as readonly Readonly<Record<string, unknown>>[])
    : [choice];
  const equal = rules.map((rule) => rule['StringEquals']).find((value) => typeof value === 'string');
  return typeof equal === 'string' ? equal : 'no incident';
};

const edgesOf = (machine: Machine, name: string): readonly Edge[] => {
  const state = machine.States[name];
  if (!state) return [];
  const choices = (state['Choices'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  const caught = (state['Catch'] ?? []) as readonly { readonly Next: string }[];
  const plain = [state['Next'], state['Default']].filter((next) => typeof next === 'string');
  return [
    ...choices.map((choice) => ({ to: String(choice['Next']), says: meaning(choice) })),
    ...plain.map((to) => (state.Type === 'Choice' ? { to, says: 'otherwise' } : { to })),
    ...caught
      .filter(({ Next }) => !plain.includes(Next))
      .map(({ Next }) => ({ to: Next, says: 'fails', onError: true })),
  ];
};

/** The machine as a Mermaid flowchart. Dashed arrows are the ways of errors. */
export const graphOf = (machine: Machine): string => {
  const names = Object.keys(machine.States);
  const arrow = (from: string, { to, says, onError }: Edge): string =>
    `  ${nodeOf(names, from)} ${onError ? '-.->' : '-->'}${says ? `|${says}|` : ''} ${nodeOf(names, to)}`;
  return [
    'flowchart TD',
    ...names.map((name) => `  ${shapeOf(machine, names, name)}`),
    ...names.flatMap((name) => edgesOf(machine, name).map((edge) => arrow(name, edge))),
  ].join('\n');
};

const stepRow = (step: Step, index: number): readonly string[] => [
  String(index + 1),
  step.action.title,
  code(step.action.id),
  step.action.risk,
  step.whenItFails === 'go on' ? `${step.need}, goes on` : step.need,
  step.action.alone ? `alone: ${step.action.alone}` : '',
];

const GOES_ON =
  'Where an essential step *goes on*, what comes after it is done although it failed, because it helps by itself; the run still ends as *partly contained*.';

const stepsSection = (playbook: AnyPlaybook): string => {
  const steps = stepsOf(playbook);
  if (steps.length === 0)
    return 'None: this playbook looks and reports. It changes nothing and takes no lock on its target.';
  return [
    table(['', 'Step', 'Action', 'Risk', 'Need', 'Own function'], steps.map(stepRow)),
    '',
    'An essential step that fails ends the run as *partly contained*; a best-effort step that fails is recorded and the run goes on. Nothing rolls itself back: people decide between retry, undo and keep.',
    ...(steps.some(({ whenItFails }) => whenItFails === 'go on') ? ['', GOES_ON] : []),
  ].join('\n');
};

const undoSection = (playbook: AnyPlaybook): string => {
  const actions = actionsOf(playbook);
  if (actions.length === 0) return 'Nothing to undo.';
  const leaves = actions.flatMap((action) => action.leaves.map((line) => `**${action.title}**: ${line}`));
  return [
    'Undo is a run of its own, with its own plan and approval. It goes through the steps in reverse, reads each back, and leaves alone what someone else changed since.',
    '',
    leaves.length === 0 ? 'It leaves nothing behind.' : `It does not take back:\n\n${list(leaves)}`,
  ].join('\n');
};

const resourceText = (statement: Statement): string => {
  const shown = statement.Resource.map(code).join(' ');
  return statement.Condition ? `${shown} when ${code(JSON.stringify(statement.Condition))}` : shown;
};

const readBy = (executor: Executor): readonly string[] =>
  statementsFor(executor, SCOPE).flatMap(({ Sid, Action }) => (Sid === 'Look' ? Action : []));

/** What all roles read stands once above the table. */
const sharedReads = (executors: readonly Executor[]): readonly string[] => {
  const [first, ...others] = executors.map(readBy);
  return others.length === 0 ? [] : (first ?? []).filter((call) => others.every((calls) => calls.includes(call)));
};

const iamRows = (executor: Executor, shared: readonly string[]): readonly (readonly string[])[] =>
  statementsFor(executor, SCOPE).flatMap((statement) => {
    const own = statement.Sid === 'Look' ? statement.Action.filter((call) => !shared.includes(call)) : statement.Action;
    return own.length === 0 ? [] : [[code(executor.fullName), own.map(code).join(' '), resourceText(statement)]];
  });

const wideSection = (playbook: AnyPlaybook): readonly string[] => {
  const reasons = actionsOf(playbook).flatMap((action) =>
    Object.entries(action.wideWrites ?? {}).map(([call, why]) => `${code(call)} of *${action.title}*: ${why}`),
  );
  return reasons.length === 0 ? [] : ['', 'Writes that IAM cannot narrow:', '', list(reasons)];
};

const iamSection = (playbook: AnyPlaybook): string => {
  const executors = executorsOf(playbook);
  const shared = sharedReads(executors);
  return [
    'One role per executor in each member account, under the path `/cordon/`. It trusts exactly the hub function of the same name, and sessions are narrowed further to the one target.',
    '',
    ...(shared.length === 0 ? [] : [`Every role may read ${shared.map(code).join(' ')}.`, '']),
    table(
      ['Role', 'May call', 'On'],
      executors.flatMap((executor) => iamRows(executor, shared)),
    ),
    ...wideSection(playbook),
  ].join('\n');
};

const optionsSection = (playbook: AnyPlaybook): readonly string[] => {
  const options = Object.entries((playbook.options ?? {}) as Readonly<Record<string, readonly string[]>>);
  if (options.length === 0) return [];
  const rows = options.map(([name, values]) => [
    code(`playbooks.${playbook.id}.${name}`),
    values.map(code).join(', '),
    code(values[0] ?? ''),
  ]);
  return ['## Settings', '', table(['Setting', 'Values', 'Default'], rows), ''];
};

const handNote = (playbook: AnyPlaybook): string => {
  const how = `In the Step Functions console, open the machine, choose *Start execution*, paste the input below and fill in what stands in angle brackets.${findingOutOf(playbook)}`;
  return stepsOf(playbook).length === 0
    ? how
    : `${how} Nobody can verify who starts a run there, so the request says so and needs two approvers.`;
};

/** The reference page of one playbook, in Markdown: written from its declaration alone. */
export const referencePage = (playbook: AnyPlaybook): string =>
  [
    `# ${playbook.title}`,
    '',
    '<!-- Written by `npm run docs` from the playbook. Edit the playbook, not this page. -->',
    '',
    playbook.summary,
    '',
    table(
      ['Playbook', 'Version', 'Target', 'State machine'],
      [[code(playbook.id), String(playbook.version), playbook.targetKind, code(`cordon-${playbook.id}`)]],
    ),
    '',
    '## Findings answered',
    '',
    playbook.answers,
    '',
    '## The way of a run',
    '',
    '```mermaid',
    graphOf(machineOf(playbook)),
    '```',
    '',
    '## Steps',
    '',
    stepsSection(playbook),
    '',
    '## Facts read',
    '',
    list(factsOf(playbook).map((fact) => `${fact.title}${neededNote(playbook, fact.id)}`)),
    '',
    '## Undo',
    '',
    undoSection(playbook),
    '',
    ...optionsSection(playbook),
    '## Start it by hand',
    '',
    handNote(playbook),
    '',
    '```json',
    consoleInputOf(playbook, 'lines'),
    '```',
    '',
    '## Permissions in a member account',
    '',
    iamSection(playbook),
    '',
  ].join('\n');

const neededNote = (playbook: AnyPlaybook, factId: string): string => {
  const entries = Object.entries(playbook.facts as Readonly<Record<string, { readonly id: string }>>);
  const key = entries.find(([, fact]) => fact.id === factId)?.[0] ?? factId;
  return (playbook.needs as readonly string[]).includes(key) ? ' (nothing is decided without it)' : '';
};

/** The README's table, in the registry's order. */
export const playbookTable = (playbooks: readonly AnyPlaybook[]): string =>
  table(
    ['Playbook', 'What it does', 'Answers', 'Steps'],
    playbooks.map((playbook) => [
      `[${playbook.title}](docs/playbooks/${playbook.id}.md)`,
      playbook.summary,
      playbook.answers,
      stepsOf(playbook).length === 0 ? 'none: it only looks' : String(stepsOf(playbook).length),
    ]),
  );

const OPEN = '<!-- playbooks -->';
const SHUT = '<!-- /playbooks -->';

/** The text with the table between its two markers renewed. Throws when a marker is missing. */
export const withPlaybookTable = (text: string, playbooks: readonly AnyPlaybook[]): string => {
  const [from, to] = [text.indexOf(OPEN), text.indexOf(SHUT)];
  if (from < 0 || to < from)
    throw new Error(
      `The README needs the lines ${OPEN} and ${SHUT}, in this order: the table of playbooks is written between them.`,
    );
  return `${text.slice(0, from + OPEN.length)}\n${playbookTable(playbooks)}\n${text.slice(to)}`;
};
