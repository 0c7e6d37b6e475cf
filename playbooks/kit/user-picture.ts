import { counted } from './counted';
import { type FactResult, known } from './fact';
import type { Picture, PictureLine, PicturePart, Tone } from './picture';
import type { Target } from './target';
import { type Credential, type Part, part, type UserFacts, type UserKey, type UserOrGone } from './user-facts';
import { isDenied, lastUseInWords, minute, POWERFUL, policyName } from './user-words';

const line = (text: string, tone: Tone = 'neutral'): PictureLine => ({ text, tone });
const DENIED = line('AWSDenyAll refuses whatever is asked with it', 'closed');

/** What works can be used, unless everything is refused. */
const toneOf = (user: UserFacts, works: boolean): Tone => (works && !isDenied(user) ? 'open' : 'closed');

const unreadPart = (kind: PicturePart['kind'], id: string, title: string, because: string): PicturePart => ({
  id,
  kind,
  title,
  // It may be there, and it may work.
  tone: 'neutral',
  lines: [line(`could not be read: ${because}`)],
  reach: [],
});

const keyPart = (user: UserFacts, key: UserKey): PicturePart => {
  const active = key.status === 'Active';
  return {
    id: key.id,
    kind: 'access-key',
    title: `Access key ${key.id}`,
    tone: toneOf(user, active),
    lines: [
      line(key.status, active ? 'open' : 'closed'),
      line(lastUseInWords(key.lastUse)),
      ...(key.createdAt ? [line(`made ${key.createdAt.slice(0, 10)}`)] : []),
    ],
    reach: active
      ? [isDenied(user) ? DENIED : line(`signs calls as ${user.userName}`, 'open')]
      : [line('signs nothing', 'closed')],
  };
};

const passwordPart = (user: UserFacts): readonly PicturePart[] => {
  const { password } = user;
  const [id, title] = ['password', 'Console password'];
  if (password.status === 'unavailable') return [unreadPart('password', id, title, password.because)];
  if (!password.value.since) return [];
  const used = user.passwordLastUsedAt ? `last used ${minute(user.passwordLastUsedAt)}` : 'never used';
  const mfa = part(user.mfa);
  return [
    {
      id,
      kind: 'password',
      title,
      tone: toneOf(user, true),
      lines: [
        line(`since ${minute(password.value.since)}, ${used}`),
        ...(mfa?.length === 0 ? [line('no second factor beside it', 'open')] : []),
      ],
      reach: [isDenied(user) ? DENIED : line('signs in to the console', 'open')],
    },
  ];
};

const mfaPart = (user: UserFacts): readonly PicturePart[] => {
  const devices = part(user.mfa) ?? [];
  if (devices.length === 0) return [];
  return [
    {
      id: 'mfa',
      kind: 'credential',
      title: 'Second factor',
      tone: 'neutral',
      lines: devices.map((one) => line(one)),
      reach: [],
    },
  ];
};

const credentialParts = (
  user: UserFacts,
  id: string,
  title: string,
  read: Part<readonly Credential[]>,
): readonly PicturePart[] => {
  if (read.status === 'unavailable') return [unreadPart('credential', id, title, read.because)];
  return read.value.map((one) => {
    const works = one.status !== 'Inactive';
    return {
      id: one.id,
      kind: 'credential',
      title: `${title} ${one.id}`,
      tone: toneOf(user, works),
      lines: [line(one.status, works ? 'open' : 'closed')],
      reach: works && isDenied(user) ? [DENIED] : [],
    };
  });
};

const policyTone = (arn: string): Tone => {
  if (arn.endsWith(':aws:policy/AWSDenyAll')) return 'closed';
  return POWERFUL.test(arn) ? 'open' : 'neutral';
};

