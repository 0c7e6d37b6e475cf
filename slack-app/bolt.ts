import { App, AwsLambdaReceiver } from '@slack/bolt';
import type { SlackApp } from './app';
import { onClick } from './click';
import { onCommand } from './command';
import { onHomeOpened } from './home';
import { clickSchema, commandSchema, homeOpenedSchema, submissionSchema } from './interaction';
import { quietLogger } from './quiet-logger';
import { onSubmit } from './submit';

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}
type ContentType = 'application/json' | 'application/x-www-form-urlencoded';
/** Takes a body that the gate let through. */
export type Dispatch = (body: string, contentType: ContentType) => Promise<HttpAnswer>;

/**
 * Bolt between the gate and the listeners. It checks no signature (the gate did, on the raw bytes) and calls nobody at start:
 * with a token it would ask auth.test first, and answer nothing at all while Slack's API is away.
 */
export const boltDispatch = (slackApp: SlackApp): Dispatch => {
  const logger = quietLogger('bolt');
  /** Requests of clicks whose answer the person cannot see. */
  const unheard = new WeakSet<object>();
  const receiver = new AwsLambdaReceiver({
    signingSecret: 'checked by the gate',
    signatureVerification: false,
    logger,
    customPropertiesExtractor: (event) => ({ event }),
  });
  const app = new App({
    receiver,
    logger,
    authorize: async () => ({ botId: 'cordon', botUserId: 'cordon' }),
    ignoreSelf: false,
    convoStore: false,
  });
  // One listener per kind: two that match the same click would both acknowledge it, and the second throws.
  app.action(/[\s\S]*/, async ({ ack, body, context }) => {
    if (!(await onClick(slackApp, clickSchema.parse(body)))) unheard.add(context['event']);
    await ack();
  });
  app.view(/[\s\S]*/, async ({ ack, body }) => {
    await ack(await onSubmit(slackApp, submissionSchema.parse(body)));
  });
  app.command(/[\s\S]*/, async ({ ack, body }) => {
    await ack(await onCommand(slackApp, commandSchema.parse(body)));
  });
  app.event('app_home_opened', async ({ body }) => onHomeOpened(slackApp, homeOpenedSchema.parse(body)));
  const handle = receiver.toHandler();
  return async (body, contentType) => {
    const event = eventOf(body, contentType);
    const answer = await handle(event, {});
    // Slack then says itself, beside the button, that it did not work.
    if (unheard.has(event)) return { statusCode: 500, body: '' };
    // Bolt says 404 where nothing listens; to Slack and the person that is still an answered click.
    return {
      statusCode: answer.statusCode === 404 ? 200 : answer.statusCode,
      body: answer.body,
      ...jsonHeader(answer.body),
    };
  };
};

const jsonHeader = (body: string) => (body === '' ? {} : { headers: { 'content-type': 'application/json' } });

/** The same event whatever it came as: plain text, and the bare content type. Bolt reads base64 as ASCII and stumbles over `; charset`. */
const eventOf = (body: string, contentType: ContentType) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: '/slack',
  rawQueryString: '',
  headers: { 'content-type': contentType },
  requestContext: {},
  body,
  isBase64Encoded: false,
});
