import * as z from 'zod';
import { CliError, EXIT } from './exit';

export interface ManifestOptions {
  readonly url?: string;
  readonly socket?: boolean;
  readonly private?: boolean;
}

const manifestSchema = z.looseObject({
  features: z.looseObject({ slash_commands: z.array(z.looseObject({})) }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
  settings: z.looseObject({ event_subscriptions: z.looseObject({}), interactivity: z.looseObject({}) }),
});
type Manifest = z.infer<typeof manifestSchema>;

const checkedUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' && url.pathname === '/slack' && url.search === '') return text;
  throw new CliError(
    EXIT.input,
    'must be the address that the deployment printed as SlackUrl, such as https://a1b2c3d4.execute-api.eu-west-1.amazonaws.com/slack',
    '--url',
  );
};

/** Over HTTP one address takes everything; over a socket there is none, and Slack refuses a manifest that has one half. */
const withAddress = ({ features, settings, ...rest }: Manifest, url: string | undefined) => {
  const bare = features.slash_commands.map(({ url: _placeholder, ...command }) => command);
  const { request_url: _events, ...events } = settings.event_subscriptions;
  const { request_url: _clicks, ...clicks } = settings.interactivity;
  const at = url === undefined ? {} : { request_url: url };
  return {
    ...rest,
    features: {
      ...features,
      slash_commands: bare.map((command) => ({ ...command, ...(url === undefined ? {} : { url }) })),
    },
    settings: {
      ...settings,
      event_subscriptions: { ...at, ...events },
      interactivity: { ...clicks, ...at },
      socket_mode_enabled: url === undefined,
    },
  };
};

/** Private channels have scopes of their own, which stand in for those of public ones. */
const withScopes = (manifest: Manifest, isPrivate: boolean): Manifest => {
  const { scopes } = manifest.oauth_config;
  const bot = isPrivate ? scopes.bot.map((scope) => scope.replace(/^channels:/, 'groups:')).sort() : scopes.bot;
  return { ...manifest, oauth_config: { ...manifest.oauth_config, scopes: { ...scopes, bot } } };
};

/** The app's manifest for one way of reaching it. Throws CliError when neither or both ways are given. */
export const manifestFor = (document: unknown, options: ManifestOptions): object => {
  if ((options.url === undefined) === (options.socket !== true))
    throw new CliError(EXIT.input, 'Give --url with the address of the hub, or --socket for none; not both.');
  const manifest = withScopes(manifestSchema.parse(document), options.private === true);
  return withAddress(manifest, options.url === undefined ? undefined : checkedUrl(options.url));
};
