import { awsErrorName } from '../kit/errors';
import { defineFact, type FactContext } from '../kit/fact';
import { findUser, keysOf } from '../kit/iam-user';
import { OLDER_SESSIONS_PREFIX, olderSessionsInstant } from '../kit/older-sessions';
import type { Credential, LastUse, Part, UserFacts, UserKey, UserOrGone } from '../kit/user-facts';
import { describeUser } from '../kit/user-words';

const USES = {
  iam: [
    'getUser',
    'listUsers',
    'listAccessKeys',
    'getAccessKeyLastUsed',
    'getLoginProfile',
    'listMFADevices',
    'listSSHPublicKeys',
    'listSigningCertificates',
    'listServiceSpecificCredentials',
    'listGroupsForUser',
    'listAttachedGroupPolicies',
    'listAttachedUserPolicies',
    'listUserPolicies',
    'getUserPolicy',
    'listUserTags',
  ],
} as const;
type Iam = FactContext<typeof USES>['aws']['iam'];

const CUT = 120;

/** Reads one part: what it cannot be read for is its value. */
const attempt = async <T>(read: () => Promise<T>): Promise<Part<T>> => {
  try {
    return { status: 'known', value: await read() };
  } catch (error) {
    const name = awsErrorName(error);
    const message = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, CUT) : '';
    const because = name && name !== 'Error' ? `${name}: ${message}` : message || 'the call failed';
    return { status: 'unavailable', because };
  }
};

const lastUseOf = async (iam: Iam, id: string): Promise<LastUse> => {
  const { AccessKeyLastUsed: used } = await iam.getAccessKeyLastUsed({ AccessKeyId: id });
  // IAM says N/A for what it does not know.
  const word = (value: string | undefined) => (value && value !== 'N/A' ? value : undefined);
  const [service, region] = [word(used?.ServiceName), word(used?.Region)];
  return {
    ...(used?.LastUsedDate ? { at: used.LastUsedDate.toISOString() } : {}),
    ...(service ? { service } : {}),
    ...(region ? { region } : {}),
  };
};

const keysWithUse = async (iam: Iam, userName: string): Promise<readonly UserKey[]> =>
  Promise.all(
    (await keysOf(iam, userName)).map(async (key) => ({
      ...key,
      lastUse: await attempt(() => lastUseOf(iam, key.id)),
    })),
  );

const passwordOf = async (iam: Iam, userName: string): Promise<{ since?: string }> => {
  try {
    const { LoginProfile: profile } = await iam.getLoginProfile({ UserName: userName });
    return { since: profile?.CreateDate?.toISOString() ?? 'an unknown time' };
  } catch (error) {
    if (awsErrorName(error) === 'NoSuchEntityException') return {};
    throw error;
  }
};

const credential = (id: string | undefined, status: string | undefined): Credential => ({
  id: id ?? 'without an id',
  status: status ?? 'unknown',
});

const groupsOf = async (iam: Iam, userName: string) => {
  const groups = (await iam.listGroupsForUser({ UserName: userName })).Groups ?? [];
  return Promise.all(
    groups
      .flatMap(({ GroupName: name }) => (name ? [name] : []))
      .map(async (name) => {
        const { AttachedPolicies: attached } = await iam.listAttachedGroupPolicies({ GroupName: name });
        return { name, policies: (attached ?? []).flatMap((policy) => policy.PolicyArn ?? []) };
      }),
  );
};

