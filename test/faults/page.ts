import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../local/python';
import harness from './harness.json';
import type { RowId } from './row';
import rows from './rows.json';

export const PAGE = 'docs/faults.md';

const CALL = /\brow(?:WithoutRecord)?\(\s*'([FX]\d{1,2})',\s*'([A-Z]+)'/g;

interface Tested {
  readonly id: string;
  readonly letters: string;
  readonly file: string;
}

/** Every call of `row` below test/, wherever it stands. */
export const testedRows = (): readonly Tested[] =>
  readdirSync(join(PROJECT, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('test/faults/row.'))
    .sort()
    .flatMap((file) =>
      [...readFileSync(join(PROJECT, file), 'utf8').matchAll(CALL)].map(([, id = '', letters = '']) => ({
        id,
        letters,
        file,
      })),
    );

const words: Readonly<Record<string, string>> = harness;
interface Row {
  readonly what: string;
  readonly must: string;
  readonly gaps?: readonly string[];
}
/** The rows as one type, each with what is hidden from its tests. */
export const allRows: Readonly<Record<RowId, Row>> = rows;

const lineOf = (id: string, row: Row, tests: readonly Tested[]): string => {
  const own = tests.filter((one) => one.id === id);
  const letters = [...new Set(own.flatMap((one) => [...one.letters]))];
  const files = [...new Set(own.map(({ file }) => `\`${file}\``))];
  const gaps = row.gaps ? `; hidden by the emulators: ${row.gaps.join(', ')}` : '';
  const shown = letters.map((letter) => words[letter] ?? letter).join(', ');
  return `| ${id} | ${row.what}. | ${row.must}. | ${shown}${gaps} | ${files.join('<br>')} |`;
};

const tableOf = (kind: 'F' | 'X', heading: string): string => {
  const tests = testedRows();
  const own = Object.entries<Row>(allRows).filter(([id]) => id.startsWith(kind));
  return [
    `| row | ${heading} | what must happen | shown with | tested in |`,
    '|---|---|---|---|---|',
    ...own.map(([id, row]) => lineOf(id, row, tests)),
  ].join('\n');
};

/** docs/faults.md, written from `rows.json` and from where the row tests stand. */
export const faultsPage = (): string => `# Faults and abuses

What can go wrong around Cordon, what somebody may try against it, and the test of each. A test of a row has the row in its name,
so \`npx jest -t '^F4 '\` runs what belongs to F4. \`npm test\` ends with one line per row: what showed it, how it ended, and
which gap of an emulator hides a part of it.

Each test whose row has to do with the record ends with the six promises, checked over everything in the table
(\`test/support/promises.ts\`):

1. Each finding that was accepted comes to one visible end, or waits in a queue that is watched.
2. A step takes effect once for an incident, whatever is delivered twice.
3. Nothing starts without an approval that is in time, by enough people, of exactly this plan.
4. Every question ends in one decision, which those who click are told.
5. A row stands in the audit trail before and after each effect, and the chain holds.
6. What was there is captured before the first change, and the first capture stands.

“Fault proxy” is [microburst](https://pypi.org/project/microburst/) between the AWS SDK’s clients and an emulator: it throttles,
fails, delays, resets, or lets a call through and loses its answer, in AWS’s own wire format (\`test/support/fault-proxy.ts\`).
The emulators have gaps of their own, each with a name such as G3: the probes at the start of \`npm test\` say which are open.

## Faults

${tableOf('F', 'what goes wrong')}

## Abuses

${tableOf('X', 'what somebody tries')}
`;
