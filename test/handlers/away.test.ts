import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendTaskFailureCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as awaitApproval } from '../../handlers/await-approval';
import { handler as followRecord } from '../../handlers/follow-record';
import { handler as keepAudit } from '../../handlers/keep-audit';
import type { Item } from '../../incidents/port';
import { localSettings } from '../../local/settings';
import { streamRecord } from '../support/keeper';

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
    CORDON_FOLLOW_QUEUE: 'https://queue/follow',
    CORDON_PARKED_QUEUE: 'https://queue/parked',
    CORDON_FUNCTION_PREFIX: 'cordon-',
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

const sent = () => [
  ...sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => [input.QueueUrl, input.MessageBody]),
  ...sqs
    .commandCalls(SendMessageBatchCommand)
    .flatMap(({ args: [{ input }] }) => (input.Entries ?? []).map((one) => [input.QueueUrl, one.MessageBody])),
];
const message = (messageId: string, body: string) => ({ messageId, body }) as SQSEvent['Records'][number];
const batch = (...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, index) => message(`m${index + 1}`, body)),
});

describe('the wait for an approval, with the table away', () => {
  it('ends itself, because nobody could ever answer it', async () => {
    await awaitApproval({ incidentId: 'inc-aaaaaaaaaa-1', execution: 'arn', taskToken: 'token' });
    expect(sfn.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({ taskToken: 'token' });
  });
});

describe('the follower of the record, with the table away', () => {
  it('tries once more within seconds, and then leaves a message to the queue', async () => {
    const event = batch(
      '{"incidentId":"inc-aaaaaaaaaa-1"}',
      '{"incidentId":"inc-bbbbbbbbbb-1","again":true}',
      'no JSON',
    );
    expect(await followRecord(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm2' }, { itemIdentifier: 'm3' }],
    });
    expect(sent()).toEqual([['https://queue/retry', '{"incidentId":"inc-aaaaaaaaaa-1","again":true}']]);
  });

  it('leaves a message to its queue when that takes no other', async () => {
    sqs.onAnyCommand().rejects(new Error('the queue is away'));
    expect(await followRecord(batch('{"incidentId":"inc-aaaaaaaaaa-1"}'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }],
    });
  });
});

describe('the keeper of copies, with the table away', () => {
  const row = (chain: string): Item => ({ pk: `INCIDENT#log#${chain}`, sk: 'ROW#000000001', text: 'opened' });
  const decided: Item = { pk: 'INCIDENT#inc-cccccccccc-1', sk: 'APPROVAL', status: 'APPROVED' };
  const event = {
    Records: [row('inc-aaaaaaaaaa-1'), row('inc-bbbbbbbbbb-1'), row('inc-aaaaaaaaaa-1'), decided].map((item) =>
      streamRecord('INSERT', item),
    ),
  };

  it('keeps each log once in its queue, hands on what others wait for, and lets the stream go on', async () => {
    expect(await keepAudit(event)).toEqual({ batchItemFailures: [] });
    expect(sent().sort()).toEqual([
      ['https://queue/follow', '{"incidentId":"inc-cccccccccc-1","changed":"APPROVAL"}'],
      ['https://queue/retry', '{"chain":"inc-aaaaaaaaaa-1"}'],
      ['https://queue/retry', '{"chain":"inc-bbbbbbbbbb-1"}'],
    ]);
  });

  it('throws when the queue does not take one message of several, so that the stream comes again', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Failed: [{ Id: 'm0', Code: 'InternalError', SenderFault: false }] });
    await expect(keepAudit(event)).rejects.toThrow('did not take 1');
  });

  it('throws when even the queues are away, so that the stream comes again', async () => {
    sqs.onAnyCommand().rejects(new Error('the queue is away'));
    await expect(keepAudit(event)).rejects.toThrow('the queue is away');
  });

  it('names each message of its queue that failed, so that it alone comes again', async () => {
    const given = batch('{"chain":"inc-aaaaaaaaaa-1"}', 'no JSON', '{"DDBStreamBatchInfo":{"shardId":"1"}}');
    expect(await keepAudit(given)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
    });
  });
});
