import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { type Hub, NotAsked, type Probe } from './probe';
import { zipOf } from './zip';

const ROLE = 'arn:aws:iam::111111111111:role/probe';
const unique = (): string => `probe-${crypto.randomUUID().slice(0, 8)}`;

const makeFunction = async ({ lambda }: Hub, source: string): Promise<string> => {
  const FunctionName = unique();
  const made = await lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: ROLE,
    Timeout: 10,
    Code: { ZipFile: zipOf('index.js', source) },
  });
  return made.FunctionArn ?? FunctionName;
};

const startMachine = async ({ sfn }: Hub, states: object, start: string): Promise<string> => {
  const definition = JSON.stringify({ StartAt: start, States: states });
  const made = await sfn.createStateMachine({ name: unique(), roleArn: ROLE, definition });
  const run = await sfn.startExecution({ stateMachineArn: made.stateMachineArn ?? '', input: '{"a":1}' });
  return run.executionArn ?? '';
};

const endOf = async ({ sfn }: Hub, executionArn: string, ms: number) => {
  for (const limit = Date.now() + ms; ; await sleep(100)) {
    const run = await sfn.describeExecution({ executionArn });
    if (run.status !== 'RUNNING' || Date.now() > limit) return run;
  }
};

const waitTask = (FunctionName: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName, Payload: { 'token.$': '$$.Task.Token' } },
  End: true,
  ...more,
});

/** Keeps the token where the probe can read it: in a queue. */
const tokenMachine = async (hub: Hub): Promise<{ executionArn: string; token: string }> => {
  const QueueUrl = (await hub.sqs.createQueue({ QueueName: unique() })).QueueUrl ?? '';
  const wait = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { QueueUrl, 'MessageBody.$': '$$.Task.Token' },
    TimeoutSeconds: 60,
    End: true,
  };
  const executionArn = await startMachine(hub, { Wait: wait }, 'Wait');
  const got = await hub.sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 5 });
  const token = got.Messages?.[0]?.Body;
  if (!token) throw new NotAsked('no token came');
  return { executionArn, token };
};

const refused = (call: Promise<unknown>, ...names: string[]): Promise<boolean> =>
  call.then(
    () => false,
    (error: unknown) => error instanceof Error && names.includes(error.name),
  );

const THROWS = 'exports.handler = async () => { throw new TypeError("probe"); };';

/** The emulator reads the account from the credential and looks no further. */
const SIGNED = `'AWS4-HMAC-SHA256 Credential=111111111111/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0'`;

/** A function that says something about its batch into a queue. */
const saying = (QueueUrl: string, what: string, answer = '{}'): string => `exports.handler = async (event) => {
  await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', headers: {
    'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage', authorization: ${SIGNED} },
    body: JSON.stringify({ QueueUrl: ${JSON.stringify(QueueUrl)}, MessageBody: ${what} }) });
  return ${answer}; };`;

/** Reports the message "bad" of its batch as failed, and no other. */
const PARTIAL = `exports.handler = async ({ Records }) => ({ batchItemFailures: Records
  .filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })) });`;

/** Takes nothing but a batch of all that was sent. */
const WHOLE = 25;
const WHOLE_ONLY = `exports.handler = async ({ Records }) => ({ batchItemFailures: Records.length === ${WHOLE} ? [] : Records
  .map(({ messageId }) => ({ itemIdentifier: messageId })) });`;

/** A queue that parks what failed once. */
const makeQueue = async ({ sqs }: Hub) => {
  const make = async (Attributes: Record<string, string>) =>
    (await sqs.createQueue({ QueueName: unique(), Attributes })).QueueUrl ?? '';
  const arnOf = async (QueueUrl: string) =>
    (await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] })).Attributes?.['QueueArn'] ?? '';
  const dead = await make({});
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(dead), maxReceiveCount: 1 });
  const queue = await make({ RedrivePolicy, VisibilityTimeout: '1' });
  return { queue, dead, arn: await arnOf(queue) };
};

const makeTable = async ({ dynamodb }: Hub): Promise<{ TableName: string; stream: string }> => {
  const TableName = unique();
  const made = await dynamodb.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  return { TableName, stream: made.TableDescription?.LatestStreamArn ?? '' };
};

