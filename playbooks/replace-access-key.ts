import { deleteAccessKey } from './actions/delete-access-key';
import { issueAccessKey } from './actions/issue-access-key';
import { accessKeySecret } from './facts/access-key-secret';
import { earlierIncidents } from './facts/earlier-incidents';
import { iamUser } from './facts/iam-user';
import { type SecretState, secretNameFor } from './kit/access-key-secret';
import { costOrOwn } from './kit/cost-words';
import { known } from './kit/fact';
import { EXPOSED_TAG, shortKey } from './kit/iam-user';
import { type DecideContext, definePlaybook, skip, step } from './kit/playbook';
import { part, type UserFacts, type UserKey } from './kit/user-facts';
import { drawUser } from './kit/user-picture';
import { keyInWords, lastUseInWords, ownerOf } from './kit/user-words';

const steps = [
  step('delete-access-key', deleteAccessKey, 'essential'),
  step('issue-access-key', issueAccessKey, 'essential'),
] as const;

/**
 * The second half of a rotation that had no room for a new key. Which key goes is not guessed: it is the one that containment
 * named in the user's tag when it deactivated it, and it must be Inactive.
 */
export const replaceAccessKey = definePlaybook({
  id: 'replace-access-key',
  version: 1,
  title: 'Replace an exposed access key',
  summary:
    "Deletes an IAM user's exposed, already Inactive key for good, and issues a new one into Secrets Manager in the room that it leaves.",
  answers: 'No finding: it follows contain-access-key when the user had two keys, or a person starts it',
  targetKind: 'iam-user',
  locks: true,
  trigger: () => ({
    match: false,
    why: 'It deletes a key for good, so it only follows contain-access-key or is started by a person.',
  }),
  facts: { user: iamUser, secret: accessKeySecret, earlierIncidents },
  needs: ['user'],
  recheck: ['user'],
  drawnFrom: ['user'],
  draw: (facts, { target }) => drawUser(facts.user, target),
  steps,
  decide: (facts, context) => {
    const user = known(facts.user);
    if (!user) return no('The user could not be read.');
    if (user.kind === 'gone') return no(user.why);
    const marked = markedKeys(user);
    if (marked === undefined)
      return no(`The tags of ${user.userName} could not be read, so the exposed key is not known.`);
    if (marked.length === 0)
      return no(
        `No key of ${user.userName} is named as exposed in its tag ${EXPOSED_TAG}. Start contain-access-key first, or write the key's id into that tag.`,
      );
    const there = user.keys.filter((key) => marked.includes(key.id));
    const active = there.filter((key) => key.status === 'Active').map((key) => shortKey(key.id));
    if (active.length > 0)
      return no(`${active.join(' and ')} of ${user.userName} is still Active. Start contain-access-key first.`);
    if (there.length > 1)
      return no(`Both keys of ${user.userName} are named as exposed. Delete one of them by hand, and start again.`);
    return replace({ user, context, secret: known(facts.secret), exposed: there[0] });
  },
});

const no = (why: string) => ({ kind: 'not-applicable' as const, why });

const markedKeys = (user: UserFacts): readonly string[] | undefined => {
  const tags = part(user.tags);
  return tags && (tags[EXPOSED_TAG] ?? '').split(' ').filter(Boolean);
};

interface Situation {
  readonly user: UserFacts;
  readonly context: DecideContext;
  readonly secret: SecretState | undefined;
  /** Missing when it was deleted already, by an earlier run or by a person. */
  readonly exposed: UserKey | undefined;
}

const replace = ({ user, context, secret, exposed }: Situation) => {
  const ids = { userId: user.userId, userName: user.userName };
  const stored = secret?.kind === 'ours' ? user.keys.find((key) => key.id === secret.keyId) : undefined;
  const issued = stored?.status === 'Active' ? stored : undefined;
  if (!exposed && issued)
    return {
      kind: 'nothing-to-do' as const,
      why: `The exposed key of ${user.userName} is deleted, and ${secretNameFor(user.userId)} holds ${shortKey(issued.id)}, which is Active.`,
      targetArn: user.arn,
    };
  if (!exposed && user.keys.length > 1)
    return {
      ...no(
        `The exposed key of ${user.userName} is deleted, but it has two other keys: there is no room for a new one.`,
      ),
      targetArn: user.arn,
    };
  const owner = ownerOf(user);
  const gone = exposed ? shortKey(exposed.id) : 'the exposed key';
  return {
    kind: 'act' as const,
    headline: exposed
      ? `Delete ${gone} of ${user.userName} and issue a new key`
      : `Issue a new key for ${user.userName}`,
    targetArn: user.arn,
    target: { ...context.target, name: user.userName },
    risk: exposed ? ('destructive' as const) : ('reversible' as const),
    riskReasons: exposed
      ? [`A deleted key cannot be brought back; ${gone} is Inactive, ${lastUseInWords(exposed.lastUse)}.`]
      : ['It only adds a key.'],
    reach: [
      {
        key: 'exposed-key',
        text: exposed ? `whatever still waits for ${gone} to work again` : 'nothing that works now',
      },
    ],
    inputs: {
      'delete-access-key': exposed ? { ...ids, accessKeyId: exposed.id } : skip('the exposed key is deleted already'),
      'issue-access-key': issueInput(ids, issued, secret),
    },
    before: {
      'delete-access-key': user.keys.map(keyInWords).join('; '),
      'issue-access-key':
        secret?.kind === 'ours' && secret.keyId ? `the secret holds ${shortKey(secret.keyId)}` : 'no new key',
    },
    undo: 'Nothing here can be undone: a deleted key is gone, and the new key and its secret stay, because a workload may use them by then.',
    cost: costOrOwn(issued ? [] : ['$0.40 a month for the secret, and $0.05 per 10,000 reads of it.']),
    notes: [
      `The workload fetches its new key from the secret ${secretNameFor(user.userId)} in account ${context.target.accountId}; it stands there in the form of credential_process.`,
      `The key's id stays in CloudTrail: looking for what it did does not need the key.`,
    ],
    ...(owner === undefined ? {} : { owner }),
  };
};

const issueInput = (
  ids: { readonly userId: string; readonly userName: string },
  issued: UserKey | undefined,
  secret: SecretState | undefined,
) => {
  if (issued)
    return skip(`the secret ${secretNameFor(ids.userId)} already holds ${shortKey(issued.id)}, which is Active`);
  return secret?.kind === 'unusable' ? skip(secret.because) : ids;
};
