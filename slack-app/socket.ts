import { SocketModeClient } from '@slack/socket-mode';
import { callFunction } from '../adapters/functions';
import { required } from '../adapters/settings';
import { interactiveSlack, readSlackSecret, type SlackSecret } from '../adapters/slack';
import { storeFromEnv } from '../adapters/store';
import { problemOf, type SlackApp } from './app';
import { type Envelope, envelopeListener } from './envelope';
import { quietLogger } from './quiet-logger';
import { fillDialog } from './recheck';

// Slack without an inbound address: `cordon slack --socket` starts this with the hub's record in the environment.
// The app-level token comes from the environment alone, and is neither printed nor passed on.

const APP_TOKEN = 'CORDON_SLACK_APP_TOKEN';
const BOT_TOKEN = 'CORDON_SLACK_BOT_TOKEN';

/** The bot token of the environment, or the secret that the hub's own functions use. */
const slackSecret = async (env: NodeJS.ProcessEnv): Promise<SlackSecret> => {
  const botToken = env[BOT_TOKEN];
  return botToken
    ? { botToken, signingSecret: 'nothing is signed over a socket' }
    : readSlackSecret(env['CORDON_SLACK_SECRET'] ?? 'cordon/slack');
};

const openApp = async (env: NodeJS.ProcessEnv): Promise<SlackApp> => {
  const store = storeFromEnv();
  const slack = interactiveSlack(store.settings, await slackSecret(env));
  const prefix = env['CORDON_FUNCTION_PREFIX'] ?? 'cordon-';
  const lookAgain = (playbook: string, incidentId: string) =>
    callFunction(`${prefix}${playbook}-investigate`, { do: 'recheck', incidentId });
  return {
    store,
    way: 'socket',
    slack,
    // It goes on behind the acknowledgement, and never throws.
    startRecheck: async (request) => void fillDialog({ store, slack, lookAgain }, request),
  };
};

const connect = async (env: NodeJS.ProcessEnv): Promise<SocketModeClient> => {
  const appToken = required(APP_TOKEN, env);
  const app = await openApp(env);
  const { apiUrl } = app.store.settings.slack;
  const client = new SocketModeClient({
    appToken,
    logger: quietLogger('the socket'),
    ...(apiUrl ? { clientOptions: { slackApiUrl: apiUrl } } : {}),
  });
  const listen = envelopeListener(app);
  client.on('slack_event', (envelope: Envelope) => void listen(envelope));
  client.on('connected', () => console.log('Connected to Slack: clicks, /cordon and App Home are answered here.'));
  client.on('reconnecting', () => console.log('The connection to Slack was lost; connecting again.'));
  await client.start();
  return client;
};

const CURES: Readonly<Record<string, string>> = {
  invalid_auth: `Slack refuses ${APP_TOKEN}: it must be an app-level token (xapp-…) of this app with the scope connections:write.`,
  not_allowed_token_type: `${APP_TOKEN} holds another kind of token: it must be an app-level one, which begins with xapp-.`,
  missing_scope: `${APP_TOKEN} lacks the scope connections:write: make a new app-level token with it.`,
};

const wordsOf = (error: unknown): string => {
  const code = (error as { data?: { error?: string } }).data?.error ?? '';
  return CURES[code] ?? `Slack could not be connected: ${problemOf(error).replace(/xapp-\S+/g, '…')}`;
};

const main = async (): Promise<void> => {
  const client = await connect(process.env);
  const end = (): void => void client.disconnect().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  // Whoever started us and went away without a word takes us along.
  process.once('disconnect', end);
};

main().catch((error: unknown) => {
  console.error(wordsOf(error));
  process.exit(1);
});
