import { decide } from '../../incidents/decide';
import { readAudit } from '../../incidents/read';
import { appendRefusal } from '../../incidents/refused';
import { brokenPromises } from '../support/promises';
import { setup, waiting } from '../support/record-steps';

const open = async () => {
  const { table, time, store } = setup();
  const incidentId = await waiting(store);
  const rows = async () =>
    (await readAudit(store, incidentId, 0)).filter(({ event }) => event === 'vote.refused').map(({ text }) => text);
  const refuse = (actor: string, text = `${actor} tried to act and was refused.`) =>
    appendRefusal(store, incidentId, { event: 'vote.refused', actor, text });
  return { table, time, store, incidentId, rows, refuse };
};

describe('a refusal', () => {
  it('is a row once a minute; what comes in between is counted, and the next row says how often', async () => {
    const { time, rows, refuse, table } = await open();
    for (let times = 0; times < 5; times += 1) await refuse('max');
    expect(await rows()).toEqual(['max tried to act and was refused.']);
    time.forward(1);
    await refuse('max');
    expect(await rows()).toEqual([
      'max tried to act and was refused.',
      'max tried to act and was refused. The same 4 times since 2026-11-23T03:00:00.000Z.',
    ]);
    expect(brokenPromises(table.items())).toEqual([]);
  });

  it('is one row of twenty at the same time', async () => {
    const { rows, refuse } = await open();
    await Promise.all(Array.from({ length: 20 }, () => refuse('max')));
    expect(await rows()).toHaveLength(1);
  });

  it('is a row for each caller and for each reason', async () => {
    const { rows, refuse } = await open();
    await refuse('max');
    await refuse('noor');
    await refuse('max', 'max tried something else.');
    expect(await rows()).toHaveLength(3);
  });

  it('is one caller’s, however many names a role’s session is given', async () => {
    const { rows, refuse } = await open();
    for (const name of ['a', 'b', 'c']) await refuse(`aws:arn:aws:sts::111111111111:assumed-role/Admin/${name}`);
    await refuse('aws:arn:aws:sts::111111111111:assumed-role/Other/a');
    expect(await rows()).toHaveLength(2);
  });

  it('of a vote is counted just so, and leaves the vote refused each time', async () => {
    const at = await open();
    const click = {
      incidentId: at.incidentId,
      revision: 1,
      vote: 'approve',
      reason: '',
      personId: 'max',
      door: 'slack',
    } as const;
    for (let times = 0; times < 3; times += 1)
      expect(await decide(at.store, click)).toEqual({
        kind: 'refused',
        code: 'not-eligible',
        text: expect.stringContaining('Max is not in responders'),
      });
    expect(await at.rows()).toHaveLength(1);
  });
});
