import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import * as z from 'zod';
import { CliError, EXIT } from './exit';
import { findPlace, type Place } from './hub';
import { openBrowser } from './open-browser';
import { findStage } from './stage';

interface ConsoleCommandOptions {
  readonly url?: string;
  readonly region?: string;
  readonly profile?: readonly string[];
  readonly port: string;
  readonly open: boolean;
  readonly json?: boolean;
}

const readySchema = z.object({ url: z.string(), token: z.string() });
type Ready = z.infer<typeof readySchema>;
const codeSchema = z.object({ code: z.string() });

const ROOT = join(__dirname, '..');

/** On the stage one may act as anyone of it; elsewhere as the profiles that were named. */
const profilesAt = async (place: Place, given: readonly string[] | undefined): Promise<readonly string[]> => {
  if (given) return given;
  const stage = await findStage();
  if (stage?.operator?.url === place.url) return stage.operator.profiles;
  return place.profile ? [place.profile] : [];
};

const isEmulated = ({ url }: Place): boolean => url.startsWith('http:');

/** The server reads our standard input, so that it ends with us whatever ends us. */
const serve = (place: Place, profiles: readonly string[], port: string): ChildProcess => {
  const args = ['--url', place.url, '--region', place.region, '--port', port, '--json'];
  const each = profiles.flatMap((profile) => ['--profile', profile]);
  const links = isEmulated(place) ? ['--aws-console', 'no'] : [];
  const command = [join(ROOT, 'bin/run.mjs'), join(ROOT, 'console/serve.ts'), ...args, ...each, ...links];
  return spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
};

const untilReady = (server: ChildProcess): Promise<Ready> =>
  new Promise((ready, failed) => {
    // It has said why on stderr.
    server.once('exit', () => failed(new CliError(EXIT.failed, 'The console did not start; the line above says why.')));
    server.once('error', (cause) =>
      failed(new CliError(EXIT.failed, `The console did not start: ${cause.message}`, undefined, { cause })),
    );
    if (server.stdout)
      createInterface({ input: server.stdout }).once('line', (line) => ready(readySchema.parse(JSON.parse(line))));
  });

const addressFrom = async ({ url, token }: Ready): Promise<string> => {
  const answer = await fetch(`${url}/codes`, { method: 'POST', headers: { 'x-cordon-token': token } });
  return `${url}/#start=${codeSchema.parse(await answer.json()).code}`;
};

const tell = (address: string, place: Place): void => {
  console.log(`Cordon's console, for ${place.where}:\n\n  ${address}\n`);
  console.log(
    'The address works once, within a minute, on this machine. Enter gives another one; Ctrl+C ends the console.',
  );
};

const giveMore = (ready: Ready): void => {
  createInterface({ input: process.stdin }).on('line', async () => console.log(`  ${await addressFrom(ready)}`));
};

const run = async ({ profile, port, open, json, ...options }: ConsoleCommandOptions): Promise<void> => {
  const place = await findPlace({ ...options, ...(profile?.[0] === undefined ? {} : { profile: profile[0] }) });
  const server = serve(place, await profilesAt(place, profile), port);
  const over = new Promise<number>((done) => server.once('exit', (code) => done(code ?? 0)));
  // Ctrl+C reaches the server too; we wait for it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
  if (!json) console.error('The console starts…');
  const ready = await untilReady(server);
  const address = await addressFrom(ready);
  if (json) console.log(JSON.stringify({ url: ready.url, address }));
  else tell(address, place);
  if (process.stdin.isTTY && !json) giveMore(ready);
  if (open && process.stdout.isTTY) openBrowser(address);
  process.exitCode = await over;
  process.stdin.pause();
};

const collect = (name: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), name];

export const consoleCommand = (): Command =>
  new Command('console')
    .description('Serves the operator’s page on this machine and signs its calls with your AWS credentials.')
    .option('--url <address>', 'address of the operator API (or CORDON_OPERATOR_URL)')
    .option('--profile <name>', 'AWS profile to sign with; give it several times to switch on the page', collect)
    .option('--region <region>', 'Region of the hub (or AWS_REGION)')
    .option('--port <number>', 'port on 127.0.0.1; a free one by itself', '0')
    .option('--no-open', 'only print the address')
    .option('--json', 'print the address as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  cordon console\n  cordon console --profile work-hub\n  cordon console --profile dana --profile eli --no-open\n\nNothing is hosted: the page is served on loopback, to this browser alone, until Ctrl+C.',
    )
    .action((options: ConsoleCommandOptions) => run(options));
