import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import type * as z from 'zod';
import accountsExample from '../cordon.accounts.example.json';
import { config as example } from '../cordon.organization.example';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import type { Settings } from '../playbooks/kit/settings';
import { resolveAccounts } from './config-accounts';
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

/** Throws ConfigError with one sentence per field that does not fit. */
const parsed = <T>(schema: z.ZodType<T>, value: unknown, file: string, model: unknown): T => {
  const answer = schema.safeParse(value);
  if (answer.success) return answer.data;
  throw new ConfigError(
    file,
    answer.error.issues.map((issue) => describeIssue(issue, value, model)),
  );
};

const completed = (
  config: CheckedConfig,
  list: AccountsFile | undefined,
  file: string,
  playbooks: readonly AnyPlaybook[],
): Deployment => {
  const resolved = resolveAccounts(config, list);
  const problems = [...contradictions(config, playbooks), ...(resolved.ok ? [] : resolved.problems)];
  if (problems.length > 0 || !resolved.ok) throw new ConfigError(file, problems);
  if (resolved.settings.accounts.length === 0)
    throw new ConfigError(file, ['accounts and organizationalUnits name no account at all: list at least one.']);
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
): Deployment => completed(parsed(configSchema, value, file, example), list, file, playbooks);

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
  if (existsSync(list)) return parsed(accountsFileSchema, readJson(accountsFile, list), accountsFile, accountsExample);
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
  const config = parsed(configSchema, value, path, example);
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

const readModule = (path: string, file: string): unknown => {
  const module: unknown = createRequire(__filename)(file);
  if (typeof module !== 'object' || module === null || !('config' in module)) {
    throw new ConfigError(path, ['The file has no export named config. Write: export const config: Config = { … };']);
  }
  return module.config;
};

const repeated = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, at) => values.indexOf(value) !== at)),
];

/** What each field allows by itself, but not all of them together. */
const contradictions = (settings: CheckedConfig, playbooks: readonly AnyPlaybook[]): readonly string[] => [
  ...repeated(settings.accounts.map(({ id }) => id)).map(
    (id) => `accounts lists ${id} twice: keep one entry per account.`,
  ),
  ...repeated(settings.organizationalUnits.map(({ id }) => id)).map(
    (id) => `organizationalUnits lists ${id} twice: keep one entry per unit.`,
  ),
  ...withoutOrganization(settings),
  ...repeated(settings.people.map(({ id }) => id)).map(
    (id) => `people lists "${id}" twice: give each person an id of their own.`,
  ),
  ...repeated(settings.people.map(({ slack }) => slack)).map(
    (slack) => `people gives the Slack user ${slack} to two people: votes must come from distinct people.`,
  ),
  ...settings.neverTouch.flatMap(notAnArn),
  ...(settings.logArchive?.accountId === settings.hub.accountId
    ? [
        'logArchive.accountId is the account of the hub: whoever takes the hub would hold both copies. Name another one.',
      ]
    : []),
  ...idleDrills(settings),
  ...emptyGroups(settings),
  ...unknownPlaybookSettings(settings, playbooks),
];

/** IAM refuses a policy with such a resource, and code would match nothing with it. */
const notAnArn = (pattern: string, index: number): readonly string[] =>
  !pattern.startsWith('arn:') || pattern.split(':').length >= 6
    ? []
    : [
        `neverTouch[${index}] is "${pattern}", which is not an ARN: write all six parts, such as "arn:aws:iam::*:user/break-glass-*".`,
      ];

/** Drills that could not be. */
const idleDrills = ({ drills, accounts }: CheckedConfig): readonly string[] => [
  ...(drills && drills.targets.length === 0 && !drills.full
    ? [
        'drills names neither targets nor full: list a target for the hourly drill, an account for full ones, or take it out.',
      ]
    : []),
  ...(drills?.full?.accounts ?? [])
    .filter((id) => !accounts.some((account) => account.id === id && account.live))
    .map(
      (id) =>
        `drills.full.accounts names ${id}, which is in dry run: nothing could be contained there. Set live: true beside its id in accounts.`,
    ),
];

/** What an organisation alone can do. */
const withoutOrganization = ({ organizationId, organizationalUnits, memberRolesBy, shield }: CheckedConfig) => [
  ...(memberRolesBy !== undefined && organizationalUnits.length === 0
    ? ['memberRolesBy deploys the roles into organizationalUnits, and there are none: list them, or take it out.']
    : []),
  ...(shield !== undefined && organizationId === undefined
    ? ['shield is a policy of the organisation, and organizationId is missing. For example: "o-a1b2c3d4e5".']
    : []),
];

const emptyGroups = (settings: CheckedConfig): readonly string[] => {
  const groups = new Set(settings.people.flatMap((person) => person.groups));
  const known = [...groups].map((group) => `"${group}"`).join(', ') || 'none';
  return Object.entries(settings.approval).flatMap(([risk, rule]) => {
    const named = [
      ...rule.groups.map((group) => [`approval.${risk}.groups`, group] as const),
      ...(rule.escalate?.groups ?? []).map((group) => [`approval.${risk}.escalate.groups`, group] as const),
      ...Object.entries(rule.in ?? {}).flatMap(([environment, own]) =>
        (own.escalate?.groups ?? []).map(
          (group) => [`approval.${risk}.in.${environment}.escalate.groups`, group] as const,
        ),
      ),
    ];
    return named
      .filter(([, group]) => !groups.has(group))
      .map(
        ([path, group]) =>
          `${path} names "${group}", but nobody in people is in that group. Groups with people: ${known}.`,
      );
  });
};

const unknownPlaybookSettings = (settings: CheckedConfig, playbooks: readonly AnyPlaybook[]): readonly string[] => {
  if (playbooks.length === 0) return [];
  const ids = playbooks.map(({ id }) => id);
  return Object.entries(settings.playbooks).flatMap(([id, values]) => {
    const playbook = playbooks.find((one) => one.id === id);
    if (!playbook) return [`playbooks.${id} is not a playbook. Playbooks: ${ids.join(', ')}.`];
    return Object.entries(values).flatMap(([name, value]) => wrongOption(playbook, name, value));
  });
};

const wrongOption = (playbook: AnyPlaybook, name: string, value: string | number | boolean): readonly string[] => {
  const options = (playbook.options ?? {}) as Readonly<Record<string, readonly string[]>>;
  const path = `playbooks.${playbook.id}.${name}`;
  const allowed = options[name];
  if (!allowed)
    return [`${path} is not a setting of this playbook. Its settings: ${Object.keys(options).join(', ') || 'none'}.`];
  if (allowed.includes(String(value))) return [];
  return [`${path} is ${JSON.stringify(value)}. Allowed: ${allowed.map((one) => JSON.stringify(one)).join(', ')}.`];
};
