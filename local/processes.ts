import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Running {
  readonly pid: number;
  /** Ends the whole group and waits until the process is gone. Safe to call twice. */
  readonly stop: () => Promise<void>;
  /** The exit code or signal, once it has ended. */
  readonly ended: () => string | undefined;
  /** The same, as soon as it ends. */
  readonly over: Promise<string>;
  readonly logTail: () => string;
}

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly log: string;
  /** Takes each line of the standard output instead of the log: for what must not stand in a file. */
  readonly hear?: (line: string) => void;
}

/** A port that was free a moment ago, on loopback. */
export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? found(address.port) : failed(new Error('no port'))));
    });
  });

const tailOf = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n');

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is over already.
  }
};

const stopGroup = async (child: ChildProcess, pid: number): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  killGroup(pid);
  await gone;
};

/** Before anything else that waits for our exit, such as the removal of the folder that the program writes to. */
const killAtExit = (child: ChildProcess, pid: number): void => {
  const kill = (): void => killGroup(pid);
  process.prependOnceListener('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
};

const endOf = (code: number | null, signal: string | null): string | undefined =>
  code !== null ? `exit code ${code}` : (signal ?? undefined);

/**
 * Starts a program in a process group of its own. Its standard input stays open as long as we live: a program that
 * watches it ends with us, whatever ends us.
 */
export const startGroup = ({ name, file, args, env, cwd, log, hear }: Command): Promise<Running> => {
  mkdirSync(dirname(log), { recursive: true });
  const out = openSync(log, 'a');
  const stdio: StdioOptions = ['pipe', hear ? 'pipe' : out, out];
  const child = spawn(file, args, { detached: true, env, stdio, ...(cwd ? { cwd } : {}) });
  if (hear && child.stdout) createInterface({ input: child.stdout }).on('line', hear);
  closeSync(out);
  const over = new Promise<string>((done) => child.once('exit', (code, signal) => done(endOf(code, signal) ?? 'over')));
  return new Promise((started, failed) => {
    child.once('error', (cause) => failed(new Error(`${name} does not start: ${cause.message}`, { cause })));
    child.once('spawn', () => {
      const pid = Number(child.pid);
      killAtExit(child, pid);
      started({
        pid,
        over,
        stop: () => stopGroup(child, pid),
        ended: () => endOf(child.exitCode, child.signalCode),
        logTail: () => tailOf(log),
      });
    });
  });
};

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );

/** Waits until `url` answers 2xx. Throws with the end of the log when the process ends first, or after `timeoutMs`. */
export const untilHealthy = async (name: string, running: Running, url: string, timeoutMs: number): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  while (!(await answers(url))) {
    const ended = running.ended();
    if (ended) throw new Error(`${name} ended while starting (${ended}):\n${running.logTail()}`);
    if (Date.now() > deadline) {
      await running.stop();
      throw new Error(`${name} did not answer within ${timeoutMs / 1000} s:\n${running.logTail()}`);
    }
    await sleep(40);
  }
};
