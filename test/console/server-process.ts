import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
/** Made up, and easy to look for in whatever the server says. */
export const SECRET = 'madeUpSecretThatNobodyMaySee0000000000000';
export const keyOf = (name: string): string => `AKIA${name.toUpperCase()}`.padEnd(20, '0');

export interface RunningConsole {
  readonly url: string;
  readonly token: string;
  readonly child: ChildProcess;
  /** Everything that it printed. */
  readonly said: () => string;
  readonly stop: () => Promise<number | null>;
}

/** A folder with a credentials file for each name and a small page, so that no test waits for a build. */
export const consoleFolder = (names: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-console-'));
  const credentials = join(folder, 'credentials');
  const profile = (name: string): string =>
    `[${name}]\naws_access_key_id = ${keyOf(name)}\naws_secret_access_key = ${SECRET}\n`;
  writeFileSync(credentials, names.map(profile).join('\n'), { mode: 0o600 });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Cordon</title>');
  return { folder, credentials, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** The real server in a process of its own, as `npm start` and `cordon console` start it. */
export const startConsole = async (
  operatorUrl: string,
  { folder, credentials }: { readonly folder: string; readonly credentials: string },
  args: readonly string[] = [],
): Promise<RunningConsole> => {
  const given = ['--url', operatorUrl, '--region', 'eu-west-1', '--json', ...args];
  const web = args.includes('--web') ? [] : ['--web', folder];
  const child = spawn(process.execPath, ['bin/run.mjs', 'console/serve.ts', ...given, ...web], {
    cwd: ROOT,
    // Nothing of the machine's own AWS set-up may answer for a made-up profile.
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  const over = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const line = await new Promise<string>((ready, failed) => {
    child.stderr.on('data', (data) => (said += data));
    child.stdout.on('data', (data) => {
      said += data;
      if (said.includes('\n')) ready(said);
    });
    child.once('exit', () => failed(new Error(`the console ended: ${said}`)));
  });
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return over;
  };
  return { url, token, child, said: () => said, stop };
};
