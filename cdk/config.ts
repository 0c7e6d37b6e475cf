import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import type * as z from 'zod';
import accountsExample from '../cordon.accounts.example.json';
import { config as sandbox } from '../cordon.config.example';
import { config as organization } from '../cordon.organization.example';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { Settings } from '../playbooks/kit/settings';
import { resolveAccounts } from './config-accounts';
import { contradictions } from './config-contradictions';
import { describeIssue } from './config-issue';
import { type AccountsFile, accountsFileSchema, type CheckedConfig, configSchema } from './config-schema';
import { type Rollout, rolloutOf } from './rollout';

/** The configuration cannot be used. `problems` are full sentences, one per field. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'bad-config';
  constructor(
    readonly file: string,
    readonly problems: readonly string[],
  ) {
    super(`${file} cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** What one configuration file comes to: what functions run with, and what only the stacks need. */
export interface Deployment {
  readonly settings: Settings;
  readonly rollout: Rollout;
}

/** Fields that neither example sets. */
const RARE = {
  guardDutyAdministrator: '101010101010',
  approval: Object.fromEntries(
    ['reversible', 'disruptive', 'destructive'].map((risk) => [
      risk,
      { in: { sandbox: { deadlineMinutes: 480, remindAfterMinutes: 120 } } },
    ]),
  ),
  drills: { full: { accounts: ['666666666666'] } },
  slack: { apiUrl: 'http://127.0.0.1:3000/api/' },
  memberEndpoints: { default: 'http://127.0.0.1:5000' },
  sweepSeconds: 60,
};
const EXAMPLES = [organization, sandbox, RARE];

/** Throws ConfigError with one sentence per field that does not fit. */
const parsed = <T>(schema: z.ZodType<T>, value: unknown, file: string, examples: readonly unknown[]): T => {
  const answer = schema.safeParse(value);
  if (answer.success) return answer.data;
  throw new ConfigError(
    file,
    answer.error.issues.map((issue) => describeIssue(issue, value, examples)),
  );
};

const completed = (
  config: CheckedConfig,
  list: AccountsFile | undefined,
  file: string,
  playbooks: readonly AnyPlaybook[],
): Deployment => {
  const resolved = resolveAccounts(config, list);
  const known = resolved.ok ? resolved.settings.accounts.map(({ id }) => id) : undefined;
  const problems = [...contradictions(config, playbooks, known), ...(resolved.ok ? [] : resolved.problems)];
  if (problems.length > 0 || !resolved.ok) throw new ConfigError(file, problems);
  return { settings: resolved.settings, rollout: rolloutOf(config, list) };
};

/**
 * Checks a configuration and fills in its defaults. `list` is what its accountsFile holds.
 * Throws ConfigError with one sentence per wrong field.
 */
export const checkDeployment = (
  value: unknown,
  file: string,
  playbooks: readonly AnyPlaybook[] = [],
  list?: AccountsFile,
): Deployment => completed(parsed(configSchema, value, file, EXAMPLES), list, file, playbooks);

/** The settings alone. */
export const checkConfig = (
  value: unknown,
  file: string,
  playbooks: readonly AnyPlaybook[] = [],
  list?: AccountsFile,
): Settings => checkDeployment(value, file, playbooks, list).settings;

/** The list that `cordon accounts` wrote; its path is seen from the configuration that names it. */
const readAccounts = (path: string, file: string, { accountsFile }: CheckedConfig): AccountsFile | undefined => {
  if (accountsFile === undefined) return undefined;
  const list = resolve(dirname(file), accountsFile);
  if (existsSync(list))
    return parsed(accountsFileSchema, readJson(accountsFile, list), accountsFile, [accountsExample]);
  throw new ConfigError(path, [
    `accountsFile names ${accountsFile}, which does not exist. Write it with: npx cordon accounts > ${accountsFile}`,
  ]);
};

/**
 * Reads `cordon.config.ts` (its export `config`) or a JSON file, and the list of accounts that it names.
 * Throws ConfigError when a file is missing, exports nothing, or a field is wrong.
 */
export const readDeployment = (path: string, playbooks: readonly AnyPlaybook[] = []): Deployment => {
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new ConfigError(path, [
      'The file does not exist. Copy cordon.config.example.ts to cordon.config.ts, or name another with -c config=FILE.',
    ]);
  }
  const value = extname(file) === '.json' ? readJson(path, file) : readModule(path, file);
  const config = parsed(configSchema, value, path, EXAMPLES);
  return completed(config, readAccounts(path, file, config), path, playbooks);
};

const readJson = (path: string, file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(path, [
      `The file is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`,
    ]);
  }
};

/** What stands in a file runs when it is read: whatever goes wrong there is of whoever wrote it. */
const load = (path: string, file: string): unknown => {
  try {
    return createRequire(__filename)(file);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new ConfigError(path, [
      `The file cannot be read: ${said.split('\n').join(' ').replace(/\.?$/, '.')} See cordon.config.example.ts for one that can.`,
    ]);
  }
};

const readModule = (path: string, file: string): unknown => {
  const module = load(path, file);
  if (typeof module !== 'object' || module === null || !('config' in module)) {
    throw new ConfigError(path, ['The file has no export named config. Write: export const config: Config = { … };']);
  }
  return module.config;
};
