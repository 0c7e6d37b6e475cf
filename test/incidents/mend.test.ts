import { mend } from '../../incidents/mend';
import { dueIncidents } from '../../incidents/read';
import { brokenPromises } from '../support/promises';
import { approved, done, recordOf, setup, vote, waiting } from '../support/record-steps';

const STEPS_DONE = ['snapshot-volumes', 'quarantine-interfaces', 'tag-case'];

describe('mending an open incident', () => {
  it('leaves one alone whose execution lives, and looks again later', async () => {
    const { store, time } = setup();
    const id = await waiting(store);
    time.forward(5);
    expect(await mend(store, id, 'RUNNING')).toBe('lives');
    expect((await recordOf(store, id)).meta.stage).toBe('waiting');
    expect(await dueIncidents(store)).toEqual([]);
  });

  it('asks again when the run died while people were deciding', async () => {
    const { store, table } = setup();
    const id = await waiting(store);
    expect(await mend(store, id, 'TIMED_OUT')).toBe('closed');
    expect((await recordOf(store, id)).meta).toMatchObject({ stage: 'closed', outcome: 'stale' });
    expect((await recordOf(store, id.replace(/-1$/, '-2'))).meta.stage).toBe('claimed');
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('does not ask again when a person aborted the run', async () => {
    const { store } = setup();
    const id = await waiting(store);
    await mend(store, id, 'ABORTED');
    expect((await recordOf(store, id)).meta).toMatchObject({
      outcome: 'failed',
      outcomeDetail: 'The run ended early (ABORTED). Someone aborted it. Nothing was changed.',
    });
  });

  it.each([
    ['nothing', [], 'failed'],
    ['some steps', STEPS_DONE.slice(0, 2), 'partly contained'],
    ['every step', STEPS_DONE, 'contained'],
  ])('says what a run came to that died after %s', async (_name, steps, outcome) => {
    const { store, table } = setup();
    const id = await approved(store);
    for (const step of steps) await done(store, id, step);
    await mend(store, id, 'FAILED');
    expect((await recordOf(store, id)).meta.outcome).toBe(outcome);
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('keeps a denial a denial', async () => {
    const { store } = setup();
    const id = await waiting(store);
    await vote(store, id, 'lee', 'deny');
    await mend(store, id, 'ABORTED');
    expect((await recordOf(store, id)).meta.outcome).toBe('denied');
  });
});