/** The kinds of credential beside access keys. */
const credentialsOf = async (iam: Iam, UserName: string) => {
  const [password, mfa, sshKeys, certificates, serviceCredentials] = await Promise.all([
    attempt(() => passwordOf(iam, UserName)),
    attempt(async () =>
      ((await iam.listMFADevices({ UserName })).MFADevices ?? []).flatMap((mfa) => mfa.SerialNumber ?? []),
    ),
    attempt(async () =>
      ((await iam.listSSHPublicKeys({ UserName })).SSHPublicKeys ?? []).map((key) =>
        credential(key.SSHPublicKeyId, key.Status),
      ),
    ),
    attempt(async () =>
      ((await iam.listSigningCertificates({ UserName })).Certificates ?? []).map((one) =>
        credential(one.CertificateId, one.Status),
      ),
    ),
    attempt(async () =>
      ((await iam.listServiceSpecificCredentials({ UserName })).ServiceSpecificCredentials ?? []).map((one) => ({
        ...credential(one.ServiceSpecificCredentialId, one.Status),
        service: one.ServiceName ?? 'an unknown service',
      })),
    ),
  ]);
  return { password, mfa, sshKeys, certificates, serviceCredentials };
};

const MOST_REFUSALS = 5;

// A name proves nothing, and whoever holds the user may have chosen it: the document is read.
const refusalsOf = (iam: Iam, UserName: string, names: readonly string[]) =>
  Promise.all(
    names.slice(0, MOST_REFUSALS).map(async (name) => {
      const { PolicyDocument: document = '' } = await iam.getUserPolicy({ UserName, PolicyName: name });
      const issuedBefore = olderSessionsInstant(decodeURIComponent(document));
      return { name, ...(issuedBefore ? { issuedBefore } : {}) };
    }),
  );

const inlineOf = async (iam: Iam, UserName: string): Promise<Pick<UserFacts, 'inline' | 'refusals'>> => {
  const inline = await attempt(async () => (await iam.listUserPolicies({ UserName })).PolicyNames ?? []);
  const named = inline.status === 'known' ? inline.value.filter((name) => name.startsWith(OLDER_SESSIONS_PREFIX)) : [];
  return named.length === 0 ? { inline } : { inline, refusals: await attempt(() => refusalsOf(iam, UserName, named)) };
};

const rightsOf = async (iam: Iam, UserName: string) => {
  const [groups, attached, inline, tags] = await Promise.all([
    attempt(() => groupsOf(iam, UserName)),
    attempt(async () =>
      ((await iam.listAttachedUserPolicies({ UserName })).AttachedPolicies ?? []).flatMap((one) => one.PolicyArn ?? []),
    ),
    inlineOf(iam, UserName),
    attempt(async () =>
      Object.fromEntries(
        ((await iam.listUserTags({ UserName })).Tags ?? []).map(({ Key, Value }) => [Key, Value ?? '']),
      ),
    ),
  ]);
  return { groups, attached, ...inline, tags };
};

const read = async ({ aws: { iam }, target, finding }: FactContext<typeof USES>): Promise<UserOrGone> => {
  const hint = target.name ?? finding?.accessKey?.userName;
  const user = await findUser(iam, target.id, hint);
  if (!user?.UserName) {
    const called = hint ? `${hint} (${target.id})` : target.id;
    return { kind: 'gone', why: `No IAM user of the account has the id ${target.id}: ${called} was deleted.` };
  }
  const [keys, credentials, rights] = await Promise.all([
    keysWithUse(iam, user.UserName),
    credentialsOf(iam, user.UserName),
    rightsOf(iam, user.UserName),
  ]);
  const boundary = user.PermissionsBoundary?.PermissionsBoundaryArn;
  const found: UserFacts = {
    kind: 'found',
    userId: target.id,
    userName: user.UserName,
    arn: user.Arn ?? '',
    ...(user.CreateDate ? { createdAt: user.CreateDate.toISOString() } : {}),
    ...(user.PasswordLastUsed ? { passwordLastUsedAt: user.PasswordLastUsed.toISOString() } : {}),
    ...(boundary ? { boundary } : {}),
    keys,
    ...credentials,
    ...rights,
  };
  return found;
};

/** The user as its id finds it, with every kind of credential that can act for it. */
export const iamUser = defineFact({
  id: 'iam-user',
  title: 'The user and its credentials',
  uses: USES,
  timeoutMs: 20_000,
  read,
  describe: describeUser,
});
