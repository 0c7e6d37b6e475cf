import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { GuardedQueue } from './guarded-queue';
import type { HubFunction } from './hub-function';
import { giveKey } from './rights';

/** Lets one function move messages of these queues out of where they are parked. Nobody else may, people included. */
export const letRedrive = (fn: HubFunction, key: IKey, queues: Readonly<Record<string, GuardedQueue>>): void => {
  const all = Object.values(queues);
  const parked = all.map((one) => one.parked.queueArn);
  fn.allow(['sqs:GetQueueAttributes'], [...all.map((one) => one.queue.queueArn), ...parked]);
  fn.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage'], parked);
  fn.allow(
    ['sqs:SendMessage'],
    all.map((one) => one.queue.queueArn),
  );
  giveKey(fn, key, 'sqs', ['Decrypt', 'GenerateDataKey']);
  const addresses = Object.entries(queues).map(([name, { queue, parked: dead }]) => [
    name,
    { queue: queue.queueUrl, parked: dead.queueUrl },
  ]);
  fn.lambda.addEnvironment('CORDON_QUEUES', fn.lambda.stack.toJsonString(Object.fromEntries(addresses)));
};
