import { admit } from '../../incidents/admit';
import { retry } from '../../incidents/after';
import { plain } from '../../incidents/digest';
import { keep } from '../../incidents/keep';
import { planKey } from '../../incidents/keys';
import { brokenPromises } from '../support/promises';
import { finding, PLAYBOOK, STEPS, TARGET } from '../support/record-fixtures';
import { asked, by, contained, events, lastRow, partly, recordOf, setup } from '../support/record-steps';

describe('a retry', () => {
  const remaining = {
    steps: STEPS.map((step) =>
      step.id === 'tag-case' || step.kind === 'skip'
        ? step
        : {
            id: step.id,
            action: step.action,
            title: step.title,
            essential: step.essential,
            kind: 'skip' as const,
            because: 'it is done',
          },
    ),
  };

  it('opens the next generation, in which the click is the first vote', async () => {
    const { store, table } = setup();
    const id = await partly(store);
    const opened = await retry(store, by(id));
    const next = opened.kind === 'opened' ? opened.incidentId : '';
    expect(next).toBe(id.replace(/-1$/, '-2'));
    expect((await recordOf(store, next)).meta).toMatchObject({
      stage: 'claimed',
      continues: id,
      origin: { by: 'cordon', because: `Kim asked to try the remaining step of ${id} again` },
    });
    await asked(store, next, remaining);
    expect((await recordOf(store, next)).approval).toMatchObject({ status: 'APPROVED', decidedBy: ['kim'] });
    expect(await events(store, next)).toEqual(expect.arrayContaining(['vote.cast', 'approval.approved']));
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('counts no vote for a plan that holds more than the person had seen', async () => {
    const { store } = setup();
    const opened = await retry(store, by(await partly(store)));
    const next = opened.kind === 'opened' ? opened.incidentId : '';
    await asked(store, next);
    expect((await recordOf(store, next)).approval).toMatchObject({ status: 'PENDING', approvals: 0 });
    expect(await lastRow(store, next)).toMatchObject({
      event: 'vote.dropped',
      text: 'The click that asked for the retry does not count as a vote: “Snapshot every volume” was not among the remaining steps.',
    });
  });

  it.each([
    [
      'reaches further than the one that the person saw',
      { reach: [{ key: 'lb/pay', text: 'a load balancer that serves payments' }] },
      'it now also reaches: a load balancer that serves payments.',
    ],
    [
      'cannot be taken back, which takes more than a click',
      { risk: 'destructive' as const },
      'what cannot be taken back is approved with the plan at hand, by typing what it is about.',
    ],
  ])('counts no vote for a plan that %s', async (_what, change, because) => {
    const { store } = setup();
    const id = await partly(store);
    const record = await recordOf(store, id);
    // The plan of before was as risky: what is asked here is whether the click counts.
    const before = record.plan && { ...record.plan, ...('risk' in change ? change : {}) };
    const opened = await retry(store, by(id));
    const next = opened.kind === 'opened' ? opened.incidentId : '';
    if (before)
      await store.port.write([{ kind: 'put', item: { ...planKey(id, 1), revision: 1, plan: plain(before) } }]);
    await asked(store, next, { ...remaining, ...change });
    expect((await recordOf(store, next)).approval).toMatchObject({ status: 'PENDING', approvals: 0 });
    expect((await lastRow(store, next))?.text).toBe(
      `The click that asked for the retry does not count as a vote: ${because}`,
    );
  });

  it('counts no vote of who may vote no more by the time of the question, and says so once', async () => {
    const { store, table } = setup();
    const opened = await retry(store, by(await partly(store)));
    const next = opened.kind === 'opened' ? opened.incidentId : '';
    const people = store.settings.people.map((one) => (one.id === 'kim' ? { ...one, groups: [] } : one));
    const later = { ...store, settings: { ...store.settings, people } };
    await asked(later, next, remaining);
    // As when the investigator was killed before it answered, and is called again.
    await asked(later, next, remaining);
    const record = await recordOf(later, next);
    expect(record.approval).toMatchObject({ status: 'PENDING', approvals: 0 });
    expect(record.meta).not.toHaveProperty('firstVote');
    expect((await events(later, next)).filter((event) => event === 'vote.refused')).toHaveLength(1);
    expect(table.items().filter(({ sk }) => sk.startsWith('REFUSED#'))).toEqual([]);
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('is for those who may decide, on what is partly contained', async () => {
    const { store } = setup();
    const id = await partly(store);
    expect(await retry(store, by(id, 'max'))).toMatchObject({ kind: 'refused', code: 'not-eligible' });
    const all = await Promise.all(['kim', 'lee'].map((person) => retry(store, by(id, person))));
    expect(all.map(({ kind }) => kind).sort()).toEqual(['opened', 'refused']);
    const fresh = setup();
    expect(await retry(fresh.store, by(await contained(fresh.store)))).toMatchObject({ code: 'not-possible' });
  });
});

describe('keeping', () => {
  it('puts the decision on record, once', async () => {
    const { store } = setup();
    const id = await partly(store);
    expect(await keep(store, by(id))).toEqual({ kind: 'kept' });
    expect(await keep(store, by(id, 'lee'))).toEqual({ kind: 'kept' });
    expect((await recordOf(store, id)).meta.kept).toMatchObject({ personId: 'kim', reason: 'a false positive' });
    expect((await events(store, id)).filter((event) => event === 'incident.kept')).toHaveLength(1);
  });

  it('stops a repeated finding from paging, but not a worse one', async () => {
    const { store } = setup();
    const id = await partly(store);
    await keep(store, by(id));
    const arrive = (change: Parameters<typeof finding>[0]) =>
      admit(store, {
        finding: finding(change),
        playbook: PLAYBOOK,
        target: TARGET,
        receivedAt: '2026-11-23T03:30:00.000Z',
      });
    await arrive({ count: 2, updatedAt: '2026-11-23T03:30:00.000Z' });
    expect((await lastRow(store, id))?.page).toBeUndefined();
    await arrive({ count: 3, updatedAt: '2026-11-23T03:31:00.000Z', severity: 9.5 });
    expect((await lastRow(store, id))?.page).toBe(true);
  });

  it('is for those who may decide, on what is partly contained', async () => {
    const { store } = setup();
    const id = await partly(store);
    expect(await keep(store, by(id, 'max'))).toMatchObject({ kind: 'refused', code: 'not-eligible' });
    const fresh = setup();
    expect(await keep(fresh.store, by(await contained(fresh.store)))).toMatchObject({ code: 'not-possible' });
  });
});
