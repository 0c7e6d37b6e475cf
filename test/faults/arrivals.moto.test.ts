import { moveMessages, queueCounts } from '../../adapters/queue';
import { handler as sweep } from '../../handlers/sweep';
import type { IncidentRecord } from '../../incidents/model';
import { type Fixture, forTarget } from '../../local/findings';
import { deliver, incidents, newEvent, untilLatest, untilWaiting } from './arrive';
import { newInstanceId, raiseHub, type SmallHub, until } from './hub';
import { row } from './row';

// Findings come in through a real queue; handlers run here, with the fault proxy before everything of AWS that they call.
jest.mock('../../adapters/store', () => jest.requireActual('./place'));
jest.mock('../../handlers/member', () => jest.requireActual('../handlers/door'));
jest.setTimeout(60_000);

let hub: SmallHub;
let event: Fixture;
let instanceId: string;

beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  hub = await raiseHub();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await hub?.stop();
});
beforeEach(async () => {
  await hub.fresh();
  instanceId = newInstanceId();
  event = newEvent(instanceId);
});

/** As GuardDuty repeats a finding: a later update, a higher count. */
const again = (minutes: number, severity?: number): Fixture => {
  const detail = event['detail'] as Fixture;
  const updatedAt = new Date(Date.parse(String(detail['updatedAt'])) + minutes * 60_000).toISOString();
  return forTarget(event, { instanceId, updatedAt, count: 10 + minutes, ...(severity ? { severity } : {}) });
};

const send = async (...bodies: readonly (Fixture | string)[]): Promise<void> => {
  const texts = bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body)));
  for (let at = 0; at < texts.length; at += 10) {
    const Entries = texts.slice(at, at + 10).map((MessageBody, index) => ({ Id: `m${index}`, MessageBody }));
    await hub.sqs.sendMessageBatch({ QueueUrl: hub.queues.urgent, Entries });
  }
};

/** The only incident that there is. */
const only = async (): Promise<IncidentRecord> => {
  const [first, ...others] = await incidents(hub);
  expect(others).toEqual([]);
  if (!first) throw new Error('there is no incident');
  return first;
};
const started = async ({ meta }: IncidentRecord): Promise<number> => (await hub.executionsOf(meta.incidentId)).length;

const nothingLeft = (): Promise<true> =>
  until('the queue is empty', async () => {
    const Names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await hub.sqs.getQueueAttributes({
      QueueUrl: hub.queues.urgent,
      AttributeNames: [...Names],
    });
    return Names.every((name) => Attributes?.[name] === '0') ? true : undefined;
  });
const pair = () => ({ queue: hub.queues.urgent, parked: hub.queues.parked });
const parked = async (): Promise<number> => (await queueCounts(pair())).parked;

describe('a finding that comes more than once', () => {
  row('F1', 'M', 'fifty copies through the queue are one incident and one run', async () => {
    const QueueUrl = hub.queues.urgent;
    await hub.sqs.setQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: '30' } });
    await send(...Array.from({ length: 50 }, () => event));
    // A queue delivers at least once: when it is slow, some come twice.
    await untilLatest(hub, 'all are counted', ({ findings }) => Number(findings[0]?.deliveries) >= 50);
    const record = await untilWaiting(hub);
    expect((await only()).findings).toHaveLength(1);
    expect(await started(record)).toBe(1);
    await nothingLeft();
    expect(await parked()).toBe(0);
    await hub.sqs.setQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: '1' } });
    return hub.items();
  });

  row('F2', 'M', 'an update joins, and a higher severity asks again without votes', async () => {
    await deliver(event);
    await untilWaiting(hub);
    await deliver(again(5));
    expect(await only()).toMatchObject({ meta: { revision: 1 }, findings: [{ finding: { count: 15 } }] });
    await deliver(again(10, 9.5));
    const record = await only();
    expect(record.approval).toMatchObject({ status: 'PENDING', revision: 2, approvals: 0 });
    expect(await started(record)).toBe(1);
    return hub.items();
  });

  row('F3', 'M', 'an older update that comes after a newer one is counted and changes nothing', async () => {
    await deliver(again(10, 8.5));
    await deliver(again(5, 9.9));
    await deliver(event);
    expect(await only()).toMatchObject({
      meta: { severity: 8.5 },
      findings: [{ finding: { count: 20 }, deliveries: 3 }],
    });
    return hub.items();
  });
});

