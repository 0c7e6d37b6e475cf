import { hubForTests, type } from './fake-hub';

const hub = hubForTests();

const QUEUES = [
  { name: 'urgent', waiting: 0, parked: 3 },
  { name: 'slack-post', waiting: 2, parked: 0 },
];
const moved = (count: number, left: number) => () => ({ body: { queue: 'urgent', moved: count, left } });

describe('cordon redrive', () => {
  it('lists what is parked in each queue, with a word beside the sign', async () => {
    hub.script = () => ({ body: { queues: QUEUES, at: '2026-11-23T12:00:00Z' } });
    const { code, out } = await type('redrive');
    expect(code).toBe(0);
    expect(out).toMatch(/✕ parked +urgent +3 parked +0 waiting/);
    expect(out).toMatch(/✓ clear +slack-post +0 parked +2 waiting/);
  });

  it('puts one queue back, with a reason', async () => {
    hub.script = moved(3, 0);
    const { code, out } = await type('redrive', 'urgent', '--max', '10', '--reason', 'the table was throttled');
    expect([code, out.trim()]).toEqual([0, 'Put 3 back into urgent.']);
    expect(hub.asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/redrive', { queue: 'urgent', max: 10, reason: 'the table was throttled' }],
    ]);
  });

  it('says how many are left, and that there were none', async () => {
    hub.script = moved(100, 20);
    expect((await type('redrive', 'urgent', '--reason', 'mended')).out).toContain('About 20 are still parked');
    hub.script = moved(0, 0);
    expect((await type('redrive', 'urgent', '--reason', 'mended')).out).toContain('urgent has nothing parked.');
  });

  it.each(['0', '1.5', 'many', '5000'])('takes no %s as a number, and asks nobody', async (max) => {
    const { code, said } = await type('redrive', 'urgent', '--max', max, '--reason', 'mended');
    expect(code).toBe(2);
    expect(said).toContain('--max');
    expect(hub.asked).toEqual([]);
  });

  it('says in the hub’s words who may', async () => {
    const message = 'Only people of leads may put parked messages back.';
    hub.script = () => ({ status: 403, body: { error: { code: 'not-eligible', message } } });
    const { code, said } = await type('redrive', 'urgent', '--reason', 'mended');
    expect(code).toBe(3);
    expect(said).toContain(message);
  });
});
