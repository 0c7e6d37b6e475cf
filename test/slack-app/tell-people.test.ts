import { SlackProblem } from '../../adapters/slack';
import { closeIncident } from '../../incidents/close';
import { decide } from '../../incidents/decide';
import { keep } from '../../incidents/keep';
import { paint } from '../../slack-app/paint';
import { type FakeBulk, fakeBulk } from './fake-slack';
import { type Stage, stage, waiting } from './support';

interface Scene extends Stage {
  readonly bulk: FakeBulk;
  readonly incidentId: string;
  readonly paint: () => Promise<void>;
}

const scene = async (): Promise<Scene> => {
  const made = stage();
  const bulk = fakeBulk();
  const incidentId = await waiting(made, { risk: 'disruptive' });
  const holders = { last: 0 };
  const newHolder = () => {
    holders.last += 1;
    return `run-${holders.last}`;
  };
  const again = () => paint({ store: made.store, slack: bulk, newHolder }, incidentId);
  await again();
  for (const personId of ['dana', 'lee'])
    await decide(made.store, { incidentId, revision: 1, vote: 'approve', reason: 'yes', personId, door: 'slack' });
  await again();
  return { ...made, bulk, incidentId, paint: again };
};
const close = ({ store, incidentId }: Scene) =>
  closeIncident(store, incidentId, { outcome: 'partly contained', detail: 'The run stopped early.' });
const directs = ({ bulk }: Scene) => bulk.messages.filter(({ channel }) => channel.startsWith('U'));

describe('direct messages', () => {
  it('tell everybody who had a hand in it how it ended, once, and not before', async () => {
    const at = await scene();
    expect(directs(at)).toEqual([]);
    await close(at);
    for (let count = 0; count < 3; count += 1) await at.paint();
    expect(directs(at).map(({ channel }) => channel)).toEqual(['U0DANA', 'U0LEE']);
    expect(directs(at)[0]?.text).toMatch(
      /⚠️ Partly contained.*The run stopped early\. You approved it\. Its card is in <#C0URGENT>/s,
    );
  });

  it('are not repeated when people go on deciding about what is closed', async () => {
    const at = await scene();
    await close(at);
    await at.paint();
    await keep(at.store, { incidentId: at.incidentId, personId: 'dana', reason: 'enough' });
    await at.paint();
    expect(directs(at)).toHaveLength(2);
  });

  it('are not sent again when Slack’s answer was lost: Cordon may not look into direct messages', async () => {
    const at = await scene();
    await close(at);
    at.bulk.fault = (call, channel) => (call === 'post' && channel === 'U0DANA' ? 'lose' : undefined);
    await expect(at.paint()).rejects.toThrow(SlackProblem);
    at.bulk.fault = undefined;
    await at.paint();
    expect(directs(at).map(({ channel }) => channel)).toEqual(['U0DANA', 'U0LEE']);
  });

  it.each([
    ['asks to wait', new SlackProblem('limited', 'ratelimited', 30)],
    ['cannot be reached', new SlackProblem('unreachable', 'not reached', undefined)],
    ['answers with a fault', new SlackProblem('unreachable', 'status 503', undefined)],
  ])('are sent later when Slack %s', async (_what, problem) => {
    const at = await scene();
    await close(at);
    at.bulk.fault = (call, channel) => {
      if (call === 'post' && channel.startsWith('U')) throw problem;
      return undefined;
    };
    await expect(at.paint()).rejects.toThrow(SlackProblem);
    at.bulk.fault = undefined;
    await at.paint();
    expect(directs(at).map(({ channel }) => channel)).toEqual(['U0DANA', 'U0LEE']);
  });

  it('hold nothing up when Slack refuses one, to somebody who has left for example', async () => {
    const at = await scene();
    await close(at);
    at.bulk.fault = (call, channel) => {
      if (call === 'post' && channel === 'U0DANA') throw new SlackProblem('refused', 'user_disabled', undefined);
      return undefined;
    };
    await at.paint();
    at.bulk.fault = undefined;
    await at.paint();
    expect(directs(at).map(({ channel }) => channel)).toEqual(['U0LEE']);
  });
});
