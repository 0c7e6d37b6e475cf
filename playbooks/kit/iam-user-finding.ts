// Pure: which findings name an IAM user's long-term key well enough to act on it.
import type { Finding, FindingAccessKey } from './finding';
import { ACCESS_KEY_ID } from './iam-user';
import type { Trigger } from './playbook';
import { IAM_USER_ID, type Target, targetSchema } from './target';

const BY_HAND = "A person may start contain-access-key by hand on the user, by the user's unique id (AIDA…).";

/** CloudTrail's kinds of identity, and why none of them has a key that may be switched off here. */
const NO_KEY: ReadonlyMap<string, string> = new Map([
  ['Root', 'The root user acted. Its keys can only be managed by signing in as root, so no key is touched.'],
  ['AssumedRole', 'A role session acted, and sessions have no key to deactivate.'],
  ['Role', 'A role acted, and roles have no key to deactivate.'],
  ['FederatedUser', 'A federated session acted; the user behind it is not named.'],
  ['AWSService', 'An AWS service acted, and it has no key here.'],
  ['AWSAccount', 'Another account, or an anonymous caller, acted: nothing of it is managed here.'],
  ['SAMLUser', 'The person signed in through an identity provider and has no key here.'],
  ['WebIdentityUser', 'The person signed in through an identity provider and has no key here.'],
  ['IdentityCenterUser', 'The person signed in through IAM Identity Center and has no key here.'],
]);

const no = (why: string): Trigger => ({ match: false, why });

/** Answers findings on an IAM user's own key. Everything else says precisely why no key is touched. */
export const onUser = (finding: Finding): Trigger => {
  const key = finding.accessKey;
  if (!key) return no('It names no access key.');
  if (key.userType !== 'IAMUser') return no(otherKind(key.userType));
  const missing = whatIsMissing(key);
  if (missing) return no(`${missing} ${BY_HAND}`);
  const target = targetOf(finding, key);
  return target
    ? {
        match: true,
        target,
        why: `It names ${key.accessKeyId}, a long-term key of the IAM user ${key.userName ?? target.id}.`,
      }
    : no(`The account "${finding.accountId}" or the principal is not in a form that can be acted on. ${BY_HAND}`);
};

const otherKind = (userType: string | undefined): string => {
  if (userType === undefined) return 'It does not say what kind of principal acted, so no key is touched.';
  return NO_KEY.get(userType) ?? `"${userType}" is not a kind of principal that is known, so no key is touched.`;
};

const whatIsMissing = ({ accessKeyId, principalId }: FindingAccessKey): string | undefined => {
  if (accessKeyId === undefined) return 'It does not say which access key was used.';
  if (accessKeyId.startsWith('ASIA'))
    return `${accessKeyId} is the key of a session, which cannot be deactivated; which key made the session is not said.`;
  if (!ACCESS_KEY_ID.test(accessKeyId)) return `"${accessKeyId}" is not the id of an access key.`;
  if (principalId === undefined || !IAM_USER_ID.test(principalId))
    return 'It does not name the user by an id that cannot be reused, and a name may mean another user by now.';
  return undefined;
};

const targetOf = (finding: Finding, key: FindingAccessKey): Target | undefined => {
  const plain = { kind: 'iam-user', accountId: finding.accountId, region: 'global', id: key.principalId };
  const named = targetSchema.safeParse({ ...plain, name: key.userName });
  if (named.success) return named.data;
  // An odd name is only a hint: the id finds the user.
  const bare = targetSchema.safeParse(plain);
  return bare.success ? bare.data : undefined;
};

/** The long-term key that a finding says is exposed. */
export const exposedKeyIn = (finding: Finding | undefined): string | undefined => {
  const id = finding?.accessKey?.accessKeyId;
  return id && ACCESS_KEY_ID.test(id) ? id : undefined;
};
