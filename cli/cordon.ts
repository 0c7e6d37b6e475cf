import { CommanderError } from 'commander';
import { CliError, EXIT, type ExitCode } from './exit';
import { makeProgram } from './program';
import { plain, printJson } from './style';

const tell = ({ exitCode, field, message }: CliError, json: boolean): void => {
  if (json) printJson({ error: { exitCode, ...(field ? { field } : {}), message } });
  console.error(`cordon: ${plain([field, message].filter(Boolean).join(' '))}`);
};

/** Runs one command line, without `node` and the program's name. Never throws; gives the exit code of a refusal. */
export const cordon = async (args: readonly string[]): Promise<ExitCode | undefined> => {
  try {
    await makeProgram().parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.input;
    const known =
      error instanceof CliError
        ? error
        : new CliError(EXIT.failed, error instanceof Error ? error.message : 'it failed');
    tell(known, args.includes('--json'));
    return known.exitCode;
  }
};
