import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { sendLater } from '../../adapters/queue';

process.env['AWS_REGION'] = 'eu-west-1';
const sqs = mockClient(SQSClient);
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/111111111111/queue';

describe('a message for later', () => {
  it.each([
    [90, 90],
    [0.2, 1],
    [-30, 0],
    [3600, 900],
  ])('that waits %d seconds is held back for %d: whole seconds, and no longer than SQS can', async (wanted, given) => {
    sqs.reset();
    await sendLater(QUEUE, { incidentId: 'inc-a-1' }, wanted);
    expect(sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input)).toEqual([
      { QueueUrl: QUEUE, MessageBody: '{"incidentId":"inc-a-1"}', DelaySeconds: given },
    ]);
  });
});
