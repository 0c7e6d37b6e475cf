import type { CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../incidents/port';

const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
const keys = (hash: string, range: string): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const index = (IndexName: string, hash: string, range: string) => ({
  IndexName,
  KeySchema: keys(hash, range),
  Projection: { ProjectionType: 'ALL' as const },
});

/** The record's table, as the hub's stack makes it. */
export const createRecordTable = async (client: DynamoDB, TableName: string): Promise<void> => {
  await client.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'queue', 'due', 'month', 'openedAt'].map(text),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: [index('by-due', 'queue', 'due'), index('by-month', 'month', 'openedAt')],
  });
};

/** Everything in it, in the order of its keys: what the six promises are checked over. */
export const itemsOf = async (client: DynamoDB, TableName: string): Promise<readonly Item[]> => {
  const documents = DynamoDBDocument.from(client);
  const items: Item[] = [];
  for (let start: Record<string, unknown> | undefined; ; ) {
    const more = start ? { ExclusiveStartKey: start } : {};
    const page = await documents.scan({ TableName, ConsistentRead: true, ...more });
    items.push(...((page.Items ?? []) as Item[]));
    start = page.LastEvaluatedKey;
    if (!start) return items.sort((a, b) => (a.pk === b.pk ? (a.sk < b.sk ? -1 : 1) : a.pk < b.pk ? -1 : 1));
  }
};
