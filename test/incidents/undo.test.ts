import { admit } from '../../incidents/admit';
import { requestUndo, retry } from '../../incidents/after';
import { closeIncident } from '../../incidents/close';
import { seal } from '../../incidents/digest';
import { captureStep, recordUndo } from '../../incidents/journal';
import { policyOn } from '../../incidents/policy';
import { earlierIncidents, readLock } from '../../incidents/read';
import { requestApproval } from '../../incidents/request';
import { markStarted, openByHand } from '../../incidents/start';
import type { Store } from '../../incidents/store';
import { undoPlan } from '../../incidents/undo-plan';
import { brokenPromises } from '../support/promises';
import { EXECUTION, finding, PLAYBOOK, STEPS, TARGET } from '../support/record-fixtures';
import {
  admitted,
  by,
  contained,
  events,
  lastRow,
  partly,
  recordOf,
  setup,
  vote,
  waiting,
} from '../support/record-steps';

const PLAYBOOK_STEPS = STEPS.map(({ id, title }) => ({
  id,
  title,
  risk: id === 'quarantine-interfaces' ? ('disruptive' as const) : ('reversible' as const),
  need: 'essential' as const,
}));
const planOf = async (store: Store, originalId: string, accepted?: readonly string[]) =>
  undoPlan(
    await recordOf(store, originalId),
    { id: PLAYBOOK.id, version: 1, steps: PLAYBOOK_STEPS },
    store.now(),
    accepted,
  );

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

  it('is not asked for by somebody whom the finding names: findings make no plan while it is open', async () => {
    const { store } = setup();
    await admitted(store, finding({ accessKey: { userName: 'dana-dev' } }));
    const id = await contained(store);
    expect(await requestUndo(store, by(id, 'dana'))).toMatchObject({ kind: 'refused', code: 'not-eligible' });
    expect((await recordOf(store, id)).meta.undo).toBeUndefined();
    expect(await requestUndo(store, by(id, 'kim'))).toMatchObject({ kind: 'opened' });
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

  it('that put nothing back frees the original for another one', async () => {
    const { store } = setup();
    const id = await contained(store);
    const undoId = await undoAsked(store, id);
    await vote(store, undoId, 'lee', 'deny');
    await closeIncident(store, undoId, { outcome: 'denied', detail: 'Denied: keep it.' });
    expect((await recordOf(store, id)).meta).toMatchObject({ outcome: 'contained', undo: { open: false } });
    expect(await requestUndo(store, by(id))).toEqual({ kind: 'opened', incidentId: `${id}-u2` });
  });

  const PICKED = 'quarantine-interfaces/groups of eni-1';
  const drifted = async (store: Store): Promise<string> => {
    const id = await contained(store);
    const undoId = await undoAsked(store, id);
    await recordUndo(store, {
      undoId,
      originalId: id,
      step: 'quarantine-interfaces',
      undo: {
        status: 'drifted',
        detail: 'Someone else changed it since.',
        drift: [{ field: 'groups of eni-1', leftAs: 'sg-quarantine', foundAs: 'sg-9' }],
        at: store.now().toISOString(),
      },
    });
    await closeIncident(store, undoId, { outcome: 'partly contained', detail: 'Not put back.' });
    return id;
  };

  it('takes the drift that a person picked, and says it to those who approve and in the audit trail', async () => {
    const { store } = setup();
    const id = await drifted(store);
    expect(await requestUndo(store, { ...by(id), acceptDrift: [PICKED] })).toMatchObject({ kind: 'opened' });
    expect((await recordOf(store, `${id}-u2`)).meta.acceptDrift).toEqual([PICKED]);
    expect(await lastRow(store, id)).toMatchObject({
      text: `Kim asked to put this back (${id}-u2), and to overwrite what somebody else changed in ${PICKED}: a false positive`,
      data: { acceptDrift: [PICKED] },
    });
    const plan = await planOf(store, id, [PICKED]);
    const over = 'groups of eni-1, now sg-9, which Cordon left as sg-quarantine';
    expect(plan.riskReasons[0]).toBe(`overwrites what somebody else changed: ${over}`);
    const step = plan.steps.find((one) => one.id === 'quarantine-interfaces');
    expect(step?.kind === 'do' ? step.what : '').toContain(`Overwrites what somebody else changed since: ${over}.`);
    expect(JSON.stringify(await planOf(store, id))).not.toContain('verwrites');
  });

  it('overwrites nothing that no undo found changed: what is changed later cannot be picked beforehand', async () => {
    const { store } = setup();
    const id = await contained(store);
    expect(await requestUndo(store, { ...by(id), acceptDrift: [PICKED] })).toMatchObject({
      kind: 'refused',
      code: 'not-possible',
    });
    const other = setup().store;
    const stopped = await drifted(other);
    const answer = await requestUndo(other, { ...by(stopped), acceptDrift: [PICKED, 'tag-case/tags'] });
    expect(answer).toMatchObject({ kind: 'refused', text: expect.stringContaining('tag-case/tags') });
    expect((await recordOf(other, stopped)).meta.undo?.open).toBe(false);
  });

  it('is not approved by somebody whom the finding of what it puts back names', async () => {
    const { store } = setup();
    await admitted(store, finding({ accessKey: { userName: 'dana-dev' } }));
    const id = await contained(store);
    const undoId = await undoAsked(store, id);
    expect(await vote(store, undoId, 'dana')).toMatchObject({ kind: 'refused', code: 'not-eligible' });
    expect(await vote(store, undoId, 'lee')).toMatchObject({ kind: 'voted' });
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

  it('of an earlier generation keeps the target to itself, whatever the later one ended as', async () => {
    const { store, table } = setup();
    const first = await partly(store);
    const opened = await retry(store, by(first));
    const second = opened.kind === 'opened' ? opened.incidentId : '';
    await closeIncident(store, second, { outcome: 'expired', detail: 'x' });
    const undoId = await undoAsked(store, first);
    const later = finding({ count: 2, updatedAt: '2026-11-23T03:30:00.000Z' });
    expect(await admitted(store, later)).toBe(second);
    expect(await lastRow(store, undoId)).toMatchObject({ event: 'finding.updated', page: true });
    expect(brokenPromises(table.items())).toEqual([]);
    await closeIncident(store, undoId, { outcome: 'expired', detail: 'x' });
    expect(await readLock(store, TARGET)).toMatchObject({ outcome: 'expired', incidentId: second });
    expect((await readLock(store, TARGET))?.undoing).toBeUndefined();
    expect(await admitted(store, { ...later, count: 3 })).toBe(first.replace(/-1$/, '-3'));
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
