import { deactivateAccessKeys } from './actions/deactivate-access-keys';
import { denyUser } from './actions/deny-user';
import { issueAccessKey } from './actions/issue-access-key';
import { revokeOlderSessions } from './actions/revoke-older-sessions';
import { accessKeySecret } from './facts/access-key-secret';
import { earlierIncidents } from './facts/earlier-incidents';
import { findingNow } from './facts/finding-now';
import { iamUser } from './facts/iam-user';
import { type KeyUsage, keyUsage } from './facts/key-usage';
import { recentActivity } from './facts/recent-activity';
import { type SecretState, secretNameFor } from './kit/access-key-secret';
import { costOrOwn } from './kit/cost-words';
import { known } from './kit/fact';
import { shortKey } from './kit/iam-user';
import { exposedKeyIn, onUser } from './kit/iam-user-finding';
import { type ChosenShape, chooseShape } from './kit/key-shape';
import { OLDER_SESSIONS_PREFIX } from './kit/older-sessions';
import { type DecideContext, definePlaybook, type Skip, skip, step } from './kit/playbook';
import { raceNote } from './kit/race';
import { raised } from './kit/risk';
import { part, type UserFacts, type UserKey } from './kit/user-facts';
import { drawUser } from './kit/user-picture';
import { isDenied, keyInWords, lastUseInWords, otherCredentials, ownerOf, powersOf } from './kit/user-words';

const steps = [
  // One call ends every key, session and password at once, before anybody is warned by a key that stopped working. Whoever
  // filled the user's policy slots makes it fail: then the keys go all the same, and people are told what stayed open.
  step('deny-user', denyUser, 'essential', { whenItFails: 'go on' }),
  step('deactivate-access-keys', deactivateAccessKeys, 'essential'),
  // Only now: what the key made before it went counts as older.
  step('revoke-older-sessions', revokeOlderSessions, 'essential'),
  step('issue-access-key', issueAccessKey, 'essential'),
] as const;

interface Situation {
  readonly user: UserFacts;
  readonly context: DecideContext;
  readonly chosen: ChosenShape;
  readonly secret: SecretState | undefined;
  readonly usage: KeyUsage | undefined;
  readonly exposed: string | undefined;
}

/** Cuts an exposed key off, keeping the workload that uses it alive where the facts allow it. */
export const containAccessKey = definePlaybook({
  id: 'contain-access-key',
  version: 3,
  title: 'Contain an exposed access key',
  summary:
    "Deactivates an IAM user's exposed key, and either gives its workload a new one through Secrets Manager or locks the user out.",
  answers: "Findings on a long-term access key (AKIA…) of an IAM user that they name by the user's unique id",
  targetKind: 'iam-user',
  locks: true,
  trigger: onUser,
  facts: { user: iamUser, keyUsage, secret: accessKeySecret, recentActivity, findingNow, earlierIncidents },
  needs: ['user'],
  recheck: ['user'],
  drawnFrom: ['user'],
  draw: (facts, { target }) => drawUser(facts.user, target),
  steps,
  options: { shape: ['by-facts', 'rotate', 'lock-out'] },
  decide: (facts, context) => {
    const user = known(facts.user);
    if (!user) return { kind: 'not-applicable', why: 'The user could not be read.' };
    if (user.kind === 'gone') return { kind: 'not-applicable', why: user.why };
    const exposed = exposedKeyIn(context.finding);
    const usage = known(facts.keyUsage);
    const wanted = String(context.options['shape'] ?? 'by-facts');
    const chosen = chooseShape({
      user,
      exposedKeyId: exposed,
      waysIn: usage?.waysIn ?? [],
      wanted,
      now: new Date(facts.user.at),
    });
    const situation = { user, context, chosen, secret: known(facts.secret), usage, exposed };
    return exposed !== undefined && chosen.shape === 'rotate' ? rotate(situation, exposed) : lockOut(situation);
  },
});

