import { failWait, tellDecision } from '../../adapters/machines';
import { handler } from '../../handlers/await-approval';
import { readToken } from '../../incidents/request';
import type { Store } from '../../incidents/store';
import { approved, asked, executionOf, openHub, recordOf } from './hub';

const mockPlace: { store: Store | undefined } = { store: undefined };
jest.mock('../../adapters/store', () => ({
  storeFromEnv: () => {
    if (!mockPlace.store) throw new Error('CORDON_TABLE is not set');
    return mockPlace.store;
  },
}));
jest.mock('../../adapters/machines', () => ({
  tellDecision: jest.fn(async () => 'told'),
  failWait: jest.fn(async () => undefined),
}));
jest.mock('../../handlers/member', () => jest.requireActual('./door'));

const told = jest.mocked(tellDecision);
const failedWait = jest.mocked(failWait);
beforeEach(() => jest.clearAllMocks());

const wait = (incidentId: string) =>
  handler({ incidentId, execution: executionOf(incidentId).executionArn, taskToken: 'a-task-token' });

describe('the wait for an approval', () => {
  it('keeps the token, and nothing is told before there is a decision', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    mockPlace.store = hub.store;
    await wait(incidentId);
    expect(await readToken(hub.store, incidentId)).toBe('a-task-token');
    expect(told).not.toHaveBeenCalled();
  });

  it('tells at once what was decided before it was set up', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    mockPlace.store = hub.store;
    await wait(incidentId);
    expect(told.mock.calls).toEqual([['a-task-token', 'approved']]);
    expect((await recordOf(hub, incidentId)).approval?.deliveredAt).toBeDefined();
  });

  it('ends with a failure of the wait when the token cannot be kept, so that the run goes on to its end', async () => {
    mockPlace.store = undefined;
    await wait('inc-aaaaaaaaaa-1');
    expect(failedWait.mock.calls).toEqual([['a-task-token', expect.stringContaining('could not be set up')]]);
  });

  it('goes on waiting when the decision cannot be told just now: the sweeper tells it again', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    mockPlace.store = hub.store;
    told.mockRejectedValueOnce(new Error('throttled'));
    await wait(incidentId);
    expect(failedWait).not.toHaveBeenCalled();
    expect((await recordOf(hub, incidentId)).approval?.deliveredAt).toBeUndefined();
    expect(await readToken(hub.store, incidentId)).toBe('a-task-token');
  });

  it('says nothing of the token when it fails', async () => {
    const said: string[] = [];
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    mockPlace.store = undefined;
    await wait('inc-aaaaaaaaaa-1');
    spy.mockRestore();
    expect(said.join('')).toContain('could not be set up');
    expect(said.join('')).not.toContain('a-task-token');
  });
});
