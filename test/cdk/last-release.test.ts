import { readFileSync } from 'node:fs';
import { asDeployed, ORGANISATION } from '../../cdk/as-deployed';
import { lossesBetween, type ReleaseSummary, summaryOf } from '../../cdk/derive/release-summary';
import { version } from '../../package.json';
import { playbooks } from '../../playbooks/index';
import lastRelease from './last-release.json';

/** `<stack>/<logical id>` that a release took out on purpose, each with the reason; they also stand in docs/upgrade.md. */
const GONE_ON_PURPOSE: Readonly<Record<string, string>> = {};

const last: ReleaseSummary = lastRelease;
const now = summaryOf('next', asDeployed(playbooks, ORGANISATION));

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

  it('is of every stack', () => {
    const stacks = (of: ReleaseSummary) => new Set(Object.keys(of.resources).map((id) => id.split('/')[0]));
    expect(stacks(last)).toEqual(stacks(now));
    expect(stacks(now).size).toBe(8);
  });

  it('is from one version of the changelog to another', () => {
    const versions = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## \[(\d+\.\d+\.\d+)\]/gm)].map(
      ([, one]) => one,
    );
    expect(versions).toContain(last.version);
    expect(versions[0]).toBe(version);
  });

  it.each([
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
    'AWS::SecretsManager::Secret',
    'AWS::StepFunctions::StateMachine',
    'AWS::Events::EventBus',
    'AWS::CloudFormation::StackSet',
  ])('would be noticed if it took a %s away', (type) => {
    const id = idOf(type);
    expect(lossesBetween(now, without(id))).toEqual([`${id} (${type}) is removed.`]);
  });

  it('would be noticed if it gave something another name, or stopped keeping it', () => {
    const [machine, table] = [idOf('AWS::StepFunctions::StateMachine'), idOf('AWS::DynamoDB::Table')];
    expect(
      lossesBetween(now, changed(machine, { fixed: { StateMachineName: 'other', StateMachineType: 'STANDARD' } })),
    ).toEqual([`${machine} (AWS::StepFunctions::StateMachine) is replaced: StateMachineName changes.`]);
    const archive = Object.keys(now.resources).find((id) => /^CordonLogArchive\/Chains/.test(id)) ?? '';
    expect(lossesBetween(now, changed(archive, { fixed: { BucketName: 'other', ObjectLockEnabled: true } }))).toEqual([
      `${archive} (AWS::S3::Bucket) is replaced: BucketName changes.`,
    ]);
    const kept = { ...now, resources: { ...now.resources, [table]: { ...now.resources[table], deletion: 'Retain' } } };
    expect(lossesBetween(kept as ReleaseSummary, changed(table, { deletion: undefined }))).toEqual([
      `${table} (AWS::DynamoDB::Table) is no longer kept when it leaves.`,
    ]);
  });
});
