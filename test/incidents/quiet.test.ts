import { appendAudit } from '../../incidents/audit';
import { closeIncident } from '../../incidents/close';
import { recordOf } from '../../incidents/items';
import { CONTROL, incidentPk, logPk } from '../../incidents/keys';
import type { Item } from '../../incidents/port';
import { viewOf } from '../../slack-app/views';
import { admitted, approve, asked, type Hub, openHub, run } from '../handlers/hub';
import { memoryTable } from '../support/memory-table';

jest.mock('../../handlers/member', () => jest.requireActual('../handlers/door'));

/** What was put in each transaction that moved the head of this chain. */
const movesOf = ({ table }: Hub, chain: string) =>
  table.written.flatMap((operations) => {
    const items = operations.flatMap((one) => (one.kind === 'put' ? [one.item] : []));
    const head = items.find(({ pk, sk }) => pk === logPk(chain) && sk === 'HEAD');
    return head ? [{ items, wakes: head['wakes'] === 'views' }] : [];
  });
const asks = ({ items }: { items: readonly Item[] }): boolean => items.some(({ sk }) => sk === 'APPROVAL');

describe('a change that shows nowhere', () => {
  it('wakes no view until people are asked, and every one from then on', async () => {
    const hub = openHub();
    const id = await asked(hub);
    await approve(hub, id);
    await run(hub, id);
    const moves = movesOf(hub, id);
    const first = moves.findIndex(asks);
    expect(first).toBeGreaterThan(1);
    expect(moves.map(({ wakes }) => wakes)).toEqual(moves.map((_, at) => at >= first));
    expect(moves.length).toBeGreaterThan(first + 3);
  });

  it('is one after which no card would be drawn', async () => {
    const hub = openHub();
    const id = await asked(hub);
    await approve(hub, id);
    const shown = memoryTable();
    for (const { items, wakes } of movesOf(hub, id)) {
      for (const item of items) shown.force(item);
      const record = recordOf(shown.peek(({ pk }) => pk === incidentPk(id)));
      if (!wakes) expect(record && viewOf(record)).toBeUndefined();
    }
  });

  it('is not the end of an incident that nobody was asked about', async () => {
    const hub = openHub();
    const id = await admitted(hub);
    await closeIncident(hub.store, id, { outcome: 'not applicable', detail: 'It is gone.' });
    expect(movesOf(hub, id).map(({ wakes }) => wakes)).toEqual([false, true]);
  });

  it('is none that pages somebody, and none of the hub itself', async () => {
    const hub = openHub();
    const id = await admitted(hub);
    await appendAudit(hub.store, id, { event: 'test.said', actor: 'cordon', text: 'Look.', page: true });
    await appendAudit(hub.store, id, { event: 'test.said', actor: 'cordon', text: 'Nothing.' });
    await appendAudit(hub.store, CONTROL, { event: 'hub.paused', actor: 'dana', text: 'Paused.' });
    expect(movesOf(hub, id).map(({ wakes }) => wakes)).toEqual([false, true, false]);
    expect(movesOf(hub, CONTROL).map(({ wakes }) => wakes)).toEqual([true]);
  });
});
