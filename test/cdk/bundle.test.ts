import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, bundler } from '../../cdk/bundle';
import { actionsOf, factsOf } from '../../cdk/derive/executors';
import { hubEntries, hubFunctions } from '../../cdk/hub-functions';
import { playbooks } from '../../playbooks/index';
import type { Uses } from '../../playbooks/kit/services';
import { exampleSettings } from './synth';

const folder = mkdtempSync(join(tmpdir(), 'cordon-bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const specs = hubFunctions(playbooks, 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:cordon/slack');
const entries = hubEntries(playbooks);

interface Built {
  readonly file: string;
  readonly text: string;
  /** Files of which something stands in the bundle. */
  readonly holds: readonly string[];
}
const built = new Map<string, Built>();
const bundleOf = (entry: string): Built => {
  const found = built.get(entry);
  if (!found) throw new Error(`${entry} was not bundled`);
  return found;
};

beforeAll(async () => {
  const { metafile } = await build({ ...bundleOptions(entries, folder, playbooks), metafile: true });
  for (const entry of entries) {
    const file = join(folder, entry.replace('/', '-'), 'index.js');
    const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === `${entry}.ts`);
    const holds = Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [path] : [],
    );
    built.set(entry, { file, holds, text: readFileSync(file, 'utf8') });
  }
});

const LOAD = 'process.stdout.write(typeof require(process.argv[1]).handler)';

