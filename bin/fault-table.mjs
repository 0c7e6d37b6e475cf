// The table of faults and abuses at the end of npm test. Pure: results in, text out.

const NAMED = /^([FX]\d{1,2}) \(([A-Z]+)\): (.+)$/;

/** Every row test of a run, by the name that test/faults/row.ts gives it. */
const rowTests = (projects) =>
  projects.flatMap(({ suites }) =>
    suites.flatMap(({ assertionResults }) =>
      assertionResults.flatMap(({ title, status }) => {
        const [, id, letters, fact] = NAMED.exec(title ?? '') ?? [];
        return id ? [{ id, letters, fact, status }] : [];
      }),
    ),
  );

const outcome = (tests) => {
  const count = (status) => tests.filter((test) => test.status === status).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const left = tests.length - passed - failed;
  const said = [
    ...(passed > 0 ? [`${passed} passed`] : []),
    ...(failed > 0 ? [`${failed} FAILED`] : []),
    ...(left > 0 ? [`${left} not run: skipped on this machine`] : []),
  ];
  return said.length > 0 ? said.join(', ') : 'not run: none of its tests was part of this run';
};

/** Gaps that are still there, by the ids of the probes. What nobody probes is a gap always. */
const hidden = (gaps, probes) =>
  gaps.filter((id) => {
    const probe = probes.find((one) => one.id === id);
    return !probe || probe.state === 'gap' || probe.state === 'never';
  });

const harnessOf = (tests, words) =>
  [...new Set(tests.flatMap(({ letters }) => [...letters]))].map((letter) => words[letter] ?? letter).join(', ');

/** One line per row: what goes wrong, what showed it, how it ended, and which gap hides a part of it. */
export const faultTable = ({ rows, words, projects, probes }) => {
  const tests = rowTests(projects);
  return Object.entries(rows)
    .flatMap(([id, { what, gaps = [] }]) => {
      const own = tests.filter((test) => test.id === id);
      const open = hidden(gaps, probes);
      return [
        `  ${id.padEnd(4)} ${what}`,
        `       ${outcome(own)}${own.length > 0 ? `; ${harnessOf(own, words)}` : ''}`,
        ...(open.length > 0 ? [`       not run on the emulators, which hide it: ${open.join(', ')} (above)`] : []),
        ...own.filter(({ status }) => status === 'failed').map(({ fact }) => `       FAILED: ${fact}`),
      ];
    })
    .join('\n');
};
