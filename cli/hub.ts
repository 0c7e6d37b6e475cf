import type { Command } from 'commander';
import { CliError, EXIT } from './exit';
import { findStage } from './stage';

/** Options of every command that talks to the hub. */
export interface HubOptions {
  readonly url?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** The operator API, signed as one person. Paths start with `/`. Throws CliError with a sentence and an exit code. */
export interface Hub {
  readonly get: <T>(path: string) => Promise<T>;
  readonly post: <T>(path: string, body: object) => Promise<T>;
  /** Which hub, for people. */
  readonly where: string;
}

export const HUB_STACK = 'CordonHub';

/** Adds the options that say which hub and as whom. */
export const withHub = (command: Command): Command =>
  command
    .option('--url <address>', 'address of the operator API (or CORDON_OPERATOR_URL)')
    .option('--profile <name>', 'AWS profile to sign with; on a running stage: dana, eli, mika, …')
    .option('--region <region>', 'Region of the hub (or AWS_REGION)')
    .option('--json', 'print JSON');

/** Which hub, and as whom to sign there. */
export interface Place {
  readonly url: string;
  readonly region: string;
  readonly profile: string | undefined;
  readonly where: string;
}

const HOW =
  'Give --url, set CORDON_OPERATOR_URL, sign in to the hub account (its stack CordonHub tells the address), or run npm start for a hub on this machine.';

const regionOf = (url: string, { region }: HubOptions): string => {
  const said = /\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(url)?.[1];
  const found = region ?? said ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (found) return found;
  throw new CliError(
    EXIT.input,
    'is missing: the address does not say its Region. Give --region, such as eu-west-1',
    '--region',
  );
};

const checkedUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local =
    url?.protocol === 'http:' &&
    ['127.0.0.1', 'localhost'].includes(url.hostname.replace(/^.*\.localhost$/, 'localhost'));
  if (url && (url.protocol === 'https:' || local)) return text.replace(/\/$/, '');
  throw new CliError(
    EXIT.input,
    'must be an https address such as https://a1b2c3d4.execute-api.eu-west-1.amazonaws.com',
    '--url',
  );
};

const given = (options: HubOptions): Place | undefined => {
  const text = options.url ?? process.env['CORDON_OPERATOR_URL'];
  if (!text) return undefined;
  const url = checkedUrl(text);
  return { url, region: regionOf(url, options), profile: options.profile, where: url };
};

/** The hub of `npm start`, with the keys that it made for this run alone. */
const onStage = async (options: HubOptions): Promise<Place | undefined> => {
  const stage = await findStage();
  if (!stage?.operator) return undefined;
  const { url, credentialsFile, profiles } = stage.operator;
  const profile = options.profile ?? profiles[0];
  if (!profile || !profiles.includes(profile))
    throw new CliError(EXIT.input, `is not of the running stage. Its people: ${profiles.join(', ')}`, '--profile');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
    delete process.env[name];
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = credentialsFile;
  process.env['AWS_CONFIG_FILE'] = credentialsFile;
  return { url, region: stage.settings.hub.region, profile, where: `the stage on this machine, as ${profile}` };
};

const fromStack = async (options: HubOptions): Promise<Place | undefined> => {
  const region = options.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!region) return undefined;
  const { operatorUrlFrom }: typeof import('../adapters/hub-address') = require('../adapters/hub-address');
  const { credentialsFor }: typeof import('../adapters/operator') = require('../adapters/operator');
  try {
    const url = await operatorUrlFrom(HUB_STACK, region, credentialsFor(options.profile));
    return url ? { url: url.replace(/\/$/, ''), region, profile: options.profile, where: url } : undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : 'no answer';
    throw new CliError(EXIT.unreachable, `The hub's address could not be read from its stack: ${said}. ${HOW}`);
  }
};

/** The address that was given, a stage that runs here, or the hub account's own stack, in this order. Throws CliError. */
export const findPlace = async (options: HubOptions): Promise<Place> => {
  const place = given(options) ?? (await onStage(options)) ?? (await fromStack(options));
  if (place) return place;
  throw new CliError(EXIT.unreachable, `No hub was found. ${HOW}`);
};

const REFUSED = [401, 403, 404, 409];

interface HubRefusal {
  readonly status: number;
  readonly field?: string;
}
const isRefusal = (error: unknown): error is Error & HubRefusal =>
  error instanceof Error && error.name === 'OperatorError' && 'status' in error && typeof error.status === 'number';

/** What the hub or the network said, as a sentence with its exit code. */
const toCliError = (error: unknown, where: string): CliError => {
  if (isRefusal(error) && error.status >= 400 && error.status < 500) {
    const exit = REFUSED.includes(error.status) ? EXIT.refused : EXIT.input;
    return new CliError(exit, error.message, error.field, { cause: error });
  }
  if (isRefusal(error) && error.status >= 500)
    return new CliError(EXIT.failed, `The hub failed (${error.status}): ${error.message}`, undefined, { cause: error });
  const said = error instanceof Error ? error.message : `No answer from ${where}.`;
  return new CliError(EXIT.unreachable, said, undefined, { cause: error });
};

/** Finds the hub and gives a client for it; nothing is called until the first `get` or `post`. */
export const openHub = async (options: HubOptions): Promise<Hub> => {
  const place = await findPlace(options);
  // Loaded only here: the SDK takes longer than everything else.
  const { credentialsFor, operatorClient }: typeof import('../adapters/operator') = require('../adapters/operator');
  const client = operatorClient({
    url: place.url,
    region: place.region,
    credentials: credentialsFor(place.profile),
    door: 'cli',
  });
  const asking = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      throw toCliError(error, place.where);
    }
  };
  return {
    get: (path) => asking(client.get(path)),
    post: (path, body) => asking(client.post(path, body)),
    where: place.where,
  };
};
