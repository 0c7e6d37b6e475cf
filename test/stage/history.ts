import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { approve } from '../../local/people-act';
import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { launch } from './targets';
import { ended, type TheWay, type Way } from './way';

interface Event {
  readonly type: string;
  readonly name: string;
  readonly data: string;
}

const historyOf = async (way: Way, executionArn: string): Promise<readonly Event[]> => {
  const { events } = await way.sfn.getExecutionHistory({ executionArn, includeExecutionData: true, maxResults: 1000 });
  return (events ?? []).map((event) => {
    const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
    return {
      type: event.type ?? '',
      name: entered?.name ?? exited?.name ?? '',
      data: entered?.input ?? exited?.output ?? '',
    };
  });
};

/** Every key that stands in what a state was given or gave, at any depth. */
const keysIn = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])
    : [];

const leavesIn = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesIn) : [value];

/** How often the intake worked on this incident, by its own log. */
const takenIn = ({ stage }: Way, incidentId: string): number =>
  readFileSync(join(stage.folder, 'ministack.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('a finding was taken in') && line.includes(incidentId)).length;

const IDS_ONLY = ['incidentId', 'next', 'approval', 'decision', 'last', 'step', 'status', 'outcome'];
/** An incident's id, a step's id, or one word of an answer. */
const PLAIN = /^(inc-[a-z2-7]{10}-\d+|[a-z]+(-[a-z]+)*|contained)$/;

export const historyTests = (theWay: TheWay): void => {
  test('the history of an approved run holds ids only, at most five states and four calls besides its steps', async () => {
    const way = theWay();
    const host = await launch(way, 2);
    await way.stage.send('ec2-command-and-control', host.subject);
    const { incidentId } = (await way.records.untilOn(host.target, asking)).meta;
    await approve(way.stage, 'dana', incidentId, 'On our block list');
    const record = await way.records.until(incidentId, closed);
    expect(record.meta.outcome).toBe('contained');
    const state = await readInstance(way.stage.membersUrl, host.id);
    expect(state.openGroups).toEqual([]);

    const executionArn = record.meta.executionArn ?? '';
    await ended(way, executionArn);
    const history = await historyOf(way, executionArn);
    const passed = history.filter(({ data }) => data !== '').map(({ data }) => JSON.parse(data) as unknown);
    expect(passed.length).toBeGreaterThan(10);
    expect([...new Set(passed.flatMap(keysIn))].filter((key) => !IDS_ONLY.includes(key))).toEqual([]);
    expect(passed.flatMap(leavesIn).filter((leaf) => !PLAIN.test(String(leaf)))).toEqual([]);

    const steps = record.plan?.steps.length ?? 0;
    const entered = history.filter(({ type }) => type.endsWith('StateEntered'));
    expect(entered.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Investigate', 'Await approval', 'Verify and close']),
    );
    expect(entered.length).toBeLessThanOrEqual(5 + steps);
    const calls = history.filter(({ type }) => type === 'TaskScheduled').length;
    const intakes = takenIn(way, incidentId);
    expect(intakes).toBe(1);
    expect(calls).toBeGreaterThan(steps);
    expect(intakes + calls).toBeLessThanOrEqual(4 + steps);
  });
};

const allRuns = async ({ sfn }: Way): Promise<readonly string[]> => {
  const { stateMachines } = await sfn.listStateMachines({ maxResults: 1000 });
  const listed = await Promise.all(
    (stateMachines ?? []).map(({ stateMachineArn }) => sfn.listExecutions({ stateMachineArn, maxResults: 1000 })),
  );
  return listed.flatMap(({ executions }) => executions ?? []).flatMap(({ executionArn }) => executionArn ?? []);
};

const MOST_BYTES = 300;

/** Comes after all other runs: whatever way they took, and whoever started them, nobody has to scroll to read them. */
export const everyHistoryTests = (theWay: TheWay): void => {
  test('no state of any run passed on more than a few ids: not denied, expired, refused, stopped or undone', async () => {
    const way = theWay();
    const runs = await Promise.all((await allRuns(way)).map((arn) => historyOf(way, arn)));
    // What a run was given may hold a person's reason; from then on it is ids.
    const passed = runs.flatMap((history) => history.filter(({ data }) => data !== '').slice(1));
    expect(new Set(passed.map(({ name }) => name)).size).toBeGreaterThan(10);
    expect(passed.filter(({ data }) => Buffer.byteLength(data) > MOST_BYTES)).toEqual([]);
    const keys = new Set(passed.flatMap(({ data }) => keysIn(JSON.parse(data))));
    expect([...keys].filter((key) => ![...IDS_ONLY, 'problem'].includes(key))).toEqual([]);
  });
};
