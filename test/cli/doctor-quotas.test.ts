import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quotasOf } from '../../adapters/quotas';
import { statesCheck } from '../../cli/doctor-quotas';

const quota = (name: string, value: number, code = 'L-1') => ({ name, code, value });
const ENOUGH = [
  quota('StartExecution throttle token bucket size', 1300),
  quota('StartExecution throttle token refill rate per second', 300),
  quota('Open executions', 1_000_000),
];
const check = (found: readonly ReturnType<typeof quota>[]) => statesCheck({ quotas: async () => found }, 'eu-west-1');

describe('the quotas of Step Functions', () => {
  it('are enough as AWS gives them', async () => {
    expect(await check(ENOUGH)).toEqual({
      name: 'Step Functions quota',
      status: 'ok',
      found: 'StartExecution bucket 1,300, StartExecution per second 300, Open executions 1,000,000',
    });
  });

  it.each([0, 1, 2])('name what is too little, what that means, and how to ask for more (%s)', async (at) => {
    const found = ENOUGH.map((one, index) => (index === at ? quota(one.name, 5, 'L-ABC') : one));
    expect(await check(found)).toMatchObject({
      status: 'warn',
      cure: expect.stringMatching(
        /below [\d]+: .*request-service-quota-increase --region eu-west-1 --service-code states --quota-code L-ABC/,
      ),
    });
  });

  it('say of which nothing is told, where the others are', async () => {
    expect(await check(ENOUGH.slice(0, 2))).toMatchObject({
      status: 'ok',
      found: 'StartExecution bucket 1,300, StartExecution per second 300; not told here: Open executions',
    });
  });

  it('say where to look when Service Quotas does not tell them', async () => {
    expect(await check([])).toMatchObject({
      status: 'warn',
      cure: expect.stringContaining('Service Quotas → AWS Step Functions'),
    });
  });

  it('tell which right is missing when one may not look', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    expect(await statesCheck({ quotas: () => Promise.reject(denied) }, 'eu-west-1')).toMatchObject({
      status: 'warn',
      cure: expect.stringContaining('servicequotas:ListServiceQuotas'),
    });
  });
});

describe('Service Quotas', () => {
  let server: Server;
  let answers: readonly { readonly status: number; readonly body: object }[] = [];
  const asked: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        asked.push({ headers: request.headers, body });
        const { status, body: said } = answers[asked.length - 1] ?? { status: 500, body: {} };
        response.writeHead(status).end(JSON.stringify(said));
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    process.env['AWS_ENDPOINT_URL_SERVICE_QUOTAS'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    delete process.env['AWS_ENDPOINT_URL_SERVICE_QUOTAS'];
    return new Promise((done) => server.close(done));
  });
  const where = { region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } };

  it('is read page by page, signed; what AWS gives counts where nothing is told of the account', async () => {
    const one = (QuotaName: string, Value = 7) => ({ QuotaName, QuotaCode: `L-${QuotaName}`, Value });
    answers = [
      { status: 200, body: { Quotas: [one('a')], NextToken: 'more' } },
      { status: 200, body: { Quotas: [one('b')] } },
      { status: 200, body: { Quotas: [one('b', 1), one('c', 2)] } },
      { status: 400, body: { __type: 'com.amazonaws.servicequotas#AccessDeniedException', Message: 'not you' } },
    ];
    expect((await quotasOf(where, 'states')).map(({ name, value }) => [name, value])).toEqual([
      ['a', 7],
      ['b', 7],
      ['c', 2],
    ]);
    expect(asked[0]?.headers).toMatchObject({
      'x-amz-target': 'ServiceQuotasV20190624.ListServiceQuotas',
      authorization: expect.stringContaining('/eu-west-1/servicequotas/aws4_request'),
    });
    expect(asked[2]?.headers['x-amz-target']).toBe('ServiceQuotasV20190624.ListAWSDefaultServiceQuotas');
    expect(JSON.parse(asked[1]?.body ?? '{}')).toMatchObject({ ServiceCode: 'states', NextToken: 'more' });
    await expect(quotasOf(where, 'states')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'not you',
    });
  });
});
