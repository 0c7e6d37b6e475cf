import type { AwsStandIn } from '../../../local/aws';
import type { FindingDetail } from '../../../local/aws/finding-store';
import { loadFixture } from '../../../local/findings';
import { orderSchema, sendFindings } from '../../../local/page/send';
import type { SendOrder } from '../../../local/page/types';
import { INSTANCE_NAMES, type Seed, USER_NAMES } from '../../../local/seed';
import { SANDBOX, STAGING } from '../../../local/settings';

const instances = (names: readonly string[], prefix: string) =>
  Object.fromEntries(names.map((name, at) => [name, { name, id: `i-${prefix}${at}`, interfaces: [] }]));
const user = (name: string) => ({ name, id: `AIDA${name}`, accessKeyIds: [`AKIA${name}`] });
const seed = {
  staging: { instances: instances(INSTANCE_NAMES, '00000000000000aa') },
  production: { users: Object.fromEntries(USER_NAMES.map((name) => [name, user(name)])) },
  sandbox: {
    instances: instances(['sandbox-web-1', 'sandbox-web-2'], '00000000000000bb'),
    user: user('sandbox-deploy'),
  },
} as unknown as Seed;

const desk = () => {
  const reported: FindingDetail[] = [];
  const aws = {
    report: async (detail: FindingDetail) => {
      reported.push(detail);
      return detail;
    },
  } as unknown as AwsStandIn;
  let turn = -1;
  return { reported, send: (order: SendOrder) => sendFindings({ seed, aws }, order, () => ++turn) };
};

const AIM = { target: 'auto', times: 1, spread: false, short: false };

describe('a finding that a person sends', () => {
  it('is about another seeded thing each time, unless it is the same finding again', async () => {
    const { send } = desk();
    const on = async (aim: Partial<SendOrder>) => {
      const { sent } = await send({ ...AIM, fixture: 'ec2-command-and-control', ...aim } as SendOrder);
      return sent.map((one) => one.on);
    };
    expect(await on({})).toEqual(['web-1']);
    expect(await on({})).toEqual(['web-2']);
    expect(await on({ times: 3 })).toEqual(['nat-1', 'nat-1', 'nat-1']);
    expect(await on({ times: 3, spread: true })).toEqual(['batch-1', 'batch-2', 'batch-3']);
  });

  it('has the same id on the same thing, as GuardDuty gives it, and another one on another', async () => {
    const { send } = desk();
    const order = { ...AIM, fixture: 'ec2-command-and-control', times: 2 };
    const [a, b] = (await send({ ...order, target: 'web-1' })).sent;
    const [c] = (await send({ ...order, target: 'web-2' })).sent;
    expect(a?.id).toBe(b?.id);
    expect(c?.id).not.toBe(a?.id);
  });

  it('is about the sandbox account when its deadline shall be short', async () => {
    const { send, reported } = desk();
    const { sent } = await send({ ...AIM, fixture: 'iam-user-compromised-key', short: true });
    expect(sent.map(({ on }) => on)).toEqual(['sandbox-deploy']);
    expect(reported[0]?.accountId).toBe(SANDBOX);
  });

  it('stays as the document has it when that is asked for', async () => {
    const { send, reported } = desk();
    const { detail } = loadFixture('ec2-command-and-control');
    const document = JSON.stringify(loadFixture('ec2-command-and-control'));
    const { sent } = await send({ ...AIM, target: 'as-is', document });
    expect(reported).toEqual([detail]);
    expect(sent[0]?.on).toBe(`account ${STAGING}`);
  });

  it.each([
    ['an unknown fixture', { ...AIM, fixture: '../../package' }],
    ['an unknown target', { ...AIM, fixture: 'ec2-command-and-control', target: 'web-9' }],
    ['a flood', { ...AIM, fixture: 'ec2-command-and-control', times: 1000 }],
    ['a document beyond any finding', { ...AIM, document: 'x'.repeat(1_000_001) }],
  ])('is not %s', (_, order) => {
    expect(orderSchema.safeParse(order).success).toBe(false);
  });
});
