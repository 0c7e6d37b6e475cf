import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../../local/python';

// The script runs in a project of its own, with stand-ins for npm, python3 and uv that note down how they were called.

let root = '';
const at = (...parts: string[]): string => join(root, ...parts);
const calls = (): string[] => (existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : []);

const tool = (name: string, script: string): void => {
  writeFileSync(at('tools', name), `#!/bin/sh\necho "${name} $*" >> "${at('calls')}"\n${script}\n`);
  chmodSync(at('tools', name), 0o755);
};
const answersAs = (version: string, ensurepip: boolean): string =>
  `case "$1" in -c) echo "${version} ${ensurepip ? 'True' : 'False'} True";; *) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && cp "${at('tools')}/fake-uv" "$3/bin/uv";; esac`;

const LOCK = {
  packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } },
};
const lock = (packages: object): void => writeFileSync(at('package-lock.json'), JSON.stringify({ packages }));

const setUp = () => {
  const env = { PATH: at('tools'), HOME: root };
  const ran = spawnSync(process.execPath, [at('bin/setup.mjs')], { env, encoding: 'utf8' });
  return { code: ran.status, err: ran.stderr };
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'setup-'));
  for (const folder of ['bin', 'local', 'tools']) mkdirSync(at(folder));
  copyFileSync(join(PROJECT, 'bin/setup.mjs'), at('bin/setup.mjs'));
  writeFileSync(at('local/python-requirements.txt'), 'moto==1 --hash=sha256:0\n');
  writeFileSync(at('local/python-uv.txt'), 'uv==1 --hash=sha256:0\n');
  lock(LOCK.packages);
  const installs = `mkdir -p "${at('node_modules')}" && sed 's/,"node_modules.b".*}}}/}}/' "${at('package-lock.json')}" > "${at('node_modules/.package-lock.json')}"`;
  // The PATH holds the stand-ins and nothing of this machine beyond what their scripts call.
  for (const name of ['mkdir', 'cp', 'sed', 'touch'])
    symlinkSync(spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim(), at('tools', name));
  tool('npm', installs);
  tool('python3', answersAs('3.11.7', true));
  tool('fake-uv', 'exit 0');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the set-up of a fresh clone', () => {
  it('says one line per step, each with its time', () => {
    const { code, err } = setUp();
    expect(code).toBe(0);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^ {2}Node +\d+\.\d+\.\d+ +\d+\.\d\d s$/),
      expect.stringMatching(/^ {2}npm packages +installed +\d+\.\d\d s$/),
      expect.stringMatching(/^ {2}Python +made with Python 3\.11\.7 +\d+\.\d\d s$/),
    ]);
  });

  it('installs packages from the lock, and the emulators from their hashes with the uv that pip fetched', () => {
    setUp();
    expect(calls().some((call) => call.startsWith('npm ci'))).toBe(true);
    expect(calls().find((call) => call.includes('-m pip'))).toMatch(/--require-hashes -r .*python-uv\.txt/);
    expect(calls().find((call) => call.startsWith('fake-uv pip'))).toMatch(
      /--require-hashes -r .*python-requirements\.txt/,
    );
  });

  it('uses the uv on the PATH when there is one, and then needs no venv module', () => {
    tool('python3', answersAs('3.11.7', false));
    tool('uv', `[ "$1" = venv ] && mkdir -p "$5/bin" && touch "$5/bin/python"; exit 0`);
    expect(setUp().code).toBe(0);
    expect(
      calls()
        .filter((call) => call.startsWith('uv '))
        .map((call) => call.split(' ')[1]),
    ).toEqual(['venv', 'pip']);
  });

  it('skips on the second run what is done', () => {
    setUp();
    const before = calls().length;
    const { code, err } = setUp();
    expect(code).toBe(0);
    expect(err.match(/already there/g)).toHaveLength(2);
    expect(calls()).toHaveLength(before);
  });

  it('installs again when the lock changes, though not for an optional package of another platform', () => {
    setUp();
    lock({ ...LOCK.packages, 'node_modules/c': { version: '1.0.0', optional: true } });
    expect(setUp().err).toMatch(/npm packages +already there/);
    lock({ ...LOCK.packages, 'node_modules/a': { version: '1.0.1' } });
    expect(setUp().err).toMatch(/npm packages +installed/);
  });

  it('makes the private Python anew when its list changes', () => {
    setUp();
    appendFileSync(at('local/python-requirements.txt'), 'other==1 --hash=sha256:1\n');
    expect(setUp().err).toMatch(/Python +made with/);
  });
});

describe('a machine that lacks something', () => {
  it('is told the exact cure when Debian left venv out of its Python', () => {
    tool('python3', answersAs('3.11.7', false));
    const { code, err } = setUp();
    expect(code).toBe(1);
    expect(err.trim().split('\n').at(-1)).toBe(
      'Set-up stopped: Python 3.11.7 cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv',
    );
  });

  it('is told which Python it has and which it needs', () => {
    tool('python3', answersAs('3.9.2', true));
    const { code, err } = setUp();
    expect(code).toBe(1);
    expect(err).toContain('need Python 3.10 or newer on the PATH; found only Python 3.9.2');
  });

  it('takes a newer Python beside an old one', () => {
    tool('python3', answersAs('3.9.2', true));
    tool('python3.12', answersAs('3.12.1', true));
    expect(setUp().err).toMatch(/made with Python 3\.12\.1/);
  });

  it('sees what npm said when npm fails, and one line that names it', () => {
    tool('npm', 'echo "the registry is away" >&2; exit 7');
    const { code, err } = setUp();
    expect(code).toBe(1);
    expect(err).toContain('the registry is away');
    expect(err.trim().split('\n').at(-1)).toBe('Set-up stopped: npm ci failed (exit code 7); its words stand above.');
  });

  it('does not take a half-made environment for a whole one', () => {
    tool('fake-uv', 'exit 1');
    expect(setUp().code).toBe(1);
    tool('fake-uv', 'exit 0');
    expect(setUp().err).toMatch(/Python +made with/);
  });
});

describe('the lists of Python packages', () => {
  it.each(['python-requirements.txt', 'python-uv.txt'])(
    '%s pins every package by version and hash, and names no index',
    (file) => {
      const text = readFileSync(join(PROJECT, 'local', file), 'utf8');
      const pins = text.split(/\n(?=\S)/).filter((pin) => !pin.startsWith('#') && pin.trim() !== '');
      for (const pin of pins) expect(pin).toMatch(/^[\w.-]+(\[[\w,]+\])?==[\w.]+.*\\\n +--hash=sha256:[0-9a-f]{64}/);
      expect(text).not.toMatch(/https?:|--index|--find-links|--extra/);
    },
  );
});

describe('the lock of npm packages', () => {
  interface Locked {
    readonly version?: string;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const { packages } = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, Locked>>;
  };

  it('has an entry for every platform of a package with binaries, without which npm ci refuses it', () => {
    const named = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => [`${path}/node_modules/${name}`, `node_modules/${name}`]),
    );
    expect(named.filter((places) => !places.some((place) => packages[place]?.version))).toEqual([]);
  });

  it('names no registry', () => {
    expect(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http');
  });
});
