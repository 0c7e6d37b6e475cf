import { keepChain } from '../../adapters/evidence';
import { sendEachLater, sendLater } from '../../adapters/queue';
import { handler } from '../../handlers/keep-audit';
import { appendAudit } from '../../incidents/audit';
import { closeIncident } from '../../incidents/close';
import { readCopy } from '../../incidents/copy';
import { compareWithCopy } from '../../incidents/copy-check';
import type { ExportedChain } from '../../incidents/export';
import { rowKey } from '../../incidents/keys';
import type { Item } from '../../incidents/port';
import type { Store } from '../../incidents/store';
import { streamRecord } from '../support/keeper';
import { brokenPromises } from '../support/promises';
import { asked, auditOf, type Hub, openHub } from './hub';

const mockPlace: { store?: Store } = {};
jest.mock('../../adapters/store', () => ({ storeFromEnv: () => mockPlace.store }));
jest.mock('../../handlers/member', () => jest.requireActual('./door'));
jest.mock('../../adapters/evidence', () => ({ keepChain: jest.fn(async () => undefined) }));
jest.mock('../../adapters/queue', () => ({
  sendLater: jest.fn(async () => undefined),
  sendEachLater: jest.fn(async () => undefined),
}));

const QUEUES = { CORDON_RETRY_QUEUE: 'own', CORDON_PARKED_QUEUE: 'parked', CORDON_FOLLOW_QUEUE: 'follow' };
Object.assign(process.env, QUEUES);

