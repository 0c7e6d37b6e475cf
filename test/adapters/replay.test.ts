import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { takeSignature } from '../../adapters/replay';

const table = mockClient(DynamoDBClient);
const now = new Date('2026-11-20T10:06:00.000Z');
const seconds = now.getTime() / 1000;

beforeEach(() => {
  table.reset();
  process.env['CORDON_REPLAY_TABLE'] = 'cordon-replay';
});

describe('the replay table', () => {
  it('takes a signature once, for longer than the gate accepts it', async () => {
    table.on(PutItemCommand).resolves({});
    expect(await takeSignature('abc', now)).toBe(true);
    const { Item, ConditionExpression, ExpressionAttributeValues } =
      table.commandCalls(PutItemCommand)[0]?.args[0].input ?? {};
    expect(Item).toEqual({ pk: { S: 'abc' }, ttl: { N: String(seconds + 600) } });
    expect(ConditionExpression).toContain('attribute_not_exists(pk)');
    expect(ExpressionAttributeValues).toEqual({ ':now': { N: String(seconds) } });
  });

  it('says no to a signature that is there', async () => {
    table.on(PutItemCommand).rejects(new ConditionalCheckFailedException({ message: 'there', $metadata: {} }));
    expect(await takeSignature('abc', now)).toBe(false);
  });

  it('does not take a table that gives no answer for a new signature', async () => {
    table.on(PutItemCommand).rejects(new Error('throttled'));
    await expect(takeSignature('abc', now)).rejects.toThrow('throttled');
  });
});
