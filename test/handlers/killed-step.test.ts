import { verifyChain } from '../../incidents/audit';
import { rowWithoutRecord } from '../faults/row';
import { QUARANTINE } from './hold-instance';
import { approved, auditOf, type Hub, openHub, recordOf, rowOf, run } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));

/** Counts every call to the table and to the account, before it and after it, and lets the process die at one of them. */
class Death {
  count = 0;
  at = Number.POSITIVE_INFINITY;
  died: () => void = () => undefined;

  readonly point = async (): Promise<undefined> => {
    this.count += 1;
    if (this.count !== this.at) return undefined;
    this.died();
    // A killed process goes nowhere from here.
    return new Promise<undefined>(() => undefined);
  };
}

const hubWith = (death: Death): Hub => {
  const hub = openHub({}, { before: death.point, after: death.point });
  hub.account.before = death.point;
  hub.account.after = death.point;
  return hub;
};

/** Runs the step until the process dies at its `at`th point; true when it came to its end before. */
const runUntil = async (hub: Hub, death: Death, incidentId: string, at: number): Promise<boolean> => {
  death.count = 0;
  death.at = at;
  const died = new Promise<false>((resolve) => {
    death.died = () => resolve(false);
  });
  const over = await Promise.race([run(hub, incidentId).then(() => true as const), died]);
  death.at = Number.POSITIVE_INFINITY;
  return over;
};

const expectDone = async (hub: Hub, incidentId: string): Promise<void> => {
  expect(await rowOf(hub, incidentId)).toMatchObject({
    status: 'done',
    before: { group: 'sg-web' },
    left: { group: QUARANTINE },
  });
  expect(hub.account.effects).toEqual([`group: sg-web → ${QUARANTINE}`]);
  const rows = await auditOf(hub, incidentId);
  const events = rows.map(({ event }) => event);
  expect(verifyChain(rows)).toMatchObject({ ok: true });
  expect(events.filter((event) => event === 'step.finished')).toHaveLength(1);
  expect(events.indexOf('step.started')).toBeLessThan(events.indexOf('step.finished'));
  expect((await recordOf(hub, incidentId)).journal).toHaveLength(1);
};

const pointsOfOneRun = async (): Promise<number> => {
  const death = new Death();
  const hub = hubWith(death);
  const incidentId = await approved(hub);
  await runUntil(hub, death, incidentId, Number.POSITIVE_INFINITY);
  return death.count;
};

describe('a step whose process is killed and which is run again', () => {
  rowWithoutRecord(
    'F21',
    'U',
    'ends the same wherever it was killed: one effect, the first capture, one end in the audit trail',
    async () => {
      const points = await pointsOfOneRun();
      expect(points).toBeGreaterThan(25);
      for (let at = 1; at <= points; at += 1) {
        const death = new Death();
        const hub = hubWith(death);
        const incidentId = await approved(hub);
        expect({ at, over: await runUntil(hub, death, incidentId, at) }).toEqual({ at, over: false });
        await run(hub, incidentId);
        await expectDone(hub, incidentId);
      }
    },
  );

  it('never takes what it has itself made for what was there before', async () => {
    const death = new Death();
    const hub = hubWith(death);
    const incidentId = await approved(hub);
    hub.account.after = async ({ name }) => {
      if (name !== 'modifyNetworkInterfaceAttribute') return;
      hub.account.after = () => undefined;
      death.at = death.count + 1;
      await death.point();
    };
    expect(await runUntil(hub, death, incidentId, Number.POSITIVE_INFINITY)).toBe(false);
    expect(hub.account.group).toBe(QUARANTINE);
    await run(hub, incidentId);
    await expectDone(hub, incidentId);
  });

  it('is safe against two runs of it at the same time', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    expect(await Promise.all([run(hub, incidentId), run(hub, incidentId)])).toEqual(['done', 'done']);
    await expectDone(hub, incidentId);
  });
});