const exported = jest.mocked(keepChain);
const sent = jest.mocked(sendLater);
const handedOn = jest.mocked(sendEachLater);
let hub: Hub;
beforeEach(() => {
  jest.clearAllMocks();
  hub = openHub();
  mockPlace.store = hub.store;
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const putIn = (written: Hub['table']['written']): readonly Item[] =>
  written.flat().flatMap((one) => (one.kind === 'put' ? [one.item] : []));
const isRow = ({ pk, sk }: Item): boolean => pk.startsWith('INCIDENT#log#') && sk.startsWith('ROW#');

/** All that was written since, as the stream brings it. */
const stream = (items: readonly Item[]) => handler({ Records: items.map((item) => streamRecord('INSERT', item)) });
const rows = (): readonly Item[] => putIn(hub.table.written).filter(isRow);
const closed = async (): Promise<string> => {
  const id = await asked(hub);
  await closeIncident(hub.store, id, { outcome: 'not applicable', detail: 'Nothing is left to do.' });
  return id;
};
const fromQueue = (...bodies: readonly object[]) =>
  handler({
    Records: bodies.map((body, index) => ({ messageId: `m${index}`, body: JSON.stringify(body) })) as never,
  });
const agrees = async (id: string) => compareWithCopy(await auditOf(hub, id), await readCopy(hub.table, id));

describe('the keeper of copies', () => {
  it('copies every row that the stream brings, and hands on what starts or answers a run', async () => {
    const id = await asked(hub);
    const all = putIn(hub.table.written);
    const wanted = all.filter((item) => isRow(item) || (item.sk === 'META' && item['stage'] === 'claimed'));
    expect(await stream(wanted)).toEqual({ batchItemFailures: [] });
    expect(handedOn.mock.calls).toEqual([['follow', [{ body: { incidentId: id, changed: 'META' }, seconds: 0 }]]]);
    expect(await agrees(id)).toEqual({ ok: true, upTo: (await auditOf(hub, id)).length });
    expect(brokenPromises(hub.table.items())).toEqual([]);
    expect(exported).not.toHaveBeenCalled();
  });

  it('hands on only what starts or answers a run, each incident once', async () => {
    const pk = 'INCIDENT#inc-aaaaaaaaaa-1';
    await stream(['META', 'APPROVAL', 'VOTE#dana', 'STEP#one'].map((sk) => ({ pk, sk })));
    await stream([{ pk: 'INCIDENT#inc-bbbbbbbbbb-1', sk: 'STEP#one' }]);
    expect(handedOn.mock.calls.flatMap(([, messages]) => messages)).toEqual([
      { body: { incidentId: 'inc-aaaaaaaaaa-1', changed: 'APPROVAL' }, seconds: 0 },
    ]);
  });

  it('hands an answer on until its run was told, and no more', async () => {
    const answer = { pk: 'INCIDENT#inc-aaaaaaaaaa-1', sk: 'APPROVAL', status: 'APPROVED' };
    const told = { ...answer, deliveredAt: '2026-11-20T10:00:01.000Z' };
    await stream([told]);
    expect(handedOn.mock.calls.flatMap(([, messages]) => messages)).toEqual([]);
    await stream([answer, told]);
    expect(handedOn.mock.calls.flatMap(([, messages]) => messages)).toEqual([
      { body: { incidentId: 'inc-aaaaaaaaaa-1', changed: 'APPROVAL' }, seconds: 0 },
    ]);
  });

  it('leaves a batch in the stream when no queue takes what has to be done', async () => {
    await asked(hub);
    handedOn.mockRejectedValueOnce(new Error('SQS is away'));
    await expect(stream(putIn(hub.table.written).filter(({ sk }) => sk === 'META'))).rejects.toThrow('SQS is away');
  });

  it('hands a run that waits for the end of a flood on when its time has come', async () => {
    const id = await asked(hub);
    const [meta] = putIn(hub.table.written).filter((item) => item.sk === 'META' && item['stage'] === 'claimed');
    const startAfter = new Date(hub.store.now().getTime() + 90_000).toISOString();
    await stream([{ pk: '', sk: '', ...meta, startAfter }]);
    expect(handedOn.mock.calls).toEqual([['follow', [{ body: { incidentId: id, changed: 'META' }, seconds: 90 }]]]);
  });

  it('takes a chain out of the table when its last row comes, and again when it grows', async () => {
    const id = await closed();
    await stream(rows());
    await stream(rows());
    expect(exported).toHaveBeenCalledTimes(1);
    const before = rows().length;
    await appendAudit(hub.store, id, { event: 'finding.joined', actor: 'guardduty', text: 'Another finding.' });
    await stream(rows().slice(before));
    const heads = exported.mock.calls.map(([, document]) => (document as ExportedChain).head.seq);
    expect(heads).toEqual([heads[0], (heads[0] ?? 0) + 1]);
  });

  it('takes no chain of the hub itself out: it never closes', async () => {
    await appendAudit(hub.store, 'control', { event: 'hub.paused', actor: 'dana', text: 'Paused.' });
    await stream(rows());
    expect(await agrees('control')).toEqual({ ok: true, upTo: 1 });
    expect(exported).not.toHaveBeenCalled();
  });

  it('parks what it notices, where an alarm sees it, once; put back, it says no more', async () => {
    const id = await asked(hub);
    await stream(rows());
    const [row] = rows();
    if (!row) throw new Error('there is no row');
    const forged = { ...row, text: 'Nothing happened.' };
    hub.table.force(forged);
    const event = { Records: [streamRecord('MODIFY', forged)] };
    expect([await handler(event), await handler(event)]).toEqual(Array(2).fill({ batchItemFailures: [] }));
    expect(sent.mock.calls).toEqual([['parked', { chain: id, problem: 'row 1 was changed after it was written' }, 0]]);
    expect(await fromQueue({ chain: id, problem: 'row 1 was changed after it was written' })).toEqual({
      batchItemFailures: [],
    });
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it('notices a row that is taken out', async () => {
    const id = await asked(hub);
    await stream(rows());
    hub.table.takeOut(rowKey(id, 1));
    await handler({ Records: [streamRecord('REMOVE', { ...rowKey(id, 1), text: 'x' })] });
    expect(sent.mock.calls).toEqual([
      ['parked', { chain: id, problem: 'row 1 was taken out after it was written' }, 0],
    ]);
  });

  it('brings a copy up to its log when it is asked to, and takes the chain out if that is due', async () => {
    const id = await closed();
    expect(await fromQueue({ chain: id })).toEqual({ batchItemFailures: [] });
    expect(await agrees(id)).toMatchObject({ ok: true });
    expect(exported).toHaveBeenCalledTimes(1);
  });

  it('tries an export that failed again, and leaves a chain that does not hold to the dead letters', async () => {
    const id = await closed();
    exported.mockRejectedValueOnce(new Error('ServiceUnavailable'));
    expect(await stream(rows())).toEqual({ batchItemFailures: [] });
    expect(sent.mock.calls).toEqual([['own', { chain: id }, 5]]);
    const other = openHub();
    mockPlace.store = other.store;
    const broken = await asked(other);
    await closeIncident(other.store, broken, { outcome: 'not applicable', detail: 'Nothing is left to do.' });
    other.table.force({ ...(await other.store.port.get(rowKey(broken, 1))), ...rowKey(broken, 1), text: 'x' });
    expect(await fromQueue({ chain: broken })).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  });
});