const bus: readonly Probe<Hub>[] = [
  {
    id: 'G16',
    title: 'the launcher lets the stand-in for GuardDuty put events with aws.* sources',
    expected: 'works',
    asAws: async ({ config }) => {
      const events = new EventBridge(config);
      const Entries = [{ Source: 'aws.guardduty', DetailType: 'GuardDuty Finding', Detail: '{}' }];
      return (await events.putEvents({ Entries })).FailedEntryCount === 0;
    },
  },
  {
    id: 'G14',
    title: 'GuardDuty answers its finding calls',
    expected: 'gap',
    instead: 'local/aws, held to the SDK in test/local/aws.moto.test.ts',
    asAws: async ({ config }) =>
      (await new GuardDuty({ ...config, maxAttempts: 1 }).listDetectors({})).DetectorIds !== undefined,
  },
  {
    id: 'G18a',
    title: 'SQS to Lambda: only the failed message of a batch comes back, and reaches the DLQ',
    expected: 'works',
    asAws: async (hub) => {
      const { queue, dead, arn } = await makeQueue(hub);
      await hub.lambda.createEventSourceMapping({
        FunctionName: await makeFunction(hub, PARTIAL),
        EventSourceArn: arn,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      for (const MessageBody of ['good', 'bad']) await hub.sqs.sendMessage({ QueueUrl: queue, MessageBody });
      const got = await hub.sqs.receiveMessage({ QueueUrl: dead, WaitTimeSeconds: 15, MaxNumberOfMessages: 10 });
      return got.Messages?.length === 1 && got.Messages[0]?.Body === 'bad';
    },
  },
  {
    id: 'G18b',
    title: 'the launcher lets a function have as many messages of a queue at once as its event source says',
    expected: 'works',
    asAws: async (hub) => {
      const { queue, dead, arn } = await makeQueue(hub);
      const send = (QueueUrl: string) =>
        Array.from({ length: WHOLE }, () => hub.sqs.sendMessage({ QueueUrl, MessageBody: 'one of all' }));
      await Promise.all(send(queue));
      await hub.lambda.createEventSourceMapping({
        FunctionName: await makeFunction(hub, WHOLE_ONLY),
        EventSourceArn: arn,
        BatchSize: 50,
        MaximumBatchingWindowInSeconds: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      // What was not taken is parked within seconds.
      const parked = await hub.sqs.receiveMessage({ QueueUrl: dead, WaitTimeSeconds: 4 });
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const left = await hub.sqs.getQueueAttributes({ QueueUrl: queue, AttributeNames: [...names] });
      return !parked.Messages?.length && names.every((name) => left.Attributes?.[name] === '0');
    },
  },
  {
    id: 'G17',
    title: 'a DynamoDB stream gives a record again when the function reports it as failed',
    expected: 'gap',
    instead:
      'followers never throw and keep what failed in a queue of their own: test/handlers/away, test/slack-app/deliver',
    asAws: async (hub) => {
      const { TableName, stream } = await makeTable(hub);
      const seen = (await hub.sqs.createQueue({ QueueName: unique() })).QueueUrl ?? '';
      const source = saying(
        seen,
        'event.Records[0].eventID',
        '{ batchItemFailures: [{ itemIdentifier: event.Records[0].dynamodb.SequenceNumber }] }',
      );
      await hub.lambda.createEventSourceMapping({
        FunctionName: await makeFunction(hub, source),
        EventSourceArn: stream,
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      await hub.dynamodb.putItem({ TableName, Item: { pk: { S: 'bad' } } });
      const first = await hub.sqs.receiveMessage({ QueueUrl: seen, WaitTimeSeconds: 5 });
      if (!first.Messages?.length) throw new NotAsked('the function was not called with the first record');
      await hub.sqs.deleteMessage({ QueueUrl: seen, ReceiptHandle: first.Messages[0]?.ReceiptHandle });
      const again = await hub.sqs.receiveMessage({ QueueUrl: seen, WaitTimeSeconds: 3 });
      return again.Messages?.[0]?.Body === first.Messages[0]?.Body;
    },
  },
  {
    id: 'G17b',
    title: 'the launcher fills the batch of a stream with changes that pass its filter',
    expected: 'works',
    asAws: async (hub) => {
      const { TableName, stream } = await makeTable(hub);
      const seen = (await hub.sqs.createQueue({ QueueName: unique() })).QueueUrl ?? '';
      // Of thirty changes every third passes.
      for (let at = 0; at < 30; at += 1)
        await hub.dynamodb.putItem({ TableName, Item: { pk: { S: `${at % 3 === 2 ? 'wanted' : 'other'}-${at}` } } });
      await hub.lambda.createEventSourceMapping({
        FunctionName: await makeFunction(hub, saying(seen, 'String(event.Records.length)')),
        EventSourceArn: stream,
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 8,
        FilterCriteria: {
          Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ prefix: 'wanted' }] } } } }) }],
        },
      });
      const next = async () => {
        const { Messages } = await hub.sqs.receiveMessage({ QueueUrl: seen, WaitTimeSeconds: 5 });
        return Messages?.[0]?.Body;
      };
      return (await next()) === '8' && (await next()) === '2';
    },
  },
  {
    id: 'ok',
    title: 'DynamoDB transactions: of many racing writers one wins',
    expected: 'works',
    asAws: async (hub) => {
      const { TableName } = await makeTable(hub);
      const write = (n: number) =>
        hub.dynamodb.transactWriteItems({
          TransactItems: [
            {
              Put: {
                TableName,
                Item: { pk: { S: 'lock' }, by: { N: String(n) } },
                ConditionExpression: 'attribute_not_exists(pk)',
              },
            },
          ],
        });
      const ended = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => write(n)));
      return ended.filter((one) => one.status === 'fulfilled').length === 1;
    },
  },
];

