import * as z from 'zod';
import { defineAction } from '../kit/action';
import { QUARANTINE_TAG, tagValue } from '../kit/case-tags';
import { awsErrorName, cannotContain } from '../kit/errors';
import { currentName, onUserIfThere, settled, userArns, userInput } from '../kit/iam-user';
import type { Services } from '../kit/services';

const denyAll = (partition: string): string => `arn:${partition}:iam::aws:policy/AWSDenyAll`;

const attachedTo = async (
  iam: Pick<Services['iam'], 'listAttachedUserPolicies'>,
  userName: string,
): Promise<string[]> => {
  const answer = await iam.listAttachedUserPolicies({ UserName: userName });
  return (answer.AttachedPolicies ?? []).flatMap((policy) => policy.PolicyArn ?? []);
};

const isMarked = async (iam: Pick<Services['iam'], 'listUserTags'>, userName: string): Promise<boolean> =>
  tagValue((await iam.listUserTags({ UserName: userName })).Tags, QUARANTINE_TAG) === 'true';

/**
 * One policy ends everything at once: it is evaluated with every request, so sessions that the user's keys made fall under it
 * too. The tag is what the organisation's shield goes by, where there is one: it keeps the user from being let out again.
 */
export const denyUser = defineAction({
  id: 'deny-user',
  title: 'Deny the user everything',
  risk: 'disruptive',
  input: z.strictObject(userInput),
  before: z.object({ attached: z.array(z.string()), marked: z.boolean().optional() }),
  left: z.object({ policyArn: z.string(), mark: z.string().optional() }),
  uses: {
    iam: [
      'getUser',
      'listUsers',
      'listAttachedUserPolicies',
      'listUserTags',
      'attachUserPolicy',
      'detachUserPolicy',
      'tagUser',
      'untagUser',
    ],
  },
  writes: ['attachUserPolicy', 'detachUserPolicy', 'tagUser', 'untagUser'],
  undoOnly: ['detachUserPolicy', 'untagUser'],
  containOnly: ['attachUserPolicy', 'tagUser'],
  // Without it the role could attach AdministratorAccess to any user.
  conditions: [
    {
      actions: ['iam:AttachUserPolicy', 'iam:DetachUserPolicy'],
      on: ':user/',
      phase: 'both',
      condition: { ArnLike: { 'iam:PolicyARN': denyAll('*') } },
    },
    {
      actions: ['iam:TagUser', 'iam:UntagUser'],
      on: ':user/',
      phase: 'both',
      condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': QUARANTINE_TAG } },
    },
  ],
  resources: (scope) => userArns(scope),
  leaves: [],
  describe: ({ userName }) =>
    `Attach the AWS managed policy AWSDenyAll to ${userName}: every call of the user and of its sessions is refused, whatever else allows it. The user is tagged ${QUARANTINE_TAG}.`,
  capture: async (context, input) => {
    const userName = await currentName(context, input);
    const attached = await attachedTo(context.aws.iam, userName);
    return { attached, marked: await isMarked(context.aws.iam, userName).catch(() => false) };
  },
  apply: async (context, input) => {
    const userName = await currentName(context, input);
    const policyArn = denyAll(context.partition);
    const attached = await attachedTo(context.aws.iam, userName);
    if (!attached.includes(policyArn)) await attach(context.aws.iam, userName, policyArn, attached);
    return { policyArn, mark: await mark(context.aws.iam, userName) };
  },
  verify: async (context, input, _before, { policyArn, mark: problem }) => {
    const userName = await currentName(context, input);
    const attached = await attachedTo(context.aws.iam, userName);
    return attached.includes(policyArn)
      ? { ok: true, saw: `AWSDenyAll is attached to ${userName}. ${problem ?? ''}`.trim() }
      : { ok: false, problem: `AWSDenyAll is not attached to ${userName}.` };
  },
  undo: (context, input, before) =>
    onUserIfThere(context, input, async (userName) => {
      const policyArn = denyAll(context.partition);
      if (!before.marked) await unmark(context.aws.iam, userName);
      if (before.attached.includes(policyArn))
        return { kind: 'undone', saw: 'AWSDenyAll was attached before this incident, so it stays.' };
      const attached = await attachedTo(context.aws.iam, userName);
      if (attached.includes(policyArn)) await detach(context.aws.iam, userName, policyArn);
      const left = await settled(
        context.wait,
        () => attachedTo(context.aws.iam, userName),
        (arns) => !arns.includes(policyArn),
      );
      if (left.includes(policyArn)) throw cannotContain(`AWSDenyAll is still attached to ${userName}.`);
      return { kind: 'undone', saw: `AWSDenyAll is no longer attached to ${userName}.` };
    }),
});

const attach = async (
  iam: Pick<Services['iam'], 'attachUserPolicy'>,
  userName: string,
  policyArn: string,
  attached: readonly string[],
): Promise<void> => {
  try {
    await iam.attachUserPolicy({ UserName: userName, PolicyArn: policyArn });
  } catch (error) {
    throw awsErrorName(error) === 'LimitExceededException' ? noSlot(userName, attached) : error;
  }
};

const noSlot = (userName: string, attached: readonly string[]) =>
  cannotContain(
    `AWSDenyAll cannot be attached: ${userName} has ${attached.length} managed policies, as many as the account's quota allows. Detach one (${attached.slice(0, 3).join(', ')}, …) and retry.`,
  );

const detach = async (
  iam: Pick<Services['iam'], 'detachUserPolicy'>,
  userName: string,
  policyArn: string,
): Promise<void> => {
  try {
    await iam.detachUserPolicy({ UserName: userName, PolicyArn: policyArn });
  } catch (error) {
    if (awsErrorName(error) !== 'NoSuchEntityException') throw error;
  }
};

/** An attacker can fill the user's 50 tags, so a mark that fails is said and does not stop anything. */
const mark = async (iam: Pick<Services['iam'], 'tagUser'>, userName: string): Promise<string> => {
  try {
    await iam.tagUser({ UserName: userName, Tags: [{ Key: QUARANTINE_TAG, Value: 'true' }] });
    return '';
  } catch (error) {
    return `The user could not be tagged ${QUARANTINE_TAG} (${awsErrorName(error) || 'no answer'}): a shield does not know it as quarantined.`;
  }
};

/** Whether or not the run came to note that it had made the mark. */
const unmark = async (iam: Pick<Services['iam'], 'listUserTags' | 'untagUser'>, userName: string): Promise<void> => {
  if (await isMarked(iam, userName)) await iam.untagUser({ UserName: userName, TagKeys: [QUARANTINE_TAG] });
};
