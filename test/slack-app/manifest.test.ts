import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { hubFunctions } from '../../cdk/hub-functions';
import { appFromManifest } from '../../local/slack/manifest';

const ROOT = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const manifest = z
  .looseObject({
    features: z.looseObject({
      app_home: z.object({
        home_tab_enabled: z.boolean(),
        messages_tab_enabled: z.boolean(),
        messages_tab_read_only_enabled: z.boolean(),
      }),
      slash_commands: z.array(z.looseObject({ command: z.string(), url: z.string() })),
    }),
    oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
    settings: z.looseObject({
      event_subscriptions: z.object({ request_url: z.string(), bot_events: z.array(z.string()) }),
      interactivity: z.object({ is_enabled: z.boolean(), request_url: z.string() }),
      socket_mode_enabled: z.boolean(),
    }),
  })
  .parse(JSON.parse(read('slack-app/manifest.json')));

/** What each method of Slack's Web API asks for, in public channels; from its reference pages. */
const SCOPE_OF: Readonly<Record<string, string | undefined>> = {
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.history': 'channels:history',
  'conversations.info': 'channels:read',
  'conversations.replies': 'channels:history',
  'users.info': 'users:read',
  'views.open': undefined,
  'views.publish': undefined,
  'views.update': undefined,
};

describe('the app’s manifest', () => {
  it('asks for the scopes of the calls that Cordon makes and of its command, no more and no less', () => {
    const calls = [...read('adapters/slack.ts').matchAll(/\bclient\.([a-z]+\.[a-zA-Z]+)\(/g)].map(
      (match) => match[1] ?? '',
    );
    expect(calls.filter((call) => !(call in SCOPE_OF))).toEqual([]);
    expect(calls.length).toBeGreaterThan(8);
    const needed = new Set([...calls.flatMap((call) => SCOPE_OF[call] ?? []), 'commands']);
    expect(manifest.oauth_config.scopes.bot).toEqual([...needed].sort());
  });

  it('sends clicks, commands and events to one address, which is not there until somebody puts it in', () => {
    const { features, settings } = manifest;
    const urls = [
      ...features.slash_commands.map(({ url }) => url),
      settings.interactivity.request_url,
      settings.event_subscriptions.request_url,
    ];
    expect(new Set(urls).size).toBe(1);
    expect(urls[0]).toMatch(/REPLACE-WITH-SlackUrl.*\/slack$/);
  });

  it('turns on what the code answers: the command, App Home, its event, and messages that only Cordon writes', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/cordon']);
    expect(manifest.features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    });
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(['app_home_opened']);
    expect(read('slack-app/bolt.ts')).toContain("app.event('app_home_opened'");
  });

  it('is what the local stage grants', () => {
    expect(appFromManifest(manifest).scopes).toEqual(manifest.oauth_config.scopes.bot);
  });
});

describe('the functions that lists and App Home need', () => {
  it('may read the indexes, and the one that re-checks may not', () => {
    const rights = (suffix: string) => hubFunctions([], '').find((spec) => spec.suffix === suffix)?.rights;
    for (const suffix of ['slack-receive', 'slack-post'])
      expect(rights(suffix)).toMatchObject({ due: true, list: true });
    expect(rights('slack-dialog')).not.toHaveProperty('list');
  });
});
