// npm test: probes of the emulators, checks of the source, then every test; ends with what ran where.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faultTable } from './fault-table.mjs';
import { closingLine, coverageTable, gapTable } from './test-report.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const RESULTS = join(ROOT, '.cordon/test');
const CHECKS = ['format', 'imports', 'unused', 'secrets'];
/** Side by side what leaves a processor idle alone: a stage and a browser wait half of their time, the others hardly ever. */
const PROJECTS = [
  ['stage', 'moto'],
  ['page', 'unit'],
];
/** One stage after the other: two at once would wait for each other. */
const SERIAL = ['stage', 'page'];
const children = new Set();
// The SDK tells each process that it will one day want a newer Node; package.json's engines already say what runs.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const run = (program, args, stdio) =>
  new Promise((done) => {
    const child = spawn(program, args, { cwd: ROOT, stdio });
    children.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (said += data));
    child.once('error', (error) => done({ ok: false, said: error.message }));
    child.once('close', (code) => {
      children.delete(child);
      done({ ok: code === 0, said });
    });
  });

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const readResult = (name) => {
  try {
    return readJson(join(RESULTS, `${name}.json`));
  } catch {
    return undefined;
  }
};

const heading = (text) => console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 90 - text.length))}`);
const timed = async (work) => {
  const from = performance.now();
  const result = await work();
  return { ...result, seconds: (performance.now() - from) / 1000 };
};

const runProbes = async () => {
  heading('probes: what the emulators show and hide');
  const out = join(RESULTS, 'probes.json');
  const probe = await timed(() => run(process.execPath, ['bin/run.mjs', 'test/local/probes/main.ts', out], 'inherit'));
  const rows = readResult('probes') ?? [];
  const failed = rows.filter((row) => !row.ok).length;
  return {
    rows,
    seconds: probe.seconds,
    passed: rows.length - failed,
    failed: probe.ok ? failed : Math.max(failed, 1),
  };
};

const runCheck = async (name) => {
  const script = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts[`check:${name}`];
  const path = `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`;
  return { name, ...(await timed(() => run('sh', ['-c', `PATH="$0"; ${script}`, path], ['ignore', 'pipe', 'pipe']))) };
};

const sayCheck = ({ name, ok, said, seconds }) => {
  if (!ok) console.log(said.trimEnd());
  console.log(`  ${ok ? 'passed' : 'FAILED'}  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`);
};

/** `types` is under way already: it takes longest, and one processor is enough for the probes. */
const runChecks = async (types) => {
  heading('checks: types, format, imports, unused code, secrets');
  const results = [];
  for (const name of CHECKS) {
    const result = await runCheck(name);
    sayCheck(result);
    results.push(result);
  }
  const first = await types;
  sayCheck(first);
  return [first, ...results];
};

const runProject = async (name) => {
  heading(`tests: ${name}`);
  const file = join(RESULTS, `${name}.json`);
  const args = ['node_modules/jest/bin/jest.js', '--selectProjects', name, '--json', '--outputFile', file];
  const serial = SERIAL.includes(name) ? ['--runInBand'] : [];
  const result = await timed(() => run(process.execPath, [...args, ...serial], ['ignore', 'ignore', 'inherit']));
  const report = readResult(name);
  const counts = report
    ? {
        passed: report.numPassedTests,
        failed: report.numFailedTests,
        skipped: report.numPendingTests + report.numTodoTests,
      }
    : { passed: 0, failed: 0, skipped: 0 };
  const broken =
    report?.testResults.filter((suite) => suite.assertionResults.length === 0 && suite.status === 'failed').length ?? 1;
  const failed = counts.failed + broken;
  return {
    name,
    ...counts,
    failed: result.ok ? failed : Math.max(failed, 1),
    seconds: result.seconds,
    suites: report?.testResults ?? [],
  };
};

/** Where no browser is installed its tests are skipped: one line says how many, and the cure. */
const sayWhySkipped = async ({ name, skipped }) => {
  if (name !== 'page' || skipped === 0) return;
  const browser = await run(process.execPath, ['bin/run.mjs', 'local/browser.ts'], ['ignore', 'pipe', 'pipe']);
  if (!browser.ok) console.log(`  ${skipped} tests were skipped. ${browser.said.trim()}`);
};

const main = async () => {
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const types = runCheck('types');
  const probes = await runProbes();
  const checks = await runChecks(types);
  const projects = [];
  for (const names of PROJECTS) {
    const ended = await Promise.all(names.map(runProject));
    for (const project of ended) await sayWhySkipped(project);
    projects.push(...ended);
  }
  heading('what the emulators could not show, and what stands in for it');
  console.log(gapTable(probes.rows));
  heading('faults and abuses: what was tried against Cordon, row by row (docs/faults.md)');
  const [rows, words] = ['rows', 'harness'].map((name) => readJson(join(ROOT, `test/faults/${name}.json`)));
  console.log(faultTable({ rows, words, projects, probes: probes.rows }));
  heading('what ran where');
  console.log(coverageTable({ probes, checks, projects, root: ROOT }));
  const closing = closingLine({ probes, checks, projects });
  console.log(`\n${closing.text}`);
  process.exitCode = closing.failed === 0 ? 0 : 1;
};

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
    process.exitCode = 130;
  });
}
await main();
