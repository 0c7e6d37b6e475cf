import { SlackProblem } from '../../adapters/slack';
import { type Delivery, incidentsIn, onRetries, onStream, type Retry } from '../../slack-app/deliver';
import { rowWithoutRecord } from '../faults/row';

const record = (pk: string, sk: string) => ({ dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } } });
const A = 'inc-aaaaaaaaaa-1';
const B = 'inc-bbbbbbbbbb-2-u1';

const delivery = (fault?: unknown) => {
  const painted: string[] = [];
  const later: { retry: Retry; seconds: number }[] = [];
  const made: Delivery = {
    paint: async (incidentId) => {
      painted.push(incidentId);
      if (fault) throw fault;
    },
    later: async (retry, seconds) => void later.push({ retry, seconds }),
  };
  return { ...made, painted, queued: later };
};
const away = new SlackProblem('unreachable', 'no answer', undefined);
const limited = new SlackProblem('limited', 'ratelimited', 37);
const message = (body: unknown, messageId = 'm1') => ({ messageId, body: JSON.stringify(body) });

describe('what wakes the poster', () => {
  it('is each incident once, and the hub’s own chain', () => {
    const records = [
      record(`INCIDENT#${A}`, 'META'),
      record(`INCIDENT#log#${A}`, 'ROW#000000001'),
      record(`INCIDENT#log#${B}`, 'HEAD'),
      record('INCIDENT#log#control', 'HEAD'),
    ];
    expect(incidentsIn(records)).toEqual([A, B, 'control']);
  });

  it('is not the poster’s own writing, nor what concerns no incident', () => {
    const records = [
      record(`INCIDENT#${A}`, 'VIEW#slack'),
      record('INCIDENT#target#ec2-instance/1/2/i-1', 'LOCK'),
      record('INCIDENT#breaker#1', 'HOUR#1'),
      record('INCIDENT#finding#x', 'SEEN'),
      record(`TOKEN#${A}`, 'TOKEN'),
      record(`AUDIT#${A}`, 'ROW#000000001'),
      record('INCIDENT#control', 'PAUSE'),
      {},
    ];
    expect(incidentsIn(records)).toEqual([]);
  });
});

describe('a batch of the stream', () => {
  rowWithoutRecord(
    'F11',
    'K',
    'goes on past what fails, which waits in the retry queue as long as Slack asks',
    async () => {
      const at = delivery(limited);
      await onStream(at, [record(`INCIDENT#${A}`, 'META'), record(`INCIDENT#${B}`, 'META')]);
      expect(at.painted).toEqual([A, B]);
      expect(at.queued).toEqual([A, B].map((incidentId) => ({ retry: { incidentId, attempt: 1 }, seconds: 37 })));
    },
  );

  it('throws only when the retry queue fails too', async () => {
    const at = { ...delivery(away), later: () => Promise.reject(new Error('queue is away')) };
    await expect(onStream(at, [record(`INCIDENT#${A}`, 'META')])).rejects.toThrow('queue is away');
  });
});

describe('the retry queue', () => {
  it('is emptied by what can be painted again', async () => {
    const at = delivery();
    expect(await onRetries(at, [message({ incidentId: A })])).toEqual([]);
    expect(at.painted).toEqual([A]);
  });

  rowWithoutRecord(
    'F12',
    'K',
    'waits longer each time while Slack is away, without using up the queue’s patience',
    async () => {
      const waits = await Promise.all(
        [1, 2, 3, 8, 50].map(async (attempt) => {
          const at = delivery(away);
          expect(await onRetries(at, [message({ incidentId: A, attempt })])).toEqual([]);
          expect(at.queued[0]?.retry).toEqual({ incidentId: A, attempt: attempt + 1 });
          return at.queued[0]?.seconds;
        }),
      );
      expect(waits).toEqual([10, 20, 40, 900, 900]);
    },
  );

  it('leaves what Slack refuses, what is broken and what was tried for a day to the dead letters', async () => {
    const refused = new SlackProblem('refused', 'channel_not_found', undefined);
    expect(await onRetries(delivery(refused), [message({ incidentId: A })])).toEqual(['m1']);
    expect(await onRetries(delivery(new TypeError('bug')), [message({ incidentId: A })])).toEqual(['m1']);
    expect(await onRetries(delivery(away), [message({ incidentId: A, attempt: 100 })])).toEqual(['m1']);
    expect(await onRetries(delivery(), [message({ nonsense: 1 }), { messageId: 'm2', body: '{' }])).toEqual([
      'm1',
      'm2',
    ]);
  });

  it('keeps a message whose successor could not be sent', async () => {
    const at = { ...delivery(away), later: () => Promise.reject(new Error('queue is away')) };
    expect(await onRetries(at, [message({ incidentId: A })])).toEqual(['m1']);
  });
});
