import { tellDecision } from '../../adapters/machines';
import { handler } from '../../handlers/answer-run';
import { expire } from '../../incidents/deadlines';
import { saveToken } from '../../incidents/request';
import type { Store } from '../../incidents/store';
import { approved, asked, openHub, recordOf } from './hub';

const mockPlace: { store?: Store } = {};
jest.mock('../../adapters/store', () => ({ storeFromEnv: () => mockPlace.store }));
jest.mock('../../handlers/member', () => jest.requireActual('./door'));
jest.mock('../../adapters/machines', () => ({ tellDecision: jest.fn(async () => 'told') }));

const told = jest.mocked(tellDecision);
beforeEach(() => jest.clearAllMocks());

describe('what answers a waiting run', () => {
  it('says what the record says, whoever asks, and writes nothing', async () => {
    const hub = openHub();
    mockPlace.store = hub.store;
    const incidentId = await approved(hub);
    await saveToken(hub.store, incidentId, 'a-task-token');
    const before = hub.table.items();
    expect(await handler({ incidentId, decision: 'denied' })).toEqual({ told: true });
    expect(told.mock.calls).toEqual([['a-task-token', 'approved']]);
    expect(hub.table.items()).toEqual(before);
    expect((await recordOf(hub, incidentId)).approval?.deliveredAt).toBeUndefined();
  });

  it('says that nobody decided in time, when that is how it ended', async () => {
    const hub = openHub();
    mockPlace.store = hub.store;
    const incidentId = await asked(hub);
    await saveToken(hub.store, incidentId, 'a-task-token');
    hub.time.forward(24 * 60);
    await expire(hub.store, incidentId);
    expect(await handler({ incidentId })).toEqual({ told: true });
    expect(told.mock.calls).toEqual([['a-task-token', 'expired']]);
  });

  it('says nothing before there is a decision, or while no run waits for it', async () => {
    const hub = openHub();
    mockPlace.store = hub.store;
    const open = await asked(hub);
    await saveToken(hub.store, open, 'a-task-token');
    expect(await handler({ incidentId: open })).toEqual({ told: false });
    expect(await handler({ incidentId: 'inc-none000000-1' })).toEqual({ told: false });
    const other = openHub();
    mockPlace.store = other.store;
    expect(await handler({ incidentId: await approved(other) })).toEqual({ told: false });
    expect(told).not.toHaveBeenCalled();
  });

  it('gives nothing of the token back, and takes no call without an incident', async () => {
    const hub = openHub();
    mockPlace.store = hub.store;
    const incidentId = await approved(hub);
    await saveToken(hub.store, incidentId, 'a-task-token');
    expect(JSON.stringify(await handler({ incidentId }))).not.toContain('a-task-token');
    await expect(handler({})).rejects.toThrow('incidentId');
  });
});
