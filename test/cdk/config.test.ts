import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, checkConfig, readDeployment } from '../../cdk/config';
import { config } from '../../cordon.config.example';
import { smallPlaybook } from '../fixtures/small-playbook';

type Changes = Readonly<Record<string, unknown>>;
const problemsOf = (changes: Changes): readonly string[] => {
  try {
    checkConfig({ ...config, ...changes }, 'cordon.config.ts', [smallPlaybook]);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};
const [first, ...others] = config.people;
const { disruptive, destructive, reversible } = config.approval;

describe('checkConfig', () => {
  it('takes the sandbox example and fills in defaults', () => {
    expect(checkConfig(config, 'cordon.config.example.ts')).toMatchObject({
      sweepSeconds: 60,
      quietHoursAfterDenial: 12,
    });
  });

  it('keeps the account of the example in dry run', () => {
    expect(checkConfig(config, 'x').accounts.map(({ live }) => live)).toEqual([false]);
  });

  it.each<[string, Changes, string]>([
    [
      'an account id that is none',
      { accounts: [{ id: '1234', name: 'staging', environment: 'staging' }] },
      'accounts[0].id must be a 12-digit account id such as "222222222222". Found "1234". For example: "777777777777".',
    ],
    [
      'an environment that is none',
      { accounts: [{ id: '222222222222', name: 'staging', environment: 'prod' }] },
      'accounts[0].environment must be one of "production", "staging", "development", "sandbox", "unknown". Found "prod". For example: "production".',
    ],
    [
      'a part that is missing',
      { slack: undefined },
      'slack must be an object. It is missing. For example: {"teamId":"T024BE7LD"',
    ],
    [
      'a field that nobody reads',
      { breaker: { disruptiveStepsPerHour: 5, perDay: 7 } },
      'breaker has a field that nobody reads: perDay. Fields of the example: disruptiveStepsPerHour.',
    ],
    [
      'a number out of range',
      { quietHoursAfterDenial: 1000 },
      'quietHoursAfterDenial is wrong: too big: expected number to be <=168. Found 1000. For example: 12.',
    ],
    [
      'a value of another type',
      { neverTouch: 'arn:aws:iam::*:user/root' },
      'neverTouch must be an array. Found "arn:aws:iam::*:user/root".',
    ],
  ])('says of %s what it is, what it should be and how it looks', (_, changes, sentence) => {
    expect(problemsOf(changes)[0]).toContain(sentence);
    expect(problemsOf(changes)).toHaveLength(1);
  });

  it.each<[string, Changes, string]>([
    [
      'one account twice',
      { accounts: [...(config.accounts ?? []), ...(config.accounts ?? [])] },
      'accounts lists 222222222222 twice',
    ],
    ['one person twice', { people: [...config.people, { ...first, slack: 'U0OTHER1' }] }, 'people lists "dana" twice'],
    [
      'two people behind one Slack user',
      { people: [...config.people, { ...first, id: 'other' }] },
      'people gives the Slack user U024BE7LH to two people',
    ],
    [
      'a group without people',
      { approval: { reversible, disruptive, destructive: { ...destructive, groups: ['chiefs'] } } },
      'approval.destructive.groups names "chiefs", but nobody in people is in that group. Groups with people: "responders", "leads".',
    ],
    [
      'an escalation to nobody',
      {
        people: others.map((person) => ({ ...person, groups: ['responders'] })),
        approval: { reversible, disruptive, destructive: disruptive },
      },
      'approval.reversible.escalate.groups names "leads"',
    ],
    [
      'an escalation to nobody in one environment',
      {
        approval: {
          reversible,
          destructive,
          disruptive: {
            ...disruptive,
            in: { sandbox: { escalate: { afterMinutes: 1, groups: ['chiefs'], channel: 'C024BE91P' } } },
          },
        },
      },
      'approval.disruptive.in.sandbox.escalate.groups names "chiefs"',
    ],
    [
      'a playbook that is none',
      { playbooks: { 'isolate-all': {} } },
      'playbooks.isolate-all is not a playbook. Playbooks: switch-off.',
    ],
    [
      'a setting that is none',
      { playbooks: { 'switch-off': { speed: 1 } } },
      'playbooks.switch-off.speed is not a setting of this playbook. Its settings: shape.',
    ],
    [
      'a value that a setting does not take',
      { playbooks: { 'switch-off': { shape: 'square' } } },
      'playbooks.switch-off.shape is "square". Allowed: "automatic", "rotate".',
    ],
    [
      'a pattern that is no ARN',
      { neverTouch: ['arn:aws:iam'] },
      'neverTouch[0] is "arn:aws:iam", which is not an ARN',
    ],
  ])('refuses %s', (_, changes, sentence) => {
    expect(problemsOf(changes).join('\n')).toContain(sentence);
  });
});

describe('readDeployment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('reads the typed file', () => {
    expect(readDeployment('cordon.config.example.ts').settings.hub).toEqual({
      accountId: '111111111111',
      region: 'eu-west-1',
    });
  });

  it('reads JSON', () => {
    expect(readDeployment(file('good.json', JSON.stringify(config))).settings.slack.teamId).toBe('T024BE7LD');
  });

  it('says what to copy when the file is missing', () => {
    expect(() => readDeployment(join(folder, 'none.ts'))).toThrow('Copy cordon.config.example.ts to cordon.config.ts');
  });

  it('says what to write when the export is missing', () => {
    expect(() => readDeployment(file('empty.ts', 'export const settings = {};'))).toThrow('no export named config');
  });

  it('says where JSON breaks off', () => {
    expect(() => readDeployment(file('bad.json', '{"hub": '))).toThrow('is not JSON');
  });
});