const said = ({ user, context, chosen }: Situation) => {
  const owner = ownerOf(user);
  const powers = powersOf(user);
  const risk = powers.length > 0 ? raised('disruptive') : 'disruptive';
  return {
    kind: 'act' as const,
    targetArn: user.arn,
    target: { ...context.target, name: user.userName },
    shape: chosen.shape,
    risk,
    powers: powers.map((name) => `${user.userName} is as good as an administrator (${name}): one class more careful.`),
    ...(owner === undefined ? {} : { owner }),
  };
};

const idsOf = (user: UserFacts) => ({ userId: user.userId, userName: user.userName });
const isActive = (key: UserKey): boolean => key.status === 'Active';

const lockOut = (situation: Situation) => {
  const { user, exposed, chosen } = situation;
  const active = user.keys.filter(isActive);
  if (isDenied(user) && active.length === 0)
    return {
      kind: 'nothing-to-do' as const,
      why: `${user.userName} is locked out already: AWSDenyAll is attached, and no access key is Active.`,
      targetArn: user.arn,
    };
  const { powers, ...common } = said(situation);
  const exceptExposed = exposed ? `, except ${shortKey(exposed)}` : ': no finding says which of them is exposed';
  return {
    ...common,
    headline: `Lock out ${user.userName}${exposed ? `, whose key ${shortKey(exposed)} is exposed` : ''}`,
    riskReasons: [`${user.userName} can do nothing at all until this is undone.`, ...powers],
    reach: [
      {
        key: 'user',
        text: `everything that ${user.userName} does: ${usesOf(user).join('; ') || 'no Active key, no console password'}`,
      },
      ...reachOfKey(user, exposed),
    ],
    inputs: {
      'deny-user': idsOf(user),
      'deactivate-access-keys': {
        ...idsOf(user),
        keys: 'every-active' as const,
        ...(exposed ? { exposedKeyId: exposed } : {}),
      },
      'revoke-older-sessions': skip('AWSDenyAll is asked with every request, so it ends the sessions too'),
      'issue-access-key': skip('who is locked out gets no new key'),
    },
    before: beforeOf(situation),
    undo: `Undo sets the keys that are Active now to Active again${exceptExposed}, and detaches AWSDenyAll.`,
    cost: costOrOwn([]),
    notes: [chosen.why, ...warnings(situation), ...slots(user)],
  };
};

const rotate = (situation: Situation, exposed: string) => {
  const { user, chosen } = situation;
  const key = user.keys.find(({ id }) => id === exposed);
  const issue = issueOrWait(situation, exposed);
  const revoked = (part(user.inline) ?? []).some((name) => name.startsWith(OLDER_SESSIONS_PREFIX));
  if (!(key && isActive(key)) && revoked && 'skip' in issue)
    return {
      kind: 'nothing-to-do' as const,
      why: `${shortKey(exposed)} of ${user.userName} opens nothing any more, and older sessions are refused. No new key: ${issue.skip}.`,
      targetArn: user.arn,
    };
  const { powers, ...common } = said(situation);
  const secretName = secretNameFor(user.userId);
  const waits = waitsForDeletion(situation, exposed);
  return {
    ...common,
    headline:
      'skip' in issue
        ? `Deactivate ${shortKey(exposed)} of ${user.userName}`
        : `Rotate ${shortKey(exposed)} of ${user.userName}`,
    riskReasons: [`Whatever uses ${shortKey(exposed)} fails until it has another key.`, ...powers],
    reach: reachOfKey(user, exposed),
    inputs: {
      'deny-user': skip('the user goes on working with its new key'),
      'deactivate-access-keys': key
        ? { ...idsOf(user), keys: 'exposed' as const, exposedKeyId: exposed }
        : skip(`${shortKey(exposed)} no longer exists`),
      'revoke-older-sessions': idsOf(user),
      'issue-access-key': issue,
    },
    before: beforeOf(situation),
    undo: `Undo removes the inline policy, so that older sessions work again until they end by themselves. ${shortKey(exposed)} stays Inactive; a new key and its secret stay.`,
    cost: costOrOwn('skip' in issue ? [] : ['$0.40 a month for the secret, and $0.05 per 10,000 reads of it.']),
    notes: [
      chosen.why,
      ...('skip' in issue
        ? [`No new key in this plan: ${issue.skip}.`]
        : [
            `The workload fetches its new key from the secret ${secretName} in account ${situation.context.target.accountId}; it stands there in the form of credential_process.`,
          ]),
      ...warnings(situation),
      ...stillOpen(user),
    ],
    ...(waits ? { followUp: { playbook: 'replace-access-key', reason: waits } } : {}),
  };
};

