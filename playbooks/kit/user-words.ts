// Pure: what an IAM user's facts say, for people and for decisions.
import {
  type Credential,
  type LastUse,
  type Part,
  part,
  type UserFacts,
  type UserKey,
  type UserOrGone,
} from './user-facts';

const OWNER_TAGS = ['owner', 'cordon:owner', 'team', 'contact'];

/** Who answers for the user, as its tags say; only ever used to ask one person fewer. */
export const ownerOf = (user: UserFacts): string | undefined => {
  const tags = Object.entries(part(user.tags) ?? {});
  const owners = OWNER_TAGS.flatMap((key) => tags.filter(([tag]) => tag.toLowerCase() === key));
  return owners.find(([, value]) => value.trim() !== '')?.[1];
};

/** AWS's own policies that make whoever has one as good as an administrator. */
export const POWERFUL = /:aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** Names of the managed policies that make the user, by itself or through a group, as good as an administrator. */
export const powersOf = (user: UserFacts): readonly string[] => {
  const own = part(user.attached) ?? [];
  const shared = (part(user.groups) ?? []).flatMap((group) => group.policies);
  return [...new Set([...own, ...shared].flatMap((arn) => POWERFUL.exec(arn)?.[1] ?? []))];
};

/** AWSDenyAll is attached: whatever the user asks for is refused. */
export const isDenied = (user: UserFacts): boolean =>
  (part(user.attached) ?? []).some((arn) => arn.endsWith(':aws:policy/AWSDenyAll'));

/** `last used 2026-11-22 03:02 UTC for s3 in eu-west-1` */
export const lastUseInWords = (use: Part<LastUse>): string => {
  if (use.status === 'unavailable') return `last use unavailable, because ${use.because}`;
  const { at, service, region } = use.value;
  if (!at) return 'never used';
  return `last used ${minute(at)}${service ? ` for ${service}` : ''}${region ? ` in ${region}` : ''}`;
};

/** `2026-11-22 03:02 UTC` */
export const minute = (at: string): string => (/^\d{4}-/.test(at) ? `${at.slice(0, 16).replace('T', ' ')} UTC` : at);

export const keyInWords = (key: UserKey): string =>
  `${key.id} ${key.status}${key.createdAt ? `, made ${key.createdAt.slice(0, 10)}` : ''}, ${lastUseInWords(key.lastUse)}`;

const listed = <T>(what: string, read: Part<readonly T[]>, word: (one: T) => string): string => {
  if (read.status === 'unavailable') return `${what}: unavailable, because ${read.because}`;
  return `${what}: ${read.value.length === 0 ? 'none' : read.value.map(word).join(', ')}`;
};
const withStatus = ({ id, status }: Credential): string => `${id} ${status}`;
export const policyName = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

const passwordLine = (user: UserFacts): string => {
  const { password } = user;
  if (password.status === 'unavailable') return `console password: unavailable, because ${password.because}`;
  if (!password.value.since) return 'console password: none';
  const used = user.passwordLastUsedAt ? `, last used ${minute(user.passwordLastUsedAt)}` : ', never used';
  return `console password: since ${minute(password.value.since)}${used}`;
};

const keyLines = (user: UserFacts): readonly string[] =>
  user.keys.length === 0 ? ['access keys: none'] : user.keys.map((key) => `access key ${keyInWords(key)}`);

/** Lines for the card, most telling first. */
export const describeUser = (user: UserOrGone): readonly string[] => {
  if (user.kind === 'gone') return [user.why];
  const owner = ownerOf(user);
  const serviceCredential = ({ id, status, service }: Credential & { service: string }) => `${service} ${id} ${status}`;
  return [
    `${user.arn}${user.createdAt ? `, made ${user.createdAt.slice(0, 10)}` : ''}`,
    `owner: ${owner ?? 'no owner tag'}`,
    ...keyLines(user),
    passwordLine(user),
    listed('MFA devices', user.mfa, (serial) => serial),
    listed('SSH keys', user.sshKeys, withStatus),
    listed('signing certificates', user.certificates, withStatus),
    listed('service-specific credentials', user.serviceCredentials, serviceCredential),
    listed('groups', user.groups, (group) => group.name),
    listed('managed policies', user.attached, policyName),
    listed('inline policies', user.inline, (name) => name),
    `permissions boundary: ${user.boundary ?? 'none'}`,
  ];
};

/** Credentials that are not access keys and could go on working, in words; the parts that could not be read too. */
export const otherCredentials = (user: UserFacts): readonly string[] => {
  const count = (what: string, read: Part<readonly Credential[]>): readonly string[] => {
    if (read.status === 'unavailable') return [`${what} (could not be read)`];
    const live = read.value.filter((one) => one.status !== 'Inactive').length;
    return live === 0 ? [] : [`${live} ${what}`];
  };
  const password = user.password.status === 'unavailable' ? ['a console password (could not be read)'] : [];
  return [
    ...(part(user.password)?.since ? ['a console password'] : password),
    ...count('SSH keys', user.sshKeys),
    ...count('signing certificates', user.certificates),
    ...count('service-specific credentials', user.serviceCredentials),
  ];
};
