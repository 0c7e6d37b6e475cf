import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../python';

const run = promisify(execFile);

/** The folder of a built web app; the same sources are built once. Throws with what the build said. */
export const builtApp = async (app: 'console' | 'slack' | 'page'): Promise<string> => {
  const args = [join(PROJECT, 'bin/build-web.mjs'), app];
  const { stdout } = await run(process.execPath, args, { cwd: PROJECT }).catch((error: unknown) => {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(said || `The ${app} app does not build`);
  });
  return stdout.trim().split('\n').at(-1) ?? '';
};
