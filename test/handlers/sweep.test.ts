import { keepChain } from '../../adapters/evidence';
import { callFunction } from '../../adapters/functions';
import { statusOf } from '../../adapters/machines';
import { sendLater } from '../../adapters/queue';
import { close } from '../../handlers/close';
import { exportChain } from '../../handlers/export-chain';
import { investigate } from '../../handlers/investigation';
import { handler as sweep } from '../../handlers/sweep';
import { admit } from '../../incidents/admit';
import { setPause } from '../../incidents/control';
import { catchUp } from '../../incidents/copy';
import { slackViewKey } from '../../incidents/keys';
import { saveToken } from '../../incidents/request';
import type { Store } from '../../incidents/store';
import { rowWithoutRecord } from '../faults/row';
import { keeperOn } from '../support/keeper';
import { finding, TARGET } from '../support/record-fixtures';
import { holdInstance } from './hold-instance';
import { asked, executionOf, type Hub, openHub, recordOf } from './hub';

const mockPlace: { store?: Store } = {};
jest.mock('../../adapters/store', () => ({ storeFromEnv: () => mockPlace.store }));
jest.mock('../../handlers/member', () => jest.requireActual('./door'));
jest.mock('../../adapters/evidence', () => ({ keepChain: jest.fn(async () => undefined) }));
jest.mock('../../adapters/machines', () => ({ statusOf: jest.fn(async () => 'RUNNING') }));
jest.mock('../../adapters/functions', () => ({ callFunction: jest.fn(async () => ({ told: true })) }));
jest.mock('../../adapters/queue', () => ({ sendLater: jest.fn(async () => undefined) }));

process.env['CORDON_FUNCTION_PREFIX'] = 'cordon-';
process.env['CORDON_KEEP_QUEUE'] = 'https://queue/keep-audit';
const called = jest.mocked(callFunction);
const nudged = jest.mocked(sendLater);
let hub: Hub;
let lines: string[];
beforeEach(() => {
  jest.clearAllMocks();
  hub = openHub();
  mockPlace.store = hub.store;
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

const metric = (name: string): readonly number[] =>
  lines.flatMap((line) => {
    const value: unknown = (JSON.parse(line) as Record<string, unknown>)[name];
    return typeof value === 'number' ? [value] : [];
  });

/** A drill that waits in its channel. */
const drilling = async (): Promise<string> => {
  const { store } = hub;
  const { id, version, locks } = holdInstance;
  const arrival = { finding: finding(), playbook: { id, version, locks }, target: TARGET, drill: true };
  const { incidentId } = await admit(store, { ...arrival, receivedAt: store.now().toISOString() });
  await investigate(store, holdInstance, { incidentId }, executionOf(incidentId));
  await saveToken(store, incidentId, 'token-of-a-drill');
  return incidentId;
};
const show = async (incidentId: string): Promise<void> => {
  const copies = [{ channel: 'C0DRILLS', ts: String(hub.store.now().getTime() / 1000 + 4), revision: 1, painted: 'x' }];
  await hub.store.port.write([{ kind: 'put', item: { ...slackViewKey(incidentId), copies, threadedSeq: 0 } }]);
};

describe('the sweeper', () => {
  it('takes a drill back once it was seen, and the run comes to its end with how long that took', async () => {
    const incidentId = await drilling();
    expect((await recordOf(hub, incidentId)).plan?.mode).toBe('dry-run');
    await show(incidentId);
    hub.time.forward(4);
    expect(await sweep()).toEqual({ swept: 1, problems: 0 });
    expect((await recordOf(hub, incidentId)).approval).toMatchObject({
      status: 'WITHDRAWN',
      reason: 'This was a drill: its request was seen.',
    });
    expect(called.mock.calls).toEqual([['cordon-answer-run', { incidentId }]]);
    expect((await recordOf(hub, incidentId)).approval?.deliveredAt).toBeDefined();
    await close(hub.store, holdInstance, incidentId, executionOf(incidentId));
    await exportChain(keeperOn(hub.store), incidentId);
    expect((await recordOf(hub, incidentId)).meta).toMatchObject({ stage: 'closed', outcome: 'not applicable' });
    expect(keepChain).toHaveBeenCalledTimes(1);
    expect(metric('DrillSeconds')).toEqual([4]);
    expect(metric('Incidents')).toEqual([]);
    expect(hub.account.calls.filter((call) => !call.startsWith('describe'))).toEqual([]);
  });

  rowWithoutRecord(
    'X22',
    'U',
    'takes a drill back that nobody was shown, and then says nothing of how long it took',
    async () => {
      const incidentId = await drilling();
      hub.time.forward(21);
      await sweep();
      await close(hub.store, holdInstance, incidentId, executionOf(incidentId));
      await exportChain(keeperOn(hub.store), incidentId);
      expect((await recordOf(hub, incidentId)).meta.outcomeDetail).toContain('its request reached nobody');
      expect(metric('DrillSeconds')).toEqual([]);
    },
  );

  it('has the copy of a log looked at that the stream left behind, and no other', async () => {
    const incidentId = await asked(hub);
    hub.time.forward(4);
    await sweep();
    expect(nudged.mock.calls).toEqual([['https://queue/keep-audit', { chain: incidentId }, 0]]);
    await catchUp(keeperOn(hub.store), incidentId);
    hub.time.forward(4);
    expect(await sweep()).toEqual({ swept: 1, problems: 0 });
    expect(nudged).toHaveBeenCalledTimes(1);
  });

  it('has the copy of the hub’s own log looked at too, which belongs to no incident', async () => {
    await setPause(hub.store, { paused: true, reason: 'an outage', by: 'dana' });
    expect(await sweep()).toEqual({ swept: 0, problems: 0 });
    expect(nudged.mock.calls).toEqual([['https://queue/keep-audit', { chain: 'control' }, 0]]);
    await catchUp(keeperOn(hub.store), 'control');
    await sweep();
    expect(nudged).toHaveBeenCalledTimes(1);
  });

  it('sweeps all the same when nobody can be told of the hub’s own log', async () => {
    await setPause(hub.store, { paused: true, reason: 'an outage', by: 'dana' });
    nudged.mockRejectedValueOnce(new Error('the queue is away'));
    expect(await sweep()).toEqual({ swept: 0, problems: 0 });
    expect(lines.join('')).toContain('the hub’s own log could not be looked at');
  });

  it('says each time how many incidents are stuck, also when none is due', async () => {
    await sweep();
    expect(metric('StuckIncidents')).toEqual([0]);
  });

  it('counts what it cannot mend as stuck, and goes on with the others', async () => {
    await asked(hub);
    jest.mocked(statusOf).mockRejectedValueOnce(new Error('ThrottlingException'));
    hub.time.forward(4);
    expect(await sweep()).toEqual({ swept: 1, problems: 1 });
    expect(metric('StuckIncidents')).toEqual([1]);
  });
});
