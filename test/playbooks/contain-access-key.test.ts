import { containAccessKey } from '../../playbooks/contain-access-key';
import { accessKeySecret } from '../../playbooks/facts/access-key-secret';
import type { SecretState } from '../../playbooks/kit/access-key-secret';
import type { Finding, FindingAccessKey } from '../../playbooks/kit/finding';
import { makePlan } from '../../playbooks/kit/make-plan';
import type { PlanDraft } from '../../playbooks/kit/plan';
import { compare } from '../../playbooks/kit/staleness';
import type { UserFacts, UserOrGone } from '../../playbooks/kit/user-facts';
import { describeUser } from '../../playbooks/kit/user-words';
import { rowWithoutRecord } from '../faults/row';
import { ACCOUNT, KEY, NOW, SECOND, USER, USER_ID } from './fake-user';

const finding = (accessKey: FindingAccessKey | undefined): Finding => ({
  form: 'eventbridge',
  id: '9cc604b282d09da79fb4bcf5a05d0970',
  accountId: ACCOUNT,
  region: 'eu-west-1',
  partition: 'aws',
  type: 'CredentialAccess:IAMUser/CompromisedCredentials',
  severity: 8,
  title: 'Credentials are known to be compromised',
  description: 'The key was used.',
  createdAt: NOW,
  updatedAt: NOW,
  count: 1,
  archived: false,
  sample: false,
  resourceType: 'AccessKey',
  ...(accessKey ? { accessKey } : {}),
});
const ON_USER: FindingAccessKey = { accessKeyId: KEY, principalId: USER_ID, userName: USER, userType: 'IAMUser' };

describe('the trigger', () => {
  const why = (accessKey: FindingAccessKey | undefined) => {
    const answer = containAccessKey.trigger(finding(accessKey));
    return answer.match ? 'match' : answer.why;
  };

  test('takes a long-term key of an IAM user that is named by its unique id', () => {
    expect(containAccessKey.trigger(finding(ON_USER))).toEqual({
      match: true,
      target: { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: USER_ID, name: USER },
      why: expect.stringContaining(KEY),
    });
  });

  test('takes the same user from every Region as the same target', () => {
    const elsewhere = containAccessKey.trigger({ ...finding(ON_USER), region: 'us-east-1' });
    expect(elsewhere).toMatchObject({ target: { region: 'global', id: USER_ID } });
  });

  test('takes a user whose name is not one that IAM gives, by its id alone', () => {
    expect(containAccessKey.trigger(finding({ ...ON_USER, userName: 'x y<!channel>' }))).toMatchObject({
      match: true,
      target: { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: USER_ID },
    });
  });

  test.each([
    ['Root', 'root user'],
    ['AssumedRole', 'role session'],
    ['Role', 'roles have no key'],
    ['FederatedUser', 'federated session'],
    ['AWSService', 'AWS service'],
    ['AWSAccount', 'anonymous caller'],
    ['SAMLUser', 'identity provider'],
    ['WebIdentityUser', 'identity provider'],
    ['IdentityCenterUser', 'Identity Center'],
    ['GeneratedFindingUserType', 'not a kind of principal that is known'],
    ['Unknown', 'not a kind of principal that is known'],
    ['iamuser', 'not a kind of principal that is known'],
    ['constructor', 'not a kind of principal that is known'],
  ])('never takes %s, even with a key and an id that would do', (userType, words) => {
    expect(why({ ...ON_USER, userType })).toContain(words);
  });

  test('says what is missing, and that a person may start it by hand', () => {
    const byHand = 'A person may start contain-access-key by hand';
    expect(why({ ...ON_USER, accessKeyId: 'ASIAQX3EXAMPLE7REP7Q' })).toMatch(/key of a session.*by hand/);
    expect(why({ ...ON_USER, accessKeyId: 'GeneratedFindingAccessKeyId' })).toContain(byHand);
    expect(why({ ...ON_USER, principalId: 'GeneratedFindingPrincipalId' })).toMatch(/cannot be reused.*by hand/);
    expect(why({ userType: 'IAMUser', userName: USER, accessKeyId: KEY })).toContain(byHand);
    expect(why({ userType: 'IAMUser', userName: USER, principalId: USER_ID })).toContain('which access key');
    expect(why({ accessKeyId: KEY, principalId: USER_ID })).toContain('what kind of principal');
    expect(why(undefined)).toBe('It names no access key.');
  });
});

const have = <T>(value: T) => ({ status: 'known' as const, value });
const lacks = (because: string) => ({ status: 'unavailable' as const, because });
const used = (at?: string) => have(at ? { at, service: 's3', region: 'eu-west-1' } : {});

