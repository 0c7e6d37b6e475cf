import { randomUUID } from 'node:crypto';
import type { DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sendLater } from '../adapters/queue';
import { required } from '../adapters/settings';
import { bulkSlack, readSlackSecret } from '../adapters/slack';
import { storeFromEnv } from '../adapters/store';
import { type Delivery, onRetries, onStream } from './deliver';
import { once } from './once';
import { paint } from './paint';
import type { Poster } from './posting';

const openDelivery = once(async (): Promise<Delivery> => {
  const store = storeFromEnv();
  const secret = await readSlackSecret(required('CORDON_SLACK_SECRET'));
  const queue = required('CORDON_RETRY_QUEUE');
  const poster: Poster = { store, slack: bulkSlack(store.settings, secret), newHolder: randomUUID };
  return {
    paint: (incidentId) => paint(poster, incidentId),
    later: (retry, seconds) => sendLater(queue, retry, seconds),
  };
});

const isQueue = (event: DynamoDBStreamEvent | SQSEvent): event is SQSEvent =>
  event.Records.some((record) => record.eventSource === 'aws:sqs');

/** The poster: follows the record through the table's stream, and through its own retry queue. */
export const handler = async (event: DynamoDBStreamEvent | SQSEvent): Promise<SQSBatchResponse> => {
  const delivery = await openDelivery();
  if (isQueue(event)) {
    const failed = await onRetries(delivery, event.Records);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  }
  await onStream(delivery, event.Records);
  return { batchItemFailures: [] };
};
