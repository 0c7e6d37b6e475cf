import { recheck } from '../../handlers/recheck';
import { runStep } from '../../handlers/run-step';
import { readIncident } from '../../incidents/read';
import { holdInstance } from './hold-instance';
import { approve, approved, asked, auditOf, openHub, recordOf, step } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));

/** The playbook as a later deployment has it: what an approval of it means is another thing now. */
const next = { ...holdInstance, version: holdInstance.version + 1 };
const WHY = `the playbook changed from version ${holdInstance.version} to ${next.version}`;

describe('a deployment while people are asked', () => {
  it('leaves the request as it is: same revision, same votes, same deadline', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    await approve(hub, incidentId, ['lee']);
    const before = await recordOf(hub, incidentId);
    // A later deployment of the same version reads the same record.
    expect(await recheck(hub.store, { ...holdInstance }, incidentId)).toMatchObject({ ok: true, revision: 1 });
    await approve(hub, incidentId, ['kim']);
    expect((await recordOf(hub, incidentId)).approval).toMatchObject({
      status: 'APPROVED',
      expiresAt: before.approval?.expiresAt,
    });
  });

  it('of another version of the playbook asks again when somebody opens the dialog: earlier votes count no more', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    await approve(hub, incidentId, ['lee']);
    expect(await recheck(hub.store, next, incidentId)).toMatchObject({ ok: false, stale: [WHY], revision: 2 });
    const record = await readIncident(hub.store, incidentId);
    expect(record?.approval).toMatchObject({ status: 'PENDING', approvals: 0, revision: 2 });
    expect(record?.plan?.version).toBe(next.version);
  });

  it('of another version changes nothing on an approval of the old one', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    await expect(runStep(hub.store, next, step(incidentId, 'swap-group'))).rejects.toThrow(WHY);
    expect(hub.account.writes).toEqual([]);
    expect((await auditOf(hub, incidentId)).at(-1)?.text).toContain(WHY);
  });
});
