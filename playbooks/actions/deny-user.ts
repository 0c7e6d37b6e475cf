import * as z from 'zod';
import { defineAction } from '../kit/action';
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

/** One policy ends everything at once: it is evaluated with every request, so sessions that the user's keys made fall under it too. */
export const denyUser = defineAction({
  id: 'deny-user',
  title: 'Deny the user everything',
  risk: 'disruptive',
  input: z.strictObject(userInput),
  before: z.object({ attached: z.array(z.string()) }),
  left: z.object({ policyArn: z.string() }),
  uses: { iam: ['getUser', 'listUsers', 'listAttachedUserPolicies', 'attachUserPolicy', 'detachUserPolicy'] },
  writes: ['attachUserPolicy', 'detachUserPolicy'],
  undoOnly: ['detachUserPolicy'],
  containOnly: ['attachUserPolicy'],
  // Without it the role could attach AdministratorAccess to any user.
  conditions: [
    {
      actions: ['iam:AttachUserPolicy', 'iam:DetachUserPolicy'],
      on: ':user/',
      phase: 'both',
      condition: { ArnLike: { 'iam:PolicyARN': denyAll('*') } },
    },
  ],
  resources: (scope) => userArns(scope),
  leaves: [],
  describe: ({ userName }) =>
    `Attach the AWS managed policy AWSDenyAll to ${userName}: every call of the user and of its sessions is refused, whatever else allows it.`,
  capture: async (context, input) => {
    const userName = await currentName(context, input);
    return { attached: await attachedTo(context.aws.iam, userName) };
  },
  apply: async (context, input) => {
    const userName = await currentName(context, input);
    const policyArn = denyAll(context.partition);
    const attached = await attachedTo(context.aws.iam, userName);
    if (!attached.includes(policyArn)) await attach(context.aws.iam, userName, policyArn, attached);
    return { policyArn };
  },
  verify: async (context, input, _before, { policyArn }) => {
    const userName = await currentName(context, input);
    const attached = await attachedTo(context.aws.iam, userName);
    return attached.includes(policyArn)
      ? { ok: true, saw: `AWSDenyAll is attached to ${userName}.` }
      : { ok: false, problem: `AWSDenyAll is not attached to ${userName}.` };
  },
  undo: (context, input, before) =>
    onUserIfThere(context, input, async (userName) => {
      const policyArn = denyAll(context.partition);
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
