import { canonical } from '../playbooks/kit/json';
import { genesis, linkProblem } from './chain';
import { plain, sha256 } from './digest';
import { RecordError } from './errors';
import { rowOf } from './items';
import { copyKey, copyPk, headKey, itemName, logPk, noticeKey } from './keys';
import type { AuditRow, Notice } from './model';
import type { Item, Operation, RecordPort } from './port';

/** What the keeper of copies works with. */
export interface Keeper {
  readonly port: RecordPort;
  readonly now: () => Date;
  /** Tells people that a log is not what was written. */
  readonly alarm: (chain: string, notice: Notice) => Promise<void>;
}

/** What the table's stream says of one row of a log. */
export interface LogChange {
  readonly chain: string;
  readonly seq: number;
  readonly kind: 'added' | 'changed' | 'removed';
  /** As it was written; absent when it was removed. */
  readonly row?: AuditRow;
}

/** The copy of a log: rows as they were first written, and what was noticed about the log since. */
export interface Copy {
  readonly rows: readonly AuditRow[];
  readonly notices: readonly Notice[];
  /** Up to which row the chain was copied out of the table; 0 for never. */
  readonly exported: number;
}

const startingWith = (items: readonly Item[], prefix: string): readonly Item[] =>
  items.filter(({ sk }) => sk.startsWith(prefix));

export const readCopy = async (port: RecordPort, chain: string): Promise<Copy> => {
  const items = await port.list(copyPk(chain));
  return {
    rows: startingWith(items, 'ROW#').map(rowOf),
    notices: startingWith(items, 'NOTICE#').map(({ pk: _pk, sk: _sk, ...notice }) => notice as unknown as Notice),
    exported: Math.max(0, ...startingWith(items, 'EXPORT#').map(({ seq }) => Number(seq))),
  };
};

const textOf = (row: AuditRow | undefined): string => (row ? canonical(plain(row)) : 'nothing');
const sameRow = (one: AuditRow | undefined, other: AuditRow | undefined): boolean => textOf(one) === textOf(other);

/** Cut off between the two, it is told again: an alarm too many, never one too few. */
const notice = async (
  { port, now, alarm }: Keeper,
  chain: string,
  said: Omit<Notice, 'at'>,
  found?: AuditRow,
): Promise<void> => {
  const key = noticeKey(chain, said.seq, sha256(`${said.text} ${textOf(found)}`).slice(0, 16));
  if (await port.get(key)) return;
  const noticed: Notice = { ...said, at: now().toISOString(), ...(found ? { found: plain(found) } : {}) };
  await alarm(chain, noticed);
  await port.write([{ kind: 'put', item: { ...key, ...noticed }, when: { absent: true } }]);
};

const changed = (keeper: Keeper, chain: string, seq: number, found: AuditRow): Promise<void> =>
  notice(keeper, chain, { seq, text: `row ${seq} was changed after it was written` }, found);
const removed = (keeper: Keeper, chain: string, seq: number): Promise<void> =>
  notice(keeper, chain, { seq, text: `row ${seq} was taken out after it was written` });

interface Seen {
  readonly seq: number;
  readonly row: AuditRow;
}

const keptAt = async (port: RecordPort, chain: string, seq: number): Promise<AuditRow | undefined> => {
  const item = await port.get(copyKey(chain, seq));
  return item && rowOf(item);
};

const putCopy = (chain: string, seq: number, row: AuditRow): Operation => ({
  kind: 'put',
  item: { ...(plain(row) as object), ...copyKey(chain, seq) },
  when: { absent: true },
});

/** True when the copy has it only now. What was kept first stands, whatever comes later. */
const keepRow = async (keeper: Keeper, chain: string, { seq, row }: Seen): Promise<boolean> => {
  if ((await keeper.port.write([putCopy(chain, seq, row)])).ok) return true;
  const kept = await keptAt(keeper.port, chain, seq);
  if (!kept) throw new RecordError('contended', `Row ${seq} of ${chain} could not be kept. Try again in a moment.`);
  if (!sameRow(kept, row)) await changed(keeper, chain, seq, row);
  return false;
};

/** Hash of the row before this one; `known` spares a read. */
const hashBefore = async (
  { port }: Keeper,
  chain: string,
  seq: number,
  known: ReadonlyMap<number, AuditRow>,
): Promise<string | undefined> => {
  if (seq === 1) return genesis(chain);
  const before = known.get(seq - 1) ?? (await keptAt(port, chain, seq - 1));
  return before?.hash;
};

const checkLinks = async (
  keeper: Keeper,
  chain: string,
  seen: readonly Seen[],
  known: ReadonlyMap<number, AuditRow>,
): Promise<void> => {
  for (const { seq, row } of seen) {
    const problem = linkProblem(row, seq, await hashBefore(keeper, chain, seq, known));
    if (problem) await notice(keeper, chain, { seq, text: problem }, row);
  }
};

