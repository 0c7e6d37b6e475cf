import { admit } from '../../incidents/admit';
import { keep, requestUndo, retry } from '../../incidents/after';
import { closeIncident } from '../../incidents/close';
import { seal } from '../../incidents/digest';
import { captureStep, failStep, recordUndo } from '../../incidents/journal';
import { policyOn } from '../../incidents/policy';
import { earlierIncidents, readLock } from '../../incidents/read';
import { requestApproval } from '../../incidents/request';
import { markStarted, openByHand } from '../../incidents/start';
import type { Store } from '../../incidents/store';
import { undoPlan } from '../../incidents/undo-plan';
import { brokenPromises } from '../support/promises';
import { EXECUTION, finding, PLAYBOOK, STEPS, TARGET } from '../support/record-fixtures';
import {
  approved,
  asked,
  contained,
  doing,
  done,
  events,
  lastRow,
  recordOf,
  setup,
  vote,
  waiting,
} from '../support/record-steps';

const by = (incidentId: string, personId = 'kim') => ({ incidentId, personId, reason: 'a false positive' });
const PLAYBOOK_STEPS = STEPS.map(({ id, title }) => ({
  id,
  title,
  risk: id === 'quarantine-interfaces' ? ('disruptive' as const) : ('reversible' as const),
  need: 'essential' as const,
}));
const planOf = async (store: Store, originalId: string) =>
  undoPlan(await recordOf(store, originalId), { id: PLAYBOOK.id, version: 1, steps: PLAYBOOK_STEPS }, store.now());

/** Quarantined, the tag failed: two of three steps are there. */
const partly = async (store: Store): Promise<string> => {
  const id = await approved(store);
  await done(store, id, 'snapshot-volumes');
  await done(store, id, 'quarantine-interfaces');
  await captureStep(store, id, { planned: doing('tag-case'), before: 'no tags' });
  await failStep(store, id, { planned: doing('tag-case'), problem: 'UnauthorizedOperation' });
  await closeIncident(store, id, { outcome: 'partly contained', detail: 'The tag failed.' });
  return id;
};

const undoAsked = async (store: Store, originalId: string): Promise<string> => {
  const opened = await requestUndo(store, by(originalId));
  if (opened.kind !== 'opened') throw new Error(opened.text);
  const undoId = opened.incidentId;
  await markStarted(store, undoId, `${EXECUTION}-${undoId}`);
  const plan = seal(await planOf(store, originalId));
  const { meta, findings } = await recordOf(store, undoId);
  await requestApproval(store, undoId, {
    plan,
    policy: policyOn(store.settings, meta, findings, plan),
    executionArn: `${EXECUTION}-${undoId}`,
  });
  return undoId;
};

