import * as z from 'zod';
import { defineAction } from '../kit/action';
import { awsErrorName, cannotContain } from '../kit/errors';
import { accessKeyId, currentName, keysOf, onUserIfThere, userArns, userInput } from '../kit/iam-user';

/** Makes room for a new key. Only a key that is Inactive goes: whatever used it has already felt that. */
export const deleteAccessKey = defineAction({
  id: 'delete-access-key',
  title: 'Delete the exposed access key',
  risk: 'destructive',
  input: z.strictObject({ ...userInput, accessKeyId }),
  before: z.object({ status: z.enum(['Inactive', 'gone']) }),
  left: z.object({ accessKeyId: z.string() }),
  uses: { iam: ['getUser', 'listUsers', 'listAccessKeys', 'deleteAccessKey'] },
  writes: ['deleteAccessKey'],
  containOnly: ['deleteAccessKey'],
  resources: (scope) => userArns(scope),
  leaves: ['A deleted access key cannot be brought back, by anyone.'],
  describe: (input) =>
    `Delete the access key ${input.accessKeyId} of ${input.userName} for good. It must be Inactive at that moment.`,
  capture: async (context, input) => {
    const userName = await currentName(context, input);
    const key = (await keysOf(context.aws.iam, userName)).find(({ id }) => id === input.accessKeyId);
    if (key?.status === 'Active') throw stillActive(input.accessKeyId, userName);
    return { status: key ? ('Inactive' as const) : ('gone' as const) };
  },
  apply: async (context, input) => {
    const userName = await currentName(context, input);
    const key = (await keysOf(context.aws.iam, userName)).find(({ id }) => id === input.accessKeyId);
    if (key?.status === 'Active') throw stillActive(input.accessKeyId, userName);
    try {
      if (key) await context.aws.iam.deleteAccessKey({ UserName: userName, AccessKeyId: input.accessKeyId });
    } catch (error) {
      if (awsErrorName(error) !== 'NoSuchEntityException') throw error;
    }
    return { accessKeyId: input.accessKeyId };
  },
  verify: async (context, input) => {
    const userName = await currentName(context, input);
    const keys = await keysOf(context.aws.iam, userName);
    return keys.some(({ id }) => id === input.accessKeyId)
      ? { ok: false, problem: `${input.accessKeyId} is still on ${userName}.` }
      : { ok: true, saw: `${input.accessKeyId} is no longer on ${userName}.` };
  },
  undo: (context, input) =>
    onUserIfThere(context, input, async (userName) => {
      const keys = await keysOf(context.aws.iam, userName);
      const others = keys.map((key) => `${key.id} (${key.status})`).join(', ') || 'none';
      return { kind: 'undone', saw: `${input.accessKeyId} stays deleted; ${userName} has these keys: ${others}.` };
    }),
});

const stillActive = (id: string, userName: string) =>
  cannotContain(
    `${id} of ${userName} is Active, so it was not deleted: something may still use it. Deactivate it first, with contain-access-key.`,
  );
