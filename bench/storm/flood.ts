import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SQS } from '@aws-sdk/client-sqs';
import type { Stage } from '../../local/stage';
import type { StormEvent } from './events';

const BATCH = 10;
/** Calls of PutEvents on their way at once. */
const SENDERS = 2;
const LOOK_EVERY_MS = 500;
const PATIENCE_MS = 240_000;

type Put = (events: readonly StormEvent[]) => Promise<void>;

/** Puts events on the hub's bus under this source, ten in a call. */
export const putter = (stage: Stage, source: string): Put => {
  const bus = new EventBridge(stage.hub.client);
  return async (events) => {
    const Entries = events.map(({ detail }) => ({ Source: source, DetailType: 'GuardDuty Finding', Detail: detail }));
    const { FailedEntryCount, Entries: answers } = await bus.putEvents({ Entries });
    if (FailedEntryCount) throw new Error(`The hub's bus refused an event: ${answers?.[0]?.ErrorMessage}`);
  };
};

/** Messages of these queues that wait or are being worked. */
export const waitingIn = async (sqs: SQS, queues: readonly string[]): Promise<number> => {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const counts = await Promise.all(
    queues.map(async (QueueUrl) => {
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [...AttributeNames] });
      return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

export interface Flood {
  readonly put: Put;
  readonly queues: readonly string[];
  readonly events: readonly StormEvent[];
  /** Called once each share (0 to 1) of the events has been taken in; not waited for. */
  readonly at?: ReadonlyMap<number, () => void>;
  readonly progress: (sent: number, waiting: number) => void;
}

/** Sends everything as fast as the bus takes it, and waits until the queues are empty. Gives the seconds that all this took. */
export const flood = async (stage: Stage, { put, queues, events, at, progress }: Flood): Promise<number> => {
  const sqs = new SQS(stage.hub.client);
  const left = [...events];
  const due = [...(at ?? [])].sort(([one], [other]) => one - other);
  const sent = () => events.length - left.length;
  const from = performance.now();
  const send = async (): Promise<void> => {
    while (left.length > 0) await put(left.splice(0, BATCH));
  };
  const taken = (waiting: number): void => {
    while (due[0] && sent() - waiting >= due[0][0] * events.length) due.shift()?.[1]();
  };
  const sending = Promise.all(Array.from({ length: SENDERS }, send));
  await Promise.all([
    sending,
    drained(
      sqs,
      queues,
      () => left.length === 0,
      taken,
      (waiting) => progress(sent(), waiting),
    ),
  ]);
  return (performance.now() - from) / 1000;
};

const SAY_EVERY_MS = 5000;

const drained = async (
  sqs: SQS,
  queues: readonly string[],
  allSent: () => boolean,
  taken: (waiting: number) => void,
  progress: (waiting: number) => void,
): Promise<void> => {
  let said = performance.now();
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
    // Asked before the queues are: what is sent in between must not be missed.
    const over = allSent();
    const waiting = await waitingIn(sqs, queues);
    taken(waiting);
    if (over && waiting === 0) return;
    if (performance.now() - said > SAY_EVERY_MS) {
      said = performance.now();
      progress(waiting);
    }
  }
  throw new Error(`The queues were not empty within ${PATIENCE_MS / 1000} s`);
};
