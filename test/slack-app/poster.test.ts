import { SlackProblem } from '../../adapters/slack';
import { appendAudit } from '../../incidents/audit';
import { closeIncident } from '../../incidents/close';
import { setPause } from '../../incidents/control';
import { decide, escalate, remind } from '../../incidents/decide';
import { seal } from '../../incidents/digest';
import { CONTROL } from '../../incidents/keys';
import { policyOn } from '../../incidents/policy';
import { readAudit, readIncident } from '../../incidents/read';
import { revise } from '../../incidents/request';
import { paint } from '../../slack-app/paint';
import type { Poster } from '../../slack-app/posting';
import { readViewState } from '../../slack-app/view-state';
import { rowWithoutRecord } from '../faults/row';
import { cardsOf, type FakeBulk, fakeBulk, linesOf } from './fake-slack';
import { draft, opened, type Stage, stage, waiting } from './support';

interface Scene extends Stage {
  readonly bulk: FakeBulk;
  readonly poster: Poster;
}
const scene = (): Scene => {
  const made = stage();
  const bulk = fakeBulk();
  const holders = { last: 0 };
  const newHolder = () => {
    holders.last += 1;
    return `run-${holders.last}`;
  };
  return { ...made, bulk, poster: { store: made.store, slack: bulk, newHolder } };
};

const makeRevision = async ({ store }: Stage, incidentId: string) => {
  const record = await readIncident(store, incidentId);
  if (!record) throw new Error('gone');
  const plan = seal(draft({ headline: 'Isolate it once more', risk: 'disruptive' }));
  const policy = policyOn(store.settings, record.meta, record.findings, plan);
  await revise(store, incidentId, { plan, policy, because: 'its role is used elsewhere' });
};
const approve = ({ store }: Stage, incidentId: string, personId: string) =>
  decide(store, { incidentId, revision: 1, vote: 'approve', reason: 'matches', personId, door: 'slack' });

