import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listOrganization } from '../../adapters/organization';
import { accountsFileSchema } from '../../cdk/config-schema';

type Answer = { readonly status?: number; readonly body: object };
const ROOT = 'r-ab12';
const PROD = 'ou-ab12-11111111';
const SHOP = 'ou-ab12-1a1a1a1a';

const account = (id: string, name: string, Status = 'ACTIVE') => ({ Id: id, Name: name, Status });
const ACCOUNTS: Readonly<Record<string, readonly object[]>> = {
  [ROOT]: [account('999999999999', 'management')],
  [PROD]: [account('333333333333', 'payments'), account('444444444444', 'closed', 'SUSPENDED')],
  [SHOP]: [account('222222222222', 'shop')],
};
const UNITS: Readonly<Record<string, readonly object[]>> = { [ROOT]: [{ Id: PROD }], [PROD]: [{ Id: SHOP }] };

let server: Server;
let seen: { readonly name: string; readonly headers: IncomingMessage['headers'] }[] = [];
let answer: (name: string, input: Record<string, string>) => Answer;

const whole = (name: string, input: Record<string, string>): Answer => {
  const parent = input['ParentId'] ?? '';
  // Two pages, the first of them empty: AWS may do that.
  const paged = (member: string, items: readonly object[] = []): Answer =>
    input['NextToken'] ? { body: { [member]: items } } : { body: { [member]: [], NextToken: 'more' } };
  if (name === 'DescribeOrganization')
    return { body: { Organization: { Id: 'o-a1b2c3d4e5', MasterAccountId: '999999999999' } } };
  if (name === 'ListRoots') return paged('Roots', [{ Id: ROOT }]);
  return name === 'ListAccountsForParent'
    ? paged('Accounts', ACCOUNTS[parent])
    : paged('OrganizationalUnits', UNITS[parent]);
};

beforeAll(
  () =>
    new Promise<void>((ready) => {
      server = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const name = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        seen.push({ name, headers: request.headers });
        const { status = 200, body } = answer(name, JSON.parse(Buffer.concat(chunks).toString()));
        response.writeHead(status).end(JSON.stringify(body));
      }).listen(0, '127.0.0.1', ready);
    }),
);
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => {
  seen = [];
  answer = whole;
});

const list = () =>
  listOrganization({
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    now: () => new Date('2026-11-23T03:00:00.000Z'),
  });

describe('the list of an organisation', () => {
  it('has each active account with every unit above it, page after page', async () => {
    expect(await list()).toEqual({
      organizationId: 'o-a1b2c3d4e5',
      managementAccount: '999999999999',
      listedAt: '2026-11-23T03:00:00.000Z',
      accounts: [
        { id: '222222222222', name: 'shop', path: [ROOT, PROD, SHOP] },
        { id: '333333333333', name: 'payments', path: [ROOT, PROD] },
        { id: '999999999999', name: 'management', path: [ROOT] },
      ],
    });
  });

  it('is what the configuration takes', async () => {
    expect(accountsFileSchema.safeParse(await list()).success).toBe(true);
  });

  it('is asked for with signed reads alone', async () => {
    await list();
    expect([...new Set(seen.map(({ name }) => name))].sort()).toEqual([
      'DescribeOrganization',
      'ListAccountsForParent',
      'ListOrganizationalUnitsForParent',
      'ListRoots',
    ]);
    for (const { headers } of seen)
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/organizations\//,
      );
  });

  it('is asked for again while AWS Organizations is busy', async () => {
    let busy = 1;
    answer = (name, input) =>
      busy-- > 0 ? { status: 400, body: { __type: 'TooManyRequestsException' } } : whole(name, input);
    expect((await list()).accounts).toHaveLength(3);
  });

  it('says which call was refused, and by which word', async () => {
    answer = () => ({ status: 400, body: { __type: 'AccessDeniedException', Message: 'You may not.' } });
    await expect(list()).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: 'DescribeOrganization was refused (AccessDeniedException): You may not.',
    });
    expect(seen).toHaveLength(1);
  });
});
