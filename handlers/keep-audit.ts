import type { DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sendEachLater, sendLater } from '../adapters/queue';
import { required } from '../adapters/settings';
import { storeFromEnv } from '../adapters/store';
import { changeOf, type ItemChange } from '../adapters/stream';
import { type Ahead, catchUp, type Keeper, keepChanges, keepTogether, type LogChange, seqOf } from '../incidents/copy';
import { closedOf } from '../incidents/export';
import { rowOf } from '../incidents/items';
import { CONTROL } from '../incidents/keys';
import { exportChain } from './export-chain';
import { log, problemOf } from './wiring';

/**
 * Keeps the copy of every log: what was first written, as the table's stream shows it. It alone may write there, and can change
 * no incident. As the stream has room for two readers, it also hands on what `follow-record` has to act on.
 */
export const handler = async (event: DynamoDBStreamEvent | SQSEvent): Promise<SQSBatchResponse> => {
  const keeper = openKeeper();
  return isQueue(event) ? fromQueue(keeper, event) : fromStream(keeper, event);
};

const isQueue = (event: DynamoDBStreamEvent | SQSEvent): event is SQSEvent =>
  event.Records.some((record) => 'messageId' in record);

/** What is noticed is parked, where an alarm sees the first message; putting it back is to say that somebody has looked. */
const openKeeper = (): Keeper => {
  const { port, now } = storeFromEnv();
  return {
    port,
    now,
    alarm: async (chain, { seq, text }) => {
      log('a log is not what was written', { chain, seq, problem: text });
      await sendLater(required('CORDON_PARKED_QUEUE'), { chain, problem: text }, 0);
    },
  };
};

/** Never throws while a queue takes what could not be done; when none does, the stream itself is the queue. */
const fromStream = async (keeper: Keeper, event: DynamoDBStreamEvent): Promise<SQSBatchResponse> => {
  const changes = event.Records.map(changeOf);
  const done = await Promise.allSettled([handOn(keeper, toFollow(changes)), keepLogs(keeper, logChanges(changes))]);
  for (const one of done) if (one.status === 'rejected') throw one.reason;
  return { batchItemFailures: [] };
};

const handOn = (keeper: Keeper, incidents: readonly ToFollow[]): Promise<void> =>
  sendEachLater(
    required('CORDON_FOLLOW_QUEUE'),
    incidents.map(({ after, ...body }) => ({
      body,
      seconds: Math.max(0, (after.getTime() - keeper.now().getTime()) / 1000),
    })),
  );

/** What all logs can do in one call is done so; what fails there is done for each by itself. */
const keepLogs = async (keeper: Keeper, logs: ReadonlyMap<string, readonly LogChange[]>): Promise<void> => {
  const ahead = await keepTogether(keeper, [...logs.values()].flat()).catch(() => undefined);
  const kept = await Promise.all([...logs].map(([chain, some]) => keepOrLater(keeper, chain, some, ahead)));
  const chains = [...logs.keys()].filter((chain, at) => kept[at] && chain !== CONTROL);
  const closed = await closedOf(keeper, chains).catch(() => chains);
  await Promise.all(closed.map((chain) => orLater(chain, () => exportChain(keeper, chain))));
};
const RETRY_SECONDS = 5;

const ACTED_ON = ['META', 'APPROVAL'];

interface ToFollow {
  readonly incidentId: string;
  readonly changed: string;
  /** What was opened in a flood is not begun before this. */
  readonly after: Date;
}

const AT_ONCE = new Date(0).toISOString();

/** Each incident once. The filter of the stream lets through only changes that `follow-record` acts on; which it was, is for people. */
const toFollow = (changes: readonly ItemChange[]): readonly ToFollow[] => {
  const found = new Map<string, ToFollow>();
  for (const { pk, sk, item } of changes) {
    const incidentId = /^INCIDENT#(inc-[a-z0-9-]+)$/.exec(pk)?.[1];
    // Of an answer that its run was told nothing is left to do.
    if (!incidentId || !ACTED_ON.includes(sk) || item?.['deliveredAt'] !== undefined) continue;
    found.set(incidentId, { incidentId, changed: sk, after: new Date(String(item?.['startAfter'] ?? AT_ONCE)) });
  }
  return [...found.values()];
};

const logChanges = (changes: readonly ItemChange[]): ReadonlyMap<string, readonly LogChange[]> => {
  const byChain = new Map<string, LogChange[]>();
  for (const { kind, pk, sk, item } of changes) {
    const chain = /^INCIDENT#log#(.+)$/.exec(pk)?.[1];
    if (!chain || !sk.startsWith('ROW#')) continue;
    const one = { chain, seq: seqOf(sk), kind, ...(item ? { row: rowOf({ ...item, pk, sk }) } : {}) };
    byChain.set(chain, [...(byChain.get(chain) ?? []), one]);
  }
  return byChain;
};

const keepOrLater = (
  keeper: Keeper,
  chain: string,
  changes: readonly LogChange[],
  ahead: Ahead | undefined,
): Promise<boolean> => orLater(chain, () => keepChanges(keeper, chain, changes, ahead));

/** False when it failed, and is left to the retry queue. */
const orLater = async (chain: string, work: () => Promise<void>): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch (error) {
    log('a log could not be copied', { chain, problem: problemOf(error) });
    await sendLater(required('CORDON_RETRY_QUEUE'), { chain }, RETRY_SECONDS);
    return false;
  }
};

/** The chain to look at as a whole; undefined for what Lambda parks itself, which names a batch of the stream and no chain. */
const chainIn = (body: string): string | undefined => {
  const asked = JSON.parse(body) as { readonly chain?: unknown; readonly DDBStreamBatchInfo?: unknown };
  if (typeof asked.chain === 'string') return asked.chain;
  if (asked.DDBStreamBatchInfo) return undefined;
  throw new Error('the message names no chain');
};

const fromQueue = async (keeper: Keeper, event: SQSEvent): Promise<SQSBatchResponse> => {
  const failed: string[] = [];
  for (const { messageId, body } of event.Records) {
    try {
      await workOn(keeper, chainIn(body));
    } catch (error) {
      log('a log could not be copied', { messageId, problem: problemOf(error) });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};

const workOn = async (keeper: Keeper, chain: string | undefined): Promise<void> => {
  if (chain === undefined) {
    log('a batch of the stream was given up; the next row of each log and the sweeper bring what it held');
    return;
  }
  await catchUp(keeper, chain);
  if (chain !== CONTROL) await exportChain(keeper, chain);
};
