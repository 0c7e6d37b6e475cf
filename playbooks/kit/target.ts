import * as z from 'zod';

/** What a playbook can act on. `finding` is what review-finding looks at: nothing is changed there. */
export const TARGET_KINDS = ['ec2-instance', 'iam-user', 'finding'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export const ACCOUNT_ID = /^\d{12}$/;
export const REGION = /^(global|[a-z]{2,4}(-[a-z]+)+-\d)$/;
export const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;
export const IAM_USER_ID = /^AIDA[A-Z0-9]{12,28}$/;
const FINDING_ID = /^[A-Za-z0-9-]{8,300}$/;

const account = z.string().regex(ACCOUNT_ID, 'is not a 12-digit account id');
const region = z.string().regex(REGION, 'is not an AWS Region such as eu-west-1');

/** `id` is the immutable one (i-…, AIDA…); `name` is only shown, or resolved once to read the id. IAM kinds live in `global`. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ec2-instance'),
    accountId: account,
    region,
    id: z.string().regex(INSTANCE_ID, 'is not an instance id such as i-0123456789abcdef0'),
    name: z.string().max(256).optional(),
  }),
  z.object({
    kind: z.literal('iam-user'),
    accountId: account,
    region: z.literal('global'),
    id: z.string().regex(IAM_USER_ID, 'is not the unique id of an IAM user such as AIDACKCEVSQ6C2EXAMPLE'),
    name: z
      .string()
      .regex(/^[\w+=,.@-]{1,64}$/, 'is not an IAM user name')
      .optional(),
  }),
  z.object({
    kind: z.literal('finding'),
    accountId: account,
    region,
    id: z.string().regex(FINDING_ID, 'is not a finding id'),
    name: z.string().max(256).optional(),
  }),
]);
export type Target = z.infer<typeof targetSchema>;

/** One string per target, equal exactly when the targets are the same thing. Names play no part. */
export const targetKey = (target: Target): string => `${target.kind}/${target.accountId}/${target.region}/${target.id}`;
