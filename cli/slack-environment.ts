import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import * as z from 'zod';
import { type Settings, settingsSchema } from '../playbooks/kit/settings-schema';
import { CliError, EXIT } from './exit';
import { findStage, stageFile } from './stage';

export interface SocketOptions {
  readonly config: string;
  readonly table?: string;
  readonly profile?: string;
}

/** What the child finds the record with. */
interface Environment {
  readonly env: NodeJS.ProcessEnv;
  /** For people. */
  readonly where: string;
}

const stageSchema = z.object({
  settings: z.string(),
  hub: z.object({ endpoint: z.string(), outputs: z.record(z.string(), z.string()) }),
});

/** The hub of `npm start`: its emulator takes the account's id for a key. */
const onStage = async (): Promise<Environment | undefined> => {
  const stage = await findStage();
  if (!stage) return undefined;
  const { settings, hub } = stageSchema.parse(JSON.parse(readFileSync(stageFile(), 'utf8')));
  const { AWS_PROFILE: _profile, AWS_SESSION_TOKEN: _session, ...rest } = process.env;
  return {
    where: 'the stage on this machine',
    env: {
      ...rest,
      AWS_ENDPOINT_URL: hub.endpoint,
      AWS_REGION: stage.settings.hub.region,
      AWS_ACCESS_KEY_ID: stage.settings.hub.accountId,
      AWS_SECRET_ACCESS_KEY: 'local',
      CORDON_SETTINGS_FILE: settings,
      CORDON_TABLE: hub.outputs['TableName'],
      CORDON_SLACK_SECRET: hub.outputs['SlackSecretName'],
      CORDON_FUNCTION_PREFIX: hub.outputs['FunctionPrefix'],
    },
  };
};

const settingsFrom = (path: string): Settings => {
  const file = resolve(path);
  if (!existsSync(file))
    throw new CliError(
      EXIT.input,
      `names no file: ${path}. Give the configuration that the hub was deployed with`,
      '--config',
    );
  const document: unknown =
    extname(file) === '.json' ? JSON.parse(readFileSync(file, 'utf8')) : (require(file) as { config?: unknown }).config;
  const parsed = settingsSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(EXIT.input, `${path} cannot be used: ${issue?.path.join('.')}: ${issue?.message}`, '--config');
};

/** Readable by this person alone, and gone with this process: it names people. */
const settingsFile = (settings: Settings): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  return file;
};

/** Where the record is: a table that is named, or the running stage. Throws CliError when neither is there. */
export const socketEnvironment = async (options: SocketOptions): Promise<Environment> => {
  const table = options.table ?? process.env['CORDON_TABLE'];
  const stage = table ? undefined : await onStage();
  if (stage) return stage;
  if (!table)
    throw new CliError(
      EXIT.input,
      'is missing: no stage is up on this machine. Give the table that the hub’s deployment printed as TableName, or run npm start',
      '--table',
    );
  const settings = settingsFrom(options.config);
  return {
    where: `the table ${table}`,
    env: {
      ...process.env,
      ...(options.profile ? { AWS_PROFILE: options.profile } : {}),
      AWS_REGION: process.env['AWS_REGION'] ?? settings.hub.region,
      CORDON_TABLE: table,
      CORDON_SETTINGS_FILE: settingsFile(settings),
    },
  };
};
