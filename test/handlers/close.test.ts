import { close } from '../../handlers/close';
import { decide } from '../../incidents/decide';
import { rowWithoutRecord } from '../faults/row';
import { holdInstance } from './hold-instance';
import { approved, asked, executionOf, type Hub, lastAudit, openHub, recordOf, run } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));

const end = (hub: Hub, incidentId: string) => close(hub.store, holdInstance, incidentId, executionOf(incidentId));
const done = async (hub: Hub): Promise<string> => {
  const incidentId = await approved(hub);
  await run(hub, incidentId, 'tag-case');
  await run(hub, incidentId);
  return incidentId;
};

describe('the end of a run', () => {
  it('is contained when every essential step reads back once more', async () => {
    const hub = openHub();
    const incidentId = await done(hub);
    const looks = hub.account.calls.length;
    expect(await end(hub, incidentId)).toEqual({ incidentId, outcome: 'contained' });
    expect(hub.account.calls.slice(looks)).toEqual(['describeInstances']);
    expect((await recordOf(hub, incidentId)).meta.times.verifiedAt).toBeDefined();
  });

  rowWithoutRecord('X23', 'U', 'is partly contained, and pages, when somebody opened it again before', async () => {
    const hub = openHub();
    const incidentId = await done(hub);
    hub.account.group = 'sg-web';
    expect(await end(hub, incidentId)).toMatchObject({ outcome: 'partly contained' });
    expect(await lastAudit(hub, incidentId)).toMatchObject({
      page: true,
      text: expect.stringContaining('Swap the group: It has sg-web.'),
    });
  });

  it('is partly contained when the account cannot be read back: what was not seen is not claimed', async () => {
    const hub = openHub();
    const incidentId = await done(hub);
    hub.account.before = () => {
      throw new Error('RequestLimitExceeded');
    };
    expect(await end(hub, incidentId)).toMatchObject({ outcome: 'partly contained' });
    expect((await recordOf(hub, incidentId)).meta.outcomeDetail).toContain('could not be read back');
  });

  it('is red when the incident failed, after that was recorded', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    await expect(end(hub, incidentId)).rejects.toThrow('the incident ended as failed; its card says why');
    expect((await recordOf(hub, incidentId)).meta).toMatchObject({ stage: 'closed', outcome: 'failed' });
  });

  it('is denied when it was denied', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    await decide(hub.store, {
      incidentId,
      revision: 1,
      vote: 'deny',
      reason: 'a scanner of ours',
      personId: 'lee',
      door: 'slack',
    });
    expect(await end(hub, incidentId)).toEqual({ incidentId, outcome: 'denied' });
  });

  it('comes once: run again it answers the same and writes nothing', async () => {
    const hub = openHub();
    const incidentId = await done(hub);
    await end(hub, incidentId);
    const written = hub.table.written.length;
    const looks = hub.account.calls.length;
    expect(await end(hub, incidentId)).toEqual({ incidentId, outcome: 'contained' });
    expect(hub.account.calls).toHaveLength(looks);
    expect(hub.table.written).toHaveLength(written);
  });

  it('is not for another run to bring about', async () => {
    const hub = openHub();
    const incidentId = await done(hub);
    await expect(close(hub.store, holdInstance, incidentId, executionOf('mine'))).rejects.toThrow(
      'belongs to another run',
    );
    expect((await recordOf(hub, incidentId)).meta.stage).toBe('running');
  });
});
