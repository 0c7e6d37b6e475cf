import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { keepEvidence } from '../adapters/evidence';
import { storeFromEnv } from '../adapters/store';
import { admitBatch } from '../incidents/admit-batch';
import type { Admitted, Arrival } from '../incidents/arrival';
import { FLOOD_OF } from '../incidents/flood';
import type { Store } from '../incidents/store';
import { routeFinding } from '../playbooks/index';
import { envelopeProblem } from '../playbooks/kit/finding-envelope';
import { parseFinding } from '../playbooks/kit/parse-finding';
import { drillIn, enterDrill } from './drill-door';
import { log, problemOf } from './wiring';

/** A message that can never be worked: it goes back until its queue parks it in the dead-letter queue, where an alarm sees it. */
class Poison extends Error {
  override readonly name = 'Poison';
}

/** Starts the run of an incident that was claimed. */
type Start = (store: Store, incidentId: string) => Promise<void>;

/**
 * SQS → the record. Only messages that failed return to the queue. Without `start` a claim is left to what follows the record,
 * and in a flood it waits.
 */
export const takeIn = async (event: SQSEvent, start?: Start): Promise<SQSBatchResponse> => {
  const store = storeFromEnv();
  const failed = new Map<string, unknown>();
  const flood = !start && event.Records.length >= FLOOD_OF;
  const read = await Promise.all(
    event.Records.map((record) =>
      readMessage(store, record, flood).catch((error: unknown): readonly Message[] => {
        failed.set(record.messageId, error);
        return [];
      }),
    ),
  ).then((all) => all.flat());
  const taken = await takeAll(store, read, start);
  for (const [at, { record }] of read.entries()) {
    const result = taken[at];
    if (result?.status !== 'fulfilled') failed.set(record.messageId, result?.reason);
  }
  return { batchItemFailures: [...failed].map(([messageId, error]) => notTaken(messageId, error)) };
};

const notTaken = (messageId: string, error: unknown): { itemIdentifier: string } => {
  log('a finding was not taken in', { messageId, problem: problemOf(error) });
  return { itemIdentifier: messageId };
};

/** A message that says something to take in. */
interface Message {
  readonly record: SQSRecord;
  readonly document: unknown;
  readonly arrival: Arrival;
}

/** Targets with news that are taken in side by side. */
const URGENT_AT_ONCE = 10;
const ROUTINE_AT_ONCE = 2;

/** All of the batch, or nothing of it when the record cannot be read. */
const takeAll = async (
  store: Store,
  messages: readonly Message[],
  start: Start | undefined,
): Promise<readonly PromiseSettledResult<void>[]> => {
  const repeats: string[] = [];
  const taken = await admitBatch(
    store,
    messages.map(({ arrival }) => arrival),
    async (at, admitted) => {
      const message = messages[at];
      if (!message) return;
      if (admitted.kind === 'repeat') repeats.push(admitted.incidentId);
      else say(message.arrival, admitted);
      if (admitted.start) await start?.(store, admitted.incidentId);
      await keepDocument(message, admitted);
    },
    // Without anybody who waits for it, it leaves the table to those who do.
    start ? URGENT_AT_ONCE : ROUTINE_AT_ONCE,
  ).catch((reason: unknown): readonly PromiseSettledResult<void>[] =>
    messages.map(() => ({ status: 'rejected', reason })),
  );
  // One line for all of them: a flood would fill the log with what the record counts anyway.
  if (repeats.length > 0)
    log('repeats were counted', { count: repeats.length, incidents: [...new Set(repeats)].join(' ') });
  return taken;
};

const say = ({ finding }: Arrival, { incidentId, kind }: Admitted): void =>
  log('a finding was taken in', { id: finding.id, incidentId, as: kind });

const keepDocument = async ({ record, document, arrival }: Message, admitted: Admitted): Promise<void> => {
  const { id, count } = arrival.finding;
  if (admitted.kind !== 'repeat' || isAnotherTry(record))
    await keepEvidence(admitted.incidentId, `finding-${id}-${count}`, document);
};

/** An earlier delivery of this very message failed somewhere: what it may have left undone is done again. */
const isAnotherTry = ({ attributes }: SQSRecord): boolean => Number(attributes?.ApproximateReceiveCount ?? 1) > 1;

/** Nothing for what Cordon leaves out; throws Poison for what it can never take. */
const readMessage = async (store: Store, record: SQSRecord, flood: boolean): Promise<readonly Message[]> => {
  const document = parseJson(record.body);
  const drill = drillIn(document);
  const parsed = parseFinding(drill ? drill.detail : document);
  if (!parsed.ok) throw new Poison(`${parsed.refusal.path}: ${parsed.refusal.message}`);
  const { finding } = parsed;
  const unfit = drill ? undefined : envelopeProblem(document, finding, store.settings);
  if (unfit) throw new Poison(`${unfit.path} ${unfit.message}`);
  if (finding.sample || finding.archived) {
    log('a finding was left out', { id: finding.id, because: finding.sample ? 'sample' : 'archived' });
    return [];
  }
  const route = routeFinding(finding);
  const entered = drill && (await enterDrill(store, drill, finding.id, route.target));
  if (entered?.kind === 'refused') throw new Poison(entered.because);
  const { id, version, locks } = route.playbook;
  const arrival: Arrival = {
    finding,
    playbook: { id, version, locks },
    target: route.target,
    receivedAt: store.now().toISOString(),
    ...(flood && !drill ? { flood } : {}),
    ...(entered?.kind === 'drill' ? { drill: true } : {}),
    ...(entered?.kind === 'full' ? { full: entered.full } : {}),
  };
  return [{ record, document, arrival }];
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new Poison('the message is not JSON');
  }
};
