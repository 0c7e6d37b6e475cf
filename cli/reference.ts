import type { Command } from 'commander';
import { EXIT_WORDS } from './exit';
import { makeProgram } from './program';

const WIDTH = 110;

/** The help of a command exactly as it prints it, examples included. */
const helpOf = (command: Command): string => {
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd();
};

/** Every command that does something itself: those without inner ones, and those that take options besides. */
const leaves = (command: Command, path: string): readonly (readonly [string, Command])[] => [
  ...(command.commands.length === 0 || command.options.length > 0 ? ([[path, command]] as const) : []),
  ...command.commands.flatMap((inner) => leaves(inner, `${path} ${inner.name()}`)),
];

const section = ([path, command]: readonly [string, Command]): string =>
  ['', `## ${path}`, '', '```', helpOf(command), '```'].join('\n');

/** docs/cli.md, in Markdown: written from the commands themselves. */
export const cliPage = (): string =>
  [
    '# The command line',
    '',
    '<!-- Written by `npm run docs` from the commands. Edit the commands, not this page. -->',
    '',
    '`npx cordon <command>`. Standard output holds the answer alone; plans, progress and questions go to the error stream, and colours to',
    'terminals only. With `--json` every command prints JSON, refusals included.',
    '',
    '## Which hub, and as whom',
    '',
    'Commands that talk to a hub look for it in this order: `--url` or `CORDON_OPERATOR_URL`; a running `npm start` on this machine; the stack',
    '`CordonHub` of the account that you are signed in to. Calls are signed with your own AWS credentials: the environment, `--profile`, single',
    'sign-on. The hub takes IAM users and Identity Center sessions that its table of people knows; the role needs `execute-api:Invoke`.',
    'On a running stage the profiles are its people: `--profile dana`.',
    '',
    '## Exit codes',
    '',
    '| Code | Meaning |',
    '| --- | --- |',
    ...EXIT_WORDS.map(([code, words]) => `| ${code} | ${words} |`),
    ...leaves(makeProgram(), 'cordon').map(section),
    '',
  ].join('\n');
