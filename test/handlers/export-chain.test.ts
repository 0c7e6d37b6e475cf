import { keepChain } from '../../adapters/evidence';
import { exportChain } from '../../handlers/export-chain';
import { drillLine, endLine, metricsOfSweep } from '../../handlers/metrics';
import { appendAudit } from '../../incidents/audit';
import { verifyChain } from '../../incidents/chain';
import { closeIncident } from '../../incidents/close';
import { catchUp } from '../../incidents/copy';
import type { ExportedChain } from '../../incidents/export';
import { exportedKey, rowKey } from '../../incidents/keys';
import { keeperOn } from '../support/keeper';
import { asked, type Hub, openHub, recordOf } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));
jest.mock('../../adapters/evidence', () => ({ keepChain: jest.fn(async () => undefined) }));

const kept = jest.mocked(keepChain);
const lines: string[] = [];
beforeEach(() => {
  kept.mockReset();
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

const follow = async (hub: Hub, id: string): Promise<void> => exportChain(keeperOn(hub.store), id);
const closed = async (hub: Hub): Promise<string> => {
  const id = await asked(hub);
  await closeIncident(hub.store, id, { outcome: 'not applicable', detail: 'Nothing is left to do.' });
  return id;
};
const documents = (): readonly ExportedChain[] => kept.mock.calls.map(([, document]) => document as ExportedChain);

describe('a closed chain', () => {
  it('leaves the table whole, with its head, in the form that the command line checks', async () => {
    const hub = openHub();
    const id = await closed(hub);
    await follow(hub, id);
    const [document] = documents();
    expect(document).toMatchObject({
      chain: id,
      head: { seq: document?.rows.length, hash: document?.rows.at(-1)?.hash },
    });
    expect(verifyChain(document?.rows ?? [], id)).toEqual({ ok: true });
    expect(document?.rows.at(-1)?.event).toBe('incident.closed');
    expect(await hub.store.port.get(exportedKey(id, document?.head.seq ?? 0))).toMatchObject(document?.head ?? {});
  });

  it('is left where it is while the incident is open', async () => {
    const hub = openHub();
    await follow(hub, await asked(hub));
    expect(kept).not.toHaveBeenCalled();
  });

  it('is copied once, however often it is followed, and again when it has grown', async () => {
    const hub = openHub();
    const id = await closed(hub);
    await follow(hub, id);
    await follow(hub, id);
    expect(kept).toHaveBeenCalledTimes(1);
    await appendAudit(hub.store, id, { event: 'finding.joined', actor: 'guardduty', text: 'Another finding.' });
    await follow(hub, id);
    expect(documents().map(({ head }) => head.seq)).toEqual([expect.any(Number), (documents()[0]?.head.seq ?? 0) + 1]);
  });

  it('is copied again after a copy that failed, and counts in the metrics once', async () => {
    const hub = openHub();
    const id = await closed(hub);
    kept.mockRejectedValueOnce(new Error('ServiceUnavailable'));
    await expect(follow(hub, id)).rejects.toThrow('ServiceUnavailable');
    expect(hub.table.peek(({ sk }) => sk.startsWith('EXPORT#'))).toEqual([]);
    await follow(hub, id);
    await appendAudit(hub.store, id, { event: 'finding.joined', actor: 'guardduty', text: 'Another finding.' });
    await follow(hub, id);
    expect(lines.filter((line) => line.includes('"Incidents":1'))).toHaveLength(1);
  });

  const tamper = async (hub: Hub, id: string): Promise<void> => {
    const row = await hub.store.port.get(rowKey(id, 1));
    hub.table.force({ ...row, ...rowKey(id, 1), text: 'Something else happened.' });
  };

  it('leaves as it was first written, whatever somebody made of it since, and says so', async () => {
    const hub = openHub();
    const id = await closed(hub);
    await catchUp(keeperOn(hub.store), id);
    await tamper(hub, id);
    const keeper = keeperOn(hub.store);
    await exportChain(keeper, id);
    const [document] = documents();
    expect(verifyChain(document?.rows ?? [], id)).toEqual({ ok: true });
    expect(document?.notices).toEqual(keeper.told);
    expect(keeper.told).toEqual([
      expect.objectContaining({ seq: 1, text: 'row 1 was changed after it was written', found: expect.anything() }),
    ]);
  });

  it('that was tampered with before anything was kept of it does not leave: it waits where an alarm sees it', async () => {
    const hub = openHub();
    const id = await closed(hub);
    await tamper(hub, id);
    await expect(follow(hub, id)).rejects.toThrow(`The audit chain of ${id} does not hold: row 1 was changed.`);
    expect(kept).not.toHaveBeenCalled();
  });
});

describe('metrics', () => {
  const NOW = new Date('2026-11-23T03:10:00.000Z');

  it('count how incidents end by playbook and outcome, with the seconds of each part beside', async () => {
    const hub = openHub();
    const { meta } = await recordOf(hub, await closed(hub));
    const line: unknown = JSON.parse(endLine(meta, NOW));
    expect(line).toMatchObject({
      _aws: {
        Timestamp: NOW.getTime(),
        CloudWatchMetrics: [
          {
            Namespace: 'Cordon',
            Dimensions: [['Kind', 'Playbook', 'Outcome']],
            Metrics: [{ Name: 'Incidents', Unit: 'Count' }],
          },
        ],
      },
      Kind: 'contain',
      Playbook: meta.playbook,
      Outcome: 'not applicable',
      Incidents: 1,
      machineSeconds: expect.any(Number),
      totalSeconds: expect.any(Number),
    });
  });

  it('name no dimension and no metric that the line does not hold', () => {
    metricsOfSweep(2, NOW);
    lines.push(`${drillLine(12.5, 'inc-a1b2c3d4e5-1', NOW)}\n`);
    expect(lines).toHaveLength(2);
    for (const text of lines) {
      const { _aws, ...values } = JSON.parse(text) as {
        _aws: {
          CloudWatchMetrics: readonly { Dimensions: readonly string[][]; Metrics: readonly { Name: string }[] }[];
        };
      };
      for (const { Dimensions, Metrics } of _aws.CloudWatchMetrics) {
        const named = [...Dimensions.flat(), ...Metrics.map(({ Name }) => Name)];
        expect(named.filter((name) => !(name in values))).toEqual([]);
      }
      expect(text).toMatch(/^[^\n]+\n$/);
    }
  });
});
