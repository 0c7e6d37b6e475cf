import type { SQSEvent } from 'aws-lambda';
import { handler as drill, targetOfHour } from '../../handlers/drill';
import { handler as intake } from '../../handlers/intake';
import { handler as routine } from '../../handlers/intake-routine';
import { metaOf } from '../../incidents/items';
import { routeFinding } from '../../playbooks/index';
import { type DrillEvent, drillEvent } from '../../playbooks/kit/drill';
import { parseFinding } from '../../playbooks/kit/parse-finding';
import type { Target } from '../../playbooks/kit/target';
import { memoryTable } from '../support/memory-table';
import { clock, settings, storeOn } from '../support/record-fixtures';
import { place, putEvent } from './drill-place';

jest.mock('../../adapters/store', () => jest.requireActual('./drill-place'));
jest.mock('../../adapters/settings', () => ({
  ...jest.requireActual<object>('../../adapters/settings'),
  loadSettings: jest.requireActual<{ loadSettings: unknown }>('./drill-place').loadSettings,
}));
jest.mock('../../adapters/events', () => jest.requireActual('./drill-place'));
jest.mock('../../adapters/evidence', () => jest.requireActual('./drill-place'));
jest.mock('../../adapters/machines', () => jest.requireActual('./drill-place'));

const USER: Target = {
  kind: 'iam-user',
  accountId: '444444444444',
  region: 'global',
  id: 'AIDACORDONDRILL000001',
  name: 'cordon-drill',
};
const INSTANCE: Target = {
  kind: 'ec2-instance',
  accountId: '222222222222',
  region: 'eu-west-1',
  id: 'i-0abc1234def567890',
};
const OTHER: Target = { ...INSTANCE, id: 'i-0ffffffffffffffff' };
const HUB = '111111111111';
const DRILLS = { channel: 'C0DRILLS', targets: [USER, INSTANCE] };
const NOW = new Date('2026-11-23T03:00:00.000Z');

let table = memoryTable();
beforeEach(() => {
  jest.clearAllMocks();
  process.env['CORDON_MACHINE_PREFIX'] = 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-';
  table = memoryTable();
  place.settings = settings({ drills: DRILLS });
  place.store = storeOn(table, clock(), { drills: DRILLS });
});

/** As EventBridge delivers it. */
const delivered = ({ source, detailType, detail }: DrillEvent, more: object = {}) => ({
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': detailType,
  source,
  account: HUB,
  time: NOW.toISOString(),
  region: 'eu-west-1',
  resources: [],
  detail,
  ...more,
});
const send = async (document: object) => {
  const event = { Records: [{ messageId: 'm1', body: JSON.stringify(document) }] };
  return (await intake(event as unknown as SQSEvent)).batchItemFailures.length === 0;
};
const incidents = () => table.peek(({ sk }) => sk === 'META').map(metaOf);
const about = (target: Target) => drillEvent(target, '3f0c8a52-1d0e-4a55-9a6f-3a6a2f9b7c11', NOW, 'eu-west-1');

describe('a drill’s finding', () => {
  it.each([
    ['an IAM user', USER, 'contain-access-key'],
    ['an instance', INSTANCE, 'isolate-instance'],
  ])('about %s is read like GuardDuty’s and answered by its playbook', (_, target, playbook) => {
    const parsed = parseFinding(about(target).detail);
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const route = routeFinding(parsed.finding);
    expect([route.playbook.id, route.target]).toEqual([playbook, target]);
    expect(parsed.finding).toMatchObject({ sample: false, severity: 7, title: expect.stringMatching(/^DRILL/) });
  });

  it('is about another target each hour, in turn', () => {
    const at = (hour: number) => targetOfHour(settings({ drills: DRILLS }), new Date(NOW.getTime() + hour * 3_600_000));
    expect(new Set([at(0)?.id, at(1)?.id])).toEqual(new Set([USER.id, INSTANCE.id]));
    expect(at(2)).toEqual(at(0));
  });
});

describe('cordon-drill', () => {
  it('publishes one event by its own source', async () => {
    await drill();
    expect(putEvent).toHaveBeenCalledTimes(1);
    expect(putEvent).toHaveBeenCalledWith('cordon.drill', 'Cordon Drill', expect.objectContaining({ severity: 7 }));
  });

  it('publishes nothing where no drill target is listed', async () => {
    place.settings = settings();
    await drill();
    expect(putEvent).not.toHaveBeenCalled();
  });
});

describe('the intake', () => {
  it.each([USER, INSTANCE])('lets a drill in on a listed target ($kind)', async (target) => {
    expect(await send(delivered(about(target)))).toBe(true);
    expect(incidents()).toMatchObject([{ origin: { by: 'drill' }, target: { id: target.id } }]);
  });

  it('lets no drill wait in a flood: it measures how soon people are asked', async () => {
    const body = JSON.stringify(delivered(about(USER)));
    const Records = Array.from({ length: 10 }, (_, at) => ({ messageId: `m${at}`, body }));
    await routine({ Records } as unknown as SQSEvent);
    expect(incidents()).toMatchObject([{ origin: { by: 'drill' }, stage: 'claimed' }]);
    expect(incidents().map(({ startAfter }) => startAfter)).toEqual([undefined]);
  });

  it.each([
    ['a target that is not listed', delivered(about(OTHER)), undefined],
    ['another account', delivered(about(USER), { account: '999999999999' }), undefined],
    ['another detail type', delivered(about(USER), { 'detail-type': 'GuardDuty Finding' }), undefined],
    ['a hub without drills', delivered(about(USER)), {}],
  ])('refuses a drill of %s, where an alarm sees it', async (_, document, change) => {
    if (change) place.store = storeOn(table, clock(), change);
    expect(await send(document)).toBe(false);
    expect(table.items()).toEqual([]);
  });

  it('takes what GuardDuty says about a drill target for what it is', async () => {
    const document = delivered(about(USER), { source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding' });
    await send(document);
    expect(incidents().map(({ origin }) => origin.by)).toEqual(['finding']);
  });
});
