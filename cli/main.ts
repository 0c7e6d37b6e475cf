import { cordon } from './cordon';

// `cordon list | head` closes the pipe early; that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void cordon(process.argv.slice(2)).then((code) => {
  // A command that ran to its end has set its own.
  if (code !== undefined) process.exitCode = code;
});
