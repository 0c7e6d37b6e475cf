import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// npm start, from the command to the page with a request on it, as a person waits for it.

const PROJECT = join(__dirname, '..');
const PATIENCE_MS = 300_000;

export interface Start {
  readonly seconds: number;
  /** Of the page, while it stands. */
  readonly page: string;
  readonly stop: () => Promise<void>;
}

const PAGE = /Open (http:\/\/127\.0\.0\.1:\d+)/;

const asksSomething = async (page: string): Promise<boolean> => {
  try {
    const state: unknown = await (await fetch(`${page}/api/state`)).json();
    return JSON.stringify(state).includes('"mood":"waiting"');
  } catch {
    return false;
  }
};

const ending = (child: ChildProcess): (() => Promise<void>) => {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const over = new Promise<void>((done) => child.once('exit', () => done()));
  // Safe to call twice: a process that is over hears nothing.
  return async () => {
    child.kill('SIGTERM');
    await over;
    process.removeListener('exit', kill);
  };
};

/** Starts it in `folder` and waits for the request. Throws with what it said when it ends before. */
export const timedStart = async (folder: string): Promise<Start> => {
  const from = performance.now();
  const line = 'node bin/setup.mjs && exec node bin/run.mjs local/start.ts --no-open';
  const child = spawn('sh', ['-c', line], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = ending(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`npm start ended:\n${said.slice(-2000)}`);
    const page = PAGE.exec(said)?.[1];
    if (page && (await asksSomething(page))) return { seconds: (performance.now() - from) / 1000, page, stop };
  }
  await stop();
  throw new Error(`npm start showed no request within ${PATIENCE_MS / 1000} s:\n${said.slice(-2000)}`);
};

/** The second start of two with the same sources: everything that can be kept is there. It still stands. */
export const warmStart = async (): Promise<Start> => {
  await (await timedStart(PROJECT)).stop();
  return timedStart(PROJECT);
};

/** A clone of the last commit with nothing installed in it; npm and Python fetch what their caches on this machine lack. */
export const coldSeconds = async (): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-clone-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${PROJECT}`, folder]);
    const start = await timedStart(folder);
    await start.stop();
    return start.seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
