import { lossesBetween, type ReleaseSummary, summaryOf } from '../../cdk/derive/release-summary';
import { playbooks } from '../../playbooks/index';
import lastRelease from './last-release.json';
import { synthesise } from './synth';

/** Logical ids that a release took out on purpose, each with the reason; they also stand in docs/upgrade.md. */
const GONE_ON_PURPOSE: Readonly<Record<string, string>> = {};

const last: ReleaseSummary = lastRelease;
const template = synthesise(playbooks).hubTemplate.toJSON();
const now = summaryOf('next', template);

const without = (id: string): ReleaseSummary => {
  const { [id]: _gone, ...resources } = now.resources;
  return { version: 'other', resources };
};
const idOf = (type: string): string =>
  Object.entries(now.resources).find(([, resource]) => resource.type === type)?.[0] ?? '';
const changed = (id: string, change: object): ReleaseSummary => ({
  version: 'other',
  resources: { ...now.resources, [id]: { ...now.resources[id], ...change } as ReleaseSummary['resources'][string] },
});

describe('an update from the last release', () => {
  it('destroys and replaces nothing that holds data, that a run waits in, or that others know by its name', () => {
    const losses = lossesBetween(last, now).filter((loss) => !((loss.split(' ')[0] ?? '') in GONE_ON_PURPOSE));
    expect(losses).toEqual([]);
    expect(Object.keys(last.resources).length).toBeGreaterThan(80);
  });

  it.each([
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
    'AWS::SecretsManager::Secret',
    'AWS::StepFunctions::StateMachine',
  ])('would be noticed if it took a %s away', (type) => {
    const id = idOf(type);
    expect(lossesBetween(now, without(id))).toEqual([`${id} (${type}) is removed.`]);
  });

  it('would be noticed if it gave something another name, or stopped keeping it', () => {
    const [machine, table] = [idOf('AWS::StepFunctions::StateMachine'), idOf('AWS::DynamoDB::Table')];
    expect(
      lossesBetween(now, changed(machine, { fixed: { StateMachineName: 'other', StateMachineType: 'STANDARD' } })),
    ).toEqual([`${machine} (AWS::StepFunctions::StateMachine) is replaced: StateMachineName changes.`]);
    const kept = { ...now, resources: { ...now.resources, [table]: { ...now.resources[table], deletion: 'Retain' } } };
    expect(lossesBetween(kept as ReleaseSummary, changed(table, { deletion: undefined }))).toEqual([
      `${table} (AWS::DynamoDB::Table) is no longer kept when it leaves.`,
    ]);
  });
});
