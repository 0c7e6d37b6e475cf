import { fstatSync } from 'node:fs';

const EVERY_MS = 1000;

const stdinIsHeld = (): boolean => {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false;
  }
};

/**
 * Calls `end` once: on a signal, and for a child also when its parent is gone, whatever ended it. A parent that holds our
 * standard input open is noticed at once, any other one within a second.
 */
export const untilTheEnd = (child: boolean, end: () => void): void => {
  let over = false;
  const once = (): void => {
    if (!over) end();
    over = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, once);
  if (!child) return;
  if (stdinIsHeld()) {
    process.stdin.once('end', once).once('close', once).resume();
  }
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && once(), EVERY_MS).unref();
};