const issueOrWait = (situation: Situation, exposed: string): ReturnType<typeof idsOf> | Skip => {
  const { user, secret } = situation;
  const stored = secret?.kind === 'ours' ? user.keys.find((key) => key.id === secret.keyId) : undefined;
  if (stored && isActive(stored) && stored.id !== exposed)
    return skip(`the secret ${secretNameFor(user.userId)} already holds ${shortKey(stored.id)}, which is Active`);
  if (!user.keys.some((key) => key.id === exposed)) return skip('the exposed key is gone, so nothing uses it now');
  const waits = waitsForDeletion(situation, exposed);
  if (waits) return skip(waits);
  if (secret?.kind === 'unusable') return skip(secret.because);
  return idsOf(user);
};

/** IAM allows two keys: the exposed one has to go first, which is a decision of its own. */
const waitsForDeletion = ({ user, secret }: Situation, exposed: string): string | undefined => {
  if (user.keys.length < 2 || !user.keys.some((key) => key.id === exposed)) return undefined;
  const stored = secret?.kind === 'ours' ? user.keys.find((key) => key.id === secret.keyId) : undefined;
  if (stored && isActive(stored) && stored.id !== exposed) return undefined;
  return `${user.userName} has two access keys, as many as IAM allows: a new one waits until ${shortKey(exposed)} is deleted, which is asked for separately`;
};

// A locked-out user's plan reaches all of this too: otherwise a plan that turns from one shape to the other and back would be stale each time.
const reachOfKey = (user: UserFacts, exposed: string | undefined) => {
  const key = user.keys.find(({ id }) => id === exposed);
  const use = key ? `: ${lastUseInWords(key.lastUse)}` : '';
  return [
    {
      key: 'exposed-key',
      text: exposed ? `whatever uses ${shortKey(exposed)}${use}` : `whatever uses a key of ${user.userName}`,
    },
    { key: 'sessions', text: `every session that ${user.userName} or its keys made before the change` },
  ];
};

const usesOf = (user: UserFacts): readonly string[] => [
  ...user.keys.filter(isActive).map((key) => `${shortKey(key.id)}, ${lastUseInWords(key.lastUse)}`),
  ...otherCredentials(user),
];

const beforeOf = ({ user, secret }: Situation) => ({
  'deny-user': isDenied(user) ? 'AWSDenyAll is attached' : 'AWSDenyAll is not attached',
  'deactivate-access-keys': user.keys.map(keyInWords).join('; ') || 'no access keys',
  'revoke-older-sessions': `inline policies: ${(part(user.inline) ?? []).join(', ') || 'none'}`,
  'issue-access-key':
    secret?.kind === 'ours' && secret.keyId ? `the secret holds ${shortKey(secret.keyId)}` : 'no new key',
});

const warnings = ({ usage, chosen, context }: Situation): readonly string[] => [
  ...(usage && usage.waysIn.length > 0
    ? [`The key made other ways in, which this plan does not close: ${usage.waysIn.join(', ')}.`]
    : []),
  ...(usage && usage.sessions.length > 0
    ? [
        `It made sessions: ${usage.sessions.join(', ')}. Sessions of the user are ended here; sessions of roles live on until they expire.`,
      ]
    : []),
  raceNote(chosen.shape, context.shielded === true),
];

const stillOpen = (user: UserFacts): readonly string[] => {
  const open = otherCredentials(user);
  return open.length === 0 ? [] : [`Not touched, and still open: ${open.join(', ')}.`];
};

const SLOTS = 10;
const slots = (user: UserFacts): readonly string[] => {
  const attached = part(user.attached)?.length ?? 0;
  if (attached < SLOTS || isDenied(user)) return [];
  return [
    `${attached} managed policies are attached, and the usual quota is ${SLOTS}: AWSDenyAll may be refused. The keys are deactivated all the same; sessions would then go on.`,
  ];
};
