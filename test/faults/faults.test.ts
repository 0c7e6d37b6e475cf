import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../local/python';
import { allRows, faultsPage, PAGE, testedRows } from './page';

const named = (kind: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}${index + 1}`);

describe('the rows of faults and abuses', () => {
  it('are thirty and thirty', () => {
    expect(Object.keys(allRows)).toEqual([...named('F', 30), ...named('X', 30)]);
  });

  it('stand in docs/faults.md with what they are shown with and where: npm run docs writes it', () => {
    expect(readFileSync(join(PROJECT, PAGE), 'utf8')).toBe(faultsPage());
  });

  it('name gaps that the probes know', () => {
    const probes = ['hub', 'members', 'doors', 'never']
      .map((name) => readFileSync(join(PROJECT, `test/local/probes/${name}.ts`), 'utf8'))
      .join('');
    const gaps = Object.values(allRows).flatMap((row) => row.gaps ?? []);
    expect(gaps.filter((gap) => !probes.includes(`'${gap}'`))).toEqual([]);
  });

  it('are all tested', () => {
    const tested = new Set(testedRows().map(({ id }) => id));
    expect(Object.keys(allRows).filter((id) => !tested.has(id))).toEqual([]);
  });

  it('have tests that belong to one of them', () => {
    const unknown = testedRows().filter(({ id }) => !(id in allRows));
    expect(unknown).toEqual([]);
  });
});

describe('the table of rows at the end of npm test', () => {
  /** The table is an ES module, as everything below bin is. */
  const table = (results: object): string => {
    const script = `import('${join(PROJECT, 'bin/fault-table.mjs')}').then((r) =>
      console.log(r.faultTable(${JSON.stringify(results)})));`;
    return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout;
  };
  const results = (...tests: readonly (readonly [title: string, status: string])[]): object => ({
    rows: { F1: { what: 'it rains' }, F2: { what: 'it snows', gaps: ['G1', 'G2'] } },
    words: { U: 'unit', P: 'fault proxy' },
    projects: [{ suites: [{ assertionResults: tests.map(([title, status]) => ({ title, status })) }] }],
    probes: [
      { id: 'G1', state: 'gap' },
      { id: 'G2', state: 'closed' },
    ],
  });

  it('says of each row what showed it and how it ended', () => {
    const text = table(results(['F1 (U): stays dry', 'passed'], ['F1 (P): stays dry outside', 'passed']));
    expect(text).toMatch(/F1 +it rains\n +2 passed; unit, fault proxy\n/);
  });

  it('names the test that failed', () => {
    const text = table(results(['F1 (U): stays dry', 'passed'], ['F1 (U): stays warm', 'failed']));
    expect(text).toMatch(/1 passed, 1 FAILED; unit\n +FAILED: stays warm/);
  });

  it('says that a row did not run, and why', () => {
    const text = table(results(['F1 (U): stays dry', 'pending']));
    expect(text).toMatch(/F1 .*\n +1 not run: skipped on this machine; unit\n/);
    expect(text).toMatch(/F2 .*\n +not run: none of its tests was part of this run\n/);
  });

  it('names the gaps of the emulators that hide a part, and not those that closed', () => {
    expect(table(results())).toMatch(/F2 .*\n.*\n +not run on the emulators, which hide it: G1 \(above\)\n/);
  });

  it('takes a gap that nobody probes for one that is still there', () => {
    expect(table({ ...results(), probes: [] })).toContain('which hide it: G1, G2 (above)');
  });

  it('takes no other test for one of a row', () => {
    expect(table(results(['F10 stays dry', 'passed'], ['stays F1 (U): dry', 'passed']))).not.toContain('passed');
  });
});
