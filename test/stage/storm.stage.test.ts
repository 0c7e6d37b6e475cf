import { countStorm, scanAll } from '../../bench/storm/count';
import { FIXTURE, SOURCE, sendCritical, untilAsked } from '../../bench/storm/critical';
import { stormOf } from '../../bench/storm/events';
import { flood, putter } from '../../bench/storm/flood';
import { type RememberedMembers, rememberMembers } from '../../bench/storm/members';
import { launchInstances } from '../../bench/subjects';
import { STAGING } from '../../local/settings';
import { raiseStage, type Stage } from '../../local/stage';
import { row } from '../faults/row';

jest.setTimeout(300_000);

const SIZE = { events: 300, targets: 30, name: 'storm' } as const;

let stage: Stage;
let members: RememberedMembers;

beforeAll(async () => {
  members = rememberMembers();
  stage = await raiseStage({
    settings: (settings) => members.inFrontOf({ ...settings, flood: { waitSeconds: { from: 4, to: 10 } } }),
  });
  const [instance] = await launchInstances(stage, 1);
  const instanceId = instance?.instanceId ?? '';
  const { id } = await stage.send(FIXTURE, { accountId: STAGING, instanceId });
  await untilAsked(stage, new Set([instanceId]));
  members.allAre({ instanceId, findingId: id });
});
afterAll(async () => {
  await stage?.stop();
  members?.stop();
});

describe('a storm of findings', () => {
  row(
    'X21',
    'S',
    'loses nothing and asks once about each target, a critical one in the middle of it included',
    async () => {
      const events = stormOf(SIZE, new Date());
      const critical: Promise<{ instanceId: string }>[] = [];
      await flood(stage, {
        put: putter(stage, SOURCE),
        queues: ['UrgentQueue', 'RoutineQueue'].map((name) => stage.hub.outputs[name] ?? ''),
        events,
        at: new Map([[0.5, () => void critical.push(sendCritical(stage, 'critical'))]]),
        progress: () => undefined,
      });
      const hidden = (await Promise.all(critical)).map(({ instanceId }) => instanceId);
      const instances = new Set([...events.map(({ instanceId }) => instanceId), ...hidden]);
      await untilAsked(stage, instances);
      const counted = await countStorm(stage, instances, events);
      const all = SIZE.targets + 1;
      expect(counted).toMatchObject({
        targets: all,
        opened: all,
        left: 0,
        runsAmiss: 0,
        requestsAmiss: 0,
        cardsAmiss: 0,
        behindNews: 0,
      });
      // A queue delivers at least once: what came again is counted again, and does nothing.
      expect(counted.accepted).toBeGreaterThanOrEqual(SIZE.events + 1);
      return scanAll(stage, stage.hub.outputs['TableName'] ?? '');
    },
    200_000,
  );
});
