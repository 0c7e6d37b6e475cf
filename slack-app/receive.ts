import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { sendToFunction } from '../adapters/functions';
import { takeSignature } from '../adapters/replay';
import { required } from '../adapters/settings';
import { interactiveSlack, readSlackSecret, type SlackSecret } from '../adapters/slack';
import { storeFromEnv } from '../adapters/store';
import type { DialogRequest, SlackApp } from './app';
import { boltDispatch, type HttpAnswer } from './bolt';
import type { SigningSecret } from './gate';
import { type Door, handleRequest } from './handle';
import { once } from './once';

const signingSecrets = (secret: SlackSecret): readonly SigningSecret[] => [
  { value: secret.signingSecret },
  ...(secret.previousSigningSecret && secret.previousValidUntil
    ? [{ value: secret.previousSigningSecret, until: new Date(secret.previousValidUntil) }]
    : []),
];

const openDoor = once(async (): Promise<Door> => {
  const store = storeFromEnv();
  const secret = await readSlackSecret(required('CORDON_SLACK_SECRET'));
  const dialog = required('CORDON_SLACK_DIALOG');
  const app: SlackApp = {
    store,
    way: 'signed',
    slack: interactiveSlack(store.settings, secret),
    startRecheck: (request: DialogRequest) => sendToFunction(dialog, request),
  };
  return { app, secrets: signingSecrets(secret), takeSignature, dispatch: boltDispatch(app) };
});

/** Slack's clicks and dialogs, from the HTTP API. Answers within Slack's three seconds. */
export const handler = async (event: APIGatewayProxyEventV2): Promise<HttpAnswer> =>
  handleRequest(await openDoor(), { headers: event.headers, body: event.body, isBase64Encoded: event.isBase64Encoded });
