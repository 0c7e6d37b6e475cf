import { DynamoDBClient, type TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Before, Condition, Item, Key, Operation, RecordPort, Written } from '../incidents/port';
import { awsErrorName } from '../playbooks/kit/errors';
import type { Json } from '../playbooks/kit/json';

const DUE_INDEX = 'by-due';
const MONTH_INDEX = 'by-month';
const PAGE_MAX = 1000;

/** Names and values are placeholders throughout: many of ours are reserved words (`open`, `text`, `at`, …). */
class Expression {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, Json> = {};
  private count = 0;

  name(attribute: string): string {
    const placeholder = `#n${this.count++}`;
    this.names[placeholder] = attribute;
    return placeholder;
  }
  value(value: Json): string {
    const placeholder = `:v${this.count++}`;
    this.values[placeholder] = value;
    return placeholder;
  }
}

const conditionOf = (when: Condition | undefined, expression: Expression): string | undefined => {
  if (!when) return undefined;
  const { name, value } = { name: expression.name.bind(expression), value: expression.value.bind(expression) };
  const parts = [
    ...(when.absent ? [`attribute_not_exists(${name('pk')})`] : []),
    ...(when.exists ? [`attribute_exists(${name('pk')})`] : []),
    ...Object.entries(when.equals ?? {}).map(([key, wanted]) => `${name(key)} = ${value(wanted)}`),
    ...(when.missing ?? []).map((key) => `attribute_not_exists(${name(key)})`),
    ...Object.entries(when.missingOrBelow ?? {}).map(([key, limit]) => {
      const placeholder = name(key);
      return `(attribute_not_exists(${placeholder}) OR ${placeholder} < ${value(limit)})`;
    }),
  ];
  return parts.length > 0 ? parts.join(' AND ') : undefined;
};

