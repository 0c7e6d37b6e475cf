import { close } from '../../handlers/close';
import { investigate } from '../../handlers/investigation';
import { retry } from '../../incidents/after';
import { setPause } from '../../incidents/control';
import { keep } from '../../incidents/keep';
import { holdInstance } from './hold-instance';
import { approve, approved, executionOf, type Hub, openHub, recordOf, run } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));
jest.mock('../../adapters/evidence', () => ({ keepEvidence: async () => 'kept' }));

const pause = (hub: Hub, paused: boolean) => setPause(hub.store, { paused, reason: 'A drill', by: 'dana' });
const again = (hub: Hub, incidentId: string, personId = 'lee') =>
  retry(hub.store, { incidentId, personId, reason: 'The drill is over' });

/** Approved, refused before anything was changed, and closed. */
const stopped = async (hub: Hub): Promise<string> => {
  const incidentId = await approved(hub);
  await run(hub, incidentId, 'tag-case').catch(() => undefined);
  await close(hub.store, holdInstance, incidentId, executionOf(incidentId)).catch(() => undefined);
  return incidentId;
};
const heldUp = async (hub: Hub): Promise<string> => {
  await pause(hub, true);
  return stopped(hub);
};

describe('a run that was approved while changes are paused', () => {
  it('ends as failed, having changed nothing, and says that it can be tried again', async () => {
    const hub = openHub();
    const incidentId = await heldUp(hub);
    expect((await recordOf(hub, incidentId)).meta).toMatchObject({
      outcome: 'failed',
      outcomeDetail:
        'All changes are paused by dana: A drill. Nothing was changed. It can be tried again as soon as changes are allowed.',
    });
    expect(hub.account.writes).toEqual([]);
  });

  it('is tried again with the click as its first vote, and then does all of it', async () => {
    const hub = openHub();
    const incidentId = await heldUp(hub);
    await pause(hub, false);
    const opened = await again(hub, incidentId);
    const next = opened.kind === 'opened' ? opened.incidentId : '';
    await investigate(hub.store, holdInstance, { incidentId: next }, executionOf(next));
    const record = await recordOf(hub, next);
    expect(record.votes.map(({ personId }) => personId)).toEqual(['lee']);
    expect(record.plan?.steps.map(({ kind }) => kind)).toEqual(['do', 'do']);
    await approve(hub, next, ['kim']);
    expect([await run(hub, next, 'tag-case'), await run(hub, next)]).toEqual(['done', 'done']);
    await close(hub.store, holdInstance, next, executionOf(next));
    expect((await recordOf(hub, next)).meta.outcome).toBe('contained');
    expect(await again(hub, incidentId)).toMatchObject({ code: 'not-possible', text: expect.stringContaining(next) });
  });

  it('is not tried again while changes are still paused, nor by whom may not approve it', async () => {
    const hub = openHub();
    const incidentId = await heldUp(hub);
    expect(await again(hub, incidentId)).toEqual({
      kind: 'refused',
      code: 'busy',
      text: 'All changes are paused: A drill. Try again when they are allowed.',
    });
    await pause(hub, false);
    expect(await again(hub, incidentId, 'max')).toMatchObject({ code: 'not-eligible' });
  });

  it('has nothing that could be kept as it is', async () => {
    const hub = openHub();
    const incidentId = await heldUp(hub);
    expect(await keep(hub.store, { incidentId, personId: 'lee', reason: 'Leave it' })).toMatchObject({
      code: 'not-possible',
      text: `Only a partly contained incident can be kept as it is; ${incidentId} is failed.`,
    });
  });
});

describe('a run that was held up otherwise', () => {
  it('is tried again when the account could not be read for a while', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    hub.account.closed = true;
    await run(hub, incidentId, 'tag-case').catch(() => undefined);
    await close(hub.store, holdInstance, incidentId, executionOf(incidentId)).catch(() => undefined);
    expect((await recordOf(hub, incidentId)).meta.outcomeDetail).toMatch(
      /It can be tried again when the account can be read\.$/,
    );
    hub.account.closed = false;
    expect(await again(hub, incidentId)).toMatchObject({ kind: 'opened' });
  });

  it('is not tried again when the refusal was about its target or plan', async () => {
    const hub = openHub();
    const incidentId = await approved(hub);
    hub.store = { ...hub.store, settings: { ...hub.store.settings, neverTouch: ['i-*'] } };
    await run(hub, incidentId, 'tag-case').catch(() => undefined);
    await close(hub.store, holdInstance, incidentId, executionOf(incidentId)).catch(() => undefined);
    expect((await recordOf(hub, incidentId)).meta.outcomeDetail).toMatch(/Nothing was changed\.$/);
    expect(await again(hub, incidentId)).toMatchObject({
      code: 'not-possible',
      text: `Only what is partly contained, or was held up before anything changed, can be tried again; ${incidentId} is failed.`,
    });
  });
});
