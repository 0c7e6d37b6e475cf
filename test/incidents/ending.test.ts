import { closeIncident } from '../../incidents/close';
import { endingOf, MOST_STALE_IN_A_ROW } from '../../incidents/ending';
import { captureStep } from '../../incidents/journal';
import { policyOn } from '../../incidents/policy';
import { readLock } from '../../incidents/read';
import { plan, TARGET } from '../support/record-fixtures';
import { approved, contained, doing, recordOf, setup, waiting } from '../support/record-steps';

const NOW = { problems: [], version: 1 };

describe('the ending of a run', () => {
  it('is partly contained when a step was cut short, because nobody knows how far it came', async () => {
    const { store } = setup();
    const id = await approved(store);
    await captureStep(store, id, { planned: doing('quarantine-interfaces'), before: 'its groups' });
    const ending = endingOf(await recordOf(store, id), NOW);
    expect(ending.outcome).toBe('partly contained');
    expect(ending.detail).toContain('cut short');
    expect(ending.page).toBe(true);
  });

  it('is partly contained when the last read-back finds the change gone', async () => {
    const { store } = setup();
    const record = await recordOf(store, await contained(store));
    expect(endingOf(record, { ...NOW, problems: ['The group is back'] })).toMatchObject({
      outcome: 'partly contained',
      detail: 'The group is back.',
    });
  });

  it('asks again when a run went on without a decision, and stops asking only after three in a row', async () => {
    const { store } = setup();
    const id = await waiting(store);
    const record = await recordOf(store, id);
    expect(endingOf(record, NOW)).toMatchObject({ outcome: 'stale', next: { playbook: 'isolate-instance' } });
    const third = { ...record, meta: { ...record.meta, generation: 3 } };
    expect(endingOf(third, NOW).next).toBeDefined();
    const tired = { ...record, meta: { ...record.meta, staleInARow: MOST_STALE_IN_A_ROW - 1 } };
    expect(endingOf(tired, NOW).next).toBeUndefined();
  });
});

describe('the next generation', () => {
  const nextOf = async (origin: Parameters<typeof policyOn>[1]['origin']) => {
    const { store } = setup();
    const id = await waiting(store);
    const { meta } = await recordOf(store, id);
    const item = (await store.port.list(`INCIDENT#${id}`, 'META'))[0];
    if (!item) throw new Error('the fixture has an incident');
    await store.port.write([{ kind: 'put', item: { ...item, origin: { ...origin } } }]);
    const { playbook, version } = meta;
    await closeIncident(store, id, {
      outcome: 'stale',
      detail: 'it changed',
      next: { playbook, version, because: 'it changed' },
    });
    const next = await recordOf(store, (await readLock(store, TARGET))?.incidentId ?? '');
    return {
      next,
      policy: policyOn(store.settings, next.meta, next.findings, plan({ environment: 'staging', risk: 'reversible' })),
    };
  };

  it('still needs two people when the first was started where nobody is known', async () => {
    const { policy } = await nextOf({
      by: 'console',
      executionArn: 'arn:aws:states:eu-west-1:111111111111:execution:x:y',
    });
    expect(policy.needed).toBe(2);
  });

  it('still leaves out whoever asked for the first', async () => {
    const { policy } = await nextOf({ by: 'person', personId: 'kim', door: 'operator' });
    expect(policy.excluded).toContainEqual({ personId: 'kim', because: 'asked for this' });
  });

  it('counts how often the question went stale', async () => {
    const { next } = await nextOf({ by: 'finding' });
    expect(next.meta.staleInARow).toBe(1);
  });

  it('of another playbook takes no captures over', async () => {
    const { store } = setup();
    const id = await approved(store);
    await captureStep(store, id, { planned: doing('quarantine-interfaces'), before: 'its groups' });
    await closeIncident(store, id, {
      outcome: 'contained',
      detail: 'done',
      next: { playbook: 'another', version: 1, because: 'it follows' },
    });
    const next = await recordOf(store, (await readLock(store, TARGET))?.incidentId ?? '');
    expect(next.meta.playbook).toBe('another');
    expect(next.journal).toEqual([]);
  });
});
