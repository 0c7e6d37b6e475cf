import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The folder of the built page, built now if its sources have changed. Throws with the one line that the build says. */
export const builtPage = async (): Promise<string> => {
  const script = join(__dirname, '..', '..', 'bin', 'build-web.mjs');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'console']);
    return stdout.trim();
  } catch (error) {
    const said = typeof error === 'object' && error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(said || 'The console’s page could not be built.', { cause: error });
  }
};
