import type { PicturePart } from '../../../playbooks/kit/picture';
import type { UserFacts, UserKey } from '../../../playbooks/kit/user-facts';
import { drawUser } from '../../../playbooks/kit/user-picture';
import { ACCOUNT, KEY, SECOND, USER, USER_ID } from '../fake-user';

const AT = '2026-11-22T03:05:00.000Z';
const TARGET = { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: USER_ID } as const;
const known = <T>(value: T) => ({ status: 'known', value }) as const;
const none = known([]);
const unread = { status: 'unavailable', because: 'AccessDenied: no' } as const;
const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';

const key = (id: string, status: UserKey['status']): UserKey => ({
  id,
  status,
  createdAt: '2026-02-01T00:00:00.000Z',
  lastUse: known({ at: '2026-11-22T03:02:00.000Z', service: 's3' }),
});
const draw = (change: Partial<UserFacts> = {}) => {
  const user: UserFacts = {
    kind: 'found',
    userId: USER_ID,
    userName: USER,
    arn: `arn:aws:iam::${ACCOUNT}:user/${USER}`,
    keys: [key(KEY, 'Active'), key(SECOND, 'Inactive')],
    password: known({}),
    mfa: none,
    sshKeys: none,
    certificates: none,
    serviceCredentials: none,
    groups: none,
    attached: none,
    inline: none,
    tags: known({}),
    ...change,
  };
  const picture = drawUser({ status: 'known', value: user, at: AT }, TARGET);
  if (!picture) throw new Error('nothing was drawn');
  return picture;
};
const partOf = (change: Partial<UserFacts>, id: string): PicturePart | undefined =>
  draw(change).parts.find((part) => part.id === id);

describe('the picture of a user', () => {
  test('has an Active key open and an Inactive one closed, each with its last use', () => {
    const picture = draw();
    expect(picture).toMatchObject({
      title: `${USER} (${USER_ID})`,
      at: AT,
      lines: [{ text: '1 of 2 credentials can be used', tone: 'open' }],
    });
    expect(picture.parts).toMatchObject([
      { id: KEY, kind: 'access-key', tone: 'open', reach: [{ text: `signs calls as ${USER}`, tone: 'open' }] },
      {
        id: SECOND,
        tone: 'closed',
        lines: [{ text: 'Inactive', tone: 'closed' }, {}, {}],
        reach: [{ text: 'signs nothing' }],
      },
    ]);
    expect(picture.parts[0]?.lines).toContainEqual({ text: 'last used 2026-11-22 03:02 UTC for s3', tone: 'neutral' });
  });

  test('closes every credential under AWSDenyAll, and shows the policy as what closes', () => {
    const change = { attached: known([DENY_ALL]), password: known({ since: AT }), mfa: known(['arn:mfa']) };
    const picture = draw(change);
    expect(picture.lines[0]).toEqual({ text: 'locked out: AWSDenyAll refuses every call', tone: 'closed' });
    expect(picture.parts.filter(({ tone }) => tone === 'open')).toEqual([]);
    expect(partOf(change, KEY)?.reach[0]?.text).toContain('AWSDenyAll refuses');
    expect(partOf(change, DENY_ALL)).toMatchObject({
      kind: 'policy',
      tone: 'closed',
      reach: [{ text: 'refuses every call' }],
    });
  });

  test('shows a policy that really refuses older sessions as closing, and one that only has its name as open', () => {
    const [ours, fake] = ['CordonDenyOlderSessions-inc-aaaaaaaaaa-1', 'CordonDenyOlderSessions-mine'];
    const change = {
      inline: known([ours, fake, 'work']),
      refusals: known([{ name: ours, issuedBefore: '2026-11-22T03:06:00Z' }, { name: fake }]),
    };
    expect(partOf(change, `inline/${ours}`)).toMatchObject({
      tone: 'closed',
      reach: [{ text: 'refuses every session made before 2026-11-22 03:06 UTC' }],
    });
    expect(partOf(change, `inline/${fake}`)).toMatchObject({
      tone: 'open',
      lines: [{ text: 'named like Cordon’s, but it says something else' }],
    });
    expect(partOf(change, 'inline/work')?.tone).toBe('neutral');
    expect(partOf({ ...change, refusals: unread }, `inline/${ours}`)?.tone).toBe('neutral');
  });

  test('has every other credential with its own state', () => {
    const picture = draw({
      keys: [],
      password: known({ since: '2026-01-01T00:00:00.000Z' }),
      sshKeys: known([
        { id: 'APKA1', status: 'Active' },
        { id: 'APKA2', status: 'Inactive' },
      ]),
      serviceCredentials: known([{ id: 'ACCA1', status: 'Active', service: 'codecommit.amazonaws.com' }]),
    });
    expect(picture.parts.map(({ id, tone }) => [id, tone])).toEqual([
      ['password', 'open'],
      ['APKA1', 'open'],
      ['APKA2', 'closed'],
      ['ACCA1', 'open'],
    ]);
    expect(picture.parts[0]?.lines).toContainEqual({ text: 'no second factor beside it', tone: 'open' });
  });

  test('claims nothing about what could not be read', () => {
    const picture = draw({ keys: [key(KEY, 'Inactive')], sshKeys: unread, attached: unread });
    expect(picture.lines.map(({ text, tone }) => [text, tone])).toEqual([
      ['nothing that could be read can be used', 'neutral'],
      ['managed policies: unavailable, because AccessDenied: no', 'neutral'],
    ]);
    expect(picture.parts.find(({ id }) => id === 'ssh-keys')).toMatchObject({
      tone: 'neutral',
      lines: [{ text: 'could not be read: AccessDenied: no' }],
    });
  });

  test('names the rights that make a user as good as an administrator', () => {
    const admin = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const change = { attached: known([admin]), groups: known([{ name: 'admins', policies: [admin] }]) };
    expect(partOf(change, admin)).toMatchObject({ title: 'Policy AdministratorAccess', tone: 'open' });
    expect(partOf(change, 'group/admins')).toMatchObject({ kind: 'group', tone: 'open', reach: [{ tone: 'open' }] });
    const denied = { ...change, attached: known([admin, DENY_ALL]) };
    expect([partOf(denied, admin)?.tone, partOf(denied, 'group/admins')?.tone]).toEqual(['neutral', 'neutral']);
  });

  test('is none for a user that is gone', () => {
    expect(drawUser({ status: 'known', value: { kind: 'gone', why: 'deleted' }, at: AT }, TARGET)).toBeUndefined();
  });
});
