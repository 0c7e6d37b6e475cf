import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

const client = new EventBridgeClient({ maxAttempts: 3 });

/** Puts one event on the account's default bus. Throws when EventBridge does not take it. */
export const putEvent = async (source: string, detailType: string, detail: object): Promise<void> => {
  const entry = { Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
  const { Entries = [], FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  if (FailedEntryCount > 0)
    throw new Error(`EventBridge refused the event: ${Entries[0]?.ErrorCode ?? 'it gave no reason'}`);
};
