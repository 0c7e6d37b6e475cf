import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureNames } from '../../local/findings';

const ROOT = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'cordon-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const fixture = (name: string): string => join(ROOT, 'local', 'findings', `${name}.json`);
const cordon = (args: readonly string[], input = '') => {
  // Not a word of the machine's own stage or accounts: this is the offline answer.
  const run = spawnSync(process.execPath, [join(ROOT, 'bin', 'cordon.mjs'), ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', CORDON_STAGE_FILE: join(folder, 'no-stage.json') },
  });
  return { status: run.status, out: run.stdout, said: run.stdout + run.stderr };
};

test('says playbook, target and why for a finding, and exits with 0', () => {
  const { status, out } = cordon(['plan', fixture('iam-user-compromised-key')]);
  expect(status).toBe(0);
  expect(out).toContain(
    'CredentialAccess:IAMUser/CompromisedCredentials, severity 8.0 High, account 333333333333, eu-west-1',
  );
  expect(out).toContain('→ contain-access-key on AIDAQX3EXAMPLE7REPRT1');
  expect(out).not.toContain('\u001b[');
});

test('names the path that is wrong, and exits with 2', () => {
  const { status, out } = cordon(['plan', fixture('ec2-no-account'), fixture('iam-root')]);
  expect(status).toBe(2);
  expect(out).toContain('refused (malformed) detail.accountId is missing');
  expect(out).toContain('→ review-finding');
});

test('says what would be left out at the door', () => {
  const { status, out } = cordon(['plan', fixture('ec2-sample'), fixture('ec2-sample-api'), fixture('ec2-archived')]);
  expect(status).toBe(0);
  expect(out.match(/left out: GuardDuty marks it as a sample/g)).toHaveLength(2);
  expect(out.match(/left out: it is archived/g)).toHaveLength(1);
});

test('--json is a list with one member per finding', () => {
  const { status, out } = cordon(['plan', '--json', fixture('s3-two-buckets'), fixture('empty-detail')]);
  expect(status).toBe(2);
  expect(JSON.parse(out)).toEqual([
    expect.objectContaining({
      ok: true,
      playbook: 'contain-access-key',
      why: expect.any(String),
      passedOver: expect.any(Array),
    }),
    {
      file: fixture('empty-detail'),
      ok: false,
      refusal: { code: 'malformed', path: 'detail', message: expect.any(String) },
    },
  ]);
});

test('every fixture gets an answer', () => {
  const { out } = cordon(['plan', '--json', ...fixtureNames.map(fixture)]);
  expect(JSON.parse(out)).toHaveLength(fixtureNames.length);
});

test('several findings in one file are answered one by one, and standard input is a file', () => {
  const { out } = cordon(['plan', '--json', '-'], JSON.stringify({ Findings: [{ Id: 'a', Type: 'b' }, 7] }));
  expect(JSON.parse(out).map((answer: { file: string }) => answer.file)).toEqual(['-#1', '-#2']);
});

test.each<readonly [string, readonly string[]]>([
  ['a file that is not there', ['plan', 'nowhere.json']],
  ['a directory', ['plan', '.']],
  ['text that is not JSON', ['plan', file('broken.json', '{"detail": ')]],
  ['an empty file', ['plan', file('empty.json', '')]],
  ['an empty list', ['plan', file('list.json', '[]')]],
  ['binary', ['plan', file('binary.json', '\u0000\u0001\ufffd')]],
  ['no file at all', ['plan']],
  ['an unknown option', ['plan', '--everything', fixture('iam-root')]],
  ['an unknown command', ['contain']],
])('%s exits with 2 and shows no stack', (_, args) => {
  const { status, said } = cordon(args);
  expect(status).toBe(2);
  expect(said.trim()).not.toBe('');
  expect(said).not.toMatch(/^\s+at /m);
});

test('text in a finding moves no cursor', () => {
  const hostile = {
    ...JSON.parse(
      '{"id":"a1b2c3d4","accountId":"222222222222","region":"eu-west-1","severity":5,"type":"X:Y/Z\\u001b[2J","updatedAt":"2026-11-22T03:02:44Z"}',
    ),
    title: 'one\n\u001b[31mtwo\u202e',
  };
  const { status, out } = cordon(['plan', file('hostile.json', JSON.stringify(hostile))]);
  expect(status).toBe(0);
  expect([...out].filter((sign) => sign === '\u001b' || sign === '\u202e')).toEqual([]);
});

test('help is no error', () => {
  const { status, out } = cordon(['plan', '--help']);
  expect(status).toBe(0);
  expect(out).toContain('or with 2 when an input was refused');
});
