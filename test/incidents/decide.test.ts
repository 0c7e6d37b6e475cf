import fc from 'fast-check';
import { decide, escalate, expire, markDelivered, remind, withdraw } from '../../incidents/decide';
import { policyOn } from '../../incidents/policy';
import { readAudit } from '../../incidents/read';
import { revise } from '../../incidents/request';
import { rowWithoutRecord } from '../faults/row';
import { memoryTable } from '../support/memory-table';
import { brokenPromises } from '../support/promises';
import { clock, plan, settings, storeOn } from '../support/record-fixtures';
import { admitted, approved, events, lastRow, recordOf, setup, vote, waiting } from '../support/record-steps';

describe('an approval', () => {
  it('by one who may, where one is needed, decides', async () => {
    const { store } = setup();
    const id = await waiting(store);
    expect(await vote(store, id, 'lee')).toEqual({ kind: 'decided', status: 'APPROVED' });
    const { approval, meta, votes } = await recordOf(store, id);
    expect(approval).toMatchObject({ status: 'APPROVED', decidedBy: ['lee'], decidedAt: '2026-11-23T03:00:00.000Z' });
    expect(meta).toMatchObject({ stage: 'running', times: { decidedAt: '2026-11-23T03:00:00.000Z' } });
    expect(votes).toMatchObject([{ personId: 'lee', vote: 'approve', revision: 1 }]);
    expect((await events(store, id)).slice(-2)).toEqual(['vote.cast', 'approval.approved']);
  });

  rowWithoutRecord(
    'X11',
    'U',
    'of a disruptive change needs two different people: one person’s second click counts once',
    async () => {
      const { store } = setup();
      const id = await waiting(store, { risk: 'disruptive' });
      expect(await vote(store, id, 'lee')).toEqual({ kind: 'voted', approvals: 1, needed: 2 });
      expect(await vote(store, id, 'lee')).toEqual({ kind: 'voted', approvals: 1, needed: 2 });
      expect((await recordOf(store, id)).approval?.status).toBe('PENDING');
      expect(await vote(store, id, 'kim')).toEqual({ kind: 'decided', status: 'APPROVED' });
      expect((await recordOf(store, id)).approval?.decidedBy).toEqual(['lee', 'kim']);
      expect((await events(store, id)).filter((event) => event === 'vote.cast')).toHaveLength(2);
    },
  );

  rowWithoutRecord('F16', 'U', 'answers a click that comes again after the decision with the decision', async () => {
    const { store } = setup();
    const id = await approved(store);
    expect(await vote(store, id, 'lee')).toEqual({ kind: 'decided', status: 'APPROVED' });
    const late = await vote(store, id, 'kim', 'deny');
    expect(late).toMatchObject({
      kind: 'refused',
      code: 'already-decided',
      text: 'Already approved by Lee at 2026-11-23 03:00 UTC. Your click changes nothing.',
    });
  });

  rowWithoutRecord(
    'X9',
    'U',
    'is refused to a stranger and to one without the group, says whom to ask, and is audited',
    async () => {
      const { store } = setup();
      const id = await waiting(store);
      expect(await vote(store, id, 'mallory')).toMatchObject({ kind: 'refused', code: 'unknown-person' });
      expect(await vote(store, id, 'max')).toMatchObject({
        kind: 'refused',
        code: 'not-eligible',
        text: 'Max is not in responders. Ask Dana, Lee, Kim.',
      });
      expect(await lastRow(store, id)).toMatchObject({ event: 'vote.refused', actor: 'max' });
      expect((await recordOf(store, id)).votes).toEqual([]);
    },
  );

  rowWithoutRecord('X9', 'U', 'is refused to someone who left the group after the request', async () => {
    const { store, table, time } = setup();
    const id = await waiting(store);
    const people = settings().people.map((one) => (one.id === 'lee' ? { ...one, groups: [] } : one));
    expect(await vote(storeOn(table, time, { people }), id, 'lee')).toMatchObject({
      kind: 'refused',
      code: 'not-eligible',
    });
  });

  it('given before its giver left the group counts no more', async () => {
    const { store, table, time } = setup();
    const id = await waiting(store, { risk: 'disruptive' });
    await vote(store, id, 'lee');
    const people = settings().people.map((one) => (one.id === 'lee' ? { ...one, groups: [] } : one));
    expect(await vote(storeOn(table, time, { people }), id, 'kim')).toEqual({ kind: 'voted', approvals: 1, needed: 2 });
  });

  it('is refused to whom the request excluded, even when the settings no longer say so', async () => {
    const { store, table, time } = setup();
    const id = await waiting(store, { owner: 'dana-dev' });
    const people = settings().people.map((one) => ({ ...one, knownAs: [] }));
    expect(await vote(storeOn(table, time, { people }), id, 'dana')).toMatchObject({
      kind: 'refused',
      code: 'not-eligible',
      text: 'Dana owns the resource. Ask Lee, Kim.',
    });
  });

  it('needs as many as the settings say now, when that is more', async () => {
    const { store, table, time } = setup();
    const id = await waiting(store);
    const { approval } = settings();
    const stricter = storeOn(table, time, {
      approval: { ...approval, reversible: { ...approval.reversible, needed: { production: 2, other: 2 } } },
    });
    expect(await vote(stricter, id, 'lee')).toEqual({ kind: 'voted', approvals: 1, needed: 2 });
  });

  it('after the deadline is refused and expires the request', async () => {
    const { store, time } = setup();
    const id = await waiting(store);
    time.forward(30.01);
    expect(await vote(store, id, 'lee')).toMatchObject({ kind: 'refused', code: 'expired' });
    expect((await recordOf(store, id)).approval?.status).toBe('EXPIRED');
  });

  it('before there is a question is refused in words', async () => {
    const { store } = setup();
    expect(await vote(store, await admitted(store), 'lee')).toMatchObject({
      kind: 'refused',
      code: 'nothing-to-decide',
    });
  });
});

