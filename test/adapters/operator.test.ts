import { OperatorError, operatorClient } from '../../adapters/operator';
import { expectedSignature, readAuthorization } from '../support/sigv4';
import { openWire, type Wire } from '../support/wire';

// No emulator checks a signature (probe G28b): this is where ours is checked, by AWS's published algorithm.

const KEY = { accessKeyId: 'key-of-a-test', secretAccessKey: ['no', 'secret', 'at', 'all'].join('/') };
const AWAY = 'http://127.0.0.1:9';

let wire: Wire;
beforeEach(async () => {
  wire = await openWire();
});
afterEach(() => wire.close());

const client = (more: object = {}) =>
  operatorClient({ url: wire.url, region: 'eu-west-1', credentials: KEY, door: 'cli', ...more });
const refusal = (work: Promise<unknown>): Promise<OperatorError> =>
  work.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: unknown) => (error instanceof OperatorError ? error : Promise.reject(error)),
  );

describe('the verifier', () => {
  it('agrees with the test vector that AWS publishes: get-vanilla', () => {
    const secret = ['wJalrXUtnFEMI', 'K7MDENG+bPxRfiCYEXAMPLEKEY'].join('/');
    const signature = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
    const request = {
      method: 'GET',
      path: '/',
      query: [],
      body: '',
      headers: {
        host: 'example.amazonaws.com',
        'x-amz-date': '20150830T123600Z',
        authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
      },
    };
    expect(expectedSignature(request, secret)).toBe(signature);
    expect(expectedSignature({ ...request, path: '/other' }, secret)).not.toBe(signature);
  });
});

describe('a call of the operator API', () => {
  it.each([
    ['a read', (api: ReturnType<typeof client>) => api.get('/incidents/inc-a1b2c3d4e5-1')],
    [
      'a query',
      (api: ReturnType<typeof client>) =>
        api.get('/incidents?month=2026-11&before=2026-11-23T03:00:00.000Z~inc-a-1&limit=5'),
    ],
    ['a body', (api: ReturnType<typeof client>) => api.post('/runs', { reason: 'größer als vorher; “quoted” & more' })],
  ])('carries a signature that AWS would accept: %s', async (_what, call) => {
    await call(client());
    const [request] = wire.seen;
    if (!request) throw new Error('nothing came');
    const said = readAuthorization(request.headers['authorization'] ?? '');
    expect(said).toMatchObject({ keyId: KEY.accessKeyId, region: 'eu-west-1', service: 'execute-api' });
    expect(said.signed).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-cordon-door']));
    expect(said.signature).toBe(expectedSignature(request, KEY.secretAccessKey));
  });

  it('is signed for a host with a path of its own, such as the emulator’s', async () => {
    await client({ url: `${wire.url}/_aws/execute-api/a1b2c3/$default` }).get('/setup');
    const [request] = wire.seen;
    if (!request) throw new Error('nothing came');
    expect(request.path).toBe('/_aws/execute-api/a1b2c3/$default/setup');
    expect(readAuthorization(request.headers['authorization'] ?? '').signature).toBe(
      expectedSignature(request, KEY.secretAccessKey),
    );
  });

  it('says which door it comes through, signs a session’s token along, and never sends the secret', async () => {
    await client({ credentials: { ...KEY, sessionToken: 'token-of-the-session' } }).post('/pause', { paused: true });
    const [request] = wire.seen;
    expect(request?.headers).toMatchObject({ 'x-cordon-door': 'cli', 'x-amz-security-token': 'token-of-the-session' });
    expect(readAuthorization(request?.headers['authorization'] ?? '').signed).toContain('x-amz-security-token');
    expect(JSON.stringify(wire.seen)).not.toContain(KEY.secretAccessKey);
  });

  it('gives a refusal its status, code, field and sentence', async () => {
    const error = { code: 'bad-input', field: 'reason', message: 'reason must say why' };
    wire.answers = [{ status: 400, body: JSON.stringify({ error }) }];
    expect(await refusal(client().post('/runs', {}))).toMatchObject({ status: 400, ...error });
  });

  it('says in a sentence what AWS means by Forbidden', async () => {
    wire.answers = [{ status: 403, body: '{"message":"Forbidden"}' }];
    const refused = await refusal(client().get('/setup'));
    expect(refused).toMatchObject({ status: 403, code: 'forbidden' });
    expect(refused.message).toContain('execute-api:Invoke');
  });

  it('reads again after a bad moment, and sends nothing twice', async () => {
    const bad = { status: 503, body: '{"message":"Service Unavailable"}' };
    wire.answers = [bad, bad, { status: 200, body: '{"paused":false}' }];
    expect(await client().get('/pause')).toEqual({ paused: false });
    expect(wire.seen).toHaveLength(3);
    wire.answers = [bad];
    expect(await refusal(client().post('/pause', {}))).toMatchObject({ status: 503, code: 'fault' });
    expect(wire.seen).toHaveLength(4);
  });

  it('does not ask a second time when it was refused', async () => {
    wire.answers = [{ status: 404, body: JSON.stringify({ error: { code: 'unknown-incident', message: 'none' } }) }];
    await refusal(client().get('/incidents/inc-none-1'));
    expect(wire.seen).toHaveLength(1);
  });

  it('says that nobody is there, and that there is nothing to sign with', async () => {
    expect(await refusal(client({ url: AWAY }).post('/pause', {}))).toMatchObject({ status: 0, code: 'unreachable' });
    const credentials = () => Promise.reject(new Error('no profile nobody'));
    const refused = await refusal(client({ credentials }).get('/setup'));
    expect(refused).toMatchObject({ status: 0, code: 'no-credentials' });
    expect(refused.message).toContain('no profile nobody');
  });

  it('follows no redirect: a signature is for one host', async () => {
    wire.answers = [{ status: 302, body: '' }];
    await refusal(client().post('/pause', {}));
    expect(wire.seen).toHaveLength(1);
  });
});
