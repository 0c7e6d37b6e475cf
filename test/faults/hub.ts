import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { SQS } from '@aws-sdk/client-sqs';
import { backoff, tablePort } from '../../adapters/table';
import { functionsOf, type Machine, machineOf } from '../../cdk/derive/machine';
import { handler as answerRun } from '../../handlers/answer-run';
import { handler as awaitApproval } from '../../handlers/await-approval';
import { close } from '../../handlers/close';
import { handler as intake } from '../../handlers/intake';
import { investigate } from '../../handlers/investigation';
import { runStep } from '../../handlers/run-step';
import { executionOf } from '../../handlers/wiring';
import type { Item } from '../../incidents/port';
import type { Store } from '../../incidents/store';
import { type Emulator, startMiniStack } from '../../local/emulators';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import { FakeAccount, world } from '../handlers/account';
import { holdInstance } from '../handlers/hold-instance';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { type Clock, clock, storeOn } from '../support/record-fixtures';
import { createRecordTable, itemsOf } from '../support/record-table';
import { type Couriers, openCouriers, type Work } from './courier';
import { place } from './place';

const TABLE = 'cordon-record';
const ACCOUNT = '111111111111';
const REGION = 'eu-west-1';
const FUNCTIONS = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:`;
/** Two small steps on an account in memory, under the name that findings about instances are routed to. */
export const PLAYBOOK: AnyPlaybook = { ...holdInstance, id: 'isolate-instance' };
export const MACHINE_ARN = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:cordon-${PLAYBOOK.id}`;

/** Straight to the emulator, past the proxy: for setting up and for looking. */
interface Clients {
  readonly dynamodb: DynamoDB;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly sfn: SFN;
  readonly sqs: SQS;
}

/** The hub's queues, table and machine on MiniStack; handlers run here and reach them through the fault proxy. */
export interface SmallHub extends Clients {
  readonly proxy: FaultProxy;
  readonly couriers: Couriers;
  /** Addresses behind the proxy. */
  readonly queues: { readonly urgent: string; readonly parked: string; readonly retry: string; readonly keep: string };
  readonly account: () => FakeAccount;
  readonly time: () => Clock;
  readonly store: () => Store;
  /** A record of its own for each test: an empty table, a clock at its start, an account with one instance. */
  readonly fresh: () => Promise<void>;
  readonly items: () => Promise<readonly Item[]>;
  /** Names of all executions of the machine that have the incident's id. */
  readonly executionsOf: (incidentId: string) => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

const clientsTo = (endpoint: string): Clients => {
  const config = { endpoint, region: REGION, credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'not-a-secret' } };
  return {
    dynamodb: new DynamoDB(config),
    lambda: new Lambda(config),
    s3: new S3({ ...config, forcePathStyle: true }),
    sfn: new SFN(config),
    sqs: new SQS({ ...config, useQueueUrlAsEndpoint: false }),
  };
};

/** The function of any state of the playbook's machine: what the deployed entries do with the same event. */
export const workOf =
  (playbook: AnyPlaybook): Work =>
  async (event) => {
    const { do: what, input, incidentId = '', execution = '', step = '', taskToken } = event as Record<string, string>;
    const store = place.store as Store;
    if (taskToken) return awaitApproval(event);
    if (what === 'investigate') return investigate(store, playbook, input, executionOf(execution));
    if (what === 'close') return close(store, playbook, incidentId, executionOf(execution));
    return { step, status: await runStep(store, playbook, { incidentId, step, execution }) };
  };

/** An instance that no earlier test has named: names of executions come never again. */
export const newInstanceId = (): string => `i-0${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;

/** What `look` gives, as soon as it gives anything. */
export const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  for (const limit = Date.now() + 20_000; Date.now() < limit; await sleep(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`within 20 s: ${what}`);
};

/** The definition as a deployment fills it in. */
export const definitionOf = (machine: Machine): string =>
  JSON.stringify(machine).replaceAll(`\${Partition}`, 'aws').replaceAll(`\${Functions}`, FUNCTIONS);

const makeQueues = async (
  { sqs, lambda }: Clients,
  intakeArn: string,
  proxyUrl: string,
): Promise<SmallHub['queues']> => {
  // The SDK sends to the host that stands in a queue's address.
  const make = async (QueueName: string, Attributes = {}): Promise<string> =>
    ((await sqs.createQueue({ QueueName, Attributes })).QueueUrl ?? '').replace(/^http:\/\/[^/]+/, proxyUrl);
  const parked = await make('parked');
  const deadLetterTargetArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:parked`;
  // Two tries a second apart; deployed it is five, two minutes apart.
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
  const urgent = await make('urgent', { VisibilityTimeout: '1', RedrivePolicy });
  await lambda.createEventSourceMapping({
    EventSourceArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:urgent`,
    FunctionName: intakeArn,
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  return { urgent, parked, retry: await make('retry'), keep: await make('keep') };
};

const makeMachine = async ({ sfn }: Clients, couriers: Couriers): Promise<void> => {
  const machine = machineOf(PLAYBOOK);
  for (const name of functionsOf(machine)) await couriers.send(name, workOf(PLAYBOOK));
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/machine`;
  await sfn.createStateMachine({ name: `cordon-${PLAYBOOK.id}`, roleArn, definition: definitionOf(machine) });
};

const pointHandlersAt = (url: string, { retry, keep }: SmallHub['queues']): void => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    CORDON_MACHINE_PREFIX: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:cordon-`,
    CORDON_EVIDENCE_BUCKET: 'evidence',
    CORDON_RETRY_QUEUE: retry,
    CORDON_KEEP_QUEUE: keep,
    CORDON_FUNCTION_PREFIX: 'cordon-',
  });
};

const emptied = async ({ dynamodb }: Clients): Promise<void> => {
  await dynamodb.deleteTable({ TableName: TABLE }).catch(() => undefined);
  await createRecordTable(dynamodb, TABLE);
};

/**
 * One small hub per test file, before its tests.
 * @param start the emulator, when it is not a plain one
 */
export const raiseHub = async (start: () => Promise<Emulator> = startMiniStack): Promise<SmallHub> => {
  const emulator = await start();
  const clients = clientsTo(emulator.url);
  const [proxy, couriers] = await Promise.all([startFaultProxy(emulator.url), openCouriers(clients.lambda)]);
  const intakeArn = await couriers.send('cordon-intake', (event) => intake(event as Parameters<typeof intake>[0]));
  await couriers.send('cordon-answer-run', answerRun);
  const queues = await makeQueues(clients, intakeArn, proxy.url);
  await makeMachine(clients, couriers);
  await clients.s3.createBucket({ Bucket: 'evidence' });
  pointHandlersAt(proxy.url, queues);
  const port = tablePort(TABLE, new DynamoDB({ maxAttempts: 2 }));
  let time = clock();
  return {
    ...clients,
    ...{ proxy, couriers, queues },
    account: () => world.account,
    time: () => time,
    store: () => place.store as Store,
    fresh: async () => {
      await proxy.set();
      await emptied(clients);
      time = clock();
      world.account = new FakeAccount();
      place.store = { ...storeOn(port, time), backoff };
    },
    items: () => itemsOf(clients.dynamodb, TABLE),
    executionsOf: async (incidentId) => {
      const { executions = [] } = await clients.sfn.listExecutions({ stateMachineArn: MACHINE_ARN, maxResults: 1000 });
      return executions.flatMap(({ name }) => (name === incidentId ? [name] : []));
    },
    stop: async () => {
      await couriers.stop();
      await proxy.stop();
      await emulator.stop();
    },
  };
};
