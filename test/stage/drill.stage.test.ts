import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import { credentialsFor, operatorClient } from '../../adapters/operator';
import { verifyChain } from '../../incidents/chain';
import type { ExportedChain } from '../../incidents/export';
import { drillSeenAt } from '../../incidents/sweep';
import type { QueuesView, Redrive } from '../../incidents/views';
import { closed, type Records, watchRecords } from '../../local/records';
import { SANDBOX } from '../../local/settings';
import { raiseStage, type Stage } from '../../local/stage';
import { DRILL_DETAIL_TYPE, DRILL_SOURCE, drillEvent } from '../../playbooks/kit/drill';
import type { Target } from '../../playbooks/kit/target';

jest.setTimeout(300_000);

/** Who the target is, is known only when the accounts are seeded: the functions get these settings as a later deployment's. */
const NOBODY: Target = { kind: 'iam-user', accountId: SANDBOX, region: 'global', id: 'AIDANOBODYYET00000000' };
const CHANNEL = 'C0ONCALL1';
const REACHED = [
  'intake-urgent',
  'contain-access-key-investigate',
  'slack-post',
  'sweep',
  'follow-record',
  'answer-run',
  'keep-audit',
  'drill',
];

let stage: Stage;
let records: Records;
let target: Target;
let lambda: Lambda;

beforeAll(async () => {
  const drills = { channel: CHANNEL, targets: [NOBODY] };
  stage = await raiseStage({ settings: (settings) => ({ ...settings, drills }) });
  const { id, name } = stage.seed.sandbox.user;
  target = { ...NOBODY, id, name };
  lambda = new Lambda(stage.hub.client);
  const file = join(stage.folder, 'drills.json');
  writeFileSync(file, JSON.stringify({ ...stage.settings, drills: { ...drills, targets: [target] } }));
  for (const suffix of REACHED) {
    const FunctionName = `cordon-${suffix}`;
    const { Environment } = await lambda.getFunctionConfiguration({ FunctionName });
    const Variables = { ...Environment?.Variables, CORDON_SETTINGS_FILE: file };
    await lambda.updateFunctionConfiguration({ FunctionName, Environment: { Variables } });
  }
  records = watchRecords(stage);
});
afterAll(() => stage?.stop());

const until = async <T>(what: string, look: () => Promise<T | undefined>, ms = 60_000): Promise<T> => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(200)) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
  }
  throw new Error(`Waited ${ms / 1000} s for ${what}`);
};

describe('a drill on the stage', () => {
  let incidentId: string;

  test('goes from the bus to a request in the channel of drills, and closes itself', async () => {
    await lambda.invoke({ FunctionName: 'cordon-drill', Payload: Buffer.from('{}') });
    const asking = await records.untilOn(target, (record) => drillSeenAt(record) !== undefined);
    expect(asking.meta.origin).toEqual({ by: 'drill' });
    expect(asking.plan?.mode).toBe('dry-run');
    expect(asking.slack?.copies.map(({ channel }) => channel)).toEqual([CHANNEL]);
    incidentId = asking.meta.incidentId;
    const ended = await records.until(incidentId, closed);
    expect(ended.approval?.status).toBe('WITHDRAWN');
    expect(ended.meta).toMatchObject({
      outcome: 'not applicable',
      outcomeDetail: 'This was a drill: its request was seen.',
    });
    expect(ended.journal).toEqual([]);
  });

  test('leaves its chain, closed and whole, in the evidence bucket', async () => {
    const s3 = new S3({ ...stage.hub.client, forcePathStyle: true });
    const Bucket = stage.hub.outputs['EvidenceBucket'] ?? '';
    const text = await until('the copy of the chain', async () => {
      const { Body } = await s3.getObject({ Bucket, Key: `chains/${incidentId}.json` });
      return Body?.transformToString();
    });
    const document = JSON.parse(text) as ExportedChain;
    expect(document.chain).toBe(incidentId);
    expect(verifyChain(document.rows, incidentId)).toEqual({ ok: true });
    expect(document.head.hash).toBe(document.rows.at(-1)?.hash);
    expect(document.rows).toEqual(await records.audit(incidentId));
    expect(document).not.toHaveProperty('notices');
  });

  test('is in no list of incidents', async () => {
    expect(await records.current(20)).toEqual([]);
  });
});

describe('a drill on anything else', () => {
  test('is parked, and put back by a responder once it is mended', async () => {
    const sqs = new SQS(stage.hub.client);
    const [queue, parked] = [stage.hub.outputs['UrgentQueue'] ?? '', stage.hub.outputs['UrgentParkedQueue'] ?? ''];
    const { detail } = drillEvent(
      { ...NOBODY, id: 'AIDASOMEBODYELSE00000' },
      crypto.randomUUID(),
      new Date(),
      'eu-west-1',
    );
    const events = new EventBridge(stage.hub.client);
    // It is parked after five tries; they are minutes apart unless the queue hides it for less.
    await sqs.setQueueAttributes({ QueueUrl: queue, Attributes: { VisibilityTimeout: '1' } });
    await events.putEvents({
      Entries: [{ Source: DRILL_SOURCE, DetailType: DRILL_DETAIL_TYPE, Detail: JSON.stringify(detail) }],
    });
    await until('the parked message', async () => {
      const { Attributes } = await sqs.getQueueAttributes({
        QueueUrl: parked,
        AttributeNames: ['ApproximateNumberOfMessages'],
      });
      return Attributes?.['ApproximateNumberOfMessages'] === '1' ? true : undefined;
    });
    const { url, credentialsFile } = stage.operators;
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = credentialsFile;
    const as = (person: string) =>
      operatorClient({ url, region: 'eu-west-1', credentials: credentialsFor(person), door: 'cli' });
    const urgent = async () =>
      (await as('dana').get<QueuesView>('/queues')).queues.find(({ name }) => name === 'urgent');
    expect(await urgent()).toMatchObject({ parked: 1 });
    await expect(as('sam').post('/redrive', { queue: 'urgent', reason: 'because I can' })).rejects.toThrow('may put');
    const done = await as('dana').post<Redrive>('/redrive', { queue: 'urgent', reason: 'its target is listed by now' });
    expect(done).toMatchObject({ queue: 'urgent', moved: 1 });
    expect((await records.audit('control')).at(-1)?.event).toBe('queue.redriven');
  });
});