const workload = (change: Partial<UserFacts> = {}): UserFacts => ({
  kind: 'found',
  userId: USER_ID,
  userName: USER,
  arn: `arn:aws:iam::${ACCOUNT}:user/${USER}`,
  keys: [{ id: KEY, status: 'Active', lastUse: used('2026-11-22T02:58:00.000Z') }],
  password: have({}),
  mfa: have([]),
  sshKeys: have([]),
  certificates: have([]),
  serviceCredentials: lacks('the call failed'),
  groups: have([]),
  attached: have(['arn:aws:iam::aws:policy/ReadOnlyAccess']),
  inline: have([]),
  tags: have({ Owner: 'dana' }),
  ...change,
});

interface Seen {
  readonly user?: UserOrGone;
  readonly secret?: SecretState;
  readonly waysIn?: readonly string[];
  readonly sessions?: readonly string[];
  readonly shape?: string;
  readonly byHand?: boolean;
  readonly shielded?: boolean;
}
const ABSENT: SecretState = { kind: 'absent', name: `cordon/access-key/${USER_ID}` };

const made = (seen: Seen = {}) => {
  const { user = workload(), secret = ABSENT, waysIn = [], sessions = [], shape, byHand, shielded } = seen;
  const fact = <T>(value: T) => ({ status: 'known' as const, value, at: NOW });
  const missing = { status: 'unavailable' as const, because: 'it is not there', at: NOW };
  const facts = {
    user: fact(user),
    secret: fact(secret),
    keyUsage: fact({ keyId: KEY, calls: 3, more: false, agents: ['Boto3'], sessions, waysIn }),
    recentActivity: missing,
    findingNow: missing,
    earlierIncidents: missing,
  };
  return makePlan(containAccessKey, facts, {
    target: { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: USER_ID },
    ...(byHand ? {} : { finding: finding(ON_USER) }),
    environment: 'production',
    ...(shielded === undefined ? {} : { shielded }),
    partition: 'aws',
    options: shape ? { shape } : {},
    mode: 'live',
    now: () => new Date(NOW),
  });
};
const planned = (seen: Seen = {}): PlanDraft => {
  const answer = made(seen);
  if (answer.kind !== 'plan') throw new Error(answer.why);
  return answer.draft;
};
const does = (draft: PlanDraft) => draft.steps.filter((step) => step.kind === 'do').map((step) => step.id);
const skipped = (draft: PlanDraft, id: string) =>
  draft.steps.flatMap((step) => (step.id === id && step.kind === 'skip' ? step.because : []))[0];

describe('the shape', () => {
  test('is rotate for a key that a workload uses', () => {
    const draft = planned();
    expect(draft).toMatchObject({
      shape: 'rotate',
      headline: `Rotate AKIA…7Q of ${USER}`,
      risk: 'disruptive',
      owner: 'dana',
    });
    expect(does(draft)).toEqual(['deactivate-access-keys', 'revoke-older-sessions', 'issue-access-key']);
    expect(draft.cost).toEqual(['$0.40 a month for the secret, and $0.05 per 10,000 reads of it.']);
  });

  test.each<[string, Seen, string]>([
    ['a console password', { user: workload({ password: have({ since: NOW }) }) }, 'it has a console password'],
    [
      'a sign-in with a password since removed',
      { user: workload({ passwordLastUsedAt: NOW }) },
      'signed in with its password',
    ],
    ['an MFA device', { user: workload({ mfa: have(['arn:aws:iam::333333333333:mfa/phone']) }) }, 'MFA device'],
    ['a password that could not be read', { user: workload({ password: lacks('AccessDenied') }) }, 'could not be read'],
    ['MFA devices that could not be read', { user: workload({ mfa: lacks('AccessDenied') }) }, 'could not be read'],
    [
      'a key that was never used',
      { user: workload({ keys: [{ id: KEY, status: 'Active', lastUse: used() }] }) },
      'never used',
    ],
    [
      'a key unused for long',
      { user: workload({ keys: [{ id: KEY, status: 'Active', lastUse: used('2026-09-01T00:00:00.000Z') }] }) },
      'last used 2026-09-01',
    ],
    [
      'a last use that could not be read',
      { user: workload({ keys: [{ id: KEY, status: 'Active', lastUse: lacks('Throttling') }] }) },
      'could not be read',
    ],
    ['another way in that the key made', { waysIn: ['CreateAccessKey admin'] }, 'CreateAccessKey admin'],
  ])('is lock-out with %s', (_, seen, words) => {
    const draft = planned(seen);
    expect(draft.shape).toBe('lock-out');
    expect(draft.notes[0]).toContain(words);
    expect(does(draft)).toEqual(['deny-user', 'deactivate-access-keys']);
  });

  test('is what the configuration fixes', () => {
    expect(planned({ shape: 'lock-out' }).shape).toBe('lock-out');
    expect(planned({ shape: 'rotate', user: workload({ password: have({ since: NOW }) }) }).shape).toBe('rotate');
  });

  test('is lock-out by hand, whatever is configured: nobody knows which key is exposed', () => {
    const draft = planned({ byHand: true, shape: 'rotate' });
    expect(draft).toMatchObject({ shape: 'lock-out', headline: `Lock out ${USER}` });
    expect(draft.notes[0]).toContain('every key of the user counts as exposed');
    expect(draft.undo).toContain('no finding says which of them is exposed');
  });
});

