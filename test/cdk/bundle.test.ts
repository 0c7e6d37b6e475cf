import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleOptions, bundler } from '../../cdk/bundle';
import { hubEntries, hubFunctions } from '../../cdk/hub-functions';
import { playbooks } from '../../playbooks/index';
import { exampleSettings } from './synth';

const folder = mkdtempSync(join(tmpdir(), 'cordon-bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const specs = hubFunctions(playbooks, 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:cordon/slack');
const entries = hubEntries(playbooks);
const { metafile } = buildSync({ ...bundleOptions(entries, folder), metafile: true });

interface Built {
  readonly entry: string;
  readonly file: string;
  readonly text: string;
  /** Files of which something stands in the bundle. */
  readonly holds: readonly string[];
}
const built: readonly Built[] = entries.map((entry) => {
  const file = join(folder, entry.replace('/', '-'), 'index.js');
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === `${entry}.ts`);
  const holds = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [path] : [],
  );
  return { entry, file, holds, text: readFileSync(file, 'utf8') };
});

const LOAD = 'process.stdout.write(typeof require(process.argv[1]).handler)';

describe.each(built)('the bundle of $entry', ({ file, text }) => {
  it('loads by itself and exports its handler', () => {
    const answer = execFileSync(process.execPath, ['--no-warnings', '-e', LOAD, file], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(answer).toBe('function');
  });

  it('names no path of the machine that built it', () => {
    expect(text).not.toContain(process.cwd());
  });
});

describe('bundler', () => {
  const settings = exampleSettings();

  it('writes the same bytes whatever else is bundled, with the settings beside them', () => {
    bundler(folder, settings, ['handlers/pause']);
    const made = join(folder, 'bundles/handlers-pause');
    expect(readFileSync(join(made, 'index.js'), 'utf8')).toBe(
      built.find(({ entry }) => entry === 'handlers/pause')?.text,
    );
    expect(JSON.parse(readFileSync(join(made, 'settings.json'), 'utf8'))).toEqual(settings);
  });

  it('says which file is missing', () => {
    expect(() => bundler(folder, settings, ['handlers/no-such'])).toThrow(
      'There is no handlers/no-such.ts, which the hub stack deploys',
    );
  });
});

it('leaves the parts of Bolt out that a Lambda never reaches', () => {
  const receive = built.find(({ entry }) => entry === 'slack-app/receive');
  const packages = receive?.holds.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]) ?? [];
  expect(packages).toContain('@slack/bolt');
  for (const unused of ['express', 'raw-body', 'iconv-lite', '@slack/oauth', '@slack/socket-mode'])
    expect(packages).not.toContain(unused);
});

/** A function has a right exactly when its code reaches for it: through the adapter that makes the calls. */
const ADAPTERS = {
  record: 'adapters/store.ts',
  drill: 'adapters/events.ts',
  replay: 'adapters/replay.ts',
  slackSecret: 'adapters/slack.ts',
  invoke: 'adapters/functions.ts',
  memberRole: 'adapters/members.ts',
  watch: 'adapters/runs.ts',
} as const;

describe.each(specs)('cordon-$suffix', ({ entry, rights }) => {
  const reached = built.find((one) => one.entry === entry)?.holds ?? [];

  it.each(Object.entries(ADAPTERS))('may %s exactly when its code has the adapter', (right, adapter) => {
    expect(right in rights).toBe(reached.includes(adapter));
  });

  it('may write evidence or chains exactly when its code has the adapter', () => {
    expect(Boolean(rights.evidence || rights.chains)).toBe(reached.includes('adapters/evidence.ts'));
  });

  it('may start runs or answer for them only when its code talks to Step Functions', () => {
    expect(Boolean(rights.start || rights.tell)).toBe(reached.includes('adapters/machines.ts'));
  });
});
