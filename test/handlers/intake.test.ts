import type { SQSEvent } from 'aws-lambda';
import { keepEvidence } from '../../adapters/evidence';
import { startMachine } from '../../adapters/machines';
import { handler } from '../../handlers/intake';
import { handler as routine } from '../../handlers/intake-routine';
import { metaOf } from '../../incidents/items';
import type { Store } from '../../incidents/store';
import { type Fixture, loadFixture } from '../../local/findings';
import { deliveriesIn } from '../support/deliveries';
import { type Faults, type MemoryTable, memoryTable } from '../support/memory-table';
import { type Clock, clock, storeOn } from '../support/record-fixtures';

const mockPlace: { store?: Store } = {};
jest.mock('../../adapters/store', () => ({ storeFromEnv: () => mockPlace.store }));
jest.mock('../../adapters/evidence', () => ({ keepEvidence: jest.fn(async () => 'kept') }));
jest.mock('../../adapters/machines', () => ({
  startMachine: jest.fn(async (machine: string, id: string) => ({ kind: 'started', executionArn: `${machine}:${id}` })),
}));

const started = jest.mocked(startMachine);
const kept = jest.mocked(keepEvidence);
let table: MemoryTable;
let time: Clock;

const open = (faults: Faults = {}): void => {
  [table, time] = [memoryTable(faults), clock()];
  mockPlace.store = storeOn(table, time);
};
beforeEach(() => {
  jest.clearAllMocks();
  process.env['CORDON_MACHINE_PREFIX'] = 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-';
  open();
});

const batch = (...bodies: readonly (object | string)[]): SQSEvent =>
  ({
    Records: bodies.map((body, at) => ({
      messageId: `m${at + 1}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })),
  }) as unknown as SQSEvent;
const failed = async (...bodies: readonly (object | string)[]): Promise<readonly string[]> =>
  (await handler(batch(...bodies))).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const incidents = () => table.peek(({ sk }) => sk === 'META').map(metaOf);

const EVENT = loadFixture('ec2-command-and-control');
const later = (event: Fixture): object => {
  const detail = event['detail'] as Fixture;
  const service = { ...(detail['service'] as Fixture), count: 90 };
  return { ...event, detail: { ...detail, updatedAt: '2099-01-01T00:00:00.000Z', service } };
};

describe('the intake', () => {
  it('takes a finding in, keeps the whole document and starts its machine under the incident’s id', async () => {
    expect(await failed(EVENT)).toEqual([]);
    const [incident] = incidents();
    expect(incident).toMatchObject({ playbook: 'isolate-instance', stage: 'investigating' });
    expect(started.mock.calls).toEqual([
      [`${process.env['CORDON_MACHINE_PREFIX']}isolate-instance`, incident?.incidentId],
    ]);
    expect(kept).toHaveBeenCalledWith(incident?.incidentId, expect.stringMatching(/^finding-/), EVENT);
  });

  it('leaves the start to what follows the record in the routine lane: the claim stands there for it', async () => {
    expect(await routine(batch(EVENT))).toEqual({ batchItemFailures: [] });
    expect(incidents()).toMatchObject([{ stage: 'claimed', startBy: expect.any(String) }]);
    expect(started).not.toHaveBeenCalled();
  });

  it.each([
    ['a full batch of the routine lane: its run waits', routine, 10, true],
    ['a batch of the routine lane with room in it: nothing waits', routine, 9, false],
    ['a full batch of the urgent lane: nothing ever waits there', handler, 10, false],
  ])('takes for a flood only %s', async (_, lane, size, waits) => {
    await lane(batch(...Array.from({ length: size }, () => EVENT)));
    const { written } = table;
    const opened = written.flat().flatMap((one) => (one.kind === 'put' && one.item.sk === 'META' ? [one.item] : []));
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.map((item) => typeof item['startAfter'] === 'string')).toEqual(opened.map(() => waits));
  });

  it('returns only the message that can never be worked, and does the rest of its batch', async () => {
    expect(await failed(EVENT, 'not JSON', { detail: {} }, loadFixture('ec2-port-probe-target'))).toEqual(['m2', 'm3']);
    expect(
      incidents()
        .map(({ playbook }) => playbook)
        .sort(),
    ).toEqual(['isolate-instance', 'review-finding']);
  });

  it('leaves samples and archived findings out', async () => {
    expect(await failed(loadFixture('ec2-sample'), loadFixture('ec2-archived'))).toEqual([]);
    expect(table.items()).toEqual([]);
    expect(started).not.toHaveBeenCalled();
  });

  it('counts copies of a finding, fifty at once too, and starts one run', async () => {
    expect(await failed(...Array.from({ length: 50 }, () => EVENT))).toEqual([]);
    expect(incidents()).toHaveLength(1);
    expect(deliveriesIn(table)).toEqual([50]);
    expect(new Set(started.mock.calls.map(([, id]) => id)).size).toBe(1);
    expect(kept).toHaveBeenCalledTimes(1);
  });

  it('lets an update join without another run', async () => {
    await failed(EVENT);
    expect(await failed(later(EVENT))).toEqual([]);
    expect(incidents()).toHaveLength(1);
    expect(started).toHaveBeenCalledTimes(1);
    expect(kept).toHaveBeenCalledTimes(2);
  });

  it('returns the message when the run could not be started, and the next delivery after the lease starts it', async () => {
    started.mockRejectedValueOnce(new Error('ThrottlingException'));
    expect(await failed(EVENT)).toEqual(['m1']);
    expect(incidents()).toMatchObject([{ stage: 'claimed' }]);
    expect(await failed(EVENT)).toEqual([]);
    expect(started).toHaveBeenCalledTimes(1);
    time.forward(2);
    expect(await failed(EVENT)).toEqual([]);
    expect(started).toHaveBeenCalledTimes(2);
    expect(incidents()).toMatchObject([{ stage: 'investigating' }]);
  });

  it('starts the run although the document cannot be kept, and keeps it at the message’s next delivery', async () => {
    kept.mockRejectedValueOnce(new Error('SlowDown'));
    expect(await failed(EVENT)).toEqual(['m1']);
    expect(started).toHaveBeenCalledTimes(1);
    const { Records } = batch(EVENT);
    const again = Records.map((record) => ({ ...record, attributes: { ApproximateReceiveCount: '2' } }));
    expect(await handler({ Records: again } as unknown as SQSEvent)).toEqual({ batchItemFailures: [] });
    expect(kept).toHaveBeenCalledTimes(2);
    expect(started).toHaveBeenCalledTimes(1);
  });

  it('takes an execution that exists as started: the answer to an earlier start was lost', async () => {
    started.mockResolvedValueOnce({ kind: 'exists', executionArn: 'arn:of-the-first-start', running: true });
    expect(await failed(EVENT)).toEqual([]);
    expect(incidents()).toMatchObject([{ stage: 'investigating', executionArn: 'arn:of-the-first-start' }]);
  });

  it('returns the message when the record cannot be written: nothing is assumed to be new', async () => {
    open({
      before: ({ kind }) => {
        if (kind === 'write') throw new Error('ProvisionedThroughputExceededException');
        return undefined;
      },
    });
    expect(await failed(EVENT)).toEqual(['m1']);
    expect(started).not.toHaveBeenCalled();
  });
});
