import { Hono } from 'hono';
import { ownPageOnly } from '../../../local/page/guard';

const OWN = 'http://127.0.0.1:4711';

const app = new Hono()
  .use(
    '*',
    ownPageOnly(() => OWN),
  )
  .get('/', (context) => context.text('the page'))
  .get('/api/state', (context) => context.json({}))
  .post('/api/findings', (context) => context.json({}));

const ask = async (path: string, headers: Record<string, string>, method = 'GET'): Promise<number> =>
  (await app.request(path, { method, headers: { host: '127.0.0.1:4711', ...headers } })).status;
const send = (headers: Record<string, string>) => ask('/api/findings', headers, 'POST');

describe('the server of npm start’s page', () => {
  it('answers the page itself, and nobody under a name that was pointed at this machine', async () => {
    expect(await ask('/api/state', { 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await send({ origin: OWN, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await ask('/', { host: 'rebound.example:4711' })).toBe(403);
    expect(await send({ host: 'rebound.example:4711', origin: 'http://rebound.example:4711' })).toBe(403);
  });

  it.each([
    ['another page', { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }],
    ['another server of this machine', { origin: 'http://127.0.0.1:4712', 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['whoever does not say where it comes from', {}],
  ])('lets %s send no finding', async (_who, headers) => {
    expect(await send(headers)).toBe(403);
  });

  it('can be opened by a link, and read by no other page', async () => {
    const elsewhere = { 'sec-fetch-site': 'cross-site' };
    expect(await ask('/', { ...elsewhere, 'sec-fetch-mode': 'navigate' })).toBe(200);
    expect(await ask('/api/state', { ...elsewhere, 'sec-fetch-mode': 'navigate' })).toBe(403);
    expect(await ask('/api/state', { ...elsewhere, 'sec-fetch-mode': 'no-cors' })).toBe(403);
    expect(await ask('/api/state', { origin: 'https://elsewhere.example' })).toBe(403);
  });

  it('lies in nobody’s frame and runs its own script alone', async () => {
    const page = await app.request('/', { headers: { host: '127.0.0.1:4711' } });
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
  });
});