const seenIn = (items: readonly Item[]): readonly Seen[] =>
  startingWith(items, 'ROW#').map((item) => ({ seq: seqOf(item.sk), row: rowOf(item) }));
const bySeq = (seen: readonly Seen[]): ReadonlyMap<number, AuditRow> => new Map(seen.map(({ seq, row }) => [seq, row]));

/**
 * Makes the copy hold every row that the log holds, and notices every row that is not what was kept of it. For what the
 * stream did not bring; safe to repeat. Gives the copy.
 */
export const catchUp = async (keeper: Keeper, chain: string): Promise<Copy> => {
  // The copy first: whatever it holds, the log held before.
  const kept = bySeq(seenIn(await keeper.port.list(copyPk(chain))));
  const log = seenIn(await keeper.port.list(logPk(chain)));
  const missing = log.filter(({ seq }) => !kept.has(seq));
  for (const one of missing) await keepRow(keeper, chain, one);
  await checkLinks(keeper, chain, missing, new Map([...bySeq(log), ...kept]));
  for (const { seq, row } of log)
    if (kept.has(seq) && !sameRow(kept.get(seq), row)) await changed(keeper, chain, seq, row);
  const there = bySeq(log);
  for (const seq of kept.keys()) if (!there.has(seq)) await removed(keeper, chain, seq);
  return readCopy(keeper.port, chain);
};

/** The row's place by its key; 0 for a key that no row of ours has. */
export const seqOf = (sk: string): number => Number(/^ROW#(\d{9})$/.exec(sk)?.[1] ?? 0);

const isSeen = (change: LogChange): change is LogChange & Seen => change.kind === 'added' && change.row !== undefined;

/** What one call did and read for several logs. */
export interface Ahead {
  /** All rows that were added are in their copies now, for the first time. */
  readonly stored: boolean;
  /** Rows of the copies that were there before, by key. */
  readonly before: ReadonlyMap<string, AuditRow>;
}
const NOTHING: Ahead = { stored: false, before: new Map() };

/** A transaction counts each write twice: from here on it is worth that. */
const TOGETHER_FROM = 4;
const AT_ONCE = 100;

/** Keeps the rows that were added to any log in one write, and reads those before them in one call; `keepChanges` does the rest. */
export const keepTogether = async ({ port }: Keeper, changes: readonly LogChange[]): Promise<Ahead> => {
  const added = changes.filter(isSeen);
  const own = new Set(added.map(({ chain, seq }) => itemName(copyKey(chain, seq))));
  if (added.length < TOGETHER_FROM || added.length > AT_ONCE || own.size < added.length) return NOTHING;
  const before = added
    .filter(({ seq }) => seq > 1)
    .map(({ chain, seq }) => copyKey(chain, seq - 1))
    .filter((key) => !own.has(itemName(key)));
  const read = before.length > 0 ? await port.getAll(before) : [];
  const { ok } = await port.write(added.map(({ chain, seq, row }) => putCopy(chain, seq, row)));
  return { stored: ok, before: new Map(read.map((item) => [itemName(item), rowOf(item)])) };
};

const comesFirst = async (
  keeper: Keeper,
  chain: string,
  fresh: readonly Seen[],
  known: ReadonlyMap<number, AuditRow>,
): Promise<boolean> => {
  for (const { seq } of fresh) if ((await hashBefore(keeper, chain, seq, known)) === undefined) return true;
  return false;
};

/**
 * Keeps what the stream brought of one log: each row as it was first written. A row that has none before it in the copy came
 * ahead of others, or they were lost: the log is read then. Repeated and reordered deliveries do no harm.
 */
export const keepChanges = async (
  keeper: Keeper,
  chain: string,
  changes: readonly LogChange[],
  { stored, before }: Ahead = NOTHING,
): Promise<void> => {
  const fresh: Seen[] = [];
  for (const one of changes.filter(isSeen)) if (stored || (await keepRow(keeper, chain, one))) fresh.push(one);
  const earlier = fresh.flatMap(({ seq }) => {
    const row = before.get(itemName(copyKey(chain, seq - 1)));
    return row ? [{ seq: seq - 1, row }] : [];
  });
  const known = bySeq([...earlier, ...fresh]);
  if (await comesFirst(keeper, chain, fresh, known)) await catchUp(keeper, chain);
  await checkLinks(keeper, chain, fresh, known);
  for (const { kind, seq, row } of changes) {
    if (kind === 'changed' && row) await changed(keeper, chain, seq, row);
    if (kind === 'removed') await removed(keeper, chain, seq);
  }
};

/** Is the newest row of the log not in its copy yet? Two reads, for whoever looks after lost deliveries. */
export const copyIsBehind = async (port: RecordPort, chain: string): Promise<boolean> => {
  const head = await port.get(headKey(chain));
  if (!head) return false;
  const kept = await port.get(copyKey(chain, Number(head['seq'])));
  return kept?.['hash'] !== head['hash'];
};
