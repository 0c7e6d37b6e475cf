import { SlackProblem } from '../../adapters/slack';
import { closeIncident } from '../../incidents/close';
import { captureStep, finishStep } from '../../incidents/journal';
import { readIncident } from '../../incidents/read';
import { boltDispatch } from '../../slack-app/bolt';
import { handleRequest } from '../../slack-app/handle';
import { rowWithoutRecord } from '../faults/row';
import { click, form, signed, submission } from './requests';
import { approvalOf, audit, note, press, scene, send, shown, submit, value } from './scene';

describe('a submitted dialog', () => {
  it('approves, and says so in the dialog', async () => {
    const at = await scene();
    const answer = await submit(at, 'approve', { reason: 'matches the beacon' });
    expect(JSON.parse(answer.body)).toMatchObject({ response_action: 'update' });
    expect(shown(answer.body)).toContain('Approved');
    expect(await approvalOf(at)).toMatchObject({ status: 'APPROVED', decidedBy: ['dana'] });
  });

  rowWithoutRecord('X11', 'K', 'counts one of two votes, and one person once', async () => {
    const at = await scene({ risk: 'disruptive' });
    expect(shown((await submit(at, 'approve', { reason: 'yes' })).body)).toContain('1 of 2');
    expect(shown((await submit(at, 'approve', { reason: 'yes again' })).body)).toContain('1 of 2');
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING' });
    await submit(at, 'approve', { reason: 'me too' }, { user: 'U0LEE' });
    expect(await approvalOf(at)).toMatchObject({ status: 'APPROVED' });
  });

  it('denies with a reason, and not without', async () => {
    const at = await scene();
    expect(JSON.parse((await submit(at, 'deny', { reason: ' ' })).body)).toEqual({
      response_action: 'errors',
      errors: { reason: expect.any(String) },
    });
    expect(await approvalOf(at)).toMatchObject({ status: 'PENDING' });
    await submit(at, 'deny', { reason: 'known scanner' });
    expect(await approvalOf(at)).toMatchObject({ status: 'DENIED', reason: 'known scanner' });
  });

  it('wants a reason and the last four characters before something that cannot be taken back', async () => {
    const at = await scene({ risk: 'destructive' });
    const faults = JSON.parse((await submit(at, 'approve', { reason: '', typed: 'abcd' })).body) as object;
    expect(faults).toEqual({
      response_action: 'errors',
      errors: { reason: expect.any(String), typed: expect.any(String) },
    });
    expect((await readIncident(at.store, at.incidentId))?.votes).toEqual([]);
    await submit(at, 'approve', { reason: 'both keys are out', typed: 'def0' });
    expect(await approvalOf(at)).toMatchObject({ approvals: 1 });
  });

  it('does not let anybody approve what cannot be taken back while Slack cannot confirm the account', async () => {
    const at = await scene({ risk: 'destructive' });
    at.slack.accountOf = () => {
      throw new SlackProblem('limited', 'ratelimited', 3);
    };
    expect(shown((await submit(at, 'approve', { reason: 'both keys are out', typed: 'def0' })).body)).toContain(
      'could not confirm',
    );
    expect(await approvalOf(at)).toMatchObject({ approvals: 0 });
  });

  rowWithoutRecord(
    'X13',
    'K',
    'refuses a vote on a revision that is gone, and one by somebody who may not',
    async () => {
      const at = await scene();
      const old = await send(at, submission({ callback: 'approve', note: note(at, 9), values: { reason: 'yes' } }));
      const stranger = await submit(at, 'approve', { reason: 'yes' }, { user: 'U0ROBIN' });
      expect([old, stranger].map(({ body }) => shown(body).includes('Not recorded'))).toEqual([true, true]);
      expect(await approvalOf(at)).toMatchObject({ status: 'PENDING', approvals: 0 });
      expect(await audit(at)).toContain('vote.refused');
    },
  );

  it('refuses a vote after the deadline', async () => {
    const at = await scene();
    at.advance(31 * 60);
    expect(shown((await submit(at, 'approve', { reason: 'yes' })).body)).toContain('expired');
    expect(await approvalOf(at)).toMatchObject({ status: 'EXPIRED' });
  });

  rowWithoutRecord('X12', 'K', 'believes nothing of a note that is not Cordon’s', async () => {
    const at = await scene();
    for (const strange of [{}, { ...note(at), extra: 1 }, { ...note(at), r: 'inc-../x' }, { ...note(at), v: '1' }]) {
      expect(
        shown((await send(at, submission({ callback: 'approve', note: strange, values: { reason: 'x' } }))).body),
      ).toContain('not one of Cordon');
    }
    expect(await approvalOf(at)).toMatchObject({ approvals: 0 });
  });

  it('answers even when the record cannot be read, without saying that nothing happened', async () => {
    const at = await scene();
    const store = { ...at.store, port: { ...at.table, list: () => Promise.reject(new Error('throttled')) } };
    const app = { ...at.door.app, store };
    const broken = { ...at.door, app, dispatch: boltDispatch(app) };
    const answer = await handleRequest(
      broken,
      signed(form(submission({ callback: 'approve', note: note(at), values: { reason: 'x' } })), at.store.now()),
    );
    expect(answer.statusCode).toBe(200);
    expect(shown(answer.body)).toContain('Look at the card');
    const clicked = await handleRequest(
      broken,
      signed(form(click({ value: value(at), channel: at.channel, ts: at.ts })), at.store.now()),
    );
    expect(clicked.statusCode).toBe(200);
    expect(at.slack.whispers.at(-1)?.text).toContain('could not do this just now');
  });
});

