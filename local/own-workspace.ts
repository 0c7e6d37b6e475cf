import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Settings, settingsSchema } from '../playbooks/kit/settings-schema';
import { PEOPLE, type PersonName, SLACK } from './settings';
import type { StageOptions } from './stage';

// The stage in a real Slack workspace: its people and channels get the ids that they have there.

const NAMES = Object.keys(PEOPLE) as [PersonName, ...PersonName[]];
const workspaceSchema = z.strictObject({
  teamId: z.string(),
  appId: z.string(),
  channels: z.strictObject({ urgent: z.string(), routine: z.string(), page: z.string() }),
  /** Slack ids of real people, by the names of the stage. Who is not here can do nothing. */
  people: z.partialRecord(z.enum(NAMES), z.string()),
});
export type OwnWorkspace = z.infer<typeof workspaceSchema>;

/** The same settings with other ids, wherever they stand, and Slack itself in place of the stand-in. */
export const inWorkspace = (settings: Settings, own: OwnWorkspace): Settings => {
  const ids: readonly (readonly [string, string | undefined])[] = [
    [SLACK.teamId, own.teamId],
    [SLACK.appId, own.appId],
    [SLACK.channels.urgent, own.channels.urgent],
    [SLACK.channels.routine, own.channels.routine],
    [SLACK.channels.page, own.channels.page],
    ...NAMES.map((name) => [PEOPLE[name].slack, own.people[name]] as const),
  ];
  const { apiUrl: _standIn, ...slack } = settings.slack;
  const text = ids.reduce(
    (json, [local, real]) => (real ? json.replaceAll(`"${local}"`, JSON.stringify(real)) : json),
    JSON.stringify({ ...settings, slack }),
  );
  return settingsSchema.parse(JSON.parse(text));
};

const readWorkspace = (file: string): OwnWorkspace => {
  try {
    return workspaceSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`CORDON_SLACK_WORKSPACE names ${file}, which cannot be used (docs/slack.md): ${why}`);
  }
};

/**
 * What raises the stage in the workspace that the environment names; nothing when it names none.
 * @throws Error with the variable or field that is wrong
 */
export const ownWorkspace = (env: NodeJS.ProcessEnv): Pick<StageOptions, 'settings' | 'botToken'> => {
  const file = env['CORDON_SLACK_WORKSPACE'];
  if (!file) return {};
  const botToken = env['CORDON_SLACK_BOT_TOKEN'];
  if (!botToken)
    throw new Error('CORDON_SLACK_WORKSPACE is set, so CORDON_SLACK_BOT_TOKEN has to hold the app’s bot token.');
  const own = readWorkspace(file);
  return { botToken, settings: (settings) => inWorkspace(settings, own) };
};
