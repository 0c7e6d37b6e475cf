import type { DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sendLater } from '../adapters/queue';
import { required } from '../adapters/settings';
import { storeFromEnv } from '../adapters/store';
import { readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import { deliverDecision } from './deliver-decision';
import { exportChain } from './export-chain';
import { startIncident } from './start-incident';
import { log, problemOf } from './wiring';

const OURS = /^INCIDENT#(inc-[a-z0-9-]+)$/;

const follow = async (store: Store, incidentId: string): Promise<void> => {
  await startIncident(store, incidentId);
  await deliverDecision(store, incidentId);
  const record = await readIncident(store, incidentId);
  if (record) await exportChain(store, record);
};

/** Makes Step Functions, and the copies of closed chains, match the record. The stream path never throws: what fails waits in the retry queue. */
export const handler = async (event: DynamoDBStreamEvent | SQSEvent): Promise<SQSBatchResponse> => {
  const store = storeFromEnv();
  return isQueue(event) ? fromQueue(store, event) : fromStream(store, event);
};

const isQueue = (event: DynamoDBStreamEvent | SQSEvent): event is SQSEvent =>
  event.Records.some((record) => 'messageId' in record);

const fromStream = async (store: Store, event: DynamoDBStreamEvent): Promise<SQSBatchResponse> => {
  for (const incidentId of changed(event)) {
    try {
      await follow(store, incidentId);
    } catch (error) {
      log('the record could not be followed', { incidentId, problem: problemOf(error) });
      await sendLater(required('CORDON_RETRY_QUEUE'), { incidentId }, RETRY_SECONDS);
    }
  }
  return { batchItemFailures: [] };
};
const RETRY_SECONDS = 5;

const changed = (event: DynamoDBStreamEvent): readonly string[] => {
  const keys = event.Records.map((record) => record.dynamodb?.Keys?.['pk']?.S ?? '');
  return [...new Set(keys.flatMap((key) => OURS.exec(key)?.[1] ?? []))];
};

const fromQueue = async (store: Store, event: SQSEvent): Promise<SQSBatchResponse> => {
  const failed: string[] = [];
  for (const record of event.Records) {
    try {
      const { incidentId } = JSON.parse(record.body) as { incidentId: string };
      await follow(store, incidentId);
    } catch (error) {
      log('the record could not be followed', { messageId: record.messageId, problem: problemOf(error) });
      failed.push(record.messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};
