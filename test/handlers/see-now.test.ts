import { close } from '../../handlers/close';
import { seeNow } from '../../handlers/see-now';
import { requestUndo } from '../../incidents/after';
import { reviewFinding } from '../../playbooks/review-finding';
import { START, TARGET } from '../support/record-fixtures';
import { holdInstance } from './hold-instance';
import { approved, asked, executionOf, type Hub, openHub, recordOf, run } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));
jest.mock('../../adapters/evidence', () => ({ keepEvidence: async () => 'kept' }));

const see = (hub: Hub, incidentId: string) => seeNow(hub.store, holdInstance, incidentId);

describe('the target as it is now', () => {
  it('is read at that moment, from what the picture needs, and nothing is written', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    expect((await recordOf(hub, incidentId)).plan?.picture?.lines).toEqual([
      { text: 'It stands alone.', tone: 'neutral' },
    ]);
    const before = hub.table.items();
    hub.account.forwards = true;
    hub.account.calls.length = 0;
    hub.time.forward(5);
    expect(await see(hub, incidentId)).toEqual({
      kind: 'seen',
      at: '2026-11-23T03:05:00.000Z',
      picture: {
        kind: 'ec2-instance',
        title: TARGET.id,
        lines: [{ text: 'It forwards.', tone: 'neutral' }],
        parts: [],
        at: '2026-11-23T03:05:00.000Z',
      },
      facts: [{ id: 'machine', title: 'The instance', status: 'known', lines: ['It is there.'] }],
    });
    expect(hub.account.calls).toEqual(['describeInstances']);
    expect(hub.table.items()).toEqual(before);
  });

  it('is seen for a closed incident, and for the undo of one', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    await run(hub, incidentId, 'tag-case');
    await run(hub, incidentId);
    await close(hub.store, holdInstance, incidentId, executionOf(incidentId));
    expect(await see(hub, incidentId)).toMatchObject({ kind: 'seen' });
    const undo = await requestUndo(hub.store, { incidentId, personId: 'lee', reason: 'A false alarm' });
    expect(await see(hub, undo.kind === 'opened' ? undo.incidentId : '')).toMatchObject({ kind: 'seen' });
  });

  it('is unseen, with the reason, when it is gone or the account cannot be entered', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    hub.account.exists = false;
    expect(await see(hub, incidentId)).toMatchObject({ kind: 'unseen', because: 'It is gone.' });
    hub.account.closed = true;
    expect(await see(hub, incidentId)).toEqual({
      kind: 'unseen',
      at: START,
      because: 'The instance could not be read: AccessDenied: the role cannot be assumed',
      facts: [expect.objectContaining({ id: 'machine', status: 'unavailable' })],
    });
  });

  it('is unseen without a call where there is no incident, or no target to draw', async () => {
    const hub = openHub();
    const incidentId = await asked(hub);
    hub.account.calls.length = 0;
    expect(await see(hub, 'inc-aaaaaaaaaa-9')).toMatchObject({ because: 'There is no incident inc-aaaaaaaaaa-9.' });
    expect(await seeNow(hub.store, reviewFinding, incidentId)).toMatchObject({ kind: 'unseen', facts: [] });
    expect(hub.account.calls).toEqual([]);
  });
});
