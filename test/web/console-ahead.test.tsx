import { firstReads, openOnce, withAhead } from '../../console/web/ahead';

const asked: string[] = [];
const answers: Record<string, unknown> = {
  '/session': { token: 'kept', profiles: ['dana', 'eli'], awsConsole: false },
  '/api/setup': { me: 'dana' },
};

beforeAll(() => {
  const kept = new Map([['cordon.session', 'kept']]);
  const sessionStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  const fetch = async (path: string) => {
    asked.push(path);
    const answer = answers[path];
    return answer
      ? Response.json(answer)
      : Response.json({ error: { code: 'fault', message: 'No.' } }, { status: 500 });
  };
  Object.assign(globalThis, { sessionStorage, fetch, location: { hash: '#/?month=2026-11' } });
});

describe('what is asked ahead', () => {
  it.each([
    ['', ['/setup', '/incidents?limit=100']],
    ['#/?month=2026-11&open=1', ['/setup', '/incidents?limit=100&month=2026-11&open=1']],
    ['#/incidents/inc-a1-1', ['/setup', '/incidents/inc-a1-1', '/incidents/inc-a1-1/workflow']],
    ['#/numbers', ['/setup']],
  ])('is what the page at %j reads first', (hash, paths) => {
    expect(firstReads(hash)).toEqual(paths);
  });

  it('is given once, to the same person, and asked again when it failed', async () => {
    const later: string[] = [];
    const api = {
      get: async <T,>(path: string): Promise<T> => {
        later.push(path);
        return 'later' as T;
      },
      post: async () => {
        throw new Error('Nothing is sent.');
      },
    };
    expect((await openOnce())?.profiles).toEqual(['dana', 'eli']);
    await openOnce();
    expect(asked).toEqual(['/session', '/api/setup', '/api/incidents?limit=100&month=2026-11']);
    const dana = withAhead(api, 'dana');
    expect(await dana.get('/setup')).toEqual({ me: 'dana' });
    expect(await dana.get('/setup')).toBe('later');
    expect(await dana.get('/incidents?limit=100&month=2026-11')).toBe('later');
    expect(later).toEqual(['/setup', '/incidents?limit=100&month=2026-11']);
  });

  it('is not given once it is old', async () => {
    jest.resetModules();
    const fresh = await import('../../console/web/ahead');
    const now = jest.spyOn(performance, 'now').mockReturnValue(1000);
    await fresh.openOnce();
    now.mockReturnValue(6001);
    const api = { get: async <T,>(): Promise<T> => 'new' as T, post: async () => Promise.reject(new Error('No.')) };
    expect(await fresh.withAhead(api, 'dana').get('/setup')).toBe('new');
    now.mockRestore();
  });

  it('is not given to another person', async () => {
    jest.resetModules();
    const fresh = await import('../../console/web/ahead');
    await fresh.openOnce();
    const api = { get: async <T,>(): Promise<T> => 'own' as T, post: async () => Promise.reject(new Error('No.')) };
    expect(await fresh.withAhead(api, 'eli').get('/setup')).toBe('own');
  });
});
