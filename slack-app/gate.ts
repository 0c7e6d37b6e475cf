import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What arrives, before anybody has vouched for it. */
export interface RawRequest {
  readonly headers: Readonly<Record<string, string | undefined>> | undefined;
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
}

export interface SigningSecret {
  readonly value: string;
  /** The previous secret during a rotation: refused from then on. */
  readonly until?: Date;
}

export type Gate =
  | { readonly ok: true; readonly body: string; readonly signature: string }
  | { readonly ok: false; readonly status: 400 | 401 | 413; readonly because: string };

/** Slack's largest interaction, a full modal with its state, stays far below. */
export const MAX_BODY_BYTES = 256 * 1024;
const WINDOW_SECONDS = 300;
const SIGNATURE = /^v0=[0-9a-f]{64}$/;
/** Ten digits without a leading zero: one spelling per second, so that a signature has one too. */
const TIMESTAMP = /^[1-9]\d{9}$/;

const refuse = (status: 400 | 401 | 413, because: string): Gate => ({ ok: false, status, because });

const headerOf = (headers: RawRequest['headers'], name: string): string => {
  const found = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return typeof found?.[1] === 'string' ? found[1] : '';
};

const bytesOf = (request: RawRequest): Buffer =>
  Buffer.from(
    typeof request.body === 'string' ? request.body : '',
    request.isBase64Encoded === true ? 'base64' : 'utf8',
  );

const signedBy = (secret: string, timestamp: string, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();

/**
 * Lets a request through only when Slack signed exactly these bytes within five minutes of `now`, before anything parses them.
 * Total: whatever arrives, it answers 400, 401 or 413 and never throws.
 */
export const passGate = (request: RawRequest, secrets: readonly SigningSecret[], now: Date): Gate => {
  if ((request.body?.length ?? 0) > MAX_BODY_BYTES * 2) return refuse(413, 'the body is too large');
  const body = bytesOf(request);
  if (body.length > MAX_BODY_BYTES) return refuse(413, 'the body is too large');
  const signature = headerOf(request.headers, 'x-slack-signature');
  const timestamp = headerOf(request.headers, 'x-slack-request-timestamp');
  if (!SIGNATURE.test(signature) || !TIMESTAMP.test(timestamp))
    return refuse(401, 'the signature headers are missing or malformed');
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > WINDOW_SECONDS)
    return refuse(401, 'the timestamp is too far from now');
  const given = Buffer.from(signature.slice(3), 'hex');
  const valid = secrets.filter(({ value, until }) => value !== '' && (until === undefined || now < until));
  // Every secret is tried, so that the time taken does not tell which one fits.
  const matches = valid.filter(({ value }) => timingSafeEqual(signedBy(value, timestamp, body), given));
  if (matches.length === 0) return refuse(401, 'the signature does not fit');
  const text = textOf(body);
  return text === undefined
    ? refuse(400, 'the body is not UTF-8')
    : { ok: true, body: text, signature: createHash('sha256').update(given).digest('hex') };
};

const textOf = (body: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
};
