import { appFromManifest } from '../../../local/slack';
import { WORKSPACE_PEOPLE } from '../../../local/slack-workspace';
import manifest from '../../../slack-app/manifest.json';

const bare = {
  display_information: { name: 'Bare' },
  features: {},
  oauth_config: { scopes: { bot: ['chat:write'] } },
  settings: {},
};

describe('an app made from its manifest', () => {
  it('has what Cordon asks for, and no more', () => {
    expect(appFromManifest(manifest)).toMatchObject({
      appName: 'Cordon',
      scopes: manifest.oauth_config.scopes.bot,
      commands: [{ command: '/cordon' }],
      botEvents: ['app_home_opened'],
      homeTab: true,
      messagesTab: true,
      messagesReadOnly: true,
    });
  });

  it('has neither tabs, commands nor events that the manifest does not name', () => {
    expect(appFromManifest(bare)).toEqual({
      appName: 'Bare',
      scopes: ['chat:write'],
      commands: [],
      botEvents: [],
      homeTab: false,
      messagesTab: false,
      messagesReadOnly: true,
    });
  });

  it('is refused when a scope is missing for what it wants', () => {
    const command = { command: '/cordon', description: 'd' };
    expect(() => appFromManifest({ ...bare, features: { slash_commands: [command] } })).toThrow('the scope commands');
    const events = { event_subscriptions: { bot_events: ['message.im'] } };
    expect(() => appFromManifest({ ...bare, settings: events })).toThrow('the scope im:history');
  });
});

it('is installed among people of every kind', () => {
  expect(new Set(WORKSPACE_PEOPLE.map(({ kind }) => kind))).toEqual(
    new Set(['member', 'guest', 'connect', 'deactivated', 'bot']),
  );
  expect(new Set(WORKSPACE_PEOPLE.map(({ id }) => id)).size).toBe(WORKSPACE_PEOPLE.length);
});