describe('Step Functions, while a run is started', () => {
  row('F4', 'PM', 'is cut off: the claim is a lease, and of all who come after it one starts the run', async () => {
    await hub.proxy.set({ service: 'stepfunctions', operation: 'StartExecution', effect: { kind: 'reset' } });
    expect(await deliver(event)).toBe(false);
    expect(await hub.proxy.fired()).toContain('StartExecution reset');
    const claimed = await only();
    expect(claimed.meta.stage).toBe('claimed');
    await hub.proxy.set();
    expect([await deliver(event), await started(claimed)]).toEqual([true, 0]);
    hub.time().forward(2);
    await Promise.all([deliver(event), deliver(event), sweep()]);
    expect((await untilWaiting(hub)).meta.incidentId).toBe(claimed.meta.incidentId);
    expect(await started(claimed)).toBe(1);
    return hub.items();
  });

  row('F5', 'PM', 'is throttled: the message comes again, none is parked, and the run starts when it can', async () => {
    const effect = { kind: 'error', code: 'ThrottlingException' } as const;
    await hub.proxy.set({ service: 'stepfunctions', operation: 'StartExecution', effect });
    await send(event);
    const claimed = await untilLatest(hub, 'it came again', ({ findings }) => findings[0]?.deliveries === 2);
    expect(claimed.meta.stage).toBe('claimed');
    expect([...new Set(await hub.proxy.fired())]).toEqual(['StartExecution error:ThrottlingException']);
    hub.time().forward(2);
    expect(await sweep()).toMatchObject({ problems: 1 });
    await hub.proxy.set();
    hub.time().forward(2);
    expect(await sweep()).toMatchObject({ problems: 0 });
    await untilWaiting(hub);
    expect([await started(claimed), await parked()]).toEqual([1, 0]);
    return hub.items();
  });

  for (const times of [1, 3])
    row('F6', 'PM', `starts it, and the answer is lost ${times === 1 ? 'once' : 'three times'}: one run`, async () => {
      const effect = { kind: 'answer lost' } as const;
      await hub.proxy.set({ service: 'stepfunctions', operation: 'StartExecution', effect, times });
      expect(await deliver(event)).toBe(times === 1);
      hub.time().forward(2);
      expect(await deliver(event)).toBe(true);
      const record = await untilWaiting(hub);
      expect(record.meta.executionArn).toContain(record.meta.incidentId);
      expect(await started(record)).toBe(1);
      return hub.items();
    });
});

describe('a queue', () => {
  row('F7', 'M', 'parks only the message that can never be worked', async () => {
    const other = newInstanceId();
    await send(event, 'not a finding', newEvent(other));
    await until('it is parked', async () => ((await parked()) === 1 ? true : undefined));
    await nothingLeft();
    expect((await incidents(hub)).map(({ meta }) => meta.target.id).sort()).toEqual([instanceId, other].sort());
    const { Messages = [] } = await hub.sqs.receiveMessage({ QueueUrl: hub.queues.parked });
    expect(Messages.map(({ Body }) => Body)).toEqual(['not a finding']);
    await hub.sqs.purgeQueue({ QueueUrl: hub.queues.parked });
    return hub.items();
  });

  row('F7', 'PM', 'gives back what was parked during an outage, and it is worked as if it had just come', async () => {
    await hub.proxy.set({ service: 'dynamodb', effect: { kind: 'error', code: 'InternalServerError' } });
    await send(event);
    await until('it is parked', async () => ((await parked()) === 1 ? true : undefined));
    expect(await hub.items()).toEqual([]);
    await hub.proxy.set();
    expect(await moveMessages(pair(), 10)).toBe(1);
    const record = await untilWaiting(hub);
    expect([await started(record), await parked()]).toEqual([1, 0]);
    return hub.items();
  });
});

describe('DynamoDB, while a finding is taken in', () => {
  for (const code of ['ProvisionedThroughputExceededException', 'InternalServerError'])
    row('F8', 'PM', `answers ${code}: nothing is taken for new, and the next try does the work`, async () => {
      await hub.proxy.set({ service: 'dynamodb', effect: { kind: 'error', code } });
      expect(await deliver(event)).toBe(false);
      expect((await hub.proxy.fired()).filter((one) => /^(Put|Update|Transact)/.test(one))).toEqual([]);
      expect(await hub.items()).toEqual([]);
      await hub.proxy.set();
      expect(await deliver(event)).toBe(true);
      expect(await started(await untilWaiting(hub))).toBe(1);
      return hub.items();
    });

  for (const kind of ['reset', 'answer lost'] as const)
    row('F8', 'PM', `loses the write, or its answer (${kind}): one incident, one run`, async () => {
      await hub.proxy.set({ service: 'dynamodb', operation: 'TransactWriteItems', effect: { kind }, times: 2 });
      const first = await deliver(event);
      await hub.proxy.set();
      hub.time().forward(2);
      expect([first, await deliver(event)]).toEqual([false, true]);
      const record = await untilWaiting(hub);
      expect(await started(record)).toBe(1);
      return hub.items();
    });
});
