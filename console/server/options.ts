import { parseArgs } from 'node:util';

/** What the console's server is started with. */
export interface ConsoleOptions {
  /** The operator API: the stack's output `OperatorUrl`. */
  readonly url: string;
  readonly region: string;
  /** AWS profiles that the page may choose from, the first one first; empty means AWS's own default. */
  readonly profiles: readonly string[];
  /** The one origin that may show the page in a frame. */
  readonly embedIn?: string;
  /** Emulators have no AWS console to link to. */
  readonly awsConsole: boolean;
  /** Started by a program: one line of JSON on stdout, and the end of stdin is our end. */
  readonly json: boolean;
  readonly port: number;
  /** The built page; built when it is not given. */
  readonly web?: string;
}

/** What was asked for cannot be done; the message is one sentence for the person who typed it. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

const PROFILE = /^[\w@.+=-]{1,128}$/;

const isHere = ({ hostname }: URL): boolean =>
  hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost');

const address = (name: string, text: string | undefined): URL => {
  const url = text && URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere(url)))) return url;
  throw new OptionsError(`--${name} must be an https address (or http on this machine), not “${text ?? ''}”.`);
};

const portFrom = (text: string): number => {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new OptionsError(`--port must be a number below 65536, not “${text}”.`);
};

const profilesFrom = (names: readonly string[]): readonly string[] => {
  const wrong = names.find((name) => !PROFILE.test(name));
  if (wrong === undefined) return [...new Set(names)];
  throw new OptionsError(`“${wrong}” is not the name of an AWS profile.`);
};

/** Reads the command line. Throws OptionsError. */
export const consoleOptions = (args: readonly string[]): ConsoleOptions => {
  const { values } = read(args);
  const embedIn = values['embed-in'];
  const url = address('url', values.url);
  if (!values.region) throw new OptionsError('--region is missing: the Region of the hub, such as eu-west-1.');
  return {
    url: url.href.replace(/\/$/, ''),
    region: values.region,
    profiles: profilesFrom(values.profile ?? []),
    awsConsole: values['aws-console'] !== 'no',
    json: values.json === true,
    port: portFrom(values.port ?? '0'),
    ...(embedIn === undefined ? {} : { embedIn: address('embed-in', embedIn).origin }),
    ...(values.web === undefined ? {} : { web: values.web }),
  };
};

const read = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        region: { type: 'string' },
        profile: { type: 'string', multiple: true },
        'embed-in': { type: 'string' },
        'aws-console': { type: 'string' },
        json: { type: 'boolean' },
        port: { type: 'string' },
        web: { type: 'string' },
      },
    });
  } catch (error) {
    const said = typeof error === 'object' && error && 'message' in error ? String(error.message) : '';
    throw new OptionsError(said || 'These options cannot be read.');
  }
};
