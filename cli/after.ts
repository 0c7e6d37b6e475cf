import { Command } from 'commander';
import type { IncidentView } from '../incidents/views';
import { confirmed, reasonFrom } from './ask';
import { CliError, EXIT } from './exit';
import { endLine, exitOf, follow, pathOf } from './follow';
import { type HubOptions, openHub, withHub } from './hub';
import { plain, printJson } from './style';

interface AfterOptions extends HubOptions {
  readonly reason?: string;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly acceptDrift?: readonly string[];
}
type Verb = 'retry' | 'undo' | 'keep';

const QUESTIONS: Readonly<Record<Verb, string>> = {
  retry: 'Ask for the remaining steps of',
  undo: 'Ask to put back',
  keep: 'Leave as it is',
};

const act = async (verb: Verb, incidentId: string, options: AfterOptions): Promise<void> => {
  const hub = await openHub(options);
  const view = await hub.get<IncidentView>(pathOf(incidentId));
  const may = view.may[verb];
  if (!may.ok)
    throw new CliError(EXIT.refused, `${may.because}${may.ask.length > 0 ? ` Ask ${may.ask.join(', ')}.` : ''}`);
  const reason = await reasonFrom(options.reason);
  await confirmed(`${QUESTIONS[verb]} “${plain(view.headline)}”?`, options.yes === true);
  const body = { reason, ...(options.acceptDrift ? { acceptDrift: options.acceptDrift } : {}) };
  const answer = await hub.post<{ incidentId?: string }>(`${pathOf(incidentId)}/${verb}`, body);
  const opened = answer.incidentId;
  if (!opened || !options.wait) {
    if (options.json) printJson(answer);
    else
      console.log(
        opened ? `Opened ${opened}. Follow it with: cordon show ${opened} --follow` : `${incidentId} stays as it is.`,
      );
    return;
  }
  const end = await follow(hub, opened, (line) => console.error(line));
  if (options.json) printJson({ incidentId: opened, outcome: end.outcome, detail: end.outcomeDetail });
  else console.log(endLine(end));
  process.exitCode = exitOf(end);
};

const command = (verb: Verb, description: string, example: string): Command =>
  withHub(new Command(verb).description(description))
    .argument('<incident>', 'its id, such as inc-a1b2c3d4e5-1')
    .option('--reason <text>', 'why; kept with the incident')
    .option('--yes', 'do not ask before it is sent')
    .addHelpText('after', `\nExample:\n  ${example}`);

export const retryCommand = (): Command =>
  command(
    'retry',
    'After a run that stopped in the middle: asks for the remaining steps. Your word is the first vote, unless the new plan goes further.',
    'cordon retry inc-a1b2c3d4e5-1 --reason "throttled, try again"',
  )
    .option('--wait', 'stay until it is closed')
    .action((incidentId: string, options: AfterOptions) => act('retry', incidentId, options));

export const undoCommand = (): Command =>
  command(
    'undo',
    'Asks to put back what an incident changed; it needs an approval of its own, in which you have no vote.',
    'cordon undo inc-a1b2c3d4e5-1 --reason "false positive" --wait',
  )
    .option('--wait', 'stay until it is closed')
    .option(
      '--accept-drift <step/field...>',
      'overwrite what somebody changed since, field by field, as the last undo named it',
    )
    .action((incidentId: string, options: AfterOptions) => act('undo', incidentId, options));

export const keepCommand = (): Command =>
  command(
    'keep',
    'After a run that stopped in the middle: leaves it as it is, with your reason.',
    'cordon keep inc-a1b2c3d4e5-1 --reason "contained enough, team informed"',
  ).action((incidentId: string, options: AfterOptions) => act('keep', incidentId, options));
