import { Command } from 'commander';
import { accountsCommand } from './accounts';
import { keepCommand, retryCommand, undoCommand } from './after';
import { auditCommand } from './audit';
import { consoleCommand } from './console';
import { costCommand } from './cost';
import { decideCommand } from './decide';
import { doctorCommand } from './doctor';
import { drillCommand } from './drill';
import { EXIT_WORDS } from './exit';
import { listCommand } from './list';
import { pauseCommand, resumeCommand } from './pause';
import { planCommand } from './plan';
import { redriveCommand } from './redrive';
import { replayCommand } from './replay';
import { runCommand } from './run';
import { showCommand } from './show';
import { slackCommand } from './slack';
import { verifyCommand } from './verify';

const COMMANDS = [
  runCommand,
  listCommand,
  showCommand,
  planCommand,
  decideCommand,
  retryCommand,
  undoCommand,
  keepCommand,
  pauseCommand,
  resumeCommand,
  redriveCommand,
  replayCommand,
  auditCommand,
  slackCommand,
  consoleCommand,
  accountsCommand,
  costCommand,
  doctorCommand,
  verifyCommand,
  drillCommand,
];

/** What stands below the help of every command. */
export const EXIT_HELP = `\nExit codes:\n${EXIT_WORDS.map(([code, words]) => `  ${code}  ${words}`).join('\n')}`;

const strict = (command: Command): Command => {
  command.exitOverride();
  for (const inner of command.commands) strict(inner);
  return command;
};

/** The whole of `cordon`. Made anew for each use, because Commander keeps what it parsed. */
export const makeProgram = (): Command => {
  const program = new Command('cordon')
    .description('From a GuardDuty finding to a contained, verified and reversible incident.')
    // An option belongs to the command it stands behind: `slack --socket` is not `slack manifest --socket`.
    .enablePositionalOptions()
    .addHelpText('after', EXIT_HELP);
  for (const make of COMMANDS) program.addCommand(make());
  return strict(program);
};
