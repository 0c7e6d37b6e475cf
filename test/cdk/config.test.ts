import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, checkConfig, checkDeployment, readDeployment } from '../../cdk/config';
import type { AccountsFile } from '../../cdk/config-schema';
import accounts from '../../cordon.accounts.example.json';
import { config } from '../../cordon.config.example';
import { config as organization } from '../../cordon.organization.example';
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
      'a reminder that comes when the request has expired',
      { approval: { reversible: { ...reversible, remindAfterMinutes: 60 }, disruptive, destructive } },
      'approval.reversible.remindAfterMinutes is 60, and the request expires after 60 minutes: nobody would be reminded. For example: 30.',
    ],
    [
      'an escalation that comes too late in one environment alone',
      {
        approval: {
          disruptive,
          destructive,
          reversible: { ...reversible, in: { sandbox: { deadlineMinutes: 20 } } },
        },
      },
      'approval.reversible.in.sandbox.escalate.afterMinutes is 30, and the request expires after 20 minutes: nobody else would be asked.',
    ],
    [
      'more approvals than there are people to give them',
      { approval: { reversible, disruptive, destructive: { ...destructive, needed: { production: 3, other: 2 } } } },
      'approval.destructive.needed.production is 3, and 2 people are in leads: such a request could only expire. For example: 2.',
    ],
    [
      'two people behind one AWS identity',
      { people: [first, ...others.map((person) => ({ ...person, knownAs: first?.knownAs ?? [] }))] },
      'people gives arn:aws:iam::111111111111:user/dana in knownAs to two people',
    ],
    [
      'two people behind one e-mail',
      { people: [first, ...others.map((person) => ({ ...person, email: 'Dana@example.com' }))] },
      'people gives the e-mail dana@example.com to two people',
    ],
    [
      'a name in the list of what is never touched: nothing is matched by it',
      { neverTouch: ['break-glass'] },
      'neverTouch[0] is "break-glass", which would protect nothing: write an ARN, or an immutable id',
    ],
    [
      'an account in the list of what is never touched',
      { neverTouch: ['222222222222'] },
      'neverTouch[0] is "222222222222", which would protect nothing',
    ],
    [
      'a log archive in the hub’s own account',
      { logArchive: { accountId: '111111111111' } },
      'logArchive.accountId is 111111111111, the account of the hub',
    ],
    [
      'a pattern that is no ARN',
      { neverTouch: ['arn:aws:iam'] },
      'neverTouch[0] is "arn:aws:iam", which is not an ARN',
    ],
  ])('refuses %s', (_, changes, sentence) => {
    const problems = problemsOf(changes);
    expect(problems.join('\n')).toContain(sentence);
    expect(problems.filter((one) => !/ (For example|Allowed|Playbooks|Its settings): ./.test(one))).toEqual([]);
  });

  it.each(['i-0123456789abcdef0', 'AIDACKCEVSQ6C2EXAMPLE', 'arn:aws:ec2:*:*:instance/i-0bastion*'])(
    'takes %s for something that is never touched',
    (pattern) => {
      expect(problemsOf({ neverTouch: [pattern] })).toEqual([]);
    },
  );

  it('takes a name that several people share, as a team’s tag is', () => {
    const people = config.people.map((person) => ({ ...person, knownAs: ['shop-team'] }));
    expect(problemsOf({ people })).toEqual([]);
  });
});

describe('whatever field is wrong', () => {
  type Path = readonly (string | number)[];
  const pathsIn = (value: unknown, path: Path = []): readonly Path[] => {
    if (Array.isArray(value)) return [path, ...value.slice(0, 1).flatMap((one) => pathsIn(one, [...path, 0]))];
    if (typeof value !== 'object' || value === null) return [path];
    return [path, ...Object.entries(value).flatMap(([name, inner]) => pathsIn(inner, [...path, name]))];
  };
  const replaced = (value: unknown, [part, ...rest]: Path, by: unknown): unknown => {
    if (part === undefined) return by;
    if (Array.isArray(value)) return value.map((one, at) => (at === part ? replaced(one, rest, by) : one));
    return { ...(value as object), [part]: replaced((value as Record<string, unknown>)[part], rest, by) };
  };
  const inWords = (path: Path) =>
    path.reduce<string>((text, part) => text + (typeof part === 'number' ? `[${part}]` : `${text && '.'}${part}`), '');
  const rare = {
    guardDutyAdministrator: '101010101010',
    slack: { ...organization.slack, apiUrl: 'http://127.0.0.1:1/' },
    drills: { ...organization.drills, full: { accounts: ['666666666666'] } },
    flood: config.flood,
    memberEndpoints: { default: 'http://127.0.0.1:1/' },
    sweepSeconds: 2,
  };
  const whole = { ...organization, ...rare };
  const wrong = (path: Path, by: unknown): readonly string[] => {
    try {
      checkDeployment(replaced(whole, path, by), 'cordon.config.ts', [], accounts as AccountsFile);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
  };
  /** What it holds has names of its own. */
  const FREE = /^(playbooks|memberEndpoints)\b/;
  const paths = pathsIn(whole).filter((path) => path.length > 0 && !FREE.test(inWords(path)));

  it('is tried: every field that there is', () => {
    expect(paths.length).toBeGreaterThan(90);
    expect(wrong([], whole)).toEqual([]);
  });

  it.each(paths.map((path) => [inWords(path), path] as const))(
    '%s: its name, what was found and an example are said',
    (name, path) => {
      for (const by of [{ wrong: 'x' }, -7, true, null]) {
        const problems = wrong(path, by);
        const about = problems.filter((one) => one.startsWith(name.replace(/\[\d\]$/, '')));
        // A value that happens to fit is none of this test's.
        if (problems.length > 0) expect(about).not.toEqual([]);
        for (const one of about)
          expect(one).toMatch(
            /(Found |nobody reads: |names |is |missing).* (For example|Allowed|Fields of the example): ./,
          );
      }
    },
  );
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

  it.each([
    [
      'is not TypeScript',
      'export const config = { hub: {',
      /broken-17\.ts cannot be used:\n {2}- The file cannot be read: .+example\.ts/,
    ],
    ['reaches for what is not there', "import { x } from './nowhere';\nexport const config = x;", /nowhere/],
    ['throws', "throw new Error('HUB is not set');", /The file cannot be read: HUB is not set/],
  ])('says in one line what is wrong with a file that %s', (what, text, sentence) => {
    const path = file(`broken-${what.length}.ts`, text);
    expect(() => readDeployment(path)).toThrow(ConfigError);
    expect(() => readDeployment(path)).toThrow(sentence);
  });

  it('says where JSON breaks off', () => {
    expect(() => readDeployment(file('bad.json', '{"hub": '))).toThrow('is not JSON');
  });
});
