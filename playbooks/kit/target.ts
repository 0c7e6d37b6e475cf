import * as z from 'zod';

/** What a playbook can act on. `finding` is what review-finding looks at: nothing is changed there. */
export const TARGET_KINDS = ['ec2-instance', 'iam-user', 'finding'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export const ACCOUNT_ID = /^\d{12}$/;
export const REGION = /^(global|[a-z]{2,4}(-[a-z]+)+-\d)$/;
export const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;
export const IAM_USER_ID = /^AIDA[A-Z0-9]{12,28}$/;
const FINDING_ID = /^[A-Za-z0-9-]{8,300}$/;

/** The message stands in the JSON Schema too, so that a form made from it says the same as the hub does. */
const like = (pattern: RegExp, message: string, about: { readonly title: string; readonly examples?: string[] }) =>
  z
    .string(message)
    .regex(pattern, message)
    .meta({ ...about, errorMessage: message });

const account = like(ACCOUNT_ID, 'is not a 12-digit account id', { title: 'Account' });
const region = like(REGION, 'is not an AWS Region such as eu-west-1', { title: 'Region' });
const shownName = z.string().max(256).meta({ title: 'Name', description: 'Only shown; it may be left out.' });

/** `id` is the immutable one (i-…, AIDA…); `name` is only shown, or resolved once to read the id. IAM kinds live in `global`. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ec2-instance'),
    accountId: account,
    region,
    id: like(INSTANCE_ID, 'is not an instance id such as i-0123456789abcdef0', {
      title: 'Instance id',
      examples: ['i-0123456789abcdef0'],
    }),
    name: shownName.optional(),
  }),
  z.object({
    kind: z.literal('iam-user'),
    accountId: account,
    region: z.literal('global').meta({ title: 'Region' }),
    id: like(IAM_USER_ID, 'is not the unique id of an IAM user such as AIDACKCEVSQ6C2EXAMPLE', {
      title: 'Unique id of the user',
      examples: ['AIDACKCEVSQ6C2EXAMPLE'],
    }),
    name: like(/^[\w+=,.@-]{1,64}$/, 'is not an IAM user name', { title: 'User name' }).optional(),
  }),
  z.object({
    kind: z.literal('finding'),
    accountId: account,
    region,
    id: like(FINDING_ID, 'is not a finding id', { title: 'Finding id' }),
    name: shownName.optional(),
  }),
]);
export type Target = z.infer<typeof targetSchema>;