const updateOf = (operation: Extract<Operation, { kind: 'update' }>, expression: Expression): string => {
  const set = Object.entries(operation.set ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [`${expression.name(key)} = ${expression.value(value)}`],
  );
  const add = Object.entries(operation.add ?? {}).map(
    ([key, value]) => `${expression.name(key)} ${expression.value(value)}`,
  );
  const remove = (operation.remove ?? []).map((key) => expression.name(key));
  return [
    ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
    ...(add.length > 0 ? [`ADD ${add.join(', ')}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
  ].join(' ');
};

interface Common {
  TableName: string;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Json>;
}

const commonOf = (TableName: string, operation: Operation, expression: Expression): Common => {
  const ConditionExpression = conditionOf(operation.when, expression);
  return {
    TableName,
    ...(ConditionExpression ? { ConditionExpression } : {}),
    ...(Object.keys(expression.names).length > 0 ? { ExpressionAttributeNames: expression.names } : {}),
    ...(Object.keys(expression.values).length > 0 ? { ExpressionAttributeValues: expression.values } : {}),
  };
};

type Transacted = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const transacted = (table: string, operation: Operation): Transacted => {
  const expression = new Expression();
  switch (operation.kind) {
    case 'put':
      return { Put: { ...commonOf(table, operation, expression), Item: operation.item } };
    case 'update': {
      const UpdateExpression = updateOf(operation, expression);
      return { Update: { ...commonOf(table, operation, expression), Key: operation.key, UpdateExpression } };
    }
  }
};

// Two plain updates of one item queue up behind each other; two transactions cancel each other. So one operation goes alone.
const writeOne = async (documents: DynamoDBDocumentClient, table: string, operation: Operation): Promise<boolean> => {
  const { Put, Update } = transacted(table, operation);
  if (Put) return documents.send(new PutCommand(Put)).then(() => true);
  if (Update) return documents.send(new UpdateCommand(Update)).then(() => true);
  return false;
};

const write = async (
  documents: DynamoDBDocumentClient,
  table: string,
  operations: readonly Operation[],
): Promise<Written> => {
  const [only] = operations;
  try {
    if (only && operations.length === 1 && (await writeOne(documents, table, only))) return { ok: true };
    await documents.send(
      new TransactWriteCommand({ TransactItems: operations.map((operation) => transacted(table, operation)) }),
    );
    return { ok: true };
  } catch (error) {
    return refusedWrite(error);
  }
};

const IN_THE_WAY = ['TransactionConflictException', 'TransactionInProgressException'];

/** What a condition or another transaction stopped; everything else is thrown on. */
const refusedWrite = (error: unknown): Written => {
  const name = awsErrorName(error);
  if (name === 'ConditionalCheckFailedException') return { ok: false, failed: [0] };
  if (IN_THE_WAY.includes(name)) return { ok: false, failed: [] };
  if (name !== 'TransactionCanceledException') throw error;
  const codes = ((error as TransactionCanceledException).CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
  if (failed.length > 0) return { ok: false, failed };
  if (
    codes.some((code) => code === 'TransactionConflict') &&
    codes.every((code) => ['None', 'TransactionConflict'].includes(code))
  ) {
    return { ok: false, failed: [] };
  }
  throw error;
};

const queryAll = async (documents: DynamoDBDocumentClient, query: QueryCommandInput): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for (let start: Record<string, unknown> | undefined; ; ) {
    const page = await documents.send(new QueryCommand({ ...query, ...(start ? { ExclusiveStartKey: start } : {}) }));
    items.push(...((page.Items ?? []) as Item[]));
    start = page.LastEvaluatedKey;
    if (!start) return items;
  }
};

/** Whatever DynamoDB leaves out, for the size of the answer or for its limits, is asked for again. */
const getAll = async (
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let left: readonly Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const RequestItems = { [table]: { Keys: [...left], ConsistentRead: true } };
    const answer = await documents.send(new BatchGetCommand({ RequestItems }));
    items.push(...((answer.Responses?.[table] ?? []) as Item[]));
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (left.length > 0 && attempt >= BATCH_TRIES) throw new Error(`DynamoDB left ${left.length} items unread`);
    if (left.length > 0) await backoff(attempt);
  }
  return items;
};
const BATCH_TRIES = 6;

const list = (
  documents: DynamoDBDocumentClient,
  table: string,
  pk: string,
  prefix: string | undefined,
): Promise<readonly Item[]> =>
  queryAll(documents, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: prefix ? '#pk = :pk AND begins_with(#sk, :prefix)' : '#pk = :pk',
    ExpressionAttributeNames: { '#pk': 'pk', ...(prefix ? { '#sk': 'sk' } : {}) },
    ExpressionAttributeValues: { ':pk': pk, ...(prefix ? { ':prefix': prefix } : {}) },
  });

const due = (documents: DynamoDBDocumentClient, table: string, queue: string, upTo: string): Promise<readonly Item[]> =>
  queryAll(documents, {
    TableName: table,
    IndexName: DUE_INDEX,
    KeyConditionExpression: '#queue = :queue AND #due <= :upTo',
    ExpressionAttributeNames: { '#queue': 'queue', '#due': 'due' },
    ExpressionAttributeValues: { ':queue': queue, ':upTo': upTo },
  });

const month = async (
  documents: DynamoDBDocumentClient,
  table: string,
  name: string,
  limit: number,
  before: Before | undefined,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for (let start: object | undefined = before && { ...before, month: name }; ; ) {
    const page = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: MONTH_INDEX,
        KeyConditionExpression: '#month = :month',
        ExpressionAttributeNames: { '#month': 'month' },
        ExpressionAttributeValues: { ':month': name },
        ScanIndexForward: false,
        Limit: Math.min(limit - items.length, PAGE_MAX),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    items.push(...((page.Items ?? []) as Item[]));
    start = page.LastEvaluatedKey;
    if (!start || items.length >= limit) return items;
  }
};

/** The record's table: consistent reads, all-or-nothing writes. Throttling and faults throw, after the SDK's own retries. */
export const tablePort = (
  table: string,
  client: DynamoDBClient = new DynamoDBClient({ maxAttempts: 4 }),
): RecordPort => {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    get: async (key: Key) =>
      (await documents.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item as
        | Item
        | undefined,
    getAll: (keys) => getAll(documents, table, keys),
    list: (pk, prefix) => list(documents, table, pk, prefix),
    write: (operations) => write(documents, table, operations),
    due: (queue, upTo) => due(documents, table, queue, upTo),
    month: (name, limit, before) => month(documents, table, name, limit, before),
  };
};

const BACKOFF_MS = { first: 10, most: 1500 };

/** Full jitter: those who were in each other's way come back at different moments. */
export const backoff = (attempt: number): Promise<void> => {
  const ceiling = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(attempt, 8));
  return new Promise((done) => setTimeout(done, Math.random() * ceiling));
};
