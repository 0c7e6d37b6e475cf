import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const client = new LambdaClient({ maxAttempts: 2 });

/** Calls another of Cordon's functions and returns what it answered. Throws when that function failed. */
export const callFunction = async (name: string, payload: object): Promise<unknown> => {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) }),
  );
  const text = answer.Payload ? Buffer.from(answer.Payload).toString('utf8') : 'null';
  if (answer.FunctionError) throw new Error(`${name} failed`);
  return JSON.parse(text) as unknown;
};

/** Hands the payload over and returns at once. */
export const sendToFunction = async (name: string, payload: object): Promise<void> => {
  await client.send(
    new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(payload)) }),
  );
};