const attachedPart = (user: UserFacts, arn: string): PicturePart => {
  const tone = policyTone(arn);
  const words = {
    closed: [line('refuses every call', 'closed')],
    open: [line(`makes ${user.userName} as good as an administrator`, isDenied(user) ? 'neutral' : 'open')],
    neutral: [],
  } as const;
  const shown = tone === 'open' && isDenied(user) ? 'neutral' : tone;
  return { id: arn, kind: 'policy', title: `Policy ${policyName(arn)}`, tone: shown, lines: [], reach: words[tone] };
};

const inlinePart = (user: UserFacts, name: string): PicturePart => {
  const base = { id: `inline/${name}`, kind: 'policy' as const, title: `Inline policy ${name}` };
  const refusal = (user.refusals && part(user.refusals))?.find((one) => one.name === name);
  if (!refusal) return { ...base, tone: 'neutral', lines: [], reach: [] };
  if (refusal.issuedBefore) {
    const text = `refuses every session made before ${minute(refusal.issuedBefore)}`;
    return { ...base, tone: 'closed', lines: [], reach: [line(text, 'closed')] };
  }
  return { ...base, tone: 'open', lines: [line('named like Cordon’s, but it says something else', 'open')], reach: [] };
};

const groupPart = (
  user: UserFacts,
  group: { readonly name: string; readonly policies: readonly string[] },
): PicturePart => {
  const strong = group.policies.some((arn) => POWERFUL.test(arn)) && !isDenied(user);
  return {
    id: `group/${group.name}`,
    kind: 'group',
    title: `Group ${group.name}`,
    tone: strong ? 'open' : 'neutral',
    lines: [],
    reach: group.policies.map((arn) => line(policyName(arn), strong && POWERFUL.test(arn) ? 'open' : 'neutral')),
  };
};

const rightsParts = (user: UserFacts): readonly PicturePart[] => [
  ...(part(user.attached) ?? []).map((arn) => attachedPart(user, arn)),
  ...(part(user.inline) ?? []).map((name) => inlinePart(user, name)),
  ...(part(user.groups) ?? []).map((group) => groupPart(user, group)),
];

const RIGHTS = [
  ['attached', 'managed policies'],
  ['inline', 'inline policies'],
  ['groups', 'groups'],
] as const;

const unreadRights = (user: UserFacts): readonly PictureLine[] =>
  RIGHTS.flatMap(([name, words]) => {
    const read: Part<unknown> = user[name];
    return read.status === 'unavailable' ? [line(`${words}: unavailable, because ${read.because}`)] : [];
  });

const summaryOf = (user: UserFacts, credentials: readonly PicturePart[]): PictureLine => {
  if (isDenied(user)) return line('locked out: AWSDenyAll refuses every call', 'closed');
  const ways = credentials.filter(({ tone }) => tone === 'open').length;
  if (ways > 0) return line(`${ways} of ${counted(credentials.length, 'credential')} can be used`, 'open');
  const unread = credentials.filter(({ tone }) => tone === 'neutral').length;
  if (unread > 0) return line('nothing that could be read can be used');
  return line(credentials.length === 0 ? 'it has no credentials' : 'none of its credentials can be used', 'closed');
};

/** The user with its credentials, and what they let one do. Undefined when it is gone or was not read. */
export const drawUser = (fact: FactResult<UserOrGone>, target: Target): Picture | undefined => {
  const user = known(fact);
  if (user?.kind !== 'found') return undefined;
  const credentials = [
    ...user.keys.map((key) => keyPart(user, key)),
    ...passwordPart(user),
    ...credentialParts(user, 'ssh-keys', 'SSH key', user.sshKeys),
    ...credentialParts(user, 'certificates', 'Signing certificate', user.certificates),
    ...credentialParts(user, 'service-credentials', 'Service credential', user.serviceCredentials),
  ];
  return {
    kind: 'iam-user',
    title: `${user.userName} (${target.id})`,
    lines: [
      summaryOf(user, credentials),
      ...(user.boundary ? [line(`permissions boundary ${policyName(user.boundary)}`)] : []),
      ...unreadRights(user),
    ],
    parts: [...credentials, ...mfaPart(user), ...rightsParts(user)],
    at: fact.at,
  };
};
