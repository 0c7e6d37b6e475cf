import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const MINUTES = 60_000;

interface Block {
  readonly kind: 'ts' | 'diff';
  readonly file: string;
  readonly text: string;
}

/** The fenced blocks of CONTRIBUTING.md that name a file, in order. */
const recipe = (): readonly Block[] =>
  [...readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8').matchAll(/```(ts|diff) file=(\S+)\n([\s\S]*?)```/g)].map(
    (match) => ({
      kind: match[1] === 'diff' ? 'diff' : 'ts',
      file: match[2] ?? '',
      text: match[3] ?? '',
    }),
  );

/** `-old` is replaced by the `+new` after it; a lone `+new` goes to the top. */
const applyLines = (source: string, diff: string): string => {
  const lines = diff.trimEnd().split('\n');
  return lines.reduce((text, line, at) => {
    const before = lines[at - 1];
    if (!line.startsWith('+')) return text;
    if (!before?.startsWith('-')) return `${line.slice(1)}\n${text}`;
    if (!text.includes(before.slice(1)))
      throw new Error(`The recipe replaces a line that is not there: ${before.slice(1)}`);
    return text.replace(before.slice(1), line.slice(1));
  }, source);
};

const copyProject = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'cordon-recipe-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file), { errorOnExist: false });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  symlinkSync(join(ROOT, '.cordon'), join(copy, '.cordon'));
  // What the compiler knows of the project's files already; its paths are seen from where it stands, so links are not followed.
  const known = join(ROOT, '.cordon/types');
  if (existsSync(known)) cpSync(known, join(copy, 'known/types'), { recursive: true });
  return copy;
};

const follow = (copy: string): void => {
  for (const { kind, file, text } of recipe()) {
    const path = join(copy, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, kind === 'ts' ? text : applyLines(readFileSync(path, 'utf8'), text));
  }
};

describe('the recipes for an action and a playbook, followed to the letter', () => {
  let copy = '';
  const run = (file: string, ...args: string[]): string => {
    try {
      return execFileSync(file, args, {
        cwd: copy,
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, CI: 'true' },
      });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${file} ${args.join(' ')} failed:\n${`${stdout}${stderr}`.slice(-3000)}`);
    }
  };
  const jest = (project: string, ...args: string[]): string =>
    run(process.execPath, join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', project, '--json', ...args);
  const passed = (output: string): number => {
    const report = JSON.parse(output.slice(output.indexOf('{'))) as { numPassedTests: number };
    return report.numPassedTests;
  };

  beforeAll(() => {
    copy = copyProject();
    follow(copy);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test('write an action, its scenario and a playbook, and list it', () => {
    expect(recipe().map(({ file }) => file)).toEqual([
      'playbooks/actions/stop-instance.ts',
      'test/registry/scenarios/stop-instance.ts',
      'playbooks/stop-instance.ts',
      'playbooks/index.ts',
    ]);
  });

  test(
    'compile',
    () => {
      const asInCopy = ['--preserve-symlinks', '--preserve-symlinks-main', 'node_modules/typescript/bin/tsc'];
      const known = ['--preserveSymlinks', '--tsBuildInfoFile', 'known/types/node.tsbuildinfo'];
      run(process.execPath, ...asInCopy, '--noEmit', ...known);
    },
    3 * MINUTES,
  );

  test(
    'are held to the contract with Moto by the registry',
    () => {
      expect(passed(jest('moto', 'test/registry', '-t', 'stop-instance'))).toBeGreaterThan(5);
    },
    5 * MINUTES,
  );

  test(
    'get a graph, IAM and a reference page with no other edit',
    () => {
      run(process.execPath, join(ROOT, 'bin/run.mjs'), 'cdk/write-docs.ts');
      const page = readFileSync(join(copy, 'docs/playbooks/stop-instance.md'), 'utf8');
      expect(page).toContain('Stop the instance');
      expect(page).toContain('ec2:StopInstances');
      expect(page).toContain('mermaid');
      expect(readFileSync(join(copy, 'README.md'), 'utf8')).toContain('stop-instance');
      expect(passed(jest('unit', 'test/cdk/machine', 'test/cdk/docs', 'test/cdk/iam'))).toBeGreaterThan(5);
    },
    5 * MINUTES,
  );
});