describe('the poster', () => {
  it('shows nothing before there is something to show', async () => {
    const { store, poster, bulk } = scene();
    await paint(poster, await opened(store));
    await paint(poster, 'inc-unknown000-1');
    expect(bulk.messages).toEqual([]);
  });

  it('pages at once what cannot wait for a card', async () => {
    const at = scene();
    const incidentId = await opened(at.store);
    await appendAudit(at.store, incidentId, { event: 'test.page', actor: 'cordon', text: 'look at this', page: true });
    await paint(at.poster, incidentId);
    expect(at.bulk.messages).toMatchObject([{ channel: 'C0PAGE', text: expect.stringContaining('look at this') }]);
  });

  it('posts one card, and one line for each event in its thread', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk).map(({ channel }) => channel)).toEqual(['C0URGENT']);
    const rows = await readAudit(at.store, incidentId, 0);
    expect(linesOf(at.bulk)).toHaveLength(rows.length);
    expect(linesOf(at.bulk).every(({ threadTs }) => threadTs === cardsOf(at.bulk)[0]?.ts)).toBe(true);
  });

  it('changes nothing when it is woken again for the same record', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await paint(at.poster, incidentId);
    const before = structuredClone(at.bulk.messages);
    for (let count = 0; count < 3; count += 1) await paint(at.poster, incidentId);
    expect(at.bulk.messages).toEqual(before);
  });

  it('puts mild findings into the routine channel', async () => {
    const at = scene();
    await paint(at.poster, await waiting(at, {}, { severity: 6.9 }));
    expect(cardsOf(at.bulk).map(({ channel }) => channel)).toEqual(['C0ROUTINE']);
  });

  it('updates the card in place as the record moves, to its end', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await paint(at.poster, incidentId);
    await approve(at, incidentId, 'dana');
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk)[0]?.text).toContain('Approved, running');
    await closeIncident(at.store, incidentId, { outcome: 'contained', detail: 'Read back.' });
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk)).toHaveLength(1);
    expect(cardsOf(at.bulk)[0]).toMatchObject({ updates: 2 });
    expect(cardsOf(at.bulk)[0]?.text).toContain('Contained and read back');
  });

  it('counts a repeated delivery without another update', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await paint(at.poster, incidentId);
    for (let count = 0; count < 49; count += 1) await opened(at.store);
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk)[0]?.updates).toBe(0);
    await approve(at, incidentId, 'dana');
    await closeIncident(at.store, incidentId, { outcome: 'not applicable', detail: 'It is gone.' });
    await paint(at.poster, incidentId);
    expect(JSON.stringify(cardsOf(at.bulk)[0]?.blocks)).toContain('delivered 50×');
  });

  it('posts a card for a new revision and takes the buttons off the old one', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await paint(at.poster, incidentId);
    await makeRevision(at, incidentId);
    await paint(at.poster, incidentId);
    const [old, fresh] = cardsOf(at.bulk);
    expect(old?.text).toContain('Replaced by revision 2');
    expect(JSON.stringify(old?.blocks)).not.toContain('action_id');
    expect(fresh?.text).toContain('Isolate it once more');
    expect(cardsOf(at.bulk)).toHaveLength(2);
  });

  it('posts one more copy where a request is escalated to, and keeps every copy the same', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await paint(at.poster, incidentId);
    at.advance(16 * 60);
    await escalate(at.store, incidentId);
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk).map(({ channel }) => channel)).toEqual(['C0URGENT', 'C0ESCALATE']);
    await approve(at, incidentId, 'kim');
    await paint(at.poster, incidentId);
    expect(new Set(cardsOf(at.bulk).map(({ text }) => text)).size).toBe(1);
  });

  it('pages with a mention, once, what the record says someone is paged for', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await paint(at.poster, incidentId);
    at.advance(16 * 60);
    await escalate(at.store, incidentId);
    await paint(at.poster, incidentId);
    await paint(at.poster, incidentId);
    const pages = at.bulk.messages.filter(({ channel }) => channel === 'C0PAGE');
    expect(pages).toHaveLength(1);
    expect(pages[0]?.text).toMatch(/^<!subteam\^S0ONCALL> .*Escalated/s);
  });

  it('calls those who may decide when it reminds', async () => {
    const at = scene();
    const incidentId = await waiting(at, { risk: 'disruptive' });
    await approve(at, incidentId, 'dana');
    at.advance(11 * 60);
    await remind(at.store, incidentId);
    await paint(at.poster, incidentId);
    const reminder = linesOf(at.bulk).find(({ text }) => text.includes('Still waiting'));
    expect(reminder?.text).toContain('<@U0LEE>');
    expect(reminder?.text).not.toContain('<@U0DANA>');
  });

  it('tells many events in one message', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    for (let count = 0; count < 12; count += 1)
      await appendAudit(at.store, incidentId, {
        event: 'test.event',
        actor: 'cordon',
        text: `event ${count} <!channel>`,
      });
    await paint(at.poster, incidentId);
    expect(linesOf(at.bulk)).toHaveLength(1);
    expect(linesOf(at.bulk)[0]?.text).toContain('event 11 &lt;!channel&gt;');
  });

  it('tells the page channel when the whole hub is paused', async () => {
    const at = scene();
    await setPause(at.store, { paused: true, reason: 'a drill', by: 'dana' });
    await paint(at.poster, CONTROL);
    await paint(at.poster, CONTROL);
    expect(at.bulk.messages).toHaveLength(1);
    expect(at.bulk.messages[0]).toMatchObject({ channel: 'C0PAGE', text: expect.stringContaining('a drill') });
  });
});

