import { GetFindingsCommand, GuardDuty, GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { mockClient } from 'aws-sdk-client-mock';
import { findingNow } from '../../../playbooks/facts/finding-now';
import type { Target } from '../../../playbooks/kit/target';
import { accepted, detail, pascal } from '../../findings/shapes';

const guardduty = mockClient(GuardDutyClient);
const target: Target = {
  kind: 'ec2-instance',
  accountId: '222222222222',
  region: 'eu-west-1',
  id: 'i-0a3c5e7f91b2d4c68',
};
const read = (over: Readonly<Record<string, unknown>> = {}) =>
  findingNow.read({
    aws: { guardduty: new GuardDuty({ region: 'eu-west-1' }) },
    target,
    finding: accepted(detail()),
    now: () => new Date('2026-11-23T00:00:00Z'),
    earlier: async () => [],
    ...over,
  });
const answers = (...findings: unknown[]) => {
  guardduty.on(ListDetectorsCommand).resolves({ DetectorIds: ['own-detector'] });
  guardduty.on(GetFindingsCommand).resolves({ Findings: findings.map(pascal) as never });
};

beforeEach(() => guardduty.reset());

test('asks the account’s own detector for the finding, whichever detector the event named', async () => {
  answers(detail());
  await read();
  expect(guardduty.commandCalls(GetFindingsCommand).map((call) => call.args[0].input)).toEqual([
    { DetectorId: 'own-detector', FindingIds: ['9cb0da8eee22ffdb25dee0e56ddb8740'] },
  ]);
});

test('tells what has changed since it arrived', async () => {
  answers(detail({ severity: 9, service: { count: 5, archived: true } }));
  const value = await read();
  expect(value.changed).toEqual([
    'severity rose from 8.0 to 9.0',
    'seen 4 more times since it arrived',
    'archived since it arrived',
  ]);
  expect(findingNow.describe(value)).toEqual([
    'severity 9.0 (Critical), seen 5 times, last updated 2026-11-22 03:02 UTC, archived',
    ...value.changed,
  ]);
});

test('an unchanged finding has changed in nothing', async () => {
  answers(detail());
  expect(await read()).toMatchObject({ changed: [], now: { id: '9cb0da8eee22ffdb25dee0e56ddb8740', form: 'api' } });
});

test('a finding that GuardDuty no longer has is said so', async () => {
  answers();
  expect(findingNow.describe(await read())).toEqual([
    'GuardDuty no longer has this finding; it keeps findings for 90 days',
  ]);
});

test('a run by hand on a finding reads that finding', async () => {
  answers(detail());
  await read({ finding: undefined, target: { ...target, kind: 'finding', id: 'abcdef1234' } });
  expect(guardduty.commandCalls(GetFindingsCommand)[0]?.args[0].input.FindingIds).toEqual(['abcdef1234']);
});

test.each<readonly [string, () => Promise<unknown>, RegExp]>([
  ['a run by hand on an instance has no finding', () => read({ finding: undefined }), /started by hand/],
  ['an account without a detector is said so', () => read(), /no detector/],
])('%s', async (_, attempt, message) => {
  guardduty.on(ListDetectorsCommand).resolves({ DetectorIds: [] });
  await expect(attempt()).rejects.toThrow(message);
});

test('an answer that is no finding is said so with its path', async () => {
  answers(detail({ severity: 'high' }));
  await expect(read()).rejects.toThrow(/Severity must be a number/);
});
