import { planUndo } from '../../handlers/investigation';
import { undoStep } from '../../handlers/undo-step';
import { requestUndo } from '../../incidents/after';
import { closeIncident } from '../../incidents/close';
import { brokenPromises } from '../support/promises';
import { holdInstance } from './hold-instance';
import { approve, approved, executionOf, type Hub, openHub, rowOf, run, step } from './hub';

jest.mock('../../handlers/member', () => jest.requireActual('./door'));

const PICKED = 'swap-group/group';

/** A contained incident whose group somebody has changed since, and an undo that found that. */
const drifted = async (): Promise<{ readonly hub: Hub; readonly id: string }> => {
  const hub = openHub();
  const id = await approved(hub);
  await run(hub, id, 'tag-case');
  await run(hub, id);
  await closeIncident(hub.store, id, { outcome: 'contained', detail: 'Read back.' });
  hub.account.group = 'sg-theirs';
  const undoId = await undoAsked(hub, id);
  await expect(put(hub, undoId)).rejects.toThrow('group is sg-theirs');
  await closeIncident(hub.store, undoId, { outcome: 'partly contained', detail: 'Not put back.' });
  return { hub, id };
};

const undoAsked = async (hub: Hub, id: string, acceptDrift: readonly string[] = []): Promise<string> => {
  const asked = await requestUndo(hub.store, { incidentId: id, personId: 'noor', reason: 'a mistake', acceptDrift });
  if (asked.kind === 'refused') throw new Error(asked.text);
  const { incidentId } = asked;
  expect(await planUndo(hub.store, holdInstance, { incidentId }, executionOf(incidentId))).toMatchObject({
    next: 'ask',
  });
  await approve(hub, incidentId);
  return incidentId;
};
const put = (hub: Hub, undoId: string): Promise<string> =>
  undoStep(hub.store, holdInstance, step(undoId, 'swap-group'));

describe('what a person chose to overwrite', () => {
  it('is overwritten while it is still what the person was shown', async () => {
    const { hub, id } = await drifted();
    expect(await put(hub, await undoAsked(hub, id, [PICKED]))).toBe('undone');
    expect(hub.account.group).toBe('sg-web');
    expect(brokenPromises(hub.table.items())).toEqual([]);
  });

  it('is left alone when somebody changed it once more, and the undo stops and says as what it was found', async () => {
    const { hub, id } = await drifted();
    const undoId = await undoAsked(hub, id, [PICKED]);
    hub.account.group = 'sg-theirs-again';
    await expect(put(hub, undoId)).rejects.toThrow('group is sg-theirs-again, was left as');
    expect(hub.account.group).toBe('sg-theirs-again');
    expect((await rowOf(hub, id))?.undo).toMatchObject({ status: 'drifted', drift: [{ foundAs: 'sg-theirs-again' }] });
    expect(brokenPromises(hub.table.items())).toEqual([]);
    // The run is tried again, and knows better than the journal what was shown.
    await expect(put(hub, undoId)).rejects.toThrow('sg-theirs-again');
    hub.account.group = 'sg-theirs';
    expect(await put(hub, undoId)).toBe('undone');
  });
});
