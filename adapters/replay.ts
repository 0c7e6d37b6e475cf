import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { required } from './settings';

const client = new DynamoDBClient({ maxAttempts: 2 });
/** Longer than a signature is accepted (300 s both ways), so that none outlives its entry. */
const KEEP_SECONDS = 600;

/** Remembers a signature. True the first time, false for a copy of a request that was already taken. Throws when the table gives no answer. */
export const takeSignature = async (hash: string, now: Date): Promise<boolean> => {
  const seconds = Math.floor(now.getTime() / 1000);
  try {
    await client.send(
      new PutItemCommand({
        TableName: required('CORDON_REPLAY_TABLE'),
        Item: { pk: { S: hash }, ttl: { N: String(seconds + KEEP_SECONDS) } },
        // The table removes items some time after their ttl: a row that is over counts as gone.
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl < :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': { N: String(seconds) } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
