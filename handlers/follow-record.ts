import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sendLater } from '../adapters/queue';
import { required } from '../adapters/settings';
import { storeFromEnv } from '../adapters/store';
import type { Store } from '../incidents/store';
import { askToTell } from './ask-to-tell';
import { deliverDecision } from './deliver-decision';
import { startIncident } from './start-incident';
import { log, problemOf } from './wiring';

interface Message {
  readonly incidentId: string;
  /** It failed once already. */
  readonly again: boolean;
}

const messageIn = (body: string): Message => {
  const { incidentId, again } = JSON.parse(body) as { readonly incidentId?: unknown; readonly again?: unknown };
  if (typeof incidentId !== 'string') throw new Error('the message names no incident');
  return { incidentId, again: again === true };
};

const follow = async (store: Store, incidentId: string): Promise<void> => {
  await startIncident(store, incidentId);
  await deliverDecision(store, incidentId, askToTell);
};

/** Makes Step Functions match the record. `keep-audit`, which reads the table's stream, hands on by a queue what changed. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const store = storeFromEnv();
  const failed: string[] = [];
  for (const { messageId, body } of event.Records) if (!(await worked(store, body))) failed.push(messageId);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};

/** False when the message must stay in the queue, which brings it again after minutes only. */
const worked = async (store: Store, body: string): Promise<boolean> => {
  let asked: Message | undefined;
  try {
    asked = messageIn(body);
    await follow(store, asked.incidentId);
    return true;
  } catch (error) {
    log('the record could not be followed', { incidentId: asked?.incidentId ?? '', problem: problemOf(error) });
    return asked !== undefined && !asked.again && (await soonAgain(asked.incidentId));
  }
};
const RETRY_SECONDS = 5;

const soonAgain = async (incidentId: string): Promise<boolean> => {
  try {
    await sendLater(required('CORDON_RETRY_QUEUE'), { incidentId, again: true }, RETRY_SECONDS);
    return true;
  } catch {
    return false;
  }
};
