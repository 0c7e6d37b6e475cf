// Serves the operator's page on loopback and signs its calls to the operator API with the operator's own credentials:
//   node bin/run.mjs console/serve.ts --url https://… --region eu-west-1 --profile work
import { serve } from '@hono/node-server';
import { consoleApp } from './server/app';
import { readAssets } from './server/assets';
import { builtPage } from './server/built-page';
import { untilTheEnd } from './server/lifetime';
import { type ConsoleOptions, consoleOptions, OptionsError } from './server/options';
import { CODE_SECONDS, makeSessions, newSecret } from './server/sessions';

const PATIENCE_MS = 3000;

const start = async (options: ConsoleOptions): Promise<void> => {
  const sessions = makeSessions(Date.now);
  const token = newSecret();
  const assets = readAssets(options.web ?? (await builtPage()));
  let host = '';
  const app = consoleApp({ options, assets, sessions, token, host: () => host });
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port }, ({ port }) => {
    host = `127.0.0.1:${port}`;
    const url = `http://${host}`;
    if (options.json) console.log(JSON.stringify({ url, token }));
    else console.log(forPerson(url, sessions.newCode(CODE_SECONDS.person)));
  });
  server.once('error', (error) => fail(error));
  untilTheEnd(options.json, () => {
    // A request that hangs does not keep us.
    setTimeout(() => process.exit(0), PATIENCE_MS).unref();
    server.close(() => process.exit(0));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
};

const forPerson = (url: string, code: string): string =>
  `Cordon’s console: ${url}/#start=${code}\nThe address works once, within ${CODE_SECONDS.person / 60} minutes, in a browser on this machine. Ctrl+C ends the console.`;

const fail = (error: unknown): void => {
  const busy = typeof error === 'object' && error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(busy ? 'That port is in use. Leave --port out to get a free one.' : wordsOf(error));
  process.exit(error instanceof OptionsError ? 2 : 1);
};
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : 'The console does not start.');

const main = async (): Promise<void> => {
  try {
    await start(consoleOptions(process.argv.slice(2)));
  } catch (error) {
    fail(error);
  }
};

void main();
