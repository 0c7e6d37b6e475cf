// The words at the end of npm test. Pure: results in, text out.
import { relative } from 'node:path';

const WHERE = {
  probes: 'both emulators, before anything else',
  checks: 'the source, nothing runs',
  unit: 'in process; the table, AWS and Slack are fakes',
  moto: 'against Moto (member accounts)',
  stage: 'MiniStack + Moto + the stand-ins, everything deployed',
  page: 'the same, through a real browser on the page of npm start',
};

const line = (name, passed, failed, skipped, seconds) =>
  `  ${name.padEnd(34)} ${String(passed).padStart(6)} ${String(failed).padStart(7)} ${String(skipped).padStart(8)} ${seconds.toFixed(1).padStart(8)} s`;

const roomOf = (root, suite) => relative(root, suite.name).split('/').slice(0, 2).join('/');

const roomsOf = (root, suites) => {
  const rooms = new Map();
  for (const suite of suites) {
    const room = rooms.get(roomOf(root, suite)) ?? { passed: 0, failed: 0, skipped: 0, seconds: 0 };
    const count = (status) => suite.assertionResults.filter((test) => test.status === status).length;
    room.passed += count('passed');
    room.failed += count('failed') + (suite.assertionResults.length === 0 && suite.status === 'failed' ? 1 : 0);
    room.skipped += count('pending') + count('todo') + count('skipped');
    room.seconds += (suite.endTime - suite.startTime) / 1000;
    rooms.set(roomOf(root, suite), room);
  }
  return [...rooms].sort(([a], [b]) => a.localeCompare(b));
};

const section = (name, lines) => [`${name}: ${WHERE[name]}`, ...lines];

/** One line per kind of test and room: where it ran, how many passed, failed and were skipped. */
export const coverageTable = ({ probes, checks, projects, root }) => {
  const checkLines = checks.map((check) => line(check.name, check.ok ? 1 : 0, check.ok ? 0 : 1, 0, check.seconds));
  const projectLines = projects.flatMap((project) =>
    section(
      project.name,
      roomsOf(root, project.suites).map(([room, sum]) => line(room, sum.passed, sum.failed, sum.skipped, sum.seconds)),
    ),
  );
  return [
    `  ${''.padEnd(34)} passed  failed  skipped`,
    ...section('probes', [line('rows', probes.passed, probes.failed, 0, probes.seconds)]),
    ...section('checks', checkLines),
    ...projectLines,
  ].join('\n');
};

/** One line per gap that is still there. A gap that closed says so: its stand-in can go. */
export const gapTable = (rows) => {
  const open = rows.filter((row) => row.state === 'gap' || row.state === 'never');
  const closed = rows.filter((row) => row.state === 'closed');
  return [
    ...open.map((row) => `  ${row.id.padEnd(5)} ${row.title}\n        instead: ${row.instead}`),
    ...closed.map((row) => `  ${row.id.padEnd(5)} closed: ${row.title}; its real test ran with the probes`),
  ].join('\n');
};

/** The last line of npm test, and how many failed. */
export const closingLine = ({ probes, checks, projects }) => {
  const sum = (pick) => projects.reduce((total, project) => total + pick(project), 0);
  const failedChecks = checks.filter((check) => !check.ok).length;
  const passed = probes.passed + checks.length - failedChecks + sum((project) => project.passed);
  const failed = probes.failed + failedChecks + sum((project) => project.failed);
  const skipped = sum((project) => project.skipped);
  return { failed, text: `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}` };
};
