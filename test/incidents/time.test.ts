import { checked, markDelivered } from '../../incidents/decide';
import { dueIncidents, openIncidents } from '../../incidents/read';
import { timeSplit } from '../../incidents/split';
import { type Due, whatIsDue } from '../../incidents/sweep';
import { admitted, recordOf, setup, vote, waiting } from '../support/record-steps';

describe('the split of time', () => {
  it('tells whose time it was, in seconds', () => {
    const split = timeSplit({
      activityAt: '2026-11-23T03:00:00.000Z',
      findingAt: '2026-11-23T03:04:00.000Z',
      receivedAt: '2026-11-23T03:05:00.000Z',
      askedAt: '2026-11-23T03:05:04.000Z',
      decidedAt: '2026-11-23T03:06:04.000Z',
      firstChangeAt: '2026-11-23T03:06:05.000Z',
      lastChangeAt: '2026-11-23T03:06:10.500Z',
      verifiedAt: '2026-11-23T03:06:12.500Z',
      closedAt: '2026-11-23T03:06:13.000Z',
    });
    expect(split).toEqual({
      providerSeconds: 300,
      machineSeconds: 10.5,
      humanSeconds: 60,
      verifySeconds: 2,
      totalSeconds: 372.5,
    });
  });

  it('says nothing where one end is not known, and never less than nothing', () => {
    const byHand = timeSplit({ receivedAt: '2026-11-23T03:05:00.000Z', askedAt: '2026-11-23T03:05:04.000Z' });
    expect(byHand).toEqual({
      providerSeconds: undefined,
      machineSeconds: 4,
      humanSeconds: undefined,
      verifySeconds: undefined,
      totalSeconds: undefined,
    });
    const skewed = timeSplit({
      findingAt: '2026-11-23T03:05:01.000Z',
      receivedAt: '2026-11-23T03:05:00.000Z',
      closedAt: '2026-11-23T03:05:02.000Z',
    });
    expect(skewed).toMatchObject({ providerSeconds: 0, machineSeconds: 2, totalSeconds: 1 });
  });
});

describe('the sweeper’s queue', () => {
  const due = async (s: ReturnType<typeof setup>, id: string): Promise<readonly Due[]> =>
    whatIsDue(await recordOf(s.store, id), s.time.now());

  it('holds a claimed incident until its lease is over', async () => {
    const s = setup();
    const id = await admitted(s.store);
    expect([await dueIncidents(s.store), await due(s, id)]).toEqual([[], []]);
    s.time.forward(1);
    expect([await dueIncidents(s.store), await due(s, id)]).toEqual([[id], ['start']]);
  });

  it('brings a waiting incident up for its reminder, its next tier and its end', async () => {
    const s = setup({ sweepSeconds: 60 });
    const id = await waiting(s.store, { risk: 'disruptive' });
    const at = async (minutes: number) => {
      s.time.forward(minutes);
      await checked(s.store, id);
      return due(s, id);
    };
    expect(await at(9.9)).toEqual([]);
    expect(await at(0.1)).toEqual(['remind']);
    expect(await at(10)).toEqual(['escalate', 'remind']);
    expect(await at(10.01)).toEqual(['expire']);
    expect(await dueIncidents(s.store)).toEqual([id]);
  });

  it('brings a decision up that Step Functions has not been told', async () => {
    const s = setup();
    const id = await waiting(s.store);
    await vote(s.store, id, 'lee');
    expect(await due(s, id)).toEqual([]);
    s.time.forward(0.1);
    expect([await dueIncidents(s.store), await due(s, id)]).toEqual([[id], ['resend-decision']]);
    await markDelivered(s.store, id);
    expect([await dueIncidents(s.store), await due(s, id)]).toEqual([[], []]);
  });

  it('looks every few sweeps whether execution and card are as they should be', async () => {
    const s = setup({ sweepSeconds: 10 });
    const id = await waiting(s.store);
    s.time.forward(0.5);
    expect([await dueIncidents(s.store), await due(s, id)]).toEqual([[id], ['mend', 'repaint']]);
    await checked(s.store, id);
    expect([await dueIncidents(s.store), await due(s, id)]).toEqual([[], []]);
    expect((await openIncidents(s.store)).map(({ incidentId }) => incidentId)).toEqual([id]);
  });
});
