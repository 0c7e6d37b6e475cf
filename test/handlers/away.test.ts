import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendTaskFailureCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as awaitApproval } from '../../handlers/await-approval';
import { handler as followRecord } from '../../handlers/follow-record';
import { localSettings } from '../../local/settings';

// The emulator swallows what a token state's function throws and loses stream records of a failed batch (rows G3 and
// G17 of the probes), so these faults are made here: the table is away.

const dynamodb = mockClient(DynamoDBClient);
const sfn = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
const folder = mkdtempSync(join(tmpdir(), 'away-'));
const LOOPBACK = 'http://127.0.0.1:1';

beforeAll(() => {
  const file = join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(localSettings({ slackUrl: LOOPBACK, motoUrl: LOOPBACK, awsUrl: LOOPBACK })));
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    CORDON_TABLE: 'record',
    CORDON_SETTINGS_FILE: file,
    CORDON_RETRY_QUEUE: 'https://queue/retry',
    CORDON_MACHINE_PREFIX: 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-',
  });
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  for (const mock of [dynamodb, sfn, sqs]) mock.reset();
  dynamodb.onAnyCommand().rejects(Object.assign(new Error('away'), { name: 'InternalServerError' }));
  sfn.onAnyCommand().resolves({});
  sqs.onAnyCommand().resolves({});
});

const changeOf = (...ids: string[]): DynamoDBStreamEvent => ({
  Records: ids.map((id) => ({ dynamodb: { Keys: { pk: { S: `INCIDENT#${id}` }, sk: { S: 'APPROVAL' } } } })),
});

describe('the wait for an approval, with the table away', () => {
  it('ends itself, because nobody could ever answer it', async () => {
    await awaitApproval({ incidentId: 'inc-aaaaaaaaaa-1', execution: 'arn', taskToken: 'token' });
    expect(sfn.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({ taskToken: 'token' });
  });
});

describe('the follower of the record, with the table away', () => {
  it('keeps each changed incident once in the retry queue, and lets the stream go on', async () => {
    const changes = changeOf('inc-aaaaaaaaaa-1', 'inc-bbbbbbbbbb-1', 'inc-aaaaaaaaaa-1');
    expect(await followRecord(changes)).toEqual({ batchItemFailures: [] });
    const kept = sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input.MessageBody);
    expect(kept).toEqual(['{"incidentId":"inc-aaaaaaaaaa-1"}', '{"incidentId":"inc-bbbbbbbbbb-1"}']);
  });

  it('throws when even the retry queue is away, so that the stream comes again', async () => {
    sqs.onAnyCommand().rejects(new Error('the queue is away'));
    await expect(followRecord(changeOf('inc-aaaaaaaaaa-1'))).rejects.toThrow('the queue is away');
  });

  it('names each message of the retry queue that failed, so that it alone comes again', async () => {
    const record = (messageId: string, body: string) => ({ messageId, body }) as SQSEvent['Records'][number];
    const event = { Records: [record('m1', '{"incidentId":"inc-aaaaaaaaaa-1"}'), record('m2', 'no JSON')] };
    expect(await followRecord(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
    });
  });
});
