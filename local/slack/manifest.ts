import * as z from 'zod';
import type { SlackOptions } from './types';

const manifestSchema = z.object({
  display_information: z.object({ name: z.string() }),
  features: z.object({
    app_home: z
      .object({
        home_tab_enabled: z.boolean().default(false),
        messages_tab_enabled: z.boolean().default(false),
        messages_tab_read_only_enabled: z.boolean().default(true),
      })
      .prefault({}),
    slash_commands: z
      .array(
        z.object({
          command: z.string().startsWith('/'),
          description: z.string(),
          usage_hint: z.string().default(''),
        }),
      )
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}),
  }),
});

/** Events that need a scope to be asked for; `app_home_opened` needs none. */
const EVENT_SCOPES: Readonly<Record<string, string>> = { 'message.im': 'im:history', app_mention: 'app_mentions:read' };

type FromManifest = Pick<
  SlackOptions,
  'appName' | 'scopes' | 'commands' | 'botEvents' | 'homeTab' | 'messagesTab' | 'messagesReadOnly'
>;

const missingScope = (scopes: readonly string[], events: readonly string[], hasCommands: boolean) =>
  [...(hasCommands ? ['commands'] : []), ...events.flatMap((event) => EVENT_SCOPES[event] ?? [])].find(
    (scope) => !scopes.includes(scope),
  );

/**
 * What an app may do here: exactly what its manifest says, as when Slack makes the app from it.
 * @throws Error when the manifest lacks something that it needs, as Slack would refuse it
 */
export const appFromManifest = (manifest: unknown): FromManifest => {
  const { display_information, features, oauth_config, settings } = manifestSchema.parse(manifest);
  const scopes = oauth_config.scopes.bot;
  const botEvents = settings.event_subscriptions.bot_events;
  const missing = missingScope(scopes, botEvents, features.slash_commands.length > 0);
  if (missing !== undefined) throw new Error(`The manifest has commands or events that need the scope ${missing}.`);
  return {
    appName: display_information.name,
    scopes,
    botEvents,
    commands: features.slash_commands.map(({ usage_hint: hint, ...rest }) => ({ ...rest, hint })),
    homeTab: features.app_home.home_tab_enabled,
    messagesTab: features.app_home.messages_tab_enabled,
    messagesReadOnly: features.app_home.messages_tab_read_only_enabled,
  };
};