describe('a denial', () => {
  it('by one who may decides at once, with its reason, even where two approvals are needed', async () => {
    const { store } = setup();
    const id = await waiting(store, { risk: 'disruptive' });
    await vote(store, id, 'kim');
    expect(await vote(store, id, 'lee', 'deny')).toEqual({ kind: 'decided', status: 'DENIED' });
    expect((await recordOf(store, id)).approval).toMatchObject({
      status: 'DENIED',
      decidedBy: ['lee'],
      reason: 'a scanner of ours',
    });
  });

  it('is guarded like an approval, and needs a reason', async () => {
    const { store } = setup();
    const id = await waiting(store);
    expect(await vote(store, id, 'max', 'deny')).toMatchObject({ kind: 'refused', code: 'not-eligible' });
    const silent = { incidentId: id, revision: 1, vote: 'deny', reason: '  ', personId: 'lee', door: 'slack' } as const;
    expect(await decide(store, silent)).toMatchObject({ kind: 'refused', code: 'reason-needed' });
    expect((await recordOf(store, id)).approval?.status).toBe('PENDING');
  });

  it('may follow one’s own approval while nothing is decided', async () => {
    const { store } = setup();
    const id = await waiting(store, { risk: 'disruptive' });
    await vote(store, id, 'lee');
    expect(await vote(store, id, 'lee', 'deny')).toEqual({ kind: 'decided', status: 'DENIED' });
  });
});

