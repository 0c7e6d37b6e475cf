import { auditOf, openDesk } from './desk';

const QUEUES = [
  { name: 'urgent', waiting: 0, parked: 3 },
  { name: 'slack-post', waiting: 2, parked: 0 },
];
const REDRIVE = { queue: 'urgent', reason: 'the table was throttled' } as const;

const open = (answer: object) => {
  const payloads: object[] = [];
  const desk = openDesk({
    queues: async (payload) => {
      payloads.push(payload);
      return answer;
    },
  });
  return { desk, payloads };
};

describe('parked messages', () => {
  it('are counted for whoever may look', async () => {
    const { desk } = open({ kind: 'counted', queues: QUEUES });
    const { statusCode, said } = await desk.say('max', 'GET', '/queues');
    expect([statusCode, said]).toEqual([200, { queues: QUEUES, at: desk.time.now().toISOString() }]);
  });

  it('are put back by a responder, and the audit trail says by whom and why', async () => {
    const { desk, payloads } = open({ kind: 'moved', moved: 3, left: 0 });
    const { said } = await desk.say('noor', 'POST', '/redrive', REDRIVE);
    expect(said).toEqual({ queue: 'urgent', moved: 3, left: 0 });
    expect(payloads).toEqual([{ do: 'redrive', queue: 'urgent', max: 100 }]);
    expect((await auditOf(desk, 'control')).at(-1)).toMatchObject({
      event: 'queue.redriven',
      actor: 'noor',
      text: 'Noor put 3 parked messages of the queue urgent back: the table was throttled',
    });
  });

  it('leave no row when there were none', async () => {
    const { desk } = open({ kind: 'moved', moved: 0, left: 0 });
    await desk.say('noor', 'POST', '/redrive', REDRIVE);
    expect(await auditOf(desk, 'control')).toEqual([]);
  });

  it.each([
    ['by somebody who answers for no response', 'max', REDRIVE, 403, undefined],
    ['without a reason', 'noor', { queue: 'urgent' }, 400, 'reason'],
    ['in too large a number', 'noor', { ...REDRIVE, max: 100_000 }, 400, 'max'],
  ])('are not put back %s', async (_, who, body, status, field) => {
    const { desk, payloads } = open({ kind: 'moved', moved: 1, left: 0 });
    const { statusCode, said } = await desk.say(who, 'POST', '/redrive', body);
    expect([statusCode, said.error.field]).toEqual([status, field]);
    expect(payloads).toEqual([]);
  });

  it('of a queue that is none are answered with the names of those that are', async () => {
    const { desk } = open({ kind: 'unknown-queue', known: ['urgent', 'slack-post'] });
    const { statusCode, said } = await desk.say('noor', 'POST', '/redrive', { ...REDRIVE, queue: 'other' });
    expect([statusCode, said.error.message]).toEqual([400, 'queue must be one of urgent, slack-post']);
  });
});
