import { recheck } from '../../handlers/recheck';
import { decide } from '../../incidents/decide';
import { rowWithoutRecord } from '../faults/row';
import { TARGET } from '../support/record-fixtures';
import { holdInstance } from './hold-instance';
import { approve, approved, asked, type Hub, openHub, recordOf } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));

const look = (hub: Hub, incidentId: string) => recheck(hub.store, holdInstance, incidentId);

describe('the re-check while a dialog opens', () => {
  it('says that the plan holds when nothing is different', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    expect(await look(hub, incidentId)).toEqual({ ok: true, stale: [], changed: [], revision: 1 });
  });

  rowWithoutRecord('X13', 'U', 'makes a new revision without votes when the risk rose', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    await approve(hub, incidentId, ['lee']);
    hub.account.forwards = true;
    expect(await look(hub, incidentId)).toEqual({
      ok: false,
      stale: ['the risk rose from disruptive to destructive'],
      changed: [],
      revision: 2,
    });
    expect((await recordOf(hub, incidentId)).approval).toMatchObject({ revision: 2, approvals: 0, status: 'PENDING' });
    const late = await decide(hub.store, {
      incidentId,
      revision: 1,
      vote: 'approve',
      reason: '',
      personId: 'kim',
      door: 'slack',
    });
    expect(late).toMatchObject({ kind: 'refused', code: 'old-revision' });
  });

  it('withdraws the request when the target is gone', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    hub.account.exists = false;
    expect(await look(hub, incidentId)).toMatchObject({ ok: false, stale: [`${TARGET.id} no longer exists.`] });
    expect((await recordOf(hub, incidentId)).approval?.status).toBe('WITHDRAWN');
  });

  it('lets people decide when the account cannot be read just now, and says so', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    hub.account.closed = true;
    expect(await look(hub, incidentId)).toMatchObject({
      ok: true,
      changed: [expect.stringContaining('could not be checked again')],
    });
    expect((await recordOf(hub, incidentId)).approval?.revision).toBe(1);
  });

  it('says that a decided request is no longer open', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    expect(await look(hub, incidentId)).toMatchObject({ ok: false, stale: ['this request is no longer open'] });
    expect(await look(hub, 'inc-aaaaaaaaaa-1')).toMatchObject({ ok: false, revision: 0 });
  });
});
