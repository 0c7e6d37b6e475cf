import * as z from 'zod';
import { defineAction } from '../kit/action';
import { awsErrorName, cannotContain } from '../kit/errors';
import { currentName, onUserIfThere, settled, userArns, userInput } from '../kit/iam-user';
import { OLDER_SESSIONS_PREFIX, olderSessionsDocument, olderSessionsInstant } from '../kit/older-sessions';
import type { Services } from '../kit/services';

const INCIDENT_ID = /^inc-[a-z0-9-]{1,60}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

// The key goes on making sessions until its deactivation has reached every place of IAM: those are refused too.
const AHEAD_MS = 60_000;

const instant = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

type ReadPort = Pick<Services['iam'], 'getUserPolicy'>;

/** As IAM keeps it; the SDK hands the document out URL-encoded. */
const documentOf = async (iam: ReadPort, userName: string, policyName: string): Promise<string | undefined> => {
  try {
    const answer = await iam.getUserPolicy({ UserName: userName, PolicyName: policyName });
    return decodeURIComponent(answer.PolicyDocument ?? '');
  } catch (error) {
    if (awsErrorName(error) === 'NoSuchEntityException') return undefined;
    throw error;
  }
};

/** Sessions made with a stolen key live up to 36 hours after the key is Inactive; this ends them and leaves the user its long-term keys. */
export const revokeOlderSessions = defineAction({
  id: 'revoke-older-sessions',
  title: 'Revoke the older sessions',
  risk: 'disruptive',
  alone: 'It calls PutUserPolicy, which IAM cannot hold to a Deny: here the document is a constant.',
  input: z.strictObject(userInput),
  /** Whose policy it is, and since when: a retry under a later incident goes on with the same one. */
  before: z.object({ incidentId: z.string().regex(INCIDENT_ID), at: z.string().regex(INSTANT) }),
  left: z.object({ policyName: z.string(), document: z.string() }),
  uses: { iam: ['getUser', 'listUsers', 'getUserPolicy', 'putUserPolicy', 'deleteUserPolicy'] },
  writes: ['putUserPolicy', 'deleteUserPolicy'],
  undoOnly: ['deleteUserPolicy'],
  containOnly: ['putUserPolicy'],
  resources: (scope) => userArns(scope),
  leaves: [],
  describe: ({ userName }) =>
    `Add an inline policy to ${userName} that refuses every call of sessions made before the change; the user's own long-term keys are not affected by it.`,
  capture: async (context, input) => {
    await currentName(context, input);
    return { incidentId: context.incidentId, at: instant(context.now()) };
  },
  apply: async (context, input, before) => {
    const userName = await currentName(context, input);
    const policyName = policyNameOf(before);
    const found = await documentOf(context.aws.iam, userName, policyName);
    // An earlier, killed run put it: its instant stands.
    if (found !== undefined && isOurs(found, before)) return { policyName, document: found };
    const document = olderSessionsDocument(instant(new Date(context.now().getTime() + AHEAD_MS)));
    await put(context.aws.iam, userName, policyName, document);
    return { policyName, document };
  },
  verify: async (context, input, _before, left) => {
    const userName = await currentName(context, input);
    const found = await documentOf(context.aws.iam, userName, left.policyName);
    return found === left.document
      ? {
          ok: true,
          saw: `Sessions of ${userName} made before ${olderSessionsInstant(left.document)} are refused by ${left.policyName}.`,
        }
      : {
          ok: false,
          problem: `${left.policyName} on ${userName} is ${found === undefined ? 'not there' : 'another document than the one put'}.`,
        };
  },
  undo: (context, input, before, left, accept) =>
    onUserIfThere(context, input, async (userName) => {
      const policyName = policyNameOf(before);
      const found = await documentOf(context.aws.iam, userName, policyName);
      if (found !== undefined && !isLeft(found, before, left) && !accept.includes(FIELD)) {
        const leftAs = left?.document ?? 'refusing sessions made before the change';
        return { kind: 'drifted', drift: [{ field: FIELD, leftAs, foundAs: found }], done: 'Nothing was changed.' };
      }
      if (found !== undefined) await remove(context.aws.iam, userName, policyName);
      const after = await settled(
        context.wait,
        () => documentOf(context.aws.iam, userName, policyName),
        (document) => document === undefined,
      );
      if (after !== undefined) throw cannotContain(`${policyName} is still on ${userName}.`);
      return { kind: 'undone', saw: `${policyName} is no longer on ${userName}.` };
    }),
});

interface Before {
  readonly incidentId: string;
  readonly at: string;
}
const policyNameOf = ({ incidentId }: Before): string => `${OLDER_SESSIONS_PREFIX}${incidentId}`;

/** An older instant is not ours: someone took the name to spare their sessions. */
const isOurs = (document: string, before: Before): boolean => (olderSessionsInstant(document) ?? '') > before.at;
const isLeft = (document: string, before: Before, left: { readonly document: string } | undefined): boolean =>
  left ? document === left.document : isOurs(document, before);

const FIELD = 'policy document';

const put = async (
  iam: Pick<Services['iam'], 'putUserPolicy'>,
  userName: string,
  policyName: string,
  document: string,
): Promise<void> => {
  try {
    await iam.putUserPolicy({ UserName: userName, PolicyName: policyName, PolicyDocument: document });
  } catch (error) {
    if (awsErrorName(error) !== 'LimitExceededException') throw error;
    throw cannotContain(
      `The sessions could not be revoked: the inline policies of ${userName} take all of the 2,048 characters that IAM allows. Remove one and retry.`,
    );
  }
};

const remove = async (iam: Pick<Services['iam'], 'deleteUserPolicy'>, userName: string, policyName: string) => {
  try {
    await iam.deleteUserPolicy({ UserName: userName, PolicyName: policyName });
  } catch (error) {
    if (awsErrorName(error) !== 'NoSuchEntityException') throw error;
  }
};
