import { canonical } from '../playbooks/kit/json';
import type { AuditRow, Notice } from './model';

/** The copy that was kept of a log, as whoever compares the two is given it. */
export interface Kept {
  readonly rows: readonly AuditRow[];
  readonly notices: readonly Notice[];
}

/** `upTo`: the log and its copy agree up to this row; the newest ones may still be on their way. */
export type CopyCheck =
  | { readonly ok: true; readonly upTo: number }
  | { readonly ok: false; readonly seq: number; readonly problem: string };

const textOf = (row: AuditRow): string => canonical(JSON.parse(JSON.stringify(row)));

const differs = (row: AuditRow, found: AuditRow | undefined): string | undefined => {
  if (!found) return `row ${row.seq} is in the copy and no longer in the log`;
  return textOf(row) === textOf(found) ? undefined : `row ${row.seq} is not what was kept of it when it was written`;
};

/** How many rows follow each other from the first on. */
const unbroken = (rows: readonly AuditRow[]): number => {
  let upTo = 0;
  for (const { seq } of rows) if (seq === upTo + 1) upTo = seq;
  return upTo;
};

/**
 * Compares a log with the copy that was kept of it, and names the first row that differs. What was noticed counts also when
 * somebody has put it right since. Pure, and loads nothing: the console runs it in the browser.
 */
export const compareWithCopy = (log: readonly AuditRow[], { rows, notices }: Kept): CopyCheck => {
  const bySeq = new Map(log.map((row) => [row.seq, row]));
  for (const row of rows) {
    const problem = differs(row, bySeq.get(row.seq));
    if (problem) return { ok: false, seq: row.seq, problem };
  }
  const [noticed] = [...notices].sort((one, other) => one.seq - other.seq);
  return noticed ? { ok: false, seq: noticed.seq, problem: noticed.text } : { ok: true, upTo: unbroken(rows) };
};
