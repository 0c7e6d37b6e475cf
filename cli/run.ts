import { Command } from 'commander';
import type { Preview } from '../incidents/views';
import { playbookById, playbooks } from '../playbooks/index';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { type Target, targetSchema } from '../playbooks/kit/target';
import { confirmed, reasonFrom } from './ask';
import { byStep, callsOf } from './calls-of';
import { CliError, EXIT } from './exit';
import { endLine, exitOf, follow } from './follow';
import { type HubOptions, openHub, withHub } from './hub';
import { factLines, planLines } from './plan-lines';
import { list, paint, plain, printJson } from './style';

interface RunOptions extends HubOptions {
  readonly account?: string;
  readonly targetRegion?: string;
  readonly target?: string;
  readonly name?: string;
  readonly reason?: string;
  readonly yes?: boolean;
  readonly wait?: boolean;
}

const playbookFrom = (id: string): AnyPlaybook => {
  const found = playbookById(id);
  if (found) return found;
  const known = playbooks.map((playbook) => playbook.id).join(', ');
  throw new CliError(EXIT.input, `is none of the playbooks: ${known}`, `playbook “${id}”`);
};

const OPTION: Readonly<Record<string, string>> = {
  accountId: '--account',
  region: '--target-region',
  id: '--target',
  name: '--name',
};
const CURES: Readonly<Record<string, string>> = {
  '--account': 'give the 12 digits, such as --account 222222222222',
  '--target-region': 'give the Region of the target, such as --target-region eu-west-1',
  '--target': 'give the immutable id: i-… of an instance, AIDA… of an IAM user (aws iam get-user shows it)',
  '--name': 'it is only shown; leave it out',
};

/** Checked with the playbook's own schema before anything is asked of the hub. */
const targetFrom = (playbook: AnyPlaybook, options: RunOptions): Target => {
  const kind = playbook.targetKind;
  const region = options.targetRegion ?? (kind === 'iam-user' ? 'global' : undefined);
  const name = options.name === undefined ? {} : { name: options.name };
  const parsed = targetSchema.safeParse({ kind, accountId: options.account, region, id: options.target, ...name });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = OPTION[String(issue?.path[0])] ?? '--target';
  const given = { '--account': options.account, '--target-region': region, '--target': options.target }[field];
  const what = given === undefined ? 'is missing' : `“${plain(given)}” ${issue?.message ?? 'is wrong'}`;
  throw new CliError(EXIT.input, `${what}; ${CURES[field]}`, field);
};

const previewLines = (playbook: AnyPlaybook, preview: Preview): readonly string[] => {
  if (preview.kind === 'no-plan')
    return [
      paint('bold', preview.headline ?? 'Nothing would be done'),
      `  ${plain(preview.why)}`,
      ...factLines(preview.facts),
    ];
  const who = preview.approvers.length > 0 ? preview.approvers.join(', ') : 'nobody: it is escalated at once';
  return [
    ...planLines(preview.plan, byStep(callsOf(playbook))),
    ...factLines(preview.plan.facts),
    ...list('Approval', [`${preview.needed} of: ${who}. You asked, so you have no vote.`, ...preview.policy]),
  ];
};

const run = async (id: string, options: RunOptions): Promise<void> => {
  const playbook = playbookFrom(id);
  const target = targetFrom(playbook, options);
  const hub = await openHub(options);
  const preview = await hub.post<Preview>('/previews', { playbook: playbook.id, target });
  // The plan is for the eye: standard output holds what was started, and nothing else.
  for (const line of previewLines(playbook, preview)) console.error(line);
  if (preview.kind === 'no-plan') {
    if (options.json) printJson({ started: false, why: preview.why });
    throw new CliError(EXIT.refused, `Nothing was started: ${preview.why}`);
  }
  const reason = await reasonFrom(options.reason);
  await confirmed(`Ask for this on ${hub.where}?`, options.yes === true);
  const { incidentId } = await hub.post<{ incidentId: string }>('/runs', { playbook: playbook.id, target, reason });
  if (!options.wait) {
    if (options.json) printJson({ started: true, incidentId });
    else console.log(`Started ${incidentId}. Follow it with: cordon show ${incidentId} --follow`);
    return;
  }
  const view = await follow(hub, incidentId, (line) => console.error(line));
  if (options.json) printJson({ started: true, incidentId, outcome: view.outcome, detail: view.outcomeDetail });
  else console.log(endLine(view));
  process.exitCode = exitOf(view);
};

const EXAMPLES = `
Examples:
  cordon run isolate-instance --account 222222222222 --target-region eu-west-1 --target i-0123456789abcdef0 --reason "beaconing, case 1234"
  cordon run contain-access-key --account 333333333333 --target AIDACKCEVSQ6C2EXAMPLE --reason "key on a public page" --wait

The plan is shown before anything starts, and the run asks for approval like any other: you have no vote on it.`;

export const runCommand = (): Command =>
  withHub(
    new Command('run').description('Starts a playbook by hand: shows the plan, asks you, then asks the approvers.'),
  )
    .argument('<playbook>', playbooks.map(({ id }) => id).join(' | '))
    .option('--account <id>', 'account of the target, 12 digits')
    .option('--target-region <region>', 'Region of the target; IAM users need none')
    .option('--target <id>', 'immutable id: i-… or AIDA…')
    .option('--name <name>', 'its name, only shown')
    .option('--reason <text>', 'why; stands on the card and in the audit trail')
    .option('--yes', 'do not ask before it starts')
    .option('--wait', 'stay until it is closed')
    .addHelpText('after', EXAMPLES)
    .action(run);
