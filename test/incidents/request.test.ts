import { closeIncident } from '../../incidents/close';
import { policyOn } from '../../incidents/policy';
import { readAudit } from '../../incidents/read';
import { readToken, requestApproval, revise, saveFindings, saveToken } from '../../incidents/request';
import { EXECUTION, plan, TARGET } from '../support/record-fixtures';
import { admitted, approved, asked, events, lastRow, recordOf, setup, vote, waiting } from '../support/record-steps';

const again = async (store: Parameters<typeof recordOf>[0], id: string, change = {}) => {
  const { meta, findings } = await recordOf(store, id);
  return { plan: plan(change), policy: policyOn(store.settings, meta, findings, plan(change)) };
};

describe('a request for approval', () => {
  it('freezes plan, digest, policy and deadlines as revision 1', async () => {
    const { store } = setup();
    const id = await waiting(store, { target: { ...TARGET, name: 'pay-api-3 (now known)' } });
    const record = await recordOf(store, id);
    expect(record.approval).toMatchObject({
      revision: 1,
      status: 'PENDING',
      digest: plan().digest,
      approvals: 0,
      expiresAt: '2026-11-23T03:30:00.000Z',
      remindAt: '2026-11-23T03:10:00.000Z',
    });
    expect(record.approval?.escalateAt).toBeUndefined();
    expect(record.plan?.digest).toBe(plan().digest);
    expect(record.meta).toMatchObject({
      stage: 'waiting',
      revision: 1,
      target: { name: 'pay-api-3 (now known)' },
      times: { askedAt: '2026-11-23T03:00:00.000Z' },
    });
    expect((await lastRow(store, id))?.text).toMatch(
      /^Approval requested: “Isolate i-0abc1234def567890” \(plan [0-9a-f]{8}, revision 1, reversible\) needs 1 approval of responders\.$/,
    );
  });

  it('made again by a run that was repeated changes nothing', async () => {
    const { store } = setup();
    const id = await waiting(store);
    const before = await recordOf(store, id);
    const answer = await requestApproval(store, id, {
      ...(await again(store, id, { risk: 'disruptive' })),
      executionArn: EXECUTION,
    });
    expect(answer).toEqual({ revision: 1, status: 'PENDING' });
    expect(await recordOf(store, id)).toEqual(before);
  });

  it('on a closed incident asks nothing', async () => {
    const { store } = setup();
    const id = await admitted(store);
    await closeIncident(store, id, { outcome: 'not applicable', detail: 'gone' });
    await asked(store, id);
    expect((await recordOf(store, id)).approval).toBeUndefined();
  });
});

describe('a revision', () => {
  it('replaces the question: new plan, no votes, new deadline, one line that pages', async () => {
    const { store, time } = setup();
    const id = await waiting(store, { risk: 'disruptive' });
    await vote(store, id, 'lee');
    time.forward(5);
    const revised = await revise(store, id, { ...(await again(store, id)), because: 'another interface appeared' });
    expect(revised).toEqual({ revision: 2, status: 'PENDING' });
    const record = await recordOf(store, id);
    expect(record.approval).toMatchObject({
      revision: 2,
      approvals: 0,
      expiresAt: '2026-11-23T03:35:00.000Z',
      digest: plan().digest,
    });
    expect(await lastRow(store, id)).toMatchObject({ event: 'approval.revised', page: true });
    expect(await vote(store, id, 'kim', 'approve', 1)).toMatchObject({ code: 'old-revision' });
    expect(await vote(store, id, 'kim', 'approve', 2)).toEqual({ kind: 'decided', status: 'APPROVED' });
    expect((await recordOf(store, id)).approval?.decidedBy).toEqual(['kim']);
  });

  it('comes too late for a decided question', async () => {
    const { store } = setup();
    const id = await approved(store);
    expect(await revise(store, id, { ...(await again(store, id)), because: 'x' })).toEqual({
      revision: 1,
      status: 'APPROVED',
    });
    expect(await events(store, id)).not.toContain('approval.revised');
  });
});

describe('what stands beside the question', () => {
  it('keeps the task token where only its own reader finds it, and never in the chain', async () => {
    const { store, table } = setup();
    const id = await waiting(store);
    expect(await readToken(store, id)).toBeUndefined();
    await saveToken(store, id, 'secret-task-token');
    expect(await readToken(store, id)).toBe('secret-task-token');
    const holding = table.peek((item) => JSON.stringify(item).includes('secret-task-token'));
    expect(holding.map(({ pk }) => pk)).toEqual([`TOKEN#${id}`]);
  });

  it('keeps what was seen when there is nothing to approve', async () => {
    const { store } = setup();
    const id = await admitted(store);
    await saveFindings(store, id, { headline: 'A port probe', why: 'nothing to change', facts: [] });
    expect((await recordOf(store, id)).look).toEqual({
      headline: 'A port probe',
      why: 'nothing to change',
      facts: [],
      at: '2026-11-23T03:00:00.000Z',
    });
    expect(await readAudit(store, id, 0)).toHaveLength(1);
  });
});
