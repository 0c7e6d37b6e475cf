import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

// The peer of intake: it reads the finding's id and version and writes one item, unless that is there. It decides nothing,
// keeps nothing else and starts nothing.

const client = new DynamoDBClient({ maxAttempts: 4 });
const TableName = process.env['DEDUPE_TABLE'] ?? '';

const write = async ({ body }: SQSRecord): Promise<void> => {
  const { detail } = JSON.parse(body) as { detail: { id: string; updatedAt: string; service: { count: number } } };
  const Item = { pk: { S: `${detail.id}#${detail.updatedAt}#${detail.service.count}` } };
  try {
    await client.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
  }
};

export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const results = await Promise.allSettled(Records.map(write));
  return {
    batchItemFailures: Records.filter((_, at) => results[at]?.status === 'rejected').map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  };
};
