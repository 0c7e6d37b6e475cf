import type { SQSEvent } from 'aws-lambda';
import { startMachine } from '../../adapters/machines';
import { handler } from '../../handlers/intake';
import { metaOf } from '../../incidents/items';
import type { Store } from '../../incidents/store';
import { type Fixture, forTarget, loadFixture } from '../../local/findings';
import { deliveriesIn } from '../support/deliveries';
import { type MemoryTable, memoryTable } from '../support/memory-table';
import { clock, settings, storeOn } from '../support/record-fixtures';

const mockPlace: { store?: Store } = {};
jest.mock('../../adapters/store', () => ({ storeFromEnv: () => mockPlace.store }));
jest.mock('../../adapters/evidence', () => ({ keepEvidence: jest.fn(async () => 'kept') }));
jest.mock('../../adapters/machines', () => ({
  startMachine: jest.fn(async (machine: string, id: string) => ({ kind: 'started', executionArn: `${machine}:${id}` })),
}));

const HUB = '111111111111';
const MEMBER = '222222222222';
const ADMINISTRATOR = '888888888888';
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1'];
let table: MemoryTable;

const open = (change: Record<string, unknown> = {}): void => {
  table = memoryTable();
  mockPlace.store = { ...storeOn(table, clock()), settings: settings({ regions: REGIONS, ...change }) };
};
beforeEach(() => {
  jest.clearAllMocks();
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  process.env['CORDON_MACHINE_PREFIX'] = 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-';
  open();
});
afterEach(() => jest.restoreAllMocks());

const failed = async (...events: readonly object[]): Promise<readonly string[]> => {
  const Records = events.map((event, at) => ({ messageId: `m${at + 1}`, body: JSON.stringify(event) }));
  const { batchItemFailures } = await handler({ Records } as unknown as SQSEvent);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const incidents = () => table.peek(({ sk }) => sk === 'META').map(metaOf);
const findings = () => table.peek(({ sk }) => sk.startsWith('FINDING#'));

/** As EventBridge writes it: `account` and `region` are those of the bus on which the event was first put. */
const seenIn = (event: Fixture, account: string, region = 'eu-west-1'): Fixture => ({
  ...event,
  id: `6a7e8feb-b491-4cf7-a9f1-${account}`,
  account,
  region,
});

describe('a finding of a member account', () => {
  const finding = loadFixture('ec2-command-and-control');

  it('opens one incident, though GuardDuty publishes it in the member and in the administrator', async () => {
    expect(await failed(seenIn(finding, HUB), seenIn(finding, MEMBER))).toEqual([]);
    expect(await failed(seenIn(finding, MEMBER))).toEqual([]);
    expect(incidents()).toMatchObject([{ playbook: 'isolate-instance', target: { accountId: MEMBER } }]);
    expect(deliveriesIn(table)).toEqual([3]);
    expect(new Set(jest.mocked(startMachine).mock.calls.map(([, id]) => id)).size).toBe(1);
  });

  it('opens one, whichever copy comes first', async () => {
    expect(await failed(seenIn(finding, MEMBER))).toEqual([]);
    expect(await failed(seenIn(finding, HUB))).toEqual([]);
    expect(incidents()).toHaveLength(1);
    expect(deliveriesIn(table)).toEqual([2]);
  });

  it('is two findings where two accounts have one of the same id', async () => {
    const other = forTarget(finding, { accountId: '333333333333' });
    expect(await failed(seenIn(finding, HUB), seenIn(other, HUB))).toEqual([]);
    expect(incidents()).toHaveLength(2);
  });

  it('is taken from an administrator that is not the hub, once that is configured', async () => {
    expect(await failed(seenIn(finding, ADMINISTRATOR))).toEqual(['m1']);
    open({ guardDutyAdministrator: ADMINISTRATOR });
    expect(await failed(seenIn(finding, ADMINISTRATOR))).toEqual([]);
    expect(incidents()).toHaveLength(1);
  });
});

describe('findings on one IAM user', () => {
  const inRegion = (region: string, at: number): Fixture =>
    seenIn(forTarget(loadFixture('iam-user-compromised-key'), { region, findingId: `${at}`.repeat(32) }), HUB, region);

  it('of three Regions open one incident, whose target is in none of them', async () => {
    expect(await failed(...REGIONS.map(inRegion))).toEqual([]);
    expect(incidents()).toMatchObject([
      { playbook: 'contain-access-key', target: { kind: 'iam-user', region: 'global' }, findingCount: 3 },
    ]);
    expect(findings()).toHaveLength(3);
    expect(new Set(jest.mocked(startMachine).mock.calls.map(([, id]) => id)).size).toBe(1);
  });

  it('of three Regions, each in two copies, open one incident too', async () => {
    for (const [at, region] of REGIONS.entries()) {
      const event = inRegion(region, at);
      const account = String((event['detail'] as Fixture)['accountId']);
      expect(await failed(event, seenIn(event, account, region))).toEqual([]);
    }
    expect(incidents()).toHaveLength(1);
    expect(deliveriesIn(table)).toEqual([2, 2, 2]);
  });
});

describe('X15: an event whose envelope does not fit its finding', () => {
  const finding = loadFixture('ec2-command-and-control');
  const inOtherPartition = { ...finding, detail: { ...(finding['detail'] as Fixture), partition: 'aws-cn' } };

  it.each<[string, Fixture]>([
    ['a member that speaks of another account', seenIn(finding, '333333333333')],
    ['an account of nobody that speaks of a member', seenIn(finding, '999999999999')],
    ['a Region that nobody configured', seenIn(finding, HUB, 'ap-southeast-2')],
    ['another partition', seenIn(inOtherPartition, HUB)],
    ['no account', Object.fromEntries(Object.entries(finding).filter(([key]) => key !== 'account')) as Fixture],
    ['a finding without its envelope', finding['detail'] as Fixture],
    ['another source', { ...finding, source: 'acme.guardduty' }],
  ])('goes back to its queue, to be parked there: %s', async (_, event) => {
    expect(await failed(event)).toEqual(['m1']);
    expect(table.items()).toEqual([]);
    expect(startMachine).not.toHaveBeenCalled();
  });
});