describe('rotation', () => {
  const two = workload({
    keys: [
      { id: KEY, status: 'Active', lastUse: used('2026-11-22T02:58:00.000Z') },
      { id: SECOND, status: 'Active', lastUse: used('2026-11-22T01:00:00.000Z') },
    ],
  });

  test('waits with two keys for a separately approved deletion, and says so', () => {
    const draft = planned({ user: two });
    expect(does(draft)).toEqual(['deactivate-access-keys', 'revoke-older-sessions']);
    expect(skipped(draft, 'issue-access-key')).toContain('two access keys');
    expect(draft.followUp).toEqual({
      playbook: 'replace-access-key',
      reason: expect.stringContaining('AKIA…7Q is deleted'),
    });
    expect(draft.notes.join(' ')).toContain('No new key in this plan');
    expect(draft.headline).toBe(`Deactivate AKIA…7Q of ${USER}`);
  });

  test('makes no second new key when the secret holds an Active one', () => {
    const draft = planned({ user: two, secret: { kind: 'ours', name: ABSENT.name, arn: 'arn:secret', keyId: SECOND } });
    expect(skipped(draft, 'issue-access-key')).toContain('already holds AKIA…2B');
    expect(draft.followUp).toBeUndefined();
  });

  test('makes no key when the secret’s place is taken by something else', () => {
    const draft = planned({ secret: { kind: 'unusable', name: ABSENT.name, because: 'it has a resource policy' } });
    expect(skipped(draft, 'issue-access-key')).toBe('it has a resource policy');
    expect(does(draft)).toEqual(['deactivate-access-keys', 'revoke-older-sessions']);
  });

  rowWithoutRecord('F24', 'U', 'only ends the sessions of a key that is deleted already', () => {
    const draft = planned({ user: workload({ keys: [] }) });
    expect(does(draft)).toEqual(['revoke-older-sessions']);
  });

  test('says what stays open, and which roles’ sessions live on', () => {
    const user = workload({ sshKeys: have([{ id: 'APKAEXAMPLE', status: 'Active' }]) });
    const notes = planned({ user, sessions: ['AssumeRole arn:aws:iam::333333333333:role/deploy'] }).notes.join(' ');
    expect(notes).toContain(
      'Not touched, and still open: 1 SSH keys, service-specific credentials (could not be read).',
    );
    expect(notes).toContain('role/deploy');
  });

  test('finds nothing to do once everything is in place', () => {
    const user = workload({
      keys: [
        { id: KEY, status: 'Inactive', lastUse: used('2026-11-22T02:58:00.000Z') },
        { id: SECOND, status: 'Active', lastUse: used() },
      ],
      inline: have(['CordonDenyOlderSessions-inc-abcdefghij-1']),
    });
    const secret: SecretState = { kind: 'ours', name: ABSENT.name, arn: 'arn:secret', keyId: SECOND };
    expect(made({ user, secret })).toMatchObject({ kind: 'nothing-to-do' });
    expect(made({ user: { ...user, inline: have([]) }, secret })).toMatchObject({ kind: 'plan' });
  });
});

describe('the order', () => {
  const about = (id: string) => containAccessKey.steps.find((step) => step.id === id);
  const order = containAccessKey.steps.map(({ id }) => id);

  rowWithoutRecord('F25', 'U', 'denies first, which ends keys and sessions at once, and needs no key to do so', () => {
    expect(order.indexOf('deny-user')).toBeLessThan(order.indexOf('deactivate-access-keys'));
    expect(about('deny-user')).toMatchObject({ need: 'essential', whenItFails: 'go on' });
  });

  test('revokes sessions and makes a key only once the exposed one is off', () => {
    expect(order.slice(1)).toEqual(['deactivate-access-keys', 'revoke-older-sessions', 'issue-access-key']);
    expect(about('deactivate-access-keys')).not.toHaveProperty('whenItFails');
  });
});

