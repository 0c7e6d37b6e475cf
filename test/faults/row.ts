import type { Item } from '../../incidents/port';
import { brokenPromises } from '../support/promises';
import type harness from './harness.json';
import type rows from './rows.json';

/** A row of our tables of faults (F) and abuses (X): `rows.json`. */
export type RowId = keyof typeof rows;

/** What a row is shown with: `harness.json`. */
type Letter = keyof typeof harness;
/** One letter or several, such as `PM`. */
type Harness = Letter | `${Letter}${Letter}` | `${Letter}${Letter}${Letter}`;

type Run = () => Promise<readonly Item[]>;

/** The report reads row and harness back from the name. */
const nameOf = (id: RowId, harness: Harness, fact: string): string => `${id} (${harness}): ${fact}`;

/**
 * A test of one row. It ends with the six promises over what `run` returns: everything in the record's table.
 * @param fact what holds, as in every test's name
 */
export const row = (id: RowId, harness: Harness, fact: string, run: Run, timeoutMs?: number): void =>
  test(
    nameOf(id, harness, fact),
    async () => {
      const items = await run();
      expect(items.length).toBeGreaterThan(0);
      expect(brokenPromises(items)).toEqual([]);
    },
    timeoutMs,
  );

/** A test of one row that has no record to look at: a template, a signature, a single call. */
export const rowWithoutRecord = (
  id: RowId,
  harness: Harness,
  fact: string,
  run: () => Promise<void> | void,
  timeoutMs?: number,
): void => test(nameOf(id, harness, fact), async () => run(), timeoutMs);
