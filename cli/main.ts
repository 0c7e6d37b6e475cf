import { Command, CommanderError } from 'commander';
import { planCommand } from './plan';

const REFUSED = 2;

const program = new Command('cordon')
  .description('From a GuardDuty finding to a contained, verified and reversible incident.')
  .exitOverride()
  .addCommand(planCommand());

// `cordon plan … | head` closes the pipe early; that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const run = async (): Promise<void> => {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError))
      console.error(`cordon: ${error instanceof Error ? error.message : 'failed'}`);
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : REFUSED;
  }
};

void run();