describe('an undo', () => {
  it('is an incident of its own, asked for by a person who then has no vote', async () => {
    const { store } = setup();
    const id = await contained(store);
    const undoId = await undoAsked(store, id);
    expect(undoId).toBe(`${id}-u1`);
    const undo = await recordOf(store, undoId);
    expect(undo.meta).toMatchObject({
      kind: 'undo',
      undoOf: id,
      origin: { by: 'person', personId: 'kim', door: 'slack' },
      reason: 'a false positive',
    });
    expect((await recordOf(store, id)).meta.undo).toEqual({ incidentId: undoId, n: 1, open: true });
    expect(await vote(store, undoId, 'kim')).toMatchObject({ kind: 'refused', code: 'not-eligible' });
    expect(await lastRow(store, id)).toMatchObject({ event: 'undo.requested', actor: 'kim' });
  });

  it('plans what was done, in reverse, at the risk of the riskiest, and leaves out what was not', async () => {
    const { store } = setup();
    const plan = await planOf(store, await contained(store));
    expect(plan.steps.map((step) => [step.id, step.kind])).toEqual([
      ['tag-case', 'do'],
      ['enter-standby', 'skip'],
      ['quarantine-interfaces', 'do'],
      ['snapshot-volumes', 'do'],
    ]);
    expect(plan).toMatchObject({
      risk: 'disruptive',
      mode: 'live',
      shape: 'undo',
      headline: 'Put back pay-api-3',
      environment: 'staging',
    });
    expect(plan.steps[0]).toMatchObject({
      what: 'Back to what was there before: sg-1 on eni-1. Undoes: Tag the case of i-0abc1234def567890.',
      leaves: ['What tag-case leaves stays.'],
      input: { instanceId: TARGET.id },
    });
  });

  it('covers a step that was begun and killed: nobody knows how far it came', async () => {
    const { store } = setup();
    const plan = await planOf(store, await partly(store));
    expect(plan.steps.find(({ id }) => id === 'tag-case')?.kind).toBe('do');
  });

  it('writes “undone” on both incidents, on the lock and on the history', async () => {
    const { store, table } = setup();
    const id = await contained(store);
    const undoId = await undoAsked(store, id);
    await vote(store, undoId, 'lee');
    await vote(store, undoId, 'dana');
    const { plan } = await recordOf(store, undoId);
    for (const step of plan?.steps ?? []) {
      if (step.kind !== 'do') continue;
      await captureStep(store, undoId, { planned: step, before: null });
      const result = {
        undoId,
        originalId: id,
        step: step.id,
        undo: { status: 'undone', detail: 'Read back.', at: '2026-11-23T03:00:00.000Z' },
      } as const;
      await recordUndo(store, result);
      await recordUndo(store, result);
    }
    await closeIncident(store, undoId, { outcome: 'undone', detail: 'Everything was put back.' });
    const original = await recordOf(store, id);
    expect([original.meta.outcome, (await recordOf(store, undoId)).meta.outcome]).toEqual(['undone', 'undone']);
    expect(original.meta.undo?.open).toBe(false);
    expect((await readLock(store, TARGET))?.outcome).toBe('undone');
    expect((await earlierIncidents(store, TARGET)).map(({ outcome }) => outcome)).toEqual(['undone']);
    expect((await events(store, id)).filter((event) => event === 'undo.undone')).toHaveLength(3);
    expect(await requestUndo(store, by(id))).toMatchObject({ kind: 'refused', code: 'not-possible' });
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('that put nothing back frees the original for another one, with the drift that a person picked', async () => {
    const { store } = setup();
    const id = await contained(store);
    const undoId = await undoAsked(store, id);
    await vote(store, undoId, 'lee', 'deny');
    await closeIncident(store, undoId, { outcome: 'denied', detail: 'Denied: keep it.' });
    expect((await recordOf(store, id)).meta).toMatchObject({ outcome: 'contained', undo: { open: false } });
    expect(await requestUndo(store, { ...by(id), acceptDrift: ['quarantine-interfaces/groups of eni-1'] })).toEqual({
      kind: 'opened',
      incidentId: `${id}-u2`,
    });
    expect((await recordOf(store, `${id}-u2`)).meta.acceptDrift).toEqual(['quarantine-interfaces/groups of eni-1']);
  });

  it('of one incident is open once, however many ask', async () => {
    const { store } = setup();
    const id = await contained(store);
    const all = await Promise.all(['kim', 'lee', 'dana', 'kim'].map((person) => requestUndo(store, by(id, person))));
    expect(all.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
    expect(all.filter((one) => one.kind === 'refused' && one.code === 'busy')).toHaveLength(3);
  });

  it('pages its approvers about a finding that comes meanwhile, and lets nobody start something else', async () => {
    const { store } = setup();
    const id = await contained(store);
    const undoId = await undoAsked(store, id);
    const admitted = await admit(store, {
      finding: finding({ count: 2, updatedAt: '2026-11-23T03:30:00.000Z' }),
      playbook: PLAYBOOK,
      target: TARGET,
      receivedAt: '2026-11-23T03:30:00.000Z',
    });
    expect(admitted).toMatchObject({ kind: 'joined', incidentId: id });
    expect(await lastRow(store, undoId)).toMatchObject({ event: 'finding.updated', page: true });
    const byHand = {
      playbook: PLAYBOOK,
      target: TARGET,
      reason: 'x',
      executionArn: EXECUTION,
      origin: { by: 'console', executionArn: EXECUTION },
    } as const;
    expect(await openByHand(store, byHand)).toMatchObject({ kind: 'busy' });
    expect(await retry(store, by(id))).toMatchObject({ kind: 'refused', code: 'busy' });
  });

  it.each([
    ['a stranger', 'mallory', 'x', 'unknown-person'],
    ['one who gives no reason', 'kim', ' ', 'reason-needed'],
  ])('is refused to %s', async (_name, personId, reason, code) => {
    const { store } = setup();
    expect(await requestUndo(store, { incidentId: await contained(store), personId, reason })).toMatchObject({
      kind: 'refused',
      code,
    });
  });

  it('is refused where nothing was changed, where it is still open, and where there is nothing', async () => {
    const { store } = setup();
    const open = await waiting(store);
    expect(await requestUndo(store, by(open))).toMatchObject({ code: 'not-possible' });
    await closeIncident(store, open, { outcome: 'expired', detail: 'x' });
    expect(await requestUndo(store, by(open))).toMatchObject({ code: 'not-possible' });
    expect(await requestUndo(store, by('inc-none-1'))).toMatchObject({ code: 'unknown-incident' });
  });

  it('is about the latest generation that holds the changes', async () => {
    const { store } = setup();
    const first = await partly(store);
    const opened = await retry(store, by(first));
    const second = opened.kind === 'opened' ? opened.incidentId : '';
    await closeIncident(store, second, { outcome: 'contained', detail: 'x' });
    expect(await requestUndo(store, by(first))).toMatchObject({
      kind: 'refused',
      text: `${second} took this target over since. Act on that one.`,
    });
    expect((await requestUndo(store, by(second))).kind).toBe('opened');
  });
});

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
