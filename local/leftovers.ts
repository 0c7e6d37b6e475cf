import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const PREFIX = 'run-';
const RECORD = 'processes.json';

const recordSchema = z.array(z.object({ pid: z.number().int().positive(), identity: z.string().min(1) }));

// Slim Linux images come without ps, and other systems without /proc.
const fromProc = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Field 22, counted from 1: the start time. A zombie is over; only its parent has not looked yet.
  const startedAt = state === 'Z' ? undefined : rest[18];
  if (!startedAt) throw new Error('over');
  return `${startedAt} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`;
};
const fromPs = (pid: number): string =>
  execFileSync('ps', ['-o', 'lstart=,args=', '-p', String(pid)], { encoding: 'utf8' });

/**
 * When a process started and what it runs: equal means the same process, not another that was given its number later.
 * Undefined when there is none.
 */
export const identityOf = (pid: number): string | undefined => {
  try {
    return (existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid)).trim() || undefined;
  } catch {
    return undefined;
  }
};

/** A folder for one run below `root`. It is removed at the end, or by the next start when this one ends badly. */
export const makeRunFolder = (root: string): string => {
  let folder = join(root, `${PREFIX}${process.pid}`);
  for (let n = 2; existsSync(folder); n += 1) folder = join(root, `${PREFIX}${process.pid}-${n}`);
  mkdirSync(folder, { recursive: true });
  recordProcesses(folder, []);
  return folder;
};

/** Writes down who uses the folder: we, first, and what we started. */
export const recordProcesses = (folder: string, pids: readonly number[]): void => {
  const rows = [process.pid, ...pids].map((pid) => ({ pid, identity: identityOf(pid) ?? 'gone' }));
  writeFileSync(join(folder, RECORD), JSON.stringify(rows));
};

/** One more that we started meanwhile. */
export const recordProcess = (folder: string, pid: number): void => {
  const rows = [...readRecord(folder), { pid, identity: identityOf(pid) ?? 'gone' }];
  writeFileSync(join(folder, RECORD), JSON.stringify(rows));
};

const readRecord = (folder: string): z.infer<typeof recordSchema> => {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(folder, RECORD), 'utf8')));
  } catch {
    return [];
  }
};

const lives = ({ pid, identity }: { pid: number; identity: string }): boolean => identityOf(pid) === identity;

const endGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended between the look and the kill.
  }
};

/**
 * Ends and removes what runs that are over left below `root`: only processes that they wrote down and that are still
 * the same ones. Gives the number of folders that were removed.
 */
export const removeLeftovers = (root: string): number => {
  const folders = existsSync(root) ? readdirSync(root).filter((name) => name.startsWith(PREFIX)) : [];
  const stale = folders
    .map((name) => join(root, name))
    .filter((folder) => {
      const [owner] = readRecord(folder);
      return !owner || !lives(owner);
    });
  for (const folder of stale) {
    for (const process of readRecord(folder).slice(1).filter(lives)) endGroup(process.pid);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return stale.length;
};
