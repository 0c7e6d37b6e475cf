import { moveMessages, queueCounts } from '../../adapters/queue';
import { handler } from '../../handlers/redrive';

jest.mock('../../adapters/queue', () => ({
  moveMessages: jest.fn(async () => 3),
  queueCounts: jest.fn(async () => ({ waiting: 1, parked: 2 })),
}));

const URGENT = { queue: 'https://sqs/urgent', parked: 'https://sqs/urgent-parked' };
const POST = { queue: 'https://sqs/post', parked: 'https://sqs/post-parked' };
beforeEach(() => {
  jest.clearAllMocks();
  process.env['CORDON_QUEUES'] = JSON.stringify({ urgent: URGENT, 'slack-post': POST });
});

describe('cordon-redrive', () => {
  it('counts what waits and what is parked in each queue', async () => {
    expect(await handler({ do: 'count' })).toEqual({
      kind: 'counted',
      queues: [
        { name: 'urgent', waiting: 1, parked: 2 },
        { name: 'slack-post', waiting: 1, parked: 2 },
      ],
    });
    expect(jest.mocked(queueCounts)).toHaveBeenCalledTimes(2);
  });

  it('moves so many of one queue, and says how many are left', async () => {
    expect(await handler({ do: 'redrive', queue: 'urgent', max: 20 })).toEqual({ kind: 'moved', moved: 3, left: 2 });
    expect(jest.mocked(moveMessages).mock.calls).toEqual([[URGENT, 20]]);
  });

  it.each([{ do: 'redrive', queue: 'urgent', max: 0 }, { do: 'redrive', queue: 'urgent', max: 5000 }, { do: 'drop' }])(
    'does nothing for %j',
    async (asked) => {
      await expect(handler(asked)).rejects.toThrow();
      expect(moveMessages).not.toHaveBeenCalled();
    },
  );

  it('names its queues when it is asked for another', async () => {
    expect(await handler({ do: 'redrive', queue: 'other', max: 1 })).toEqual({
      kind: 'unknown-queue',
      known: ['urgent', 'slack-post'],
    });
  });
});
