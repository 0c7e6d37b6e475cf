import { CommanderError } from 'commander';
import { CliError, EXIT } from './exit';
import { makeProgram } from './program';
import { plain } from './style';

// `cordon list | head` closes the pipe early; that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const wantsJson = process.argv.includes('--json');

const tell = ({ exitCode, field, message }: CliError): void => {
  if (wantsJson) console.log(JSON.stringify({ error: { exitCode, ...(field ? { field } : {}), message } }, null, 2));
  console.error(`cordon: ${plain([field, message].filter(Boolean).join(' '))}`);
};

const run = async (): Promise<void> => {
  try {
    await makeProgram().parseAsync();
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.input;
      return;
    }
    const known =
      error instanceof CliError
        ? error
        : new CliError(EXIT.failed, error instanceof Error ? error.message : 'it failed');
    tell(known);
    process.exitCode = known.exitCode;
  }
};

void run();
