import * as z from 'zod';
import { SlackProblem } from '../adapters/slack';
import { CONTROL, logPk, slackViewKey } from '../incidents/keys';
import { log, problemOf } from './app';

/** What wakes the poster: a change of the record, or a retry of its own. */
export interface Delivery {
  readonly paint: (incidentId: string) => Promise<void>;
  /** Puts a message into the poster's own queue. */
  readonly later: (retry: Retry, seconds: number) => Promise<void>;
}

const retrySchema = z.object({ incidentId: z.string().min(1), attempt: z.number().int().min(1).default(1) });
export type Retry = z.infer<typeof retrySchema>;

/** About a day at the longest wait; then the message goes to the dead-letter queue, where an alarm stands. */
const MOST_ATTEMPTS = 100;
const LONGEST_WAIT = 900;
const AT_ONCE = 4;

interface StreamRecord {
  readonly dynamodb?:
    | { readonly Keys?: Readonly<Record<string, { readonly S?: string | undefined }>> | undefined }
    | undefined;
}

const OWN = slackViewKey('').sk;

const subject = (record: StreamRecord): string | undefined => {
  const pk = record.dynamodb?.Keys?.['pk']?.S ?? '';
  // The poster's own writes would wake it for ever.
  if (record.dynamodb?.Keys?.['sk']?.S === OWN) return undefined;
  if (pk === logPk(CONTROL)) return CONTROL;
  return /^INCIDENT#(?:log#)?(inc-[a-z0-9-]+)$/.exec(pk)?.[1];
};

/** Which incidents a batch of stream records is about, each once. */
export const incidentsIn = (records: readonly StreamRecord[]): readonly string[] => [
  ...new Set(records.flatMap((record) => subject(record) ?? [])),
];

const waitAfter = (error: unknown, attempt: number): number =>
  error instanceof SlackProblem && error.retryAfterSeconds !== undefined
    ? error.retryAfterSeconds
    : Math.min(LONGEST_WAIT, 5 * 2 ** Math.min(attempt - 1, 10));

/**
 * A batch of the table's stream. What cannot be painted goes to the retry queue, so that nothing holds the stream up.
 * Only when that queue fails too does it throw: then the stream itself is the queue, and painting again does no harm.
 */
export const onStream = async (delivery: Delivery, records: readonly StreamRecord[]): Promise<void> => {
  const ids = [...incidentsIn(records)];
  while (ids.length > 0)
    await Promise.all(ids.splice(0, AT_ONCE).map((incidentId) => paintOrLater(delivery, incidentId)));
};

const paintOrLater = async (delivery: Delivery, incidentId: string): Promise<void> => {
  try {
    await delivery.paint(incidentId);
  } catch (error) {
    log('painting failed and is tried again', { incidentId, problem: problemOf(error) });
    await delivery.later({ incidentId, attempt: 1 }, waitAfter(error, 1));
  }
};

interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
}

/**
 * The poster's own queue. While Slack is away or asks to wait, a message is put back with its wait, so that an outage of hours
 * loses nothing; what Slack refuses, or a fault of ours, is left to the queue's count and ends among the dead letters.
 */
export const onRetries = async (delivery: Delivery, messages: readonly QueueMessage[]): Promise<readonly string[]> => {
  const failed: string[] = [];
  for (const message of messages) if (!(await retried(delivery, message))) failed.push(message.messageId);
  return failed;
};

const passing = (error: unknown): boolean => error instanceof SlackProblem && error.code !== 'refused';

const readRetry = (body: string): Retry | undefined => {
  try {
    return retrySchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
};

/** False when the message must stay in the queue. */
const retried = async (delivery: Delivery, message: QueueMessage): Promise<boolean> => {
  const retry = readRetry(message.body);
  if (!retry) return false;
  const { incidentId, attempt } = retry;
  try {
    await delivery.paint(incidentId);
    return true;
  } catch (error) {
    log('painting failed again', { incidentId, attempt, problem: problemOf(error) });
    if (!passing(error) || attempt >= MOST_ATTEMPTS) return false;
    return putBack(delivery, { incidentId, attempt: attempt + 1 }, waitAfter(error, attempt + 1));
  }
};

const putBack = async (delivery: Delivery, retry: Retry, seconds: number): Promise<boolean> => {
  try {
    await delivery.later(retry, seconds);
    return true;
  } catch {
    return false;
  }
};