const machines: readonly Probe<Hub>[] = [
  {
    id: 'G3',
    title: 'a token state ends when the function that it called throws',
    expected: 'gap',
    instead: 'await-approval ends its own wait with SendTaskFailure: test/handlers/away',
    asAws: async (hub) => {
      const wait = waitTask(await makeFunction(hub, THROWS), { TimeoutSeconds: 20 });
      return (await endOf(hub, await startMachine(hub, { Wait: wait }, 'Wait'), 4000)).status === 'FAILED';
    },
  },
  {
    id: 'G5',
    title: 'TimeoutSeconds ends a token state that nobody answers',
    expected: 'works',
    asAws: async (hub) => {
      const wait = waitTask(await makeFunction(hub, 'exports.handler = async () => ({});'), { TimeoutSeconds: 2 });
      const end = await endOf(hub, await startMachine(hub, { Wait: wait }, 'Wait'), 10_000);
      return end.status !== 'RUNNING' && end.error === 'States.Timeout';
    },
  },
  {
    id: 'G6',
    title: 'the error of a state carries the class that the function threw',
    expected: 'gap',
    instead: 'machines catch States.ALL and never an error by name: test/cdk/machine',
    asAws: async (hub) => {
      const task = { Type: 'Task', Resource: await makeFunction(hub, THROWS), End: true };
      return (await endOf(hub, await startMachine(hub, { Call: task }, 'Call'), 10_000)).error === 'TypeError';
    },
  },
  {
    id: 'G7a',
    title: 'SendTaskSuccess refuses output that is not JSON',
    expected: 'gap',
    instead: 'the output is one of four constants: test/adapters/machines',
    asAws: async (hub) => {
      const { token: taskToken } = await tokenMachine(hub);
      return refused(hub.sfn.sendTaskSuccess({ taskToken, output: 'not JSON' }), 'InvalidOutput');
    },
  },
  {
    id: 'G7b',
    title: 'SendTaskSuccess after the execution was stopped answers TaskTimedOut',
    expected: 'gap',
    instead: 'a decision that nobody waits for counts as told: test/adapters/machines',
    asAws: async (hub) => {
      const { executionArn, token: taskToken } = await tokenMachine(hub);
      await hub.sfn.stopExecution({ executionArn });
      return refused(hub.sfn.sendTaskSuccess({ taskToken, output: '{}' }), 'TaskTimedOut', 'TaskDoesNotExist');
    },
  },
  {
    id: 'G8a',
    title: 'StartExecution with the name and input of an open execution answers as if it had just started it',
    expected: 'gap',
    instead: 'when the name is taken, DescribeExecution decides: test/adapters/machines',
    asAws: async (hub) => {
      const { executionArn } = await tokenMachine(hub);
      const { stateMachineArn = '', input = '', name = '' } = await hub.sfn.describeExecution({ executionArn });
      return (await hub.sfn.startExecution({ stateMachineArn, name, input })).executionArn === executionArn;
    },
  },
  {
    id: 'G8b',
    title: 'StartExecution refuses a name of 81 characters',
    expected: 'gap',
    instead: 'incident ids are built and checked: test/incidents/ids-and-digest',
    asAws: async (hub) => {
      const { executionArn } = await tokenMachine(hub);
      const { stateMachineArn = '' } = await hub.sfn.describeExecution({ executionArn });
      return refused(hub.sfn.startExecution({ stateMachineArn, name: 'n'.repeat(81) }), 'InvalidName');
    },
  },
  {
    id: 'G22',
    title: "an execution's history shows what each state was entered with",
    expected: 'works',
    asAws: async (hub) => {
      const executionArn = await startMachine(hub, { Pass: { Type: 'Pass', End: true } }, 'Pass');
      await endOf(hub, executionArn, 5000);
      const { events = [] } = await hub.sfn.getExecutionHistory({ executionArn });
      return events.some((event) => event.stateEnteredEventDetails?.input?.replaceAll(' ', '') === '{"a":1}');
    },
  },
];

/** What the hub's emulator shows and hides, as far as our tests depend on it. */
export const hubProbes: readonly Probe<Hub>[] = [...bus, ...machines];