describe('a plan', () => {
  test('is one class more careful for a user as good as an administrator, also through a group', () => {
    const direct = planned({ user: workload({ attached: have(['arn:aws:iam::aws:policy/AdministratorAccess']) }) });
    const group = planned({
      user: workload({ groups: have([{ name: 'ops', policies: ['arn:aws:iam::aws:policy/IAMFullAccess'] }]) }),
    });
    expect([direct.risk, group.risk]).toEqual(['destructive', 'destructive']);
    expect(direct.riskReasons.join(' ')).toContain('AdministratorAccess');
  });

  test('is not made stale by a key that somebody adds after it was shown', () => {
    const user = workload({ password: have({ since: NOW }) });
    const shown = { ...planned({ user }), digest: 'd' };
    const added = { id: SECOND, status: 'Active' as const, lastUse: used() };
    const fresh = planned({ user: { ...user, keys: [...user.keys, added] } });
    expect(compare(shown, fresh).stale).toEqual([]);
  });

  test('becomes stale once when the user turns out to be a person, and not again when that is taken back', () => {
    const person = planned({ user: workload({ password: have({ since: NOW }) }) });
    expect(compare({ ...planned(), digest: 'd' }, person).stale).toEqual([expect.stringContaining('everything that')]);
    expect(compare({ ...person, digest: 'd' }, planned()).stale).toEqual([]);
  });

  test('ends honestly for a user that is gone or locked out', () => {
    expect(made({ user: { kind: 'gone', why: 'It was deleted.' } })).toMatchObject({
      kind: 'not-applicable',
      why: 'It was deleted.',
    });
    const out = workload({
      keys: [{ id: KEY, status: 'Inactive', lastUse: used() }],
      attached: have(['arn:aws:iam::aws:policy/AWSDenyAll']),
    });
    expect(made({ user: out })).toMatchObject({ kind: 'nothing-to-do' });
  });

  test('warns when every policy slot may be taken, and deactivates the keys all the same', () => {
    const attached = have(Array.from({ length: 10 }, (_, n) => `arn:aws:iam::${ACCOUNT}:policy/p${n}`));
    const draft = planned({ user: workload({ attached }), shape: 'lock-out' });
    expect(draft.notes.join(' ')).toMatch(/10 managed policies are attached.*The keys are deactivated all the same/);
    expect(does(draft)).toEqual(['deny-user', 'deactivate-access-keys']);
  });
});

describe('what an approver reads of the race', () => {
  const OPEN = 'The race is not closed: IAM needs 3 to 4 seconds';
  const onRace = (seen: Seen): readonly string[] =>
    planned(seen).notes.filter((note) => /race|cordon-shield/.test(note));

  test('is that it is open, in either shape, on an account without the shield', () => {
    for (const shape of ['lock-out', 'rotate'])
      for (const more of [{}, { shielded: false }])
        expect(onRace({ shape, ...more })).toEqual([expect.stringContaining(OPEN)]);
  });

  test('is that nobody can take a lock-out back where the shield lies, and that the first seconds stay', () => {
    const [note, ...others] = onRace({ shape: 'lock-out', shielded: true });
    expect(note).not.toContain('not closed');
    expect(note).toContain("only be taken back by Cordon's undo and by break-glass");
    expect(note).toContain('calls of these seconds still get through');
    expect(others).toEqual([]);
  });

  test('is that the shield does not hold a user who goes on working', () => {
    expect(onRace({ shape: 'rotate', shielded: true })).toEqual([expect.stringContaining(OPEN)]);
  });
});

describe('the facts in words', () => {
  test('list every kind of credential, and why one could not be read', () => {
    const lines = describeUser(workload());
    expect(lines).toContain(`access key ${KEY} Active, last used 2026-11-22 02:58 UTC for s3 in eu-west-1`);
    expect(lines).toContain('service-specific credentials: unavailable, because the call failed');
    for (const kind of [
      'console password',
      'MFA devices',
      'SSH keys',
      'signing certificates',
      'groups',
      'managed policies',
      'inline policies',
      'permissions boundary',
    ])
      expect(lines.some((line) => line.startsWith(kind))).toBe(true);
  });

  test('say whether the secret can take a key', () => {
    expect(accessKeySecret.describe(ABSENT)).toEqual([`${ABSENT.name}: not there yet`]);
  });
});
