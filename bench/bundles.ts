import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundleOptions } from '../cdk/bundle';
import { hubEntries } from '../cdk/hub-functions';
import { playbooks } from '../playbooks/index';

// What a cold start loads: each handler as it is deployed, beside the same handler as esbuild bundles it when nobody asks for
// more, and the Slack handler beside a stock Bolt app. All are built here and loaded in turns, each time by a new process.

const PROJECT = join(__dirname, '..');
const ROUNDS = 15;
export const SLACK_ENTRY = 'slack-app/receive';
const STOCK = 'bench/stock-bolt';

/** One load: milliseconds of processor time and on the clock. */
export interface Loaded {
  readonly cpu: number;
  readonly wall: number;
}
export interface Peer {
  readonly bytes: number;
  readonly loads: readonly Loaded[];
}
/** A handler of ours, its peer, and how much of the peer it may take. */
export interface Bundled {
  readonly name: string;
  readonly ours: Peer;
  readonly peer: Peer;
  readonly most: { readonly time: number; readonly bytes?: number };
}

const outOf = (entry: string): string => join(entry.replace('/', '-'), 'index');

/** `esbuild --bundle --platform=node` with the target of the runtime: what CDK's NodejsFunction asks for by itself. */
const plain = (entries: readonly string[], outdir: string): BuildOptions => ({
  absWorkingDir: PROJECT,
  entryPoints: entries.map((entry) => ({ in: `${entry}.ts`, out: outOf(entry) })),
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node22',
  logLevel: 'silent',
});

const LOAD = `const cpu = process.cpuUsage(), from = performance.now();
require(process.argv[1]);
const wall = performance.now() - from, { user, system } = process.cpuUsage(cpu);
require('node:fs').writeSync(1, JSON.stringify({ wall, cpu: (user + system) / 1000 }));
process.exit(0);`;

/** As little of this machine as possible: what a function finds in its environment, made up. */
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not-a-key',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

const load = (file: string): Loaded => {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', LOAD, file], { encoding: 'utf8', env: ENVIRONMENT });
  if (!stdout) throw new Error(`${file} does not load:\n${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as Loaded;
};

/** The first load of each warms the file cache and does not count. */
const inTurns = (ours: string, peer: string): readonly [readonly Loaded[], readonly Loaded[]] => {
  const loads: [Loaded[], Loaded[]] = [[], []];
  load(ours);
  load(peer);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const))
      loads[at].push(load(at === 0 ? ours : peer));
  }
  return loads;
};

/** Where an entry's bundle stands in a folder of bundles. */
export const fileOf = (folder: string, entry: string): string => join(folder, `${outOf(entry)}.js`);
const bytesOf = (file: string): number => statSync(file).size;

/** Inside the project, so that what is not bundled is found in its node_modules. */
export const workFolder = (): string => {
  const parent = join(PROJECT, '.cordon');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'bench-bundles-'));
};

const MOST = { handler: { time: 0.55 }, slack: { time: 0.35, bytes: 0.25 } } as const;

const buildAll = async (folder: string) => {
  const entries = hubEntries(playbooks);
  const [ours, naive, installed] = ['ours', 'naive', 'installed'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await build(bundleOptions(entries, ours, playbooks));
  await build(plain([...entries, STOCK], naive));
  // Bolt's guide puts an app on Lambda with its node_modules, unbundled.
  await build({ ...plain([STOCK], installed), packages: 'external' });
  return { entries, ours, naive, installed };
};

/** Builds and loads everything. `said` hears of each handler when it is done. */
export const measureBundles = async (said: (line: string) => void): Promise<readonly Bundled[]> => {
  const folder = workFolder();
  try {
    const { entries, ours, naive, installed } = await buildAll(folder);
    const compare = (
      name: string,
      entry: string,
      files: { peer: string; weighed: string },
      most: Bundled['most'],
    ): Bundled => {
      const own = fileOf(ours, entry);
      const [loads, others] = inTurns(own, files.peer);
      said(`loaded ${name}`);
      const peer = { bytes: bytesOf(files.weighed), loads: others };
      return { name, ours: { bytes: bytesOf(own), loads }, peer, most };
    };
    const handlers = entries.map((entry) => {
      const peer = fileOf(naive, entry);
      return compare(entry, entry, { peer, weighed: peer }, MOST.handler);
    });
    // Time against the app as it is deployed; bytes against its bundle, which is far less than its node_modules.
    const stock = { peer: fileOf(installed, STOCK), weighed: fileOf(naive, STOCK) };
    return [...handlers, compare(`${SLACK_ENTRY} ÷ stock Bolt`, SLACK_ENTRY, stock, MOST.slack)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
