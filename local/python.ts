import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(__dirname, '..');

/** The private Python that `bin/setup.mjs` makes, with both emulators in it. */
export const pythonPath = (): string => {
  const path = join(PROJECT, '.cordon/python/bin/python');
  if (!existsSync(path)) throw new Error('The private Python is missing: run "node bin/setup.mjs" first.');
  return path;
};
