import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../cdk/bundle';
import { hubEntries } from '../../cdk/hub-functions';
import { PROJECT } from '../../local/python';
import { playbooks } from '../../playbooks/index';
import { rowWithoutRecord } from './row';
import { allTemplates, ofType } from './templates';

const folder = mkdtempSync(join(tmpdir(), 'cordon-supply-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// ── X28 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a secret looks like wherever it stands: tokens of Slack, keys of AWS, private keys, passwords in addresses. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'a token of Slack': /xox[abeprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}/,
  'a signing secret beside its name': /signingSecret"?\s*[:=]\s*"[0-9a-f]{32}"/,
  'a key of AWS': /\b(AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}\b/,
  'a secret key': /aws_?secret_?access_?key["']?\s*[:=]\s*["'][A-Za-z0-9/+]{40}/i,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}/,
  'a hook of Slack': /hooks\.slack\.com\/services\/T/,
};
const found = (text: string): readonly string[] =>
  Object.entries(SECRETS).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

rowWithoutRecord(
  'X28',
  'T',
  'no template, no function’s environment and no bundle holds a secret, and one would be found',
  async () => {
    const made = ['xoxb', '12345678901-AbCdEfGh'].join('-');
    const key = ['AKIA', 'QX3KZ7REPRT1ABCD'].join('');
    expect([found(`{"a":"${made}"}`), found(` ${key} `)]).toEqual([['a token of Slack'], ['a key of AWS']]);
    for (const { id, text } of allTemplates) expect([id, found(text)]).toEqual([id, []]);
    const functions = ofType('AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(15);
    for (const { where, Properties = {} } of functions) {
      const { Variables = {} } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
      const named = Object.keys(Variables).filter((name) => /token|password|signing|private|api_?key/i.test(name));
      expect([where, named, JSON.stringify(Variables).includes('resolve:')]).toEqual([where, [], false]);
    }
    for (const { Properties = {} } of ofType('AWS::SecretsManager::Secret'))
      expect(Properties['SecretString']).toBeUndefined();
    const outdir = join(folder, 'bundles');
    await build(bundleOptions(hubEntries(playbooks), outdir, playbooks));
    const bundles = readdirSync(outdir).map(
      (name) => [name, readFileSync(join(outdir, name, 'index.js'), 'utf8')] as const,
    );
    expect(bundles.length).toBeGreaterThan(5);
    for (const [name, text] of bundles) expect([name, found(text)]).toEqual([name, []]);
  },
);

rowWithoutRecord('X28', 'U', 'a function that cannot start says why, and nothing of what it was started with', () => {
  const secrets = {
    AWS_SECRET_ACCESS_KEY: 'n0t/a/real/secret/access/key/AbCdEfGhIjKl',
    AWS_SESSION_TOKEN: 'FwoGZXIvYXdzE',
    TOKEN: 'AQCtoken',
  };
  const script = `require(${JSON.stringify(join(PROJECT, 'slack-app/receive.ts'))}).handler({ headers: {}, body: '' })`;
  const file = join(folder, 'crash.ts');
  writeFileSync(file, `${script};\n`);
  // No table, no secret's name, no settings: the promise is rejected, and nobody catches it.
  const env = { PATH: process.env['PATH'] ?? '', ...secrets, AWS_ACCESS_KEY_ID: 'x', AWS_REGION: 'eu-west-1' };
  const ran = spawnSync(process.execPath, [join(PROJECT, 'bin/run.mjs'), file], { env, encoding: 'utf8' });
  expect(ran.status).not.toBe(0);
  expect(ran.stderr).toMatch(/settings\.json|is not set/);
  for (const [name, value] of Object.entries(secrets))
    expect([name, `${ran.stdout}${ran.stderr}`.includes(value)]).toEqual([name, false]);
});

// ── X30 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const lock = readJson(join(PROJECT, 'package-lock.json')) as { packages: Readonly<Record<string, Locked>> };

/** Packages below a folder, by their place in a lock. */
const packagesIn = (root: string, place = 'node_modules'): readonly string[] => {
  if (!existsSync(join(root, place))) return [];
  const names = readdirSync(join(root, place)).filter((name) => !name.startsWith('.'));
  const own = names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(root, place, name)).map((one) => `${name}/${one}`) : [name],
  );
  return own.flatMap((name) => [`${place}/${name}`, ...packagesIn(root, `${place}/${name}/node_modules`)]);
};
/** Installed, and not what the lock names there. */
const strangers = (root: string, packages: Readonly<Record<string, Locked>>): readonly string[] =>
  packagesIn(root).filter((place) => {
    const file = join(root, place, 'package.json');
    return !existsSync(file) || readJson(file).version !== packages[place]?.version;
  });

/** Those that would like to run something when they are installed. None may: each works without. */
const WITH_SCRIPTS = ['@parcel/watcher', '@swc/core', 'esbuild', 'fsevents', 'unrs-resolver'];

/** A binary that npm installs on other systems only. What is inside a package is covered by that package's hash. */
const isElsewhere = ({ optional, os, cpu, libc }: Locked): boolean =>
  optional === true &&
  (os?.includes(process.platform) === false ||
    cpu?.includes(process.arch) === false ||
    libc?.includes('musl') === true);

rowWithoutRecord(
  'X30',
  'U',
  'the lock names by its hash every package that is installed here, and each version that people chose',
  () => {
    const { '': root = {}, ...packages } = lock.packages;
    expect(Object.keys(packages).length).toBeGreaterThan(300);
    const unhashed = Object.entries(packages).filter(
      ([, one]) => !/^sha512-.{80,}/.test(one.integrity ?? '') && !one.inBundle && !isElsewhere(one),
    );
    expect(unhashed.map(([place]) => place)).toEqual([]);
    expect(
      Object.values(packages).filter(({ resolved = '', link }) => link || /^(git|http:|file:)/.test(resolved)),
    ).toEqual([]);
    const { dependencies, devDependencies } = readJson(join(PROJECT, 'package.json')) as Locked;
    expect([root.dependencies, root.devDependencies]).toEqual([dependencies, devDependencies]);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
      expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
  },
);

rowWithoutRecord('X30', 'U', 'a package that nobody locked, or another version of one, is noticed', () => {
  expect(strangers(PROJECT, lock.packages)).toEqual([]);
  const root = join(folder, 'tampered');
  const put = (name: string, version: string): void => {
    mkdirSync(join(root, 'node_modules', name), { recursive: true });
    writeFileSync(join(root, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
  };
  put('zod', lock.packages['node_modules/zod']?.version ?? '');
  expect(strangers(root, lock.packages)).toEqual([]);
  put('zod/node_modules/extra', '1.0.0');
  put('@aws-sdk/client-evil', '1.0.0');
  put('hono', '0.0.1');
  expect([...strangers(root, lock.packages)].sort()).toEqual([
    'node_modules/@aws-sdk/client-evil',
    'node_modules/hono',
    'node_modules/zod/node_modules/extra',
  ]);
});

rowWithoutRecord('X30', 'U', 'no install script runs, and a package that has a new one is noticed', () => {
  expect(readFileSync(join(PROJECT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
  const asking = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = asking.map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect([...new Set(names)].filter((name) => !WITH_SCRIPTS.includes(name))).toEqual([]);
});

/** A project with one dependency in a file, locked by a hash: npm itself decides. */
const install = (name: string, integrity: (tarball: Buffer) => string) => {
  const root = join(folder, name);
  const dependency = join(root, 'dependency/package');
  mkdirSync(dependency, { recursive: true });
  const scripts = { postinstall: `node -e "require('fs').writeFileSync('${join(root, 'ran')}','')"` };
  writeFileSync(join(dependency, 'package.json'), JSON.stringify({ name: 'dependency', version: '1.0.0', scripts }));
  spawnSync('tar', ['-czf', join(root, 'dependency.tgz'), '-C', join(root, 'dependency'), 'package']);
  const wanted = { name: 'project', version: '1.0.0', dependencies: { dependency: 'file:dependency.tgz' } };
  const locked = {
    version: '1.0.0',
    resolved: 'file:dependency.tgz',
    integrity: integrity(readFileSync(join(root, 'dependency.tgz'))),
    hasInstallScript: true,
  };
  const packages = { '': wanted, 'node_modules/dependency': locked };
  writeFileSync(join(root, 'package.json'), JSON.stringify(wanted));
  writeFileSync(
    join(root, 'package-lock.json'),
    JSON.stringify({ name: 'project', version: '1.0.0', lockfileVersion: 3, requires: true, packages }),
  );
  copyFileSync(join(PROJECT, '.npmrc'), join(root, '.npmrc'));
  const ran = spawnSync('npm', ['ci', '--offline', '--no-audit', '--no-fund', '--cache', join(root, 'cache')], {
    cwd: root,
    encoding: 'utf8',
  });
  return {
    status: ran.status,
    said: ran.stderr,
    there: existsSync(join(root, 'node_modules/dependency')),
    ran: existsSync(join(root, 'ran')),
  };
};
const sha512 = (bytes: Buffer | string): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

rowWithoutRecord(
  'X30',
  'U',
  'what is not what the lock names is not installed, and what is runs nothing',
  () => {
    expect(install('as-locked', sha512)).toMatchObject({ status: 0, there: true, ran: false });
    const swapped = install('swapped', () => sha512('what was reviewed'));
    expect([swapped.status === 0, swapped.there, swapped.ran]).toEqual([false, false, false]);
    expect(swapped.said).toMatch(/EINTEGRITY/);
  },
  60_000,
);