describe('the poster when something goes wrong', () => {
  rowWithoutRecord('F13', 'K', 'finds the card whose answer was lost, and posts no second one', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    at.bulk.fault = (call) => (call === 'post' ? 'lose' : undefined);
    await expect(paint(at.poster, incidentId)).rejects.toThrow(SlackProblem);
    at.bulk.fault = undefined;
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk)).toHaveLength(1);
    expect((await readViewState(at.table, incidentId)).copies).toMatchObject([
      { channel: 'C0URGENT', ts: cardsOf(at.bulk)[0]?.ts, revision: 1 },
    ]);
  });

  it('repeats no line of a thread whose answer was lost, wherever that happens', async () => {
    for (let lost = 0; lost < 4; lost += 1) {
      const at = scene();
      const incidentId = await waiting(at);
      const posts = { count: 0 };
      at.bulk.fault = (call) => {
        if (call !== 'post') return undefined;
        posts.count += 1;
        return posts.count === lost + 1 ? 'lose' : undefined;
      };
      await paint(at.poster, incidentId).catch(() => undefined);
      at.advance(1);
      await paint(at.poster, incidentId);
      const keys = at.bulk.messages.map(({ mark }) => mark.key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(linesOf(at.bulk)).toHaveLength((await readAudit(at.store, incidentId, 0)).length);
    }
  });

  rowWithoutRecord('F12', 'K', 'leaves the record alone while Slack is away, and catches up afterwards', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    at.bulk.fault = () => {
      throw new SlackProblem('unreachable', 'no answer', undefined);
    };
    await expect(paint(at.poster, incidentId)).rejects.toThrow(SlackProblem);
    await approve(at, incidentId, 'dana');
    await expect(paint(at.poster, incidentId)).rejects.toThrow(SlackProblem);
    expect((await readIncident(at.store, incidentId))?.approval?.status).toBe('APPROVED');
    at.bulk.fault = undefined;
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk).map(({ text }) => text)).toEqual([expect.stringContaining('Approved, running')]);
  });

  rowWithoutRecord('F12', 'K', 'still pages and fills the other channels when one refuses', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    at.advance(16 * 60);
    await escalate(at.store, incidentId);
    at.bulk.fault = (_call, channel) => {
      if (channel === 'C0URGENT') throw new SlackProblem('refused', 'channel_not_found', undefined);
      return undefined;
    };
    await expect(paint(at.poster, incidentId)).rejects.toThrow('channel_not_found');
    expect(at.bulk.messages.filter(({ threadTs }) => threadTs === undefined).map(({ channel }) => channel)).toEqual([
      'C0ESCALATE',
      'C0PAGE',
    ]);
  });

  it('posts a card anew that somebody deleted', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await paint(at.poster, incidentId);
    at.bulk.messages.splice(0, 1);
    await approve(at, incidentId, 'dana');
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk)).toHaveLength(1);
    expect(cardsOf(at.bulk)[0]?.text).toContain('Approved, running');
  });

  it('posts once when many runs start at the same time, and all of them show the last state', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    const runs = Array.from({ length: 8 }, () => paint(at.poster, incidentId));
    await approve(at, incidentId, 'dana');
    await Promise.all([...runs, paint(at.poster, incidentId)]);
    expect(cardsOf(at.bulk)).toHaveLength(1);
    expect(cardsOf(at.bulk)[0]?.text).toContain('Approved, running');
    const keys = at.bulk.messages.map(({ mark }) => mark.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('takes over from a run that was killed, once its lease is over', async () => {
    const at = scene();
    const incidentId = await waiting(at);
    await at.table.write([
      {
        kind: 'update',
        key: { pk: `INCIDENT#${incidentId}`, sk: 'VIEW#slack' },
        set: { postingUntil: new Date(at.store.now().getTime() + 60_000).toISOString(), holder: 'killed' },
      },
    ]);
    await paint(at.poster, incidentId);
    expect(at.bulk.messages).toEqual([]);
    at.advance(61);
    await paint(at.poster, incidentId);
    expect(cardsOf(at.bulk)).toHaveLength(1);
  });
});
