/** A value as DynamoDB's JSON has it: one key says the type. */
type Value = Readonly<Record<string, unknown>>;
type Attributes = Readonly<Record<string, Value>>;

interface Operation {
  readonly TableName?: string;
  readonly Item?: Attributes;
  readonly Key?: Attributes;
  readonly IndexName?: string;
  readonly UpdateExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly Limit?: number;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
}
type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
interface Request extends Operation {
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys?: readonly Attributes[]; readonly ConsistentRead?: boolean }>
  >;
  readonly TransactItems?: readonly Readonly<Partial<Record<Kind, Operation>>>[];
}

/** What one call was billed, and by how many bytes the table and its indexes grew. */
export interface Units {
  readonly write: number;
  readonly read: number;
  readonly grew: number;
}

/** The table's indexes, by their keys; all attributes are projected. */
const INDEXES = [
  ['queue', 'due'],
  ['month', 'openedAt'],
] as const;

const bytes = (text: unknown): number => Buffer.byteLength(String(text));

const sizeOfValue = (value: Value): number => {
  const [type = '', inner] = Object.entries(value)[0] ?? [];
  if (type === 'N') return Math.ceil(bytes(inner) / 2) + 1;
  if (type === 'M') return 3 + Object.values(inner as Attributes).length + sizeOf(inner as Attributes);
  if (type === 'L') return 3 + (inner as readonly Value[]).reduce((sum, one) => sum + 1 + sizeOfValue(one), 0);
  return type === 'S' || type === 'B' ? bytes(inner) : 1;
};

/** Bytes of an item as DynamoDB counts them: names and values, with a little for each nested part. */
export const sizeOf = (item: Attributes | undefined): number =>
  Object.entries(item ?? {}).reduce((sum, [name, value]) => sum + bytes(name) + sizeOfValue(value), 0);

const writeUnits = (size: number): number => Math.max(1, Math.ceil(size / 1024));
const readUnits = (size: number): number => Math.max(1, Math.ceil(size / 4096));

const textAt = (item: Attributes | undefined, name: string): string => JSON.stringify(item?.[name] ?? null);
const inIndex = (item: Attributes | undefined, keys: readonly string[]): boolean =>
  keys.every((key) => item?.[key] !== undefined);

const indexUnits = (before: Attributes | undefined, after: Attributes | undefined): number =>
  INDEXES.reduce((sum, keys) => {
    const [was, is] = [inIndex(before, keys), inIndex(after, keys)];
    if (!was && !is) return sum;
    if (was && is && keys.every((key) => textAt(before, key) === textAt(after, key)))
      return sum + writeUnits(Math.max(sizeOf(before), sizeOf(after)));
    return sum + (was ? writeUnits(sizeOf(before)) : 0) + (is ? writeUnits(sizeOf(after)) : 0);
  }, 0);

const stored = (item: Attributes | undefined): number =>
  sizeOf(item) * (1 + INDEXES.filter((keys) => inIndex(item, keys)).length);

/** `#n0 = :v0`: the only forms that adapters/table.ts writes are SET and ADD with one value each, and REMOVE. */
const updated = (item: Attributes, operation: Operation): Attributes => {
  const name = (placeholder: string): string => operation.ExpressionAttributeNames?.[placeholder] ?? placeholder;
  const value = (placeholder: string): Value => operation.ExpressionAttributeValues?.[placeholder] ?? { NULL: true };
  const next: Record<string, Value> = { ...item };
  const clauses = (operation.UpdateExpression ?? '').split(/\b(?=(?:SET|ADD|REMOVE) )/);
  for (const clause of clauses) {
    const [, verb = '', rest = ''] = /^(SET|ADD|REMOVE) ([\s\S]*)$/.exec(clause.trim()) ?? [];
    for (const part of rest.split(',').map((one) => one.trim())) {
      const [attribute = '', given = ''] = part.split(verb === 'SET' ? ' = ' : ' ');
      if (verb === 'REMOVE') delete next[name(attribute)];
      else if (verb === 'SET') next[name(attribute)] = value(given);
      else next[name(attribute)] = added(next[name(attribute)], value(given));
    }
  }
  return next;
};

