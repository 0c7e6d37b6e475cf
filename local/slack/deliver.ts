import { createHmac } from 'node:crypto';

export interface SignedHeaders {
  readonly 'content-type': string;
  readonly 'user-agent': string;
  readonly 'x-slack-request-timestamp': string;
  readonly 'x-slack-signature': string;
}

/**
 * The headers with which Slack delivers `body`: its v0 signature over `v0:timestamp:body`.
 * @param request.timestamp whole seconds since 1970
 */
export const signedRequest = (request: {
  readonly secret: string;
  readonly body: string;
  readonly timestamp: number;
  /** A form unless told. */
  readonly contentType?: string;
}): SignedHeaders => ({
  'content-type': request.contentType ?? 'application/x-www-form-urlencoded',
  'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
  'x-slack-request-timestamp': String(request.timestamp),
  'x-slack-signature': `v0=${createHmac('sha256', request.secret).update(`v0:${request.timestamp}:${request.body}`).digest('hex')}`,
});

/** An interaction as Slack puts it on the wire: one form field, `payload`, holding JSON. */
export const payloadBody = (payload: unknown): string => `payload=${encodeURIComponent(JSON.stringify(payload))}`;
