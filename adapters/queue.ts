import { SQS } from '@aws-sdk/client-sqs';

const client = new SQS({ maxAttempts: 3 });

/** Puts a message that becomes visible after `seconds` (0–900). */
export const sendLater = async (queueUrl: string, body: object, seconds: number): Promise<void> => {
  const DelaySeconds = Math.min(900, Math.max(0, Math.ceil(seconds)));
  await client.sendMessage({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body), DelaySeconds });
};
