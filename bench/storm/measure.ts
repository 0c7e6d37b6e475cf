import { STAGING } from '../../local/settings';
import { raiseStage, type Stage } from '../../local/stage';
import { launchInstances } from '../subjects';
import { countStorm } from './count';
import { FIXTURE, type Sent, SOURCE, sendCritical, timesOf, untilAsked } from './critical';
import { type StormEvent, type StormSize, stormOf, urgentOf } from './events';
import { flood, putter } from './flood';
import { type RememberedMembers, rememberMembers } from './members';
import { deployPeer, PEER_SOURCE, type PeerFlow } from './peer';
import type { Asked, StormResults } from './report';

export type Say = (line: string) => void;

const IDLE_RUNS = 7;
/** When criticals are sent: as soon as this share of the storm has been taken in. */
const CRITICALS_AT = [0.3, 0.4, 0.5, 0.6, 0.7] as const;
/** Before anything is measured: starts as many copies of every function as this storm wants. */
const gustsBefore = (size: StormSize): readonly StormSize[] => [
  { events: 300, targets: 30, name: 'gust' },
  { events: 2 * urgentOf(size), targets: urgentOf(size), name: 'gale', urgent: true },
];

interface Place {
  readonly stage: Stage;
  readonly peer: PeerFlow;
  readonly say: Say;
}

const floodPeer = ({ stage, peer, say }: Place, events: readonly StormEvent[]): Promise<number> =>
  flood(stage, {
    put: putter(stage, PEER_SOURCE),
    queues: peer.queues,
    events,
    progress: (sent, waiting) => say(`  dedupe only: ${sent} sent, ${waiting} waiting`),
  });

const floodCordon = (
  { stage, say }: Place,
  events: readonly StormEvent[],
  at?: ReadonlyMap<number, () => void>,
): Promise<number> =>
  flood(stage, {
    put: putter(stage, SOURCE),
    queues: ['UrgentQueue', 'RoutineQueue'].map((name) => stage.hub.outputs[name] ?? ''),
    events,
    progress: (sent, waiting) => say(`  Cordon: ${sent} sent, ${waiting} waiting`),
    ...(at ? { at } : {}),
  });

const instancesOf = (events: readonly StormEvent[]): ReadonlySet<string> =>
  new Set(events.map(({ instanceId }) => instanceId));

/** One real finding about one real instance, and gusts: every function is warm by then, and the members know their answers. */
const warmUp = async (place: Place, members: RememberedMembers, size: StormSize): Promise<void> => {
  const { stage } = place;
  const [instance] = await launchInstances(stage, 1);
  if (!instance) throw new Error('No instance was launched');
  const { instanceId } = instance;
  const { id } = await stage.send(FIXTURE, { accountId: STAGING, instanceId });
  await untilAsked(stage, new Set([instanceId]));
  members.allAre({ instanceId, findingId: id });
  for (const gust of gustsBefore(size).map((one) => stormOf(one, new Date(0)))) {
    await floodCordon(place, gust);
    await untilAsked(stage, instancesOf(gust));
    await floodPeer(place, gust);
  }
};

const atRest = async (stage: Stage): Promise<readonly Asked[]> => {
  const sent: Sent[] = [];
  while (sent.length < IDLE_RUNS) {
    const one = await sendCritical(stage, `idle/${sent.length}`);
    await untilAsked(stage, new Set([one.instanceId]));
    sent.push(one);
  }
  return timesOf(stage, sent);
};

/** The whole storm, with criticals in the middle of it. */
const inStorm = async (place: Place, events: readonly StormEvent[]) => {
  const criticals: Promise<Sent>[] = [];
  const send = (share: number) => () => void criticals.push(sendCritical(place.stage, `critical/${share}`));
  const at = new Map(CRITICALS_AT.map((share) => [share, send(share)]));
  const seconds = await floodCordon(place, events, at);
  place.say(`Cordon's queues are empty after ${seconds.toFixed(1)} s; waiting for the last requests`);
  return { seconds, criticals: await Promise.all(criticals) };
};

const weather = async (place: Place, size: StormSize): Promise<Omit<StormResults, 'members'>> => {
  const { stage, say } = place;
  const idle = await atRest(stage);
  say(`idle: a critical finding asks after ${idle.map(({ inRecord }) => Math.round(inRecord)).join(', ')} ms`);
  const events = stormOf(size, new Date());
  const half = Math.ceil(events.length / 2);
  // Half of the peer's storm before Cordon's and half after it: a machine that is busy for a while is busy for both.
  const before = await floodPeer(place, events.slice(0, half));
  const { seconds, criticals } = await inStorm(place, events);
  const from = performance.now();
  const instances = new Set([...instancesOf(events), ...criticals.map(({ instanceId }) => instanceId)]);
  await untilAsked(stage, instances);
  const behind = (performance.now() - from) / 1000;
  const after = await floodPeer(place, events.slice(half));
  return {
    sent: { ...size, criticals: criticals.length },
    ...{ idle, behind },
    stormy: await timesOf(stage, criticals),
    counted: await countStorm(stage, instances, events),
    throughput: { cordon: events.length / seconds, peer: events.length / (before + after) },
  };
};

/** Sends a storm of findings through Cordon, and through its peer on the same emulator. */
export const measureStorm = async (size: StormSize, say: Say): Promise<StormResults> => {
  const members = rememberMembers();
  let stage: Stage | undefined;
  try {
    stage = await raiseStage({
      progress: say,
      // The sweeper as on AWS, once a minute.
      settings: (settings) =>
        members.inFrontOf({
          ...settings,
          sweepSeconds: 60,
        }),
    });
    const place = { stage, peer: await deployPeer(stage), say };
    await warmUp(place, members, size);
    return { ...(await weather(place, size)), members: members.asked() };
  } finally {
    await stage?.stop();
    members.stop();
  }
};
