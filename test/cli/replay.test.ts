import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliPage } from '../../cli/reference';
import { compare } from '../../cli/replay-compare';
import { loadFixture } from '../../local/findings';
import { targetKey } from '../../playbooks/kit/target-key';
import { hubForTests, type } from './fake-hub';

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cordon-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));
const keep = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
};
const finding = keep('finding.json', loadFixture('iam-user-compromised-key'));
interface Shown {
  readonly from: string;
  readonly before?: { readonly playbook: string; readonly target: string };
  readonly now: { readonly playbook: string };
  readonly differences: readonly { readonly what: string }[];
}

describe('cordon replay of files', () => {
  it('says what the current playbooks decide when there is nothing to compare with', async () => {
    const { code, out } = await type('replay', finding);
    expect(code).toBe(0);
    expect(out).toContain('→ contain-access-key');
    expect(out).toContain('1 finding; nothing to compare with.');
  });

  it('finds no difference from what the same playbooks decided', async () => {
    const before = join(folder, 'before.json');
    writeFileSync(before, (await type('replay', '--json', finding)).out);
    const { code, out } = await type('replay', finding, '--against', before);
    expect(code).toBe(0);
    expect(out).toContain('1 compared, 0 would be decided differently.');
  });

  it('names each thing that would be decided differently, and ends with 5', async () => {
    const [saved] = JSON.parse((await type('replay', '--json', finding)).out) as [{ now: object }];
    const before = keep('older.json', [{ ...saved, now: { ...saved.now, playbook: 'review-finding', version: 0 } }]);
    const { code, out } = await type('replay', finding, '--against', before);
    expect(code).toBe(5);
    expect(out).toContain('≠ playbook: review-finding → contain-access-key');
    expect(out).toContain('≠ version: 0 → ');
  });

  it.each([
    ['a file that is no finding', [keep('list.json', {})]],
    ['a saved file that is none', [finding, '--against', keep('nothing.json', { a: 1 })]],
  ])('refuses %s', async (_, args) => {
    const { code, said } = await type('replay', ...args);
    expect(code).toBe(2);
    expect(said).toMatch(/json/);
  });
});

describe('cordon replay of what the hub has stored', () => {
  const hub = hubForTests();

  it('compares every stored finding with its incident, and opens nothing', async () => {
    const { out } = await type('replay', '--json');
    const shown = JSON.parse(out) as readonly Shown[];
    expect(shown).toHaveLength(hub.incidents.flatMap(({ findings }) => findings).length);
    for (const one of shown) {
      const incident = hub.incidents.find(({ incidentId }) => incidentId === one.from);
      expect(one.before).toMatchObject({
        playbook: incident?.playbook,
        target: incident && targetKey(incident.target),
      });
    }
    expect(hub.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('--plans asks the hub for previews alone, and tells a step that would be left out', async () => {
    const plan = hub.incidents.find((view) => view.plan && view.findings.length > 0)?.plan;
    const steps = plan?.steps.map(({ id, action, title, essential }) => ({
      ...{ id, action, title, essential },
      kind: 'skip',
      because: 'it is off',
    }));
    hub.script = ({ path }) =>
      path === '/previews' ? { body: { kind: 'plan', plan: { ...plan, steps } } } : undefined;
    const { code, out } = await type('replay', '--plans', '--json');
    const shown = JSON.parse(out) as readonly Shown[];
    expect(code).toBe(5);
    expect(shown.some(({ differences }) => differences.some(({ what }) => what.startsWith('step ')))).toBe(true);
    expect([...new Set(hub.asked.filter(({ method }) => method === 'POST').map(({ path }) => path))]).toEqual([
      '/previews',
    ]);
  });
});

test('what one decision does not know is no difference', () => {
  const bare = { playbook: 'a', version: 1, target: 't' };
  expect(compare({ ...bare, risk: 'disruptive', steps: { one: 'do' } }, bare)).toEqual([]);
  expect(compare({ ...bare, steps: { one: 'do' } }, { ...bare, steps: { two: 'do' } })).toHaveLength(2);
});

describe('cordon doctor', () => {
  it('names each need with what was found, and a cure where one is missing', async () => {
    const { out } = await type('doctor', '--json');
    const checks = JSON.parse(out) as readonly { name: string; status: string; cure?: string }[];
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['Node', 'Python', 'Loopback', 'Browser']));
    for (const { status, cure } of checks) expect(cure === undefined).toBe(status === 'ok');
  });

  it('ends with 5 and the cure when Python is missing', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    const { code, out } = await type('doctor');
    process.env['PATH'] = path;
    expect(code).toBe(5);
    expect(out).toContain('→ Install Python 3.10 or newer');
  });
});

test('docs/cli.md is what the commands say of themselves', () => {
  expect(readFileSync(join(ROOT, 'docs/cli.md'), 'utf8')).toBe(cliPage());
});
