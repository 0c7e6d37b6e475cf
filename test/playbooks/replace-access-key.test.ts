import type { SecretState } from '../../playbooks/kit/access-key-secret';
import { makePlan } from '../../playbooks/kit/make-plan';
import type { Part, UserFacts, UserKey } from '../../playbooks/kit/user-facts';
import { replaceAccessKey } from '../../playbooks/replace-access-key';
import { ACCOUNT, KEY, NOW, SECOND, USER, USER_ID } from './fake-user';

const have = <T>(value: T): Part<T> => ({ status: 'known', value });
const none = have([]);
const key = (id: string, status: 'Active' | 'Inactive'): UserKey => ({ id, status, lastUse: have({}) });
const NAME = `cordon/access-key/${USER_ID}`;

const made = (
  keys: readonly UserKey[],
  tag: string | undefined,
  secret: SecretState = { kind: 'absent', name: NAME },
) => {
  const user: UserFacts = {
    kind: 'found',
    userId: USER_ID,
    userName: USER,
    arn: `arn:aws:iam::${ACCOUNT}:user/${USER}`,
    keys,
    password: have({}),
    mfa: none,
    sshKeys: none,
    certificates: none,
    serviceCredentials: none,
    groups: none,
    attached: none,
    inline: none,
    tags: tag === undefined ? { status: 'unavailable', because: 'AccessDenied' } : have({ 'cordon:exposed-key': tag }),
  };
  const fact = <T>(value: T) => ({ status: 'known' as const, value, at: NOW });
  return makePlan(
    replaceAccessKey,
    { user: fact(user), secret: fact(secret), earlierIncidents: fact([]) },
    {
      target: { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: USER_ID },
      environment: 'production',
      partition: 'aws',
      options: {},
      mode: 'live',
      now: () => new Date(NOW),
    },
  );
};

test('deletes the Inactive key that containment named, and issues a new one', () => {
  const answer = made([key(KEY, 'Inactive'), key(SECOND, 'Active')], KEY);
  expect(answer).toMatchObject({
    kind: 'plan',
    draft: {
      risk: 'destructive',
      headline: `Delete AKIA…7Q of ${USER} and issue a new key`,
      steps: [
        { id: 'delete-access-key', kind: 'do', input: { userId: USER_ID, userName: USER, accessKeyId: KEY } },
        { id: 'issue-access-key', kind: 'do' },
      ],
    },
  });
});

test.each([
  ['an exposed key that is Active again', [key(KEY, 'Active'), key(SECOND, 'Active')], KEY, 'is still Active'],
  ['a user without a named key', [key(KEY, 'Inactive')], '', 'No key of report-export is named as exposed'],
  ['two named keys', [key(KEY, 'Inactive'), key(SECOND, 'Inactive')], `${KEY} ${SECOND}`, 'Both keys'],
  ['tags that could not be read', [key(KEY, 'Inactive')], undefined, 'could not be read'],
  ['two other keys', [key(SECOND, 'Active'), key('AKIAQX3EXAMPLETHIRDA', 'Active')], KEY, 'no room'],
] as const)('does not guess with %s', (_, keys, tag, words) => {
  expect(made(keys, tag)).toMatchObject({ kind: 'not-applicable', why: expect.stringContaining(words) });
});

test('goes on where an earlier run stopped: the key is deleted, the new one is missing', () => {
  const answer = made([key(SECOND, 'Active')], KEY);
  expect(answer).toMatchObject({
    draft: { risk: 'reversible', steps: [{ kind: 'skip' }, { id: 'issue-access-key', kind: 'do' }] },
  });
});

test('finds nothing to do when the new key is there', () => {
  const secret: SecretState = { kind: 'ours', name: NAME, arn: 'arn:secret', keyId: SECOND };
  expect(made([key(SECOND, 'Active')], KEY, secret)).toMatchObject({ kind: 'nothing-to-do' });
});

test('answers no finding', () => {
  expect(replaceAccessKey.trigger({} as never)).toMatchObject({ match: false });
});
