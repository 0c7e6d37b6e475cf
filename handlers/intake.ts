import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { keepEvidence } from '../adapters/evidence';
import { storeFromEnv } from '../adapters/store';
import { admit } from '../incidents/admit';
import type { Store } from '../incidents/store';
import { routeFinding } from '../playbooks/index';
import { envelopeProblem } from '../playbooks/kit/finding-envelope';
import { parseFinding } from '../playbooks/kit/parse-finding';
import { drillIn, enterDrill } from './drill-door';
import { startIncident } from './start-incident';
import { log, problemOf } from './wiring';

/** A message that can never be worked: it goes back until its queue parks it in the dead-letter queue, where an alarm sees it. */
class Poison extends Error {
  override readonly name = 'Poison';
}

/** SQS → the record → Step Functions. Only messages that failed return to the queue. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const store = storeFromEnv();
  const results = await Promise.allSettled(event.Records.map((record) => take(store, record)));
  const batchItemFailures = results.flatMap((result, index) => {
    const record = event.Records[index];
    if (result.status === 'fulfilled' || !record) return [];
    log('a finding was not taken in', { messageId: record.messageId, problem: problemOf(result.reason) });
    return [{ itemIdentifier: record.messageId }];
  });
  return { batchItemFailures };
};

/** An earlier delivery of this very message failed somewhere: what it may have left undone is done again. */
const isAnotherTry = ({ attributes }: SQSRecord): boolean => Number(attributes?.ApproximateReceiveCount ?? 1) > 1;

const take = async (store: Store, record: SQSRecord): Promise<void> => {
  const document = parseJson(record.body);
  const drill = drillIn(document);
  const parsed = parseFinding(drill ? drill.detail : document);
  if (!parsed.ok) throw new Poison(`${parsed.refusal.path}: ${parsed.refusal.message}`);
  const { finding } = parsed;
  const unfit = drill ? undefined : envelopeProblem(document, finding, store.settings);
  if (unfit) throw new Poison(`${unfit.path} ${unfit.message}`);
  if (finding.sample || finding.archived) {
    return log('a finding was left out', { id: finding.id, because: finding.sample ? 'sample' : 'archived' });
  }
  const route = routeFinding(finding);
  const entered = drill && (await enterDrill(store, drill, finding.id, route.target));
  if (entered?.kind === 'refused') throw new Poison(entered.because);
  const { id, version, locks } = route.playbook;
  const admitted = await admit(store, {
    finding,
    playbook: { id, version, locks },
    target: route.target,
    receivedAt: store.now().toISOString(),
    ...(entered?.kind === 'drill' ? { drill: true } : {}),
    ...(entered?.kind === 'full' ? { full: entered.full } : {}),
  });
  log('a finding was taken in', { id: finding.id, incidentId: admitted.incidentId, as: admitted.kind });
  if (admitted.start) await startIncident(store, admitted.incidentId);
  if (admitted.kind !== 'repeat' || isAnotherTry(record))
    await keepEvidence(admitted.incidentId, `finding-${finding.id}-${finding.count}`, document);
};

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new Poison('the message is not JSON');
  }
};
