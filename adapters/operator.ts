import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';

type Signer = ConstructorParameters<typeof SignatureV4>[0];
export type Credentials = Signer['credentials'];

/** Where a person's word came in, as far as one can tell from outside: the command line or the console. */
export type OperatorDoor = 'cli' | 'operator';

export interface OperatorOptions {
  /** The stack's output `OperatorUrl`. */
  readonly url: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly door: OperatorDoor;
}

export interface OperatorClient {
  /** Reads `path`, which starts with a slash and may carry a query. Tried again when the network or the hub has a bad moment. */
  readonly get: <T>(path: string) => Promise<T>;
  /** Sends `body` once: what might have been taken is never sent a second time. */
  readonly post: <T>(path: string, body: object) => Promise<T>;
}

/**
 * The operator API said no, or could not be asked. `status` is 0 when there was no answer at all.
 * `code` is the refusal's own, or one of `no-credentials`, `unreachable`, `forbidden`, `fault`.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What is wrong in what was sent. */
    readonly field?: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** A little longer than API Gateway gives the hub to answer. */
const PATIENCE_MS = 35_000;
const TRIES = 3;
const BETWEEN_MS = 300;

/** The credentials that AWS's own tools would use: environment, SSO, shared files; `profile` names one of the files' profiles. */
export const credentialsFor = (profile?: string): ReturnType<typeof defaultProvider> =>
  defaultProvider(profile ? { profile } : {});

/** Signs calls of the operator API with a person's own AWS credentials. Throws OperatorError. */
export const operatorClient = (options: OperatorOptions): OperatorClient => {
  const { credentials, region } = options;
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const call = (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> =>
    send(signer, options, method, path, body);
  return {
    get: async <T>(path: string) => (await tryAgain(() => call('GET', path))) as T,
    post: async <T>(path: string, body: object) => (await call('POST', path, body)) as T,
  };
};

const worthAnotherTry = (error: unknown): boolean =>
  error instanceof OperatorError && (error.code === 'unreachable' || error.status === 429 || error.status >= 500);

const tryAgain = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !worthAnotherTry(error)) throw error;
      await new Promise((done) => setTimeout(done, BETWEEN_MS * tries));
    }
  }
};

const send = async (
  signer: SignatureV4,
  { url, door }: OperatorOptions,
  method: string,
  path: string,
  body: object | undefined,
): Promise<unknown> => {
  const address = new URL(`${url.replace(/\/$/, '')}${path}`);
  const text = body ? JSON.stringify(body) : undefined;
  const headers = {
    'x-cordon-door': door,
    ...(text === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const signed = await signedHeaders(signer, address, method, headers, text);
  const answer = await ask(address, { method, headers: signed, ...(text === undefined ? {} : { body: text }) });
  const said: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw refusalFrom(answer.status, said);
  return said;
};

const signedHeaders = async (
  signer: SignatureV4,
  address: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Promise<Record<string, string>> => {
  try {
    const request = await signer.sign({
      method,
      protocol: address.protocol,
      hostname: address.hostname,
      path: address.pathname,
      query: Object.fromEntries(address.searchParams),
      headers: { ...headers, host: address.host },
      ...(body === undefined ? {} : { body }),
    });
    // fetch writes the host itself, from the address: the same one that was signed.
    const { host: _host, ...rest } = request.headers;
    return rest;
  } catch (cause) {
    const why = cause instanceof Error ? ` ${cause.message}` : '';
    throw new OperatorError(0, 'no-credentials', `No AWS credentials to sign with.${why}`, undefined, { cause });
  }
};

const ask = async (address: URL, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(address, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    const message = `Cordon's operator API at ${address.host} gave no answer. Check the address and the network.`;
    throw new OperatorError(0, 'unreachable', message, undefined, { cause });
  }
};

const refusal = z.object({
  error: z.object({ code: z.string(), field: z.string().optional(), message: z.string() }),
});

/** A refusal is Cordon's own word; anything else comes from API Gateway, which knows less. */
const refusalFrom = (status: number, said: unknown): OperatorError => {
  const known = refusal.safeParse(said);
  if (known.success) {
    const { code, message, field } = known.data.error;
    return new OperatorError(status, code, message, field);
  }
  if (status === 403)
    return new OperatorError(
      status,
      'forbidden',
      'AWS refused these credentials: they need execute-api:Invoke on the operator API, of the hub’s own account, and a clock that is right.',
    );
  return new OperatorError(
    status,
    'fault',
    `Cordon's operator API failed (HTTP ${status}). Nothing may be assumed done.`,
  );
};
