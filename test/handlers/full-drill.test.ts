import type { SQSEvent } from 'aws-lambda';
import { handler as drill } from '../../handlers/drill';
import { handler as intake } from '../../handlers/intake';
import { strayDrill } from '../../handlers/stray-drill';
import { registerDrill } from '../../incidents/drills';
import { metaOf } from '../../incidents/items';
import type { Store } from '../../incidents/store';
import { drillEvent } from '../../playbooks/kit/drill';
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

const ID = 'drill-3f0c8a52-1d0e-4a55-9a6f-3a6a2f9b7c11';
const TARGET: Target = {
  kind: 'iam-user',
  accountId: '222222222222',
  region: 'global',
  id: 'AIDATHROWAWAY00000001',
  name: 'cordon-drill-3f0c8a52',
};
const KEY = ['AKIA', 'TESTTESTTESTTEST'].join('');
const FULL = { drills: { channel: 'C0DRILLS', targets: [], full: { accounts: ['222222222222', '444444444444'] } } };
const HUB = '111111111111';

let [table, time] = [memoryTable(), clock()];
const begin = (change: Record<string, unknown> = FULL): Store => {
  [table, time] = [memoryTable(), clock()];
  place.settings = settings(change);
  place.store = storeOn(table, time, change);
  return place.store;
};
beforeEach(() => {
  jest.clearAllMocks();
  process.env['CORDON_MACHINE_PREFIX'] = 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-';
});

const register = (store: Store, target: Target = TARGET) =>
  registerDrill(store, { id: ID, target, personId: 'dana', door: 'cli' });
const send = async (id = ID, target = TARGET, more: object = {}) => {
  const { source, detailType, detail } = drillEvent(target, id, time.now(), 'eu-west-1', KEY);
  const document = {
    version: '0',
    'detail-type': detailType,
    source,
    account: HUB,
    region: 'eu-west-1',
    detail,
    ...more,
  };
  const event = { Records: [{ messageId: 'm1', body: JSON.stringify(document) }] };
  return (await intake(event as unknown as SQSEvent)).batchItemFailures.length === 0;
};
const incidents = () => table.peek(({ sk }) => sk === 'META').map(metaOf);

describe('a full drill at the intake', () => {
  it('becomes an incident of the person who started it, who has no vote in it', async () => {
    const store = begin();
    const registered = await register(store);
    expect(await send()).toBe(true);
    expect(incidents()).toMatchObject([
      {
        origin: { by: 'person', personId: 'dana', door: 'cli' },
        drill: ID,
        playbook: 'contain-access-key',
        reason: expect.stringMatching(/^DRILL/),
      },
    ]);
    expect(registered).toEqual({ kind: 'registered', incidentId: incidents()[0]?.incidentId });
  });

  it('is let in once: its second copy is only counted', async () => {
    await register(begin());
    await send();
    expect(await send()).toBe(true);
    expect(incidents()).toHaveLength(1);
  });

  it.each([
    ['that nobody started', async () => send()],
    ['on another target', async () => send(ID, { ...TARGET, id: 'AIDASOMEBODYELSE00001' })],
    ['from another account', async () => send(ID, TARGET, { account: '999999999999' })],
    ['with another detail type', async () => send(ID, TARGET, { 'detail-type': 'GuardDuty Finding' })],
  ])('%s is parked', async (what, go) => {
    const store = begin();
    if (what !== 'that nobody started') await register(store);
    expect(await go()).toBe(false);
    expect(incidents()).toEqual([]);
  });

  it('that comes too late is parked', async () => {
    await register(begin());
    time.forward(16);
    expect(await send()).toBe(false);
  });

  it('in an account that is not listed any more, or is back in dry run, is parked', async () => {
    await register(begin());
    const held = table;
    place.store = storeOn(held, time, { drills: { ...FULL.drills, full: { accounts: ['444444444444'] } } });
    expect(await send()).toBe(false);
    const sandbox: Target = { ...TARGET, accountId: '444444444444' };
    await register(begin(), sandbox);
    expect(await send(ID, sandbox)).toBe(false);
  });

  it('is about what Cordon never had to do with', async () => {
    const store = begin();
    await register(store);
    await send();
    expect(
      await registerDrill(store, { id: ID.replace('3f', '4f'), target: TARGET, personId: 'dana', door: 'cli' }),
    ).toMatchObject({
      kind: 'busy',
    });
  });

  it('is none any more once GuardDuty says something about its target', async () => {
    await register(begin());
    await send();
    await send('3f0c8a52-1d0e-4a55-9a6f-3a6a2f9b7c12', TARGET, {
      source: 'aws.guardduty',
      'detail-type': 'GuardDuty Finding',
      account: '222222222222',
    });
    expect(incidents().map(({ drill: id, findingCount }) => [id, findingCount])).toEqual([[undefined, 2]]);
    const rows = table.peek(({ pk, sk }) => pk.startsWith('INCIDENT#log#inc-') && sk.startsWith('ROW#'));
    expect(rows.at(-1)).toMatchObject({ page: true, text: expect.stringContaining('from now on this is no drill') });
  });
});

describe('cordon-drill', () => {
  it('publishes a full drill with its id and the key that is said to be exposed', async () => {
    begin();
    expect(await drill({ full: { id: ID, target: TARGET, accessKeyId: KEY } })).toEqual({ drill: ID });
    expect(putEvent.mock.calls[0]?.[2]).toMatchObject({ id: ID, resource: { accessKeyDetails: { accessKeyId: KEY } } });
  });

  it('publishes none for an account that is not listed', async () => {
    begin({});
    await expect(drill({ full: { id: ID, target: TARGET } })).rejects.toThrow('listed now: none');
    expect(putEvent).not.toHaveBeenCalled();
  });

  it('takes a wake-up of its clock for the hour’s drill, of which there is none here', async () => {
    begin();
    expect(await drill({ source: 'aws.events' })).toEqual({ drill: 'no drill target is configured' });
  });
});

describe('the tag of a drill', () => {
  const instance = (tags: readonly object[]) => ({
    instance: { status: 'known', at: '', value: { kind: 'present', tags } },
  });
  const user = (tags: object) => ({ user: { status: 'known', at: '', value: { kind: 'found', tags } } });
  const TAG = { key: 'cordon-drill', value: ID };
  it.each([
    ['an instance with the tag', instance([TAG]), true],
    ['a user with the tag', user({ status: 'known', value: { 'cordon-drill': ID } }), true],
    ['an instance without', instance([]), false],
    ['an instance of another drill', instance([{ ...TAG, value: 'drill-another' }]), false],
    ['a user without', user({ status: 'known', value: {} }), false],
    ['a user whose tags could not be read', user({ status: 'unavailable', because: 'AccessDenied' }), false],
    ['facts that could not be read', { instance: { status: 'unavailable', because: 'x' } }, false],
    ['no facts', {}, false],
  ])('%s', (_, facts, fits) => {
    const why = strayDrill(facts as unknown as Parameters<typeof strayDrill>[0], ID);
    expect(why === undefined).toBe(fits);
    if (!fits) expect(why).toContain('it is left alone');
  });
});