const added = (standing: Value | undefined, more: Value): Value => ({
  N: String(Number(standing?.['N'] ?? 0) + Number(more['N'] ?? 0)),
});

const keyOf = ({ TableName = '', Key, Item }: Operation): string => {
  const at = Key ?? Item;
  return `${TableName} ${textAt(at, 'pk')} ${textAt(at, 'sk')}`;
};

/**
 * Counts the request units that recorded calls are billed, with a copy of the table that the calls themselves build:
 * units go by the size of items, which no request says. Feed it every call since the record was empty, in order.
 */
export const tableUnits = () => {
  const table = new Map<string, Attributes>();

  const write = (kind: Kind, operation: Operation, factor: number, ok: boolean): Units => {
    const key = keyOf(operation);
    const before = table.get(key);
    const after = ok ? afterOf(kind, operation, before) : before;
    if (after) table.set(key, after);
    else table.delete(key);
    const own = writeUnits(Math.max(sizeOf(before), sizeOf(after)));
    const index = ok && kind !== 'ConditionCheck' ? indexUnits(before, after) : 0;
    return { write: own * factor + index, read: 0, grew: stored(after) - stored(before) };
  };

  const query = (request: Request): Units => {
    const values = Object.values(request.ExpressionAttributeValues ?? {}).map((value) => String(value['S'] ?? ''));
    const [first = '', second] = values;
    const size = [...table.entries()]
      .filter(([key]) => key.startsWith(`${request.TableName ?? ''} `))
      .map(([, item]) => item)
      .filter((item) => found(item, request.IndexName, first, second))
      .slice(0, request.Limit)
      .reduce((sum, item) => sum + sizeOf(item), 0);
    return { write: 0, read: readUnits(size) * (request.ConsistentRead ? 1 : 0.5), grew: 0 };
  };

  /** An item that is not there is billed as the smallest; those of a batch each by itself. */
  const get = (operation: Operation): Units => ({
    write: 0,
    read: readUnits(sizeOf(table.get(keyOf(operation)))) * (operation.ConsistentRead ? 1 : 0.5),
    grew: 0,
  });

  /** `operation` is the API's own name, `ok` whether it was taken. */
  return (operation: string, body: string, ok: boolean): Units => {
    const request = JSON.parse(body) as Request;
    if (operation === 'TransactWriteItems')
      return total(
        (request.TransactItems ?? []).flatMap((item) =>
          Object.entries(item).map(([kind, one]) => write(kind as Kind, one, 2, ok)),
        ),
      );
    if (operation === 'GetItem') return get(request);
    if (operation === 'BatchGetItem')
      return total(
        Object.entries(request.RequestItems ?? {}).flatMap(([TableName, { Keys = [], ConsistentRead = false }]) =>
          Keys.map((Key) => get({ TableName, Key, ConsistentRead })),
        ),
      );
    if (operation === 'Query') return query(request);
    const kind = /^(Put|Update|Delete)Item$/.exec(operation)?.[1];
    if (!kind)
      throw new Error(`No price is known for DynamoDB's ${operation}: teach bench/table-units.ts to count it.`);
    return write(kind as Kind, request, 1, ok);
  };
};

const afterOf = (kind: Kind, operation: Operation, before: Attributes | undefined): Attributes | undefined => {
  if (kind === 'Put') return operation.Item;
  if (kind === 'Delete') return undefined;
  return kind === 'Update' ? updated(before ?? operation.Key ?? {}, operation) : before;
};

const found = (item: Attributes, index: string | undefined, first: string, second: string | undefined): boolean => {
  if (index === 'by-due') return item['queue']?.['S'] === first && String(item['due']?.['S'] ?? '~') <= (second ?? '~');
  if (index === 'by-month') return item['month']?.['S'] === first;
  return item['pk']?.['S'] === first && (second === undefined || String(item['sk']?.['S'] ?? '').startsWith(second));
};

export const total = (units: readonly Units[]): Units =>
  units.reduce((sum, one) => ({ write: sum.write + one.write, read: sum.read + one.read, grew: sum.grew + one.grew }), {
    write: 0,
    read: 0,
    grew: 0,
  });
