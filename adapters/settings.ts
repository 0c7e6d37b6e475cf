import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../playbooks/kit/settings';

/**
 * The settings that were bundled beside this function, as they were checked then: one asset holds both, so neither changes alone.
 * Throws without them.
 */
export const loadSettings = (env: NodeJS.ProcessEnv = process.env): Settings => {
  const file = env['CORDON_SETTINGS_FILE'] ?? join(__dirname, 'settings.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Settings;
};

/** Reads one variable that the stack sets. Throws with its name when it is missing. */
export const required = (name: string, env: NodeJS.ProcessEnv = process.env): string => {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set: this function was deployed without it`);
  return value;
};
