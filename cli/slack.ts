import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { CliError, EXIT } from './exit';
import { type SocketOptions, socketEnvironment } from './slack-environment';
import { type ManifestOptions, manifestFor } from './slack-manifest';

const ROOT = join(__dirname, '..');

const printManifest = (options: ManifestOptions): void => {
  const text = readFileSync(join(ROOT, 'slack-app', 'manifest.json'), 'utf8');
  console.log(JSON.stringify(manifestFor(JSON.parse(text), options), null, 2));
};

const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal ? EXIT.done : EXIT.failed))));

/** Runs until it is stopped. The child is a program of its own: what it loads, this command need not. */
const runSocket = async (options: SocketOptions): Promise<void> => {
  if (!process.env['CORDON_SLACK_APP_TOKEN'])
    throw new CliError(
      EXIT.input,
      'is not set. Make an app-level token with the scope connections:write (docs/slack.md) and put it into this variable',
      'CORDON_SLACK_APP_TOKEN',
    );
  const { env, where } = await socketEnvironment(options);
  console.error(`Connecting to Slack, with the record of ${where}. Ctrl-C ends it.`);
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'run.mjs'), join(ROOT, 'slack-app', 'socket.ts')], {
    stdio: 'inherit',
    env,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await ended(child);
};

const manifestCommand = (): Command =>
  new Command('manifest')
    .description('Prints the manifest that makes the Slack app, for “Create New App → From a manifest”.')
    .option('--url <address>', 'address that the hub’s deployment printed as SlackUrl')
    .option('--socket', 'for Socket Mode: no address is needed')
    .option('--private', 'the channels are private ones')
    .addHelpText(
      'after',
      '\nExamples:\n  cordon slack manifest --url https://a1b2c3d4.execute-api.eu-west-1.amazonaws.com/slack\n  cordon slack manifest --socket --private',
    )
    .action((options: ManifestOptions) => printManifest(options));

/** `cordon slack`: the app's manifest, and Slack from a laptop. */
export const slackCommand = (): Command =>
  new Command('slack')
    .description('Makes the Slack app’s manifest, or answers Slack from this machine over Socket Mode.')
    // Behind `manifest`, --socket means the manifest's.
    .enablePositionalOptions()
    .option('--socket', 'answer clicks, /cordon and App Home here, over a connection to Slack')
    .option('--config <file>', 'the hub’s configuration', 'cordon.config.ts')
    .option('--table <name>', 'the hub’s table, which its deployment printed as TableName (or CORDON_TABLE)')
    .option('--profile <name>', 'AWS profile that may use the table, the secret and the functions')
    .addHelpText(
      'after',
      '\nThe app-level token is read from CORDON_SLACK_APP_TOKEN, the bot token from CORDON_SLACK_BOT_TOKEN or the hub’s secret.\nWith a running npm start and no --table, the record is that of the stage.\n\nExamples:\n  cordon slack --socket\n  cordon slack --socket --table CordonHub-RecordTable0A1B --profile security',
    )
    .addCommand(manifestCommand())
    .action(async (options: SocketOptions & { readonly socket?: boolean }) => {
      if (!options.socket)
        throw new CliError(EXIT.input, 'Say which: cordon slack manifest, or cordon slack --socket.');
      await runSocket(options);
    });
