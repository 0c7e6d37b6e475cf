import { canonical, type Json } from '../playbooks/kit/json';
import { plain, sha256 } from './digest';
import { headKey, rowKey } from './keys';
import type { AuditRow } from './model';
import type { Item, Operation } from './port';

/** What a change says about itself; the chain adds the rest. `text` is one line for people at 3 a.m. */
export interface NewRow {
  readonly event: string;
  /** A person's id, or `cordon`, `guardduty`, `console`. */
  readonly actor: string;
  readonly text: string;
  readonly data?: Json;
  readonly page?: boolean;
}

/** Where a chain stands. `writes` also counts changes that say nothing, so that every change of an incident is in one line. */
export interface Head {
  readonly chain: string;
  readonly exists: boolean;
  readonly seq: number;
  readonly hash: string;
  readonly writes: number;
}

/** A chain starts from its own name, so that no row can be moved to another chain. */
export const genesis = (chain: string): string => sha256(`cordon audit ${chain}`);

export const headOf = (chain: string, item: Item | undefined): Head =>
  item
    ? { chain, exists: true, seq: Number(item['seq']), hash: String(item['hash']), writes: Number(item['writes']) }
    : { chain, exists: false, seq: 0, hash: genesis(chain), writes: 0 };

const hashOf = (row: Omit<AuditRow, 'hash'>): string => sha256(row.previous + canonical(plain(row)));

const TEXT_MAX = 900;
const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > TEXT_MAX ? `${line.slice(0, TEXT_MAX - 1)}…` : line;
};

const link = (seq: number, previous: string, at: string, row: NewRow): AuditRow => {
  const bare = { ...row, text: oneLine(row.text), seq, at, previous };
  return { ...bare, hash: hashOf(bare) };
};

/**
 * The rows to append, and the operations that append them and move the head; empty for a chain that is not there and gets no row.
 * A moved head wakes the views, unless the change is `quiet`: it shows nowhere.
 */
export const extend = (head: Head, at: string, rows: readonly NewRow[], quiet = false): readonly Operation[] => {
  if (!head.exists && rows.length === 0) return [];
  const linked: AuditRow[] = [];
  for (const row of rows) linked.push(link(head.seq + linked.length + 1, linked.at(-1)?.hash ?? head.hash, at, row));
  const moved = { seq: head.seq + linked.length, hash: linked.at(-1)?.hash ?? head.hash, writes: head.writes + 1 };
  return [
    moveHead(head, quiet ? moved : { ...moved, wakes: 'views' }),
    ...linked.map((row) => putRow(head.chain, row)),
  ];
};

const moveHead = (head: Head, moved: Readonly<Record<string, Json>>): Operation => ({
  kind: 'put',
  item: { ...headKey(head.chain), ...moved },
  when: head.exists ? { equals: { seq: head.seq, writes: head.writes } } : { absent: true },
});

const putRow = (chain: string, row: AuditRow): Operation => ({
  kind: 'put',
  item: { ...rowKey(chain, row.seq), ...(plain(row) as Record<string, Json>) },
  when: { absent: true },
});

export type ChainCheck = { readonly ok: true } | { readonly ok: false; readonly seq: number; readonly problem: string };

/** Why this row does not come next after one with that hash; undefined when it does. */
export const linkProblem = (row: AuditRow, seq: number, previous: string | undefined): string | undefined => {
  const { hash, ...bare } = row;
  if (row.seq !== seq) return `row ${seq} is missing`;
  if (row.previous !== previous) return `row ${seq} does not follow the row before it`;
  return hash === hashOf(bare) ? undefined : `row ${seq} was changed`;
};

/** Checks rows in a row; pass `chain` when the first one is row 1, so that the start is checked too. */
export const verifyChain = (rows: readonly AuditRow[], chain?: string): ChainCheck => {
  let previous = chain === undefined ? rows[0]?.previous : genesis(chain);
  let seq = chain === undefined ? (rows[0]?.seq ?? 1) : 1;
  for (const row of rows) {
    const problem = linkProblem(row, seq, previous);
    if (problem) return { ok: false, seq, problem };
    previous = row.hash;
    seq += 1;
  }
  return { ok: true };
};