describe.each(entries)('the bundle of %s', (entry) => {
  it('loads by itself and exports its handler', () => {
    const { file } = bundleOf(entry);
    const answer = execFileSync(process.execPath, ['--no-warnings', '-e', LOAD, file], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(answer).toBe('function');
  });

  it('names no path of the machine that built it', () => {
    expect(bundleOf(entry).text).not.toContain(process.cwd());
  });
});

describe('what a function may write of the record', () => {
  const written = (entry: string): readonly string[] =>
    [...bundleOf(entry).text.matchAll(/kind:"(put|update|delete|check)"/g)].flatMap(([, kind]) => kind ?? []);

  it.each(specs.map((spec) => [spec.suffix, spec] as const))(
    '%s counts up exactly when its rights say so',
    (_, spec) => {
      expect(written(spec.entry).includes('update')).toBe(spec.rights.count === true);
    },
  );

  it.each(specs.map((spec) => [spec.suffix, spec] as const))('%s puts exactly when its rights say so', (_, spec) => {
    const { record, keep, keepToken } = spec.rights;
    expect(written(spec.entry).includes('put')).toBe(Boolean(record || keep || keepToken));
  });

  it.each([
    ['batches', /\bport\.getAll\(/],
    ['due', /\.due\(/],
    ['list', /\.month\(/],
  ] as const)('some may read by %s, and those are exactly the ones whose code does', (right, call) => {
    const may = specs.filter(({ rights }) => rights[right]).map(({ suffix }) => suffix);
    const does = specs.filter(({ entry }) => call.test(bundleOf(entry).text)).map(({ suffix }) => suffix);
    expect(does).toEqual(may);
  });

  it.each(entries)('%s deletes nothing', (entry) => {
    expect(written(entry).filter((kind) => kind === 'delete' || kind === 'check')).toEqual([]);
  });
});

describe('bundler', () => {
  const settings = exampleSettings();

  it('writes the same bytes whatever else is bundled, with the settings beside them', async () => {
    await bundler(folder, settings, ['handlers/pause'], playbooks);
    const made = join(folder, 'bundles/handlers-pause');
    expect(readFileSync(join(made, 'index.js'), 'utf8')).toBe(bundleOf('handlers/pause').text);
    expect(JSON.parse(readFileSync(join(made, 'settings.json'), 'utf8'))).toEqual(settings);
  });

  it('refuses settings that do not fit: a function trusts what lies beside it', async () => {
    const wrong = { ...settings, people: [] };
    await expect(bundler(folder, wrong, ['handlers/pause'], playbooks)).rejects.toThrow('people');
  });

  it('says which file is missing', async () => {
    await expect(bundler(folder, settings, ['handlers/no-such'], playbooks)).rejects.toThrow(
      'There is no handlers/no-such.ts, which the hub stack deploys',
    );
  });
});

it('leaves the parts of Bolt out that a Lambda never reaches', () => {
  const packages =
    bundleOf('slack-app/receive').holds.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]) ?? [];
  expect(packages).toContain('@slack/bolt');
  for (const unused of ['express', 'raw-body', 'iconv-lite', '@slack/oauth', '@slack/socket-mode'])
    expect(packages).not.toContain(unused);
});

/** A function has a right exactly when its code reaches for it: through the adapter that makes the calls. */
const ADAPTERS = {
  drill: 'adapters/events.ts',
  replay: 'adapters/replay.ts',
  slackSecret: 'adapters/slack.ts',
  invoke: 'adapters/functions.ts',
  memberRole: 'adapters/members.ts',
  watch: 'adapters/runs.ts',
} as const;

describe.each(specs)('cordon-$suffix', ({ entry, rights }) => {
  const reached = (path: string): boolean => bundleOf(entry).holds.includes(path);

  it.each(Object.entries(ADAPTERS))('may %s exactly when its code has the adapter', (right, adapter) => {
    expect(right in rights).toBe(reached(adapter));
  });

  it('may read the record exactly when its code has the adapter', () => {
    expect(Boolean(rights.record || rights.look)).toBe(reached('adapters/store.ts'));
  });

  it('may write evidence or chains exactly when its code has the adapter', () => {
    expect(Boolean(rights.evidence || rights.chains)).toBe(reached('adapters/evidence.ts'));
  });

  it('may start runs or answer for them only when its code talks to Step Functions', () => {
    expect(Boolean(rights.start || rights.tell)).toBe(reached('adapters/machines.ts'));
  });
});

describe('the clients for member accounts', () => {
  const clients = [
    ['ec2', '@aws-sdk/client-ec2', 'EC2', 'runInstances'],
    ['iam', '@aws-sdk/client-iam', 'IAM', 'createUser'],
    ['guardduty', '@aws-sdk/client-guardduty', 'GuardDuty', 'createDetector'],
  ] as const;
  const declared = (service: 'ec2' | 'iam' | 'guardduty'): readonly string[] =>
    playbooks
      .flatMap((playbook) => [...factsOf(playbook), ...actionsOf(playbook)])
      .flatMap(({ uses }) => (uses as Uses)[service] ?? []);

  it.each(clients)('hold the calls to %s that playbooks declare, and no other', async (service, path, name, other) => {
    const { plugins = [], mainFields = [] } = bundleOptions([], folder, playbooks);
    const outfile = join(folder, `${service}.js`);
    const stdin = { contents: `export { ${name} } from '${path}';`, resolveDir: process.cwd() };
    const options = { bundle: true, platform: 'node', mainFields, plugins, minify: true, outfile, stdin } as const;
    await build(options);
    const code = `process.stdout.write(Object.getOwnPropertyNames(require(process.argv[1]).${name}.prototype).join())`;
    const names = execFileSync(process.execPath, ['--no-warnings', '-e', code, outfile], { encoding: 'utf8' }).split(
      ',',
    );
    expect(names).toEqual(expect.arrayContaining([...declared(service)]));
    expect(names).not.toContain(other);
  });
});

/**
 * Bytes that a bundle may have. What is loaded is what a cold start costs: raise a number for something that is worth it,
 * never because a package came along unseen.
 */
const MOST_BYTES: Readonly<Record<string, number>> = {
  'handlers/intake': 540_000,
  'handlers/intake-routine': 530_000,
  'handlers/investigate': 750_000,
  'handlers/run-action': 730_000,
  'handlers/await-approval': 290_000,
  'handlers/answer-run': 200_000,
  'handlers/keep-audit': 330_000,
  'handlers/follow-record': 260_000,
  'handlers/sweep': 270_000,
  'handlers/drill': 160_000,
  'handlers/redrive': 170_000,
  'handlers/pause': 280_000,
  'slack-app/receive': 490_000,
  'slack-app/dialog': 390_000,
  'slack-app/post': 410_000,
  'handlers/operator': 490_000,
};

it.each(entries)('keeps the bundle of %s within its budget', (entry) => {
  expect(bundleOf(entry).text.length).toBeLessThanOrEqual(MOST_BYTES[entry] ?? 0);
});
