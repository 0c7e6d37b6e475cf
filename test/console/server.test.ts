import { request } from 'node:http';
import { type FakeOperator, startFakeOperator } from './fake-operator';
import { consoleFolder, keyOf, type RunningConsole, SECRET, startConsole } from './server-process';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}
type Headers = Readonly<Record<string, string>>;

const folder = consoleFolder(['dana', 'eli', 'nobody']);
let hub: FakeOperator;
let server: RunningConsole;
/** Whatever the server answered, to look for secrets in. */
const answers: string[] = [];

/** Node's own client: it sends Host and Origin as told, and paths as they stand. */
const ask = (method: string, path: string, headers: Headers = {}, body?: string): Promise<Answer> =>
  new Promise((answered, failed) => {
    const { hostname, port } = new URL(server.url);
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (data) => (text += data));
      response.on('end', () => {
        answers.push(`${JSON.stringify(response.headers)}\n${text}`);
        answered({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.once('error', failed);
    sent.end(body);
  });

const page = (): Headers => ({ origin: server.url, 'content-type': 'application/json' });
const codeFor = async (token: string = server.token): Promise<string> =>
  JSON.parse((await ask('POST', '/codes', { 'x-cordon-token': token })).text).code;
const exchange = (code: string, headers: Headers = page()): Promise<Answer> =>
  ask('POST', '/session', headers, JSON.stringify({ code }));
const session = async (): Promise<Headers> => ({
  ...page(),
  authorization: `Bearer ${JSON.parse((await exchange(await codeFor())).text).token}`,
});
const codeIn = (answer: Answer): string => JSON.parse(answer.text).error.code;

beforeAll(async () => {
  hub = await startFakeOperator();
  server = await startConsole(hub.url, folder, [
    '--profile',
    'dana',
    '--profile',
    'eli',
    '--profile',
    'nobody',
    '--profile',
    'gone',
  ]);
});
afterAll(async () => {
  await server.stop();
  await hub.stop();
  folder.remove();
});
afterEach(() => {
  delete hub.hub.broken;
});

describe('who may come in', () => {
  it('answers under its own address alone: a rebound name is turned away, page and health included', async () => {
    const { port } = new URL(server.url);
    for (const host of [`evil.example:${port}`, `localhost:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`])
      for (const path of ['/', '/health', '/api/setup']) expect((await ask('GET', path, { host })).status).toBe(421);
  });

  it('opens no session for another origin, for none, or for a sandboxed frame', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      server.url.replace('127.0.0.1', 'localhost'),
      `${server.url}.evil.example`,
    ])
      expect(codeIn(await exchange(await codeFor(), { ...page(), origin }))).toBe('wrong-origin');
    expect((await exchange(await codeFor(), { 'content-type': 'application/json' })).status).toBe(403);
  });

  it('lets another origin call nothing, even with a session', async () => {
    const mine = await session();
    const before = hub.hub.asked.length;
    expect((await ask('GET', '/api/setup', { ...mine, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('GET', '/api/setup', { authorization: mine['authorization'] ?? '' })).status).toBe(403);
    expect(
      (
        await ask(
          'POST',
          '/api/pause',
          { authorization: mine['authorization'] ?? '', 'sec-fetch-site': 'same-origin' },
          '{}',
        )
      ).status,
    ).toBe(403);
    expect(hub.hub.asked).toHaveLength(before);
  });

  it('takes a GET of its own page, which browsers send without Origin', async () => {
    const { authorization = '' } = await session();
    expect((await ask('GET', '/api/setup', { authorization, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await ask('GET', '/api/setup', { authorization, 'sec-fetch-site': 'same-site' })).status).toBe(403);
  });

  it('asks for a session before anything is asked of the hub', async () => {
    const before = hub.hub.asked.length;
    for (const authorization of ['', 'Bearer x', `Bearer ${server.token}`, `Basic ${server.token}`]) {
      const answer = await ask('GET', '/api/setup', { ...page(), authorization });
      expect([answer.status, codeIn(answer)]).toEqual([401, 'no-session']);
    }
    expect(hub.hub.asked).toHaveLength(before);
  });

  it('takes a start code once', async () => {
    const code = await codeFor();
    expect((await exchange(code)).status).toBe(200);
    expect((await exchange(code)).status).toBe(401);
    expect((await exchange('')).status).toBe(401);
  });

  it('gives start codes to whoever started it and to its own page, and to no browser that knows a token', async () => {
    expect((await ask('POST', '/codes')).status).toBe(403);
    expect((await ask('POST', '/codes', { 'x-cordon-token': 'x' })).status).toBe(403);
    expect(
      (await ask('POST', '/codes', { 'x-cordon-token': server.token, origin: 'http://evil.example' })).status,
    ).toBe(403);
    const mine = await session();
    expect((await ask('POST', '/codes', mine)).status).toBe(200);
    expect((await ask('POST', '/codes', { ...mine, origin: 'http://evil.example' })).status).toBe(403);
  });
});

describe('what it lets through', () => {
  it('passes reads and acts on, as the profile that was chosen', async () => {
    const mine = await session();
    const me = async (profile: string) =>
      JSON.parse((await ask('GET', '/api/setup', { ...mine, 'x-cordon-profile': profile })).text).me.personId;
    expect([await me('dana'), await me('eli')]).toEqual(['dana', 'eli']);
    const paused = await ask('POST', '/api/pause', mine, JSON.stringify({ paused: true, reason: 'A drill' }));
    expect(JSON.parse(paused.text)).toMatchObject({ paused: true, reason: 'A drill', by: 'dana' });
    expect((await ask('GET', '/api/incidents?month=2026-11&open=1', mine)).status).toBe(200);
  });

  it('makes no call that it does not know, whatever the path looks like', async () => {
    const mine = await session();
    const before = hub.hub.asked.length;
    const paths = [
      '/api/',
      '/api/secrets',
      '/api/incidents/..%2f..%2fsetup',
      '/api/incidents/inc-a/../../setup/x',
      '/api//setup',
      '/api/incidents/inc-a/tokens',
      '/api/constructor',
      '/api/incidents/inc-a/',
      '/api/incidents/%69nc-A',
    ];
    for (const path of paths) expect([path, (await ask('GET', path, mine)).status]).toEqual([path, 404]);
    expect((await ask('GET', '/api/incidents?month=2026-11&table=1', mine)).status).toBe(400);
    expect((await ask('GET', '/api/incidents?month=%0d%0aevil', mine)).status).toBe(400);
    expect(hub.hub.asked).toHaveLength(before);
  });

  it('says which method a call takes', async () => {
    const mine = await session();
    for (const [method, path, allow] of [
      ['DELETE', '/api/incidents/inc-a', 'GET'],
      ['PUT', '/api/pause', 'GET, POST'],
      ['GET', '/api/runs', 'POST'],
    ] as const) {
      const answer = await ask(method, path, mine);
      expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
    }
  });

  it('takes one JSON object of a sane size, as JSON', async () => {
    const mine = await session();
    expect((await ask('POST', '/api/pause', mine, 'not json')).status).toBe(415);
    expect((await ask('POST', '/api/pause', mine, '[]')).status).toBe(415);
    expect((await ask('POST', '/api/pause', { ...mine, 'content-type': 'text/plain' }, '{}')).status).toBe(415);
    expect((await ask('POST', '/api/pause', mine, JSON.stringify({ reason: 'x'.repeat(70_000) }))).status).toBe(413);
  });

  it('passes a refusal on as it is, with the field', async () => {
    const answer = await ask('POST', '/api/pause', await session(), JSON.stringify({ paused: false }));
    expect([answer.status, JSON.parse(answer.text).error]).toMatchObject([400, { code: 'bad-input', field: 'reason' }]);
  });
});

describe('what it says when the hub cannot be asked', () => {
  const failing = async (profile?: string): Promise<Answer> =>
    ask('GET', '/api/setup', { ...(await session()), ...(profile ? { 'x-cordon-profile': profile } : {}) });

  it('names the profile and the command when credentials are missing', async () => {
    const answer = await failing('gone');
    expect([answer.status, codeIn(answer)]).toEqual([401, 'no-credentials']);
    expect(answer.text).toContain('aws sso login --profile gone');
  });

  it('tells what may be wrong when AWS refuses them', async () => {
    hub.hub.broken = { status: 403, body: '{"message":"The security token included in the request is expired"}' };
    const answer = await failing();
    expect([answer.status, codeIn(answer)]).toEqual([403, 'forbidden']);
    expect(answer.text).toContain('aws sso login --profile dana');
  });

  it('passes on that the hub knows nobody of that name', async () => {
    const answer = await failing('nobody');
    expect([answer.status, codeIn(answer)]).toEqual([403, 'not-known']);
  });

  it('repeats nothing of a failure that is not a refusal', async () => {
    hub.hub.broken = { status: 500, body: `stack trace with ${SECRET}` };
    const answer = await failing();
    expect(answer.status).toBe(502);
    expect(answer.text).not.toContain('stack trace');
  });

  it('takes no profile that it was not started with', async () => {
    expect((await failing('root')).status).toBe(400);
  });
});

describe('what every answer carries', () => {
  it('forbids inline script, framing, sniffing, keeping and cross-origin reading', async () => {
    for (const path of ['/', '/nowhere', '/api/setup', '/health']) {
      const { headers } = await ask('GET', path);
      expect(headers['content-security-policy']).toMatch(
        /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
      );
      expect(String(headers['content-security-policy'])).not.toMatch(/unsafe|\*/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
      });
      expect(Object.keys(headers).filter((name) => /^access-control|^set-cookie/.test(name))).toEqual([]);
    }
  });

  it('leads nowhere outside the page’s own files', async () => {
    for (const path of [
      '/../credentials',
      '/..%2fcredentials',
      '/credentials',
      '/assets/../../credentials',
      '//etc/passwd',
    ])
      expect([path, (await ask('GET', path)).status]).toEqual([path, 404]);
  });

  it('holds no secret, neither the answers nor what was printed', () => {
    expect(answers.length).toBeGreaterThan(50);
    const said = [...answers, server.said()].join('\n');
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain(keyOf('dana'));
    expect(said).not.toMatch(/aws4|AWS4|Credential=/);
    expect(answers.join('\n')).not.toContain(server.token);
  });
});