describe('after the end', () => {
  const contained = async (outcome: 'contained' | 'partly contained') => {
    const at = await scene();
    await submit(at, 'approve', { reason: 'yes' });
    const planned = (await readIncident(at.store, at.incidentId))?.plan?.steps.find(({ id }) => id === 'quarantine');
    if (planned?.kind !== 'do') throw new Error('no such step');
    await captureStep(at.store, at.incidentId, { planned, before: { groups: ['sg-1'] } });
    await finishStep(at.store, at.incidentId, 'quarantine', { left: {}, saw: 'empty group' });
    await closeIncident(at.store, at.incidentId, { outcome, detail: 'Read back.' });
    return at;
  };

  it('asks for a reason and then for an undo of its own', async () => {
    const at = await contained('contained');
    await press(at, { action: 'undo' });
    expect(at.slack.views[0]?.view).toMatchObject({ callback_id: 'undo' });
    expect(JSON.parse((await submit(at, 'undo', { reason: '' })).body)).toMatchObject({ response_action: 'errors' });
    expect(shown((await submit(at, 'undo', { reason: 'false positive' })).body)).toContain('being planned');
    expect(await readIncident(at.store, `${at.incidentId}-u1`)).toMatchObject({
      meta: { kind: 'undo', reason: 'false positive' },
    });
  });

  it('keeps a partly contained incident, and retries it, by click', async () => {
    const kept = await contained('partly contained');
    await submit(kept, 'keep', { reason: 'enough for now' });
    expect((await readIncident(kept.store, kept.incidentId))?.meta.kept).toMatchObject({
      personId: 'dana',
      reason: 'enough for now',
    });
    const again = await contained('partly contained');
    await submit(again, 'retry', { reason: 'permissions are fixed' });
    expect(await readIncident(again.store, again.incidentId.replace(/1$/, '2'))).toMatchObject({
      meta: { generation: 2 },
    });
  });

  it('offers none of this while it is running', async () => {
    const at = await scene();
    for (const action of ['undo', 'retry', 'keep']) await press(at, { action });
    expect(at.slack.views).toEqual([]);
    expect(at.slack.whispers.map(({ text }) => text)).toEqual(Array(3).fill(expect.stringContaining('still running')));
  });
});
