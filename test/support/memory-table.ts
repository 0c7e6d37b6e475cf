import type { Before, Condition, Item, Key, Operation, RecordPort, Written } from '../../incidents/port';
import { canonical, type Json } from '../../playbooks/kit/json';

type Attributes = Readonly<Record<string, Json | undefined>>;

/** Called around every call: may wait (a yield point), throw (a crash or an outage), or answer `conflict` to a write. */
export interface Faults {
  readonly before?: (call: Call) => Promise<'conflict' | undefined> | 'conflict' | undefined;
  /** Throwing here is the nastiest one: the write stands and its answer is lost. */
  readonly after?: (call: Call) => Promise<void> | void;
}
export interface Call {
  readonly kind: 'get' | 'list' | 'write' | 'due' | 'month';
  readonly operations?: readonly Operation[];
}

export interface MemoryTable extends RecordPort {
  /** Everything stored, in key order. */
  readonly items: () => readonly Item[];
  /** The same, of those wanted: no call, so no fault. */
  readonly peek: (wanted: (item: Item) => boolean) => readonly Item[];
  /** Every write that went through, in order. */
  readonly written: readonly (readonly Operation[])[];
  /** Puts an item past every rule: what a tamperer would do. */
  readonly force: (item: Item) => void;
  /** Takes an item out: no rule of the record does. */
  readonly takeOut: (key: Key) => void;
}

const keyText = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const same = (left: Json | undefined, right: Json): boolean =>
  left !== undefined && canonical(left) === canonical(right);
// DynamoDB compares only values of one type; anything else is false.
const less = (left: Json | undefined, limit: number | string): boolean => {
  if (typeof left === 'number' && typeof limit === 'number') return left < limit;
  return typeof left === 'string' && typeof limit === 'string' && compare(left, limit) < 0;
};

const holds = (when: Condition | undefined, item: Attributes | undefined): boolean => {
  if (!when) return true;
  const at = item ?? {};
  return (
    (!when.absent || item === undefined) &&
    (!when.exists || item !== undefined) &&
    Object.entries(when.equals ?? {}).every(([key, wanted]) => same(at[key], wanted)) &&
    Object.entries(when.missingOrBelow ?? {}).every(([key, limit]) => at[key] === undefined || less(at[key], limit)) &&
    (when.missing ?? []).every((key) => at[key] === undefined)
  );
};

const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byKey = (a: Key, b: Key): number => compare(a.pk, b.pk) || compare(a.sk, b.sk);

const keyOf = (operation: Operation): Key => (operation.kind === 'put' ? operation.item : operation.key);

const updated = (operation: Extract<Operation, { kind: 'update' }>, item: Item | undefined): Item => {
  const next: Record<string, Json> = { ...(item ?? operation.key) };
  for (const [key, value] of Object.entries(operation.set ?? {})) if (value !== undefined) next[key] = value;
  for (const [key, value] of Object.entries(operation.add ?? {})) {
    const standing = next[key] ?? 0;
    if (typeof standing !== 'number') throw new Error(`ValidationException: ${key} is not a number`);
    next[key] = standing + value;
  }
  for (const key of operation.remove ?? []) delete next[key];
  return next as Item;
};

const ITEM_MAX = 400 * 1024;

const applied = (operation: Operation, item: Item | undefined): Item => {
  const next = copy(operation.kind === 'put' ? operation.item : updated(operation, item));
  if (Buffer.byteLength(JSON.stringify(next)) > ITEM_MAX)
    throw new Error('ValidationException: Item size has exceeded the maximum allowed size');
  return next;
};

const validate = (operations: readonly Operation[]): void => {
  if (operations.length === 0 || operations.length > 100) throw new Error('ValidationException: 1 to 100 operations');
  const keys = operations.map((operation) => keyText(keyOf(operation)));
  if (new Set(keys).size !== keys.length)
    throw new Error('ValidationException: Transaction request cannot include multiple operations on one item');
};

/** Behind the item that the page before ended with, as a query with a start key goes on. */
const newestFirst = (items: readonly Item[], before: Before | undefined): readonly Item[] => {
  const order = (a: Item | Before, b: Item | Before): number =>
    compare(String(b['openedAt']), String(a['openedAt'])) || byKey(b, a);
  return [...items].sort(order).filter((item) => !before || order(item, before) > 0);
};

/** The record's table in memory, with DynamoDB's semantics: what the tests of rules and interleavings run on. */
export const memoryTable = (faults: Faults = {}): MemoryTable => {
  const table = new Map<string, Item>();
  const written: (readonly Operation[])[] = [];

  const write = (operations: readonly Operation[]): Written => {
    validate(operations);
    const before = operations.map((operation) => table.get(keyText(keyOf(operation))));
    const failed = operations.flatMap((operation, index) => (holds(operation.when, before[index]) ? [] : [index]));
    if (failed.length > 0) return { ok: false, failed };
    const after = operations.map((operation, index) => applied(operation, before[index]));
    for (const next of after) table.set(keyText(next), next);
    written.push(copy(operations));
    return { ok: true };
  };
  const matching = (wanted: (item: Item) => boolean): readonly Item[] =>
    [...table.values()].filter(wanted).map(copy).sort(byKey);
  const around = async <T>(call: Call, run: () => T, conflict: T): Promise<T> => {
    const answer = (await faults.before?.(call)) === 'conflict' && call.kind === 'write' ? conflict : run();
    await faults.after?.(call);
    return answer;
  };

  return {
    get: (key) =>
      around({ kind: 'get' }, () => (table.has(keyText(key)) ? copy(table.get(keyText(key))) : undefined), undefined),
    getAll: (keys) => {
      if (keys.length > 100 || new Set(keys.map(keyText)).size !== keys.length)
        throw new Error('ValidationException: 1 to 100 keys, each once');
      const wanted = new Set(keys.map(keyText));
      return around({ kind: 'get' }, () => matching((item) => wanted.has(keyText(item))), []);
    },
    list: (pk, prefix = '') =>
      around({ kind: 'list' }, () => matching((item) => item.pk === pk && item.sk.startsWith(prefix)), []),
    write: (operations) => around({ kind: 'write', operations }, () => write(operations), { ok: false, failed: [] }),
    due: (queue, upTo) => {
      const isDue = (item: Item): boolean =>
        item['queue'] === queue && typeof item['due'] === 'string' && item['due'] <= upTo;
      return around(
        { kind: 'due' },
        () => [...matching(isDue)].sort((a, b) => compare(String(a['due']), String(b['due']))),
        [],
      );
    },
    month: (name, limit, before) =>
      around(
        { kind: 'month' },
        () =>
          newestFirst(
            matching((item) => item['month'] === name),
            before,
          ).slice(0, limit),
        [],
      ),
    items: () => matching(() => true),
    peek: matching,
    written,
    force: (item) => void table.set(keyText(item), copy(item)),
    takeOut: (key) => void table.delete(keyText(key)),
  };
};
