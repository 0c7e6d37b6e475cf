import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT } from '../../local/python';

const suite = (name: string, statuses: readonly string[], status = 'passed') => ({
  name: join(PROJECT, name),
  status,
  startTime: 0,
  endTime: 1500,
  assertionResults: statuses.map((one) => ({ status: one })),
});

const RESULTS = {
  root: PROJECT,
  probes: {
    passed: 3,
    failed: 0,
    seconds: 9,
    rows: [
      { id: 'G1', title: 'this is shown', state: 'works', ok: true },
      { id: 'G2', title: 'this is hidden', state: 'gap', ok: true, instead: 'a fake' },
      { id: 'N1', title: 'this nobody shows', state: 'never', ok: true, instead: 'a look' },
      { id: 'G3', title: 'this was hidden', state: 'closed', ok: true, instead: 'a fake' },
    ],
  },
  checks: [
    { name: 'types', ok: true, seconds: 4 },
    { name: 'format', ok: false, seconds: 1 },
  ],
  projects: [
    {
      name: 'unit',
      passed: 2,
      failed: 2,
      skipped: 1,
      seconds: 2,
      suites: [
        suite('test/cdk/a.test.ts', ['passed', 'passed', 'failed', 'pending']),
        suite('test/cli/b.test.ts', [], 'failed'),
      ],
    },
  ],
};

/** The report is an ES module, as everything below bin is. */
const report = (results: object): { table: string; gaps: string; closing: { failed: number; text: string } } => {
  const script = `import('${join(PROJECT, 'bin/test-report.mjs')}').then((r) => { const x = ${JSON.stringify(results)};
    console.log(JSON.stringify({ table: r.coverageTable(x), gaps: r.gapTable(x.probes.rows), closing: r.closingLine(x) })); });`;
  return JSON.parse(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout);
};

describe('the end of npm test', () => {
  it('counts probes, checks and tests in one plain last line', () => {
    const { closing } = report(RESULTS);
    expect(closing).toEqual({ failed: 3, text: '6 passed, 3 failed, 1 skipped' });
  });

  it('leaves skipped out of the line when nothing was', () => {
    const projects = [{ ...RESULTS.projects[0], failed: 0, skipped: 0 }];
    expect(report({ ...RESULTS, projects, checks: [] }).closing).toEqual({ failed: 0, text: '5 passed, 0 failed' });
  });

  it('has a line per room, and counts a file that did not even load as failed', () => {
    const { table } = report(RESULTS);
    expect(table).toMatch(/unit: in process/);
    expect(table).toMatch(/test\/cdk +2 +1 +1 +1\.5 s/);
    expect(table).toMatch(/test\/cli +0 +1 +0/);
    expect(table).toMatch(/format +0 +1 +0/);
  });

  it('names each gap with what stands in for it, and each gap that closed', () => {
    const { gaps } = report(RESULTS);
    expect(gaps).toContain('this is hidden');
    expect(gaps).toContain('instead: a fake');
    expect(gaps).toContain('this nobody shows');
    expect(gaps).toContain('closed: this was hidden');
    expect(gaps).not.toContain('this is shown');
  });
});
