import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

const client = new SQSClient({ maxAttempts: 3 });
/** Messages in one call. */
const BATCH = 10;

const delayOf = (seconds: number): number => Math.min(900, Math.max(0, Math.ceil(seconds)));

/** Puts a message that becomes visible after `seconds` (0–900). */
export const sendLater = async (queueUrl: string, body: object, seconds: number): Promise<void> => {
  const message = { MessageBody: JSON.stringify(body), DelaySeconds: delayOf(seconds) };
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
};

/** The same for several messages. Throws when the queue did not take one of them; sent again, all of them are. */
export const sendEachLater = async (
  queueUrl: string,
  messages: readonly { readonly body: object; readonly seconds: number }[],
): Promise<void> => {
  const left = messages.map(({ body, seconds }, at) => ({
    Id: `m${at}`,
    MessageBody: JSON.stringify(body),
    DelaySeconds: delayOf(seconds),
  }));
  while (left.length > 0) {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left.splice(0, BATCH) }),
    );
    if (Failed[0]) throw new Error(`The queue did not take ${Failed.length} messages: ${Failed[0].Message}`);
  }
};

/** Addresses of a queue and of its dead-letter queue. */
interface Pair {
  readonly queue: string;
  readonly parked: string;
}
export interface QueueCounts {
  /** About as many wait to be worked. */
  readonly waiting: number;
  /** About as many could not be worked. */
  readonly parked: number;
}

const countOf = async (QueueUrl: string): Promise<number> => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
};

export const queueCounts = async ({ queue, parked }: Pair): Promise<QueueCounts> => {
  const [waiting, count] = await Promise.all([countOf(queue), countOf(parked)]);
  return { waiting, parked: count };
};

/** Long enough to move a batch: a message that is being moved is given to nobody else. */
const HELD_SECONDS = 60;

/**
 * Moves up to `max` parked messages back. Each is sent before it is deleted: cut off in between, it is worked twice, which does
 * no harm, and never lost. Returns how many were moved.
 */
export const moveMessages = async ({ queue, parked }: Pair, max: number): Promise<number> => {
  let moved = 0;
  while (moved < max) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: parked,
        MaxNumberOfMessages: Math.min(BATCH, max - moved),
        VisibilityTimeout: HELD_SECONDS,
        WaitTimeSeconds: 1,
      }),
    );
    if (Messages.length === 0) return moved;
    for (const { Body, ReceiptHandle } of Messages) {
      await client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: Body ?? '{}' }));
      await client.send(new DeleteMessageCommand({ QueueUrl: parked, ReceiptHandle }));
      moved += 1;
    }
  }
  return moved;
};
