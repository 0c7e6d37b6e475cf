import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../python';

/** Builds can wait for what people wait for. */
const giveWay = (pid: number): void => {
  try {
    setPriority(pid, 10);
  } catch {
    // It is over already, or the system does not let us.
  }
};

/** The folder of a built web app; the same sources are built once. Throws with what the build said. */
export const builtApp = (app: 'console' | 'slack' | 'page'): Promise<string> =>
  new Promise((done, failed) => {
    const args = [join(PROJECT, 'bin/build-web.mjs'), app];
    const child = spawn(process.execPath, args, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid) giveWay(child.pid);
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    let [folder, said] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (folder += data.toString()));
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    child.once('error', failed);
    child.once('close', (code) => {
      process.removeListener('exit', kill);
      if (code === 0) done(folder.trim().split('\n').at(-1) ?? '');
      else failed(new Error(said.trim() || `The ${app} app does not build.`));
    });
  });
