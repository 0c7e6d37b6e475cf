import { happeningOf, storyOf } from '../../../local/page/happening';
import { admitted, approved, contained, recordOf, setup, vote, waiting } from '../../support/record-steps';

const now = async (s: ReturnType<typeof setup>, ...ids: readonly string[]) =>
  happeningOf(await Promise.all(ids.map((id) => recordOf(s.store, id))));

describe('what is going on, in a sentence', () => {
  it('is nothing while nothing was reported', () => {
    expect(happeningOf([])).toMatchObject({ mood: 'quiet', word: 'Quiet' });
  });

  it('is a look around before there is a plan', async () => {
    const s = setup();
    const { mood, sentence } = await now(s, await admitted(s.store));
    expect(mood).toBe('looking');
    expect(sentence).toMatch(/^GuardDuty reports: .*Cordon reads the account and writes a plan\.$/);
  });

  it('is a question, with the votes that are there and the time that is left', async () => {
    const s = setup();
    const id = await waiting(s.store, { risk: 'disruptive' });
    const record = await recordOf(s.store, id);
    expect(await now(s, id)).toEqual({
      mood: 'waiting',
      word: 'Waiting for a decision',
      sentence: `Cordon asks: ${record.plan?.headline}? It needs 2 approvals; nothing has been changed.`,
      until: record.approval?.expiresAt,
      incidentId: id,
    });
    await vote(s.store, id, 'lee');
    expect((await now(s, id)).sentence).toContain('It has 1 of 2 approvals');
  });

  it('is carried out, then contained', async () => {
    const s = setup();
    const running = await approved(s.store);
    expect(await now(s, running)).toMatchObject({ mood: 'running', word: 'Carrying out' });
    const other = setup();
    const done = await contained(other.store);
    const { mood, sentence } = happeningOf([await recordOf(other.store, done)]);
    expect(mood).toBe('done');
    expect(sentence).toContain('read back from the account');
  });

  it('is what waits for people, whatever else moves', async () => {
    const [a, b] = [setup(), setup()];
    const [open, over] = [await waiting(a.store), await contained(b.store)];
    const records = [await recordOf(b.store, over), await recordOf(a.store, open)];
    expect(happeningOf(records)).toMatchObject({ mood: 'waiting', incidentId: open });
  });
});

describe('the three answers for a newcomer', () => {
  it('say what happened, what is asked of whom, and what a click would do', async () => {
    const s = setup();
    const record = await recordOf(s.store, await waiting(s.store, { risk: 'disruptive' }));
    const story = storyOf(record, ['Lee', 'Kim']);
    expect(story?.happened).toMatch(/^GuardDuty reports: /);
    expect(story?.asked).toContain('It needs 2 approvals. Lee, Kim may decide.');
    expect(story?.click).toContain('nothing changes until you approve there');
  });

  it('are not made up while there is no request', async () => {
    const s = setup();
    expect(storyOf(await recordOf(s.store, await admitted(s.store)), [])).toBeUndefined();
  });
});
