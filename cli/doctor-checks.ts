import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** `warn` hinders something that is not needed to run Cordon here. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'missing';
  readonly found: string;
  /** What to do; only when it is not ok. */
  readonly cure?: string;
}

const ROOT = join(__dirname, '..');
const ok = (name: string, found: string): Check => ({ name, status: 'ok', found });
const bad = (name: string, found: string, cure: string): Check => ({ name, status: 'missing', found, cure });
const warn = (name: string, found: string, cure: string): Check => ({ name, status: 'warn', found, cure });

const atLeast = (version: string, needed: readonly [number, number]): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
};

const onPath = (names: readonly string[]): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

const node = (): Check => {
  const version = process.versions.node;
  return atLeast(version, [20, 19])
    ? ok('Node', version)
    : bad('Node', version, 'Install Node 20.19 or newer from https://nodejs.org');
};

const packages = (): Check =>
  existsSync(join(ROOT, 'node_modules/.package-lock.json'))
    ? ok('npm packages', 'installed')
    : bad('npm packages', 'not installed', 'Run npm start once, or npm ci');

const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

const python = (): Check => {
  for (const program of PYTHONS) {
    if (!onPath([program])) continue;
    const answer = spawnSync(program, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'], {
      encoding: 'utf8',
    });
    const version = answer.stdout?.trim() ?? '';
    if (answer.status === 0 && atLeast(version, [3, 10])) return ok('Python', `${version} (${program})`);
  }
  return bad('Python', 'none of 3.10 or newer on the PATH', 'Install Python 3.10 or newer: https://www.python.org');
};

const emulators = (): Check =>
  existsSync(join(ROOT, '.cordon/python/made-from'))
    ? ok('Emulators', 'installed in .cordon/python')
    : warn('Emulators', 'not installed yet', 'npm start installs them');

const loopback = (): Promise<Check> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', (error) =>
      done(bad('Loopback', error.message, 'Let programs listen on 127.0.0.1: a firewall or sandbox forbids it')),
    );
    server.listen(0, '127.0.0.1', () => server.close(() => done(ok('Loopback', 'a free port on 127.0.0.1'))));
  });

const NEEDED_MB = 500;
const disk = (): Check => {
  const { bavail, bsize } = statfsSync(ROOT);
  const free = Math.floor((bavail * bsize) / 1_000_000);
  return free >= NEEDED_MB
    ? ok('Disk', `${(free / 1000).toFixed(1)} GB free`)
    : bad('Disk', `${free} MB free`, `Free ${NEEDED_MB} MB: packages, emulators and their data need them`);
};

const writable = (): Check => {
  try {
    accessSync(ROOT, constants.W_OK);
    return ok('Folder', 'may be written');
  } catch {
    return bad(
      'Folder',
      'may not be written',
      `Give yourself the right to write into ${ROOT}: what runs here is kept in .cordon`,
    );
  }
};

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const browser = (): Check => {
  const found = process.env['CHROME_PATH'] ?? onPath(BROWSERS);
  if (found && existsSync(found)) return ok('Browser', found);
  const cure =
    'Any browser shows the pages; the tests of the pages need Chromium or Chrome: sudo apt-get install chromium fonts-noto-color-emoji, or set CHROME_PATH';
  return warn('Browser', 'no Chromium or Chrome on the PATH', cure);
};

const clock = (): Check => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return ok('Cordon', lock.version);
};

/** What this machine itself needs to run Cordon on the emulators and to talk to a hub; AWS is asked nothing. */
export const laptopChecks = async (): Promise<readonly Check[]> => [
  clock(),
  node(),
  packages(),
  python(),
  emulators(),
  writable(),
  disk(),
  await loopback(),
  browser(),
];
