import { closeIncident } from '../../incidents/close';
import { captureStep, failStep, finishStep, refuseRun, skipStep, wouldDoStep } from '../../incidents/journal';
import { remainingSteps, stands } from '../../incidents/journal-rows';
import { brokenPromises } from '../support/promises';
import { plan, STEPS } from '../support/record-fixtures';
import { approved, doing, done, events, lastRow, recordOf, setup, waiting } from '../support/record-steps';

const QUARANTINE = doing('quarantine-interfaces');
const skipped = STEPS.find((step) => step.kind === 'skip');
const refusal = {
  ok: false,
  code: 'paused',
  text: 'All changes are paused by Dana: freeze. Nothing was changed.',
  page: true,
} as const;

describe('the journal', () => {
  it('stores the capture and the row before the effect in one write', async () => {
    const { store, table } = setup();
    const id = await approved(store);
    await captureStep(store, id, { planned: QUARANTINE, before: { groups: ['sg-1'] } });
    const last = table.written
      .at(-1)
      ?.map((operation) => (operation.kind === 'put' ? operation.item.sk : operation.key.sk));
    expect(last).toEqual(expect.arrayContaining(['JOURNAL#quarantine-interfaces', 'META', 'HEAD']));
    const { journal, meta } = await recordOf(store, id);
    expect(journal).toMatchObject([
      { step: 'quarantine-interfaces', status: 'captured', before: { groups: ['sg-1'] }, attempts: 1 },
    ]);
    expect(meta.times.firstChangeAt).toBe('2026-11-23T03:00:00.000Z');
    expect(await lastRow(store, id)).toMatchObject({
      event: 'step.started',
      text: 'Started: Quarantine every network interface.',
    });
  });

  it('never overwrites the first capture, however often the step is taken up again', async () => {
    const { store } = setup();
    const id = await approved(store);
    await captureStep(store, id, { planned: QUARANTINE, before: 'sg-1' });
    const again = await captureStep(store, id, { planned: QUARANTINE, before: 'cordon-quarantine' });
    expect(again).toMatchObject({ before: 'sg-1', attempts: 2 });
    await failStep(store, id, { planned: QUARANTINE, problem: 'throttled' });
    expect(await captureStep(store, id, { planned: QUARANTINE, before: 'cordon-quarantine' })).toMatchObject({
      before: 'sg-1',
      attempts: 3,
    });
    const [first, second] = await Promise.all([
      captureStep(store, id, { planned: doing('tag-case'), before: 'a' }),
      captureStep(store, id, { planned: doing('tag-case'), before: 'b' }),
    ]);
    expect(first.before).toBe(second.before);
  });

  it('keeps what it found to be null or empty as the first capture too', async () => {
    const { store } = setup();
    const id = await approved(store);
    await captureStep(store, id, { planned: QUARANTINE, before: null });
    expect((await captureStep(store, id, { planned: QUARANTINE, before: 'later' })).before).toBeNull();
  });

  it('finishes a step once, and hands a done one back as done', async () => {
    const { store, time } = setup();
    const id = await approved(store);
    await done(store, id, 'quarantine-interfaces');
    time.forward(1);
    await finishStep(store, id, 'quarantine-interfaces', { left: 'other', saw: 'other' });
    expect(await captureStep(store, id, { planned: QUARANTINE, before: 'x' })).toMatchObject({
      status: 'done',
      left: 'quarantine-interfaces as left',
    });
    expect((await events(store, id)).filter((event) => event === 'step.finished')).toHaveLength(1);
    expect((await recordOf(store, id)).meta.times.lastChangeAt).toBe('2026-11-23T03:00:00.000Z');
  });

  it.each([
    ['while it waits for a decision', waiting],
    [
      'after the incident was closed',
      async (store: Parameters<typeof approved>[0]) => {
        const id = await approved(store);
        await closeIncident(store, id, { outcome: 'failed', detail: 'x' });
        return id;
      },
    ],
  ])('starts nothing %s', async (_name, open) => {
    const { store } = setup();
    const id = await open(store);
    await expect(captureStep(store, id, { planned: QUARANTINE, before: 'x' })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect((await recordOf(store, id)).journal).toEqual([]);
  });

  it('starts no step that the approved plan leaves out or does not have, and none of a plan changed in the table', async () => {
    const { store, table } = setup();
    const id = await approved(store);
    await expect(
      captureStep(store, id, { planned: { ...QUARANTINE, id: 'enter-standby' }, before: 'x' }),
    ).rejects.toThrow('leaves it out');
    await expect(captureStep(store, id, { planned: { ...QUARANTINE, id: 'terminate' }, before: 'x' })).rejects.toThrow(
      'leaves it out',
    );
    const stored = table.peek(({ sk }) => sk === 'PLAN#0001')[0];
    if (stored)
      table.force({
        ...stored,
        plan: JSON.parse(JSON.stringify({ ...plan({ risk: 'destructive' }), digest: plan().digest })),
      });
    await expect(captureStep(store, id, { planned: QUARANTINE, before: 'x' })).rejects.toThrow('not the approved one');
  });

  it('says of a failed step whether the run goes on, and pages when it does not', async () => {
    const { store } = setup();
    const id = await approved(store);
    await failStep(store, id, { planned: doing('snapshot-volumes'), problem: 'SnapshotLimitExceeded' });
    expect(await lastRow(store, id)).toMatchObject({
      text: 'Failed: Snapshot every volume. SnapshotLimitExceeded. The run goes on without it.',
    });
    expect((await lastRow(store, id))?.page).toBeUndefined();
    await failStep(store, id, { planned: QUARANTINE, problem: 'UnauthorizedOperation' });
    expect(await lastRow(store, id)).toMatchObject({ event: 'step.failed', page: true });
    expect(remainingSteps(await recordOf(store, id))).toEqual([
      'snapshot-volumes',
      'quarantine-interfaces',
      'tag-case',
    ]);
  });

  it('records what is left out and what a dry run would do, once each', async () => {
    const { store } = setup();
    const id = await approved(store);
    if (skipped?.kind !== 'skip') throw new Error('the fixture leaves one step out');
    for (let run = 1; run <= 2; run += 1) {
      await skipStep(store, id, skipped);
      await wouldDoStep(store, id, QUARANTINE);
    }
    expect((await recordOf(store, id)).journal.map(({ step, status }) => [step, status])).toEqual([
      ['enter-standby', 'skipped'],
      ['quarantine-interfaces', 'would do'],
    ]);
    expect((await events(store, id)).filter((event) => ['step.skipped', 'step.would-do'].includes(event))).toEqual([
      'step.skipped',
      'step.would-do',
    ]);
    expect((await recordOf(store, id)).journal.filter(stands)).toEqual([]);
  });

  it('marks a refused step with the gate’s code, and lets it run once the gate says yes', async () => {
    const { store, table } = setup();
    const id = await approved(store);
    await refuseRun(store, id, QUARANTINE.id, refusal);
    expect((await recordOf(store, id)).journal).toMatchObject([{ status: 'refused', code: 'paused' }]);
    expect(await lastRow(store, id)).toMatchObject({ event: 'run.refused', page: true });
    await done(store, id, QUARANTINE.id);
    expect((await recordOf(store, id)).journal).toMatchObject([{ status: 'done' }]);
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('lets a stranger’s run leave a line, and nothing on the steps', async () => {
    const { store } = setup();
    const id = await approved(store);
    await refuseRun(store, id, QUARANTINE.id, { ...refusal, code: 'wrong-execution' });
    await refuseRun(store, 'inc-unknown-1', QUARANTINE.id, refusal);
    expect((await recordOf(store, id)).journal).toEqual([]);
    expect(await events(store, 'inc-unknown-1')).toEqual(['run.refused']);
  });

  it('refuses a capture that does not fit, naming where large documents go', async () => {
    const { store } = setup();
    const id = await approved(store);
    await expect(captureStep(store, id, { planned: QUARANTINE, before: 'x'.repeat(400_000) })).rejects.toMatchObject({
      code: 'too-large',
    });
  });
});
