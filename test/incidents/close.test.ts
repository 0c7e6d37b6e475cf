import { closeIncident } from '../../incidents/close';
import { checked } from '../../incidents/decide';
import { captureStep } from '../../incidents/journal';
import { dueIncidents, earlierIncidents, openIncidents, readLock } from '../../incidents/read';
import { brokenPromises } from '../support/promises';
import { finding, TARGET } from '../support/record-fixtures';
import {
  admitted,
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

const NEXT = { playbook: 'isolate-instance', version: 1, because: 'The plan no longer fits.' };

describe('closing an incident', () => {
  it('gives it its outcome once, frees the lock and writes the history', async () => {
    const { store, table } = setup();
    const id = await approved(store);
    await done(store, id, 'quarantine-interfaces');
    expect(await closeIncident(store, id, { outcome: 'contained', detail: 'Every step was read back.' })).toEqual({
      outcome: 'contained',
    });
    expect(await closeIncident(store, id, { outcome: 'failed', detail: 'x' })).toEqual({ outcome: 'contained' });
    const { meta } = await recordOf(store, id);
    expect(meta).toMatchObject({
      stage: 'closed',
      outcome: 'contained',
      times: { verifiedAt: '2026-11-23T03:00:00.000Z', closedAt: '2026-11-23T03:00:00.000Z' },
    });
    expect(await readLock(store, TARGET)).toMatchObject({ open: false, outcome: 'contained', incidentId: id });
    expect(await earlierIncidents(store, TARGET)).toEqual([
      { incidentId: id, playbook: 'isolate-instance', outcome: 'contained', closedAt: '2026-11-23T03:00:00.000Z' },
    ]);
    expect((await lastRow(store, id))?.text).toBe('Contained: Every step was read back.');
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('withdraws a question that is still open', async () => {
    const { store } = setup();
    const id = await waiting(store);
    await closeIncident(store, id, { outcome: 'failed', detail: 'The run ended early.' });
    expect((await recordOf(store, id)).approval).toMatchObject({ status: 'WITHDRAWN', reason: 'The run ended early.' });
    expect(await vote(store, id, 'lee')).toMatchObject({ code: 'already-decided' });
  });

  it('keeps a denied target quiet for the hours that the settings say', async () => {
    const { store } = setup({ quietHoursAfterDenial: 4 });
    const id = await waiting(store);
    await vote(store, id, 'lee', 'deny');
    await closeIncident(store, id, { outcome: 'denied', detail: 'Denied: a scanner of ours.' });
    expect(await readLock(store, TARGET)).toMatchObject({
      outcome: 'denied',
      quietUntil: '2026-11-23T07:00:00.000Z',
      severity: 8,
    });
    expect((await lastRow(store, id))?.text).toBe('Denied: a scanner of ours.');
  });

  it('stays in the queue for one last look at its card, and then leaves it', async () => {
    const { store, time } = setup();
    const id = await contained(store);
    expect(await openIncidents(store)).toEqual([]);
    time.forward(10);
    expect(await dueIncidents(store)).toEqual([id]);
    await checked(store, id);
    expect(await dueIncidents(store)).toEqual([]);
  });

  it('throws for an incident that is not there', async () => {
    await expect(closeIncident(setup().store, 'inc-none-1', { outcome: 'failed', detail: 'x' })).rejects.toMatchObject({
      code: 'unknown-incident',
    });
  });
});

describe('closing with a next generation', () => {
  it('claims it in the same write: findings, lock and origin go along', async () => {
    const { store, table } = setup();
    const id = await waiting(store);
    const { nextId } = await closeIncident(store, id, {
      outcome: 'stale',
      detail: 'The plan no longer fits.',
      next: NEXT,
    });
    expect(nextId).toBe(id.replace(/-1$/, '-2'));
    const next = await recordOf(store, nextId ?? '');
    expect(next.meta).toMatchObject({
      stage: 'claimed',
      generation: 2,
      severity: 8,
      origin: { by: 'cordon', because: NEXT.because },
    });
    expect(next.findings).toMatchObject([{ finding: { id: finding().id }, deliveries: 1, carriedDeliveries: 1 }]);
    expect(await readLock(store, TARGET)).toMatchObject({ open: true, generation: 2, incidentId: nextId });
    expect(await events(store, id)).toEqual(expect.arrayContaining(['incident.closed', 'incident.followed']));
    expect(await dueIncidents(store)).toEqual([nextId]);
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('takes the first captures over, so that “before” is never what Cordon left', async () => {
    const { store, table } = setup();
    const id = await approved(store);
    await done(store, id, 'quarantine-interfaces', 'sg-1');
    await captureStep(store, id, { planned: doing('tag-case'), before: 'no tags' });
    const { nextId = '' } = await closeIncident(store, id, { outcome: 'partly contained', detail: 'x', next: NEXT });
    const next = await recordOf(store, nextId);
    expect(next.meta.continues).toBe(id);
    expect(next.journal).toMatchObject([
      {
        step: 'quarantine-interfaces',
        status: 'captured',
        before: 'sg-1',
        left: 'quarantine-interfaces as left',
        carriedFrom: id,
        attempts: 0,
      },
      { step: 'tag-case', status: 'captured', before: 'no tags', carriedFrom: id, attempts: 0 },
    ]);
    await asked(store, nextId);
    await vote(store, nextId, 'lee');
    const row = await captureStep(store, nextId, {
      planned: doing('quarantine-interfaces'),
      before: 'cordon-quarantine',
    });
    expect(row).toMatchObject({ before: 'sg-1', attempts: 1 });
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('takes over what another finding’s generation finds too, but nothing that was put back', async () => {
    const { store } = setup();
    await contained(store, ['quarantine-interfaces'], 'failed');
    const second = await admitted(store, finding({ count: 2, updatedAt: '2026-11-23T03:30:00.000Z' }));
    expect((await recordOf(store, second)).journal).toMatchObject([
      { step: 'quarantine-interfaces', status: 'captured' },
    ]);
  });
});
