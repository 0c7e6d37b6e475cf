import { checkConfig } from '../../cdk/config';
import { ruleFor } from '../../incidents/policy';
import { findingDetailSchema } from '../../local/aws/finding-store';
import { forTarget, loadFixture } from '../../local/findings';
import { type Seed, USER_NAMES } from '../../local/seed';
import { localSettings, PEOPLE, PRODUCTION, SANDBOX, STAGING, STRANGER } from '../../local/settings';
import { sendable, sendableNames, shortSubjectOfKind, subjectFor, subjectNamed } from '../../local/subjects';
import { playbooks } from '../../playbooks/index';
import { parseFinding } from '../../playbooks/kit/parse-finding';

const ADDRESSES = { slackUrl: 'http://127.0.0.1:1', motoUrl: 'http://127.0.0.1:2', awsUrl: 'http://127.0.0.1:3' };
const settings = localSettings(ADDRESSES);

describe('the local settings', () => {
  it('pass the same checks as a configuration for AWS', () => {
    expect(checkConfig(settings, 'local', playbooks)).toEqual(settings);
  });

  it('send member calls to their emulators, and nothing elsewhere', () => {
    expect(settings.memberEndpoints).toEqual({
      default: ADDRESSES.motoUrl,
      guardduty: ADDRESSES.awsUrl,
      cloudtrail: ADDRESSES.awsUrl,
    });
    expect(settings.slack.apiUrl).toBe('http://127.0.0.1:1/api/');
  });

  it('have every account switched on, and ask for two people in production alone', () => {
    expect(settings.accounts.map(({ id, live }) => [id, live])).toEqual([
      [STAGING, true],
      [PRODUCTION, true],
      [SANDBOX, true],
    ]);
    expect(settings.approval.disruptive.needed).toEqual({ production: 2, other: 1 });
  });

  it('let a request in the sandbox account run out while one watches, and nowhere else', () => {
    const seconds = (environment: string) => {
      const { remindAfterMinutes, escalate, deadlineMinutes } = ruleFor(settings, 'disruptive', environment);
      return [remindAfterMinutes, escalate?.afterMinutes, deadlineMinutes].map((minutes = 0) =>
        Math.round(minutes * 60),
      );
    };
    expect(seconds('sandbox')).toEqual([10, 20, 40]);
    expect(seconds('staging')).toEqual([900, 1800, 3600]);
  });

  it('know an approver by the name of a seeded user, so that a finding can name one', () => {
    const robin = settings.people.find(({ id }) => id === 'robin');
    expect(robin?.groups).toContain('secops');
    expect(robin?.knownAs.filter((name) => USER_NAMES.some((known) => known === name))).toEqual(['robin.console']);
  });

  it('do not know the visitor of the workspace', () => {
    expect(Object.values(PEOPLE).map(({ slack }) => slack)).not.toContain(STRANGER.id);
    expect(settings.people.map(({ slack }) => slack)).not.toContain(STRANGER.id);
  });
});

const instance = (name: string, id: string) => ({ name, id, interfaces: [] });
const user = (name: string, accessKeyIds: string[]) => ({ name, id: `AIDA${name}`, accessKeyIds });
const seed = {
  staging: {
    instances: { 'web-1': instance('web-1', 'i-00000000000000001'), 'web-2': instance('web-2', 'i-00000000000000002') },
  },
  production: {
    users: {
      'report-export': user('report-export', ['AKIA1']),
      'backup-agent': user('backup-agent', ['AKIA2', 'AKIA3']),
    },
  },
  sandbox: {
    instances: {
      'sandbox-web-1': instance('sandbox-web-1', 'i-00000000000000008'),
      'sandbox-web-2': instance('sandbox-web-2', 'i-00000000000000009'),
    },
    user: user('sandbox-deploy', ['AKIA4']),
  },
} as unknown as Seed;

describe('what a finding is about', () => {
  it('is a seeded thing by its name', () => {
    expect(subjectNamed(seed, 'web-2')).toEqual({ accountId: STAGING, instanceId: 'i-00000000000000002' });
    expect(subjectNamed(seed, 'report-export')?.user).toMatchObject({ name: 'report-export', accessKeyId: 'AKIA1' });
    expect(subjectNamed(seed, 'web-9')).toBeUndefined();
  });

  it('fits the fixture, and is another one at the next turn', () => {
    expect(subjectFor(seed, 'ec2-command-and-control', 0).instanceId).toBe('i-00000000000000001');
    expect(subjectFor(seed, 'ec2-command-and-control', 1).instanceId).toBe('i-00000000000000002');
    expect(subjectFor(seed, 'iam-user-two-keys', 0).user?.name).toBe('backup-agent');
    expect(subjectFor(seed, 's3-object-malware', 3)).toEqual({});
  });

  it('is in the sandbox account when a request shall run out', () => {
    expect(shortSubjectOfKind(seed, 'instance', 1)).toEqual({
      accountId: SANDBOX,
      instanceId: 'i-00000000000000009',
    });
    expect(shortSubjectOfKind(seed, 'user', 5)).toMatchObject({
      accountId: SANDBOX,
      user: { name: 'sandbox-deploy', accessKeyId: 'AKIA4' },
    });
    expect(subjectNamed(seed, 'sandbox-web-2')).toEqual(shortSubjectOfKind(seed, 'instance', 1));
  });

  it('is what the product then reads in it', () => {
    const event = forTarget(loadFixture('ec2-command-and-control'), subjectNamed(seed, 'web-2') ?? {});
    const parsed = parseFinding(event);
    expect(parsed.ok && [parsed.finding.accountId, parsed.finding.instance?.instanceId]).toEqual([
      STAGING,
      'i-00000000000000002',
    ]);
  });
});

describe('what can be sent', () => {
  it('is every fixture that GuardDuty could publish', () => {
    expect(sendableNames().length).toBeGreaterThan(40);
    for (const name of sendableNames())
      expect(findingDetailSchema.safeParse(loadFixture(name)['detail']).success).toBe(true);
  });

  it.each(['empty-detail', 'ec2-api-form', 'not-a-finding-object-scan'])('is not %s', (name) => {
    expect(sendable(name)).toBe(false);
  });
});