describe('votes at once', () => {
  rowWithoutRecord('F17', 'U', 'give exactly one decision, whoever is first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, two) => {
        const on = { active: false };
        const table = memoryTable({
          before: () => (on.active ? scheduler.schedule(Promise.resolve()).then(() => undefined) : undefined),
        });
        const store = storeOn(table, clock());
        const id = await waiting(store, two ? { risk: 'disruptive' } : {});
        on.active = true;
        const answers = await scheduler.waitFor(
          Promise.all([
            vote(store, id, 'lee'),
            vote(store, id, 'kim'),
            vote(store, id, 'dana', 'deny'),
            vote(store, id, 'lee'),
            expire(store, id),
          ]),
        );
        on.active = false;
        expect(
          (await events(store, id)).filter((event) => ['approval.approved', 'approval.denied'].includes(event)),
        ).toHaveLength(1);
        expect(brokenPromises(table.items())).toEqual([]);
        // Everyone was answered, and nobody heard another decision than the one on record.
        const { approval } = await recordOf(store, id);
        const told = answers.flatMap((answer) =>
          typeof answer === 'object' && answer.kind === 'decided' ? [answer.status] : [],
        );
        expect(new Set(told)).toEqual(new Set([approval?.status]));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what waits for time', () => {
  rowWithoutRecord('F15', 'U', 'expires once, pages, and is not expired before its deadline', async () => {
    const { store, time } = setup();
    const id = await waiting(store);
    time.forward(30);
    expect(await expire(store, id)).toBe(false);
    time.forward(0.01);
    expect(await expire(store, id)).toBe(true);
    expect(await expire(store, id)).toBe(true);
    expect((await events(store, id)).filter((event) => event === 'approval.expired')).toHaveLength(1);
    expect(await lastRow(store, id)).toMatchObject({
      page: true,
      text: 'Expired: 0 of 1 approvals by the deadline. Nothing was changed.',
    });
  });

  it('reminds once per revision, when its time has come', async () => {
    const { store, time } = setup();
    const id = await waiting(store);
    expect(await remind(store, id)).toBe(false);
    time.forward(10);
    expect([await remind(store, id), await remind(store, id)]).toEqual([true, false]);
    const { meta, findings } = await recordOf(store, id);
    await revise(store, id, {
      plan: plan(),
      policy: policyOn(store.settings, meta, findings, plan()),
      because: 'the reach has grown',
    });
    time.forward(10);
    expect(await remind(store, id)).toBe(true);
  });

  it('escalates once: the next tier may decide, and is paged', async () => {
    const { store, time } = setup();
    const id = await waiting(store, { risk: 'disruptive' });
    expect(await vote(store, id, 'noor')).toMatchObject({ kind: 'refused' });
    time.forward(20);
    expect([await escalate(store, id), await escalate(store, id)]).toEqual([true, false]);
    expect(await lastRow(store, id)).toMatchObject({ event: 'approval.escalated', page: true });
    expect((await recordOf(store, id)).approval).toMatchObject({
      escalatedChannel: 'C0LEADS',
      policy: { groups: ['responders', 'leads'] },
    });
    expect(await vote(store, id, 'noor')).toEqual({ kind: 'voted', approvals: 1, needed: 2 });
  });

  it('escalates at once when too few people may decide', async () => {
    const people = settings()
      .people.filter(({ id }) => ['lee', 'noor', 'dana'].includes(id))
      .map((one) => (one.id === 'dana' ? { ...one, groups: ['leads'] } : one));
    const { store } = setup({ people });
    const id = await waiting(store, { risk: 'disruptive' });
    expect(await lastRow(store, id)).toMatchObject({
      event: 'approval.escalated',
      page: true,
      text: 'Escalated at once: only 1 may decide this, and 2 are needed; leads may decide too.',
    });
  });

  it('is withdrawn once, while it is pending', async () => {
    const { store } = setup();
    const id = await waiting(store);
    expect(await withdraw(store, id, 'the instance is gone.')).toBe(true);
    expect((await recordOf(store, id)).approval).toMatchObject({
      status: 'WITHDRAWN',
      reason: 'the instance is gone.',
    });
    expect(await vote(store, id, 'lee')).toMatchObject({ kind: 'refused', code: 'already-decided' });
    expect(await withdraw(setup().store, id, 'x').catch((error: Error) => error.message)).toContain(
      'There is no incident',
    );
  });

  it('is marked as delivered only once it is decided, without a line for people', async () => {
    const { store } = setup();
    const id = await waiting(store);
    await markDelivered(store, id);
    expect((await recordOf(store, id)).approval?.deliveredAt).toBeUndefined();
    await vote(store, id, 'lee');
    const rows = (await readAudit(store, id, 0)).length;
    await markDelivered(store, id);
    expect((await recordOf(store, id)).approval?.deliveredAt).toBe('2026-11-23T03:00:00.000Z');
    expect(await readAudit(store, id, 0)).toHaveLength(rows);
  });
});
