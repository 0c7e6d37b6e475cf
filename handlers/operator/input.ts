import * as z from 'zod';
import { isCursor } from '../../incidents/list';
import { DRILL_ID } from '../../playbooks/kit/drill';
import { ACCESS_KEY_ID } from '../../playbooks/kit/iam-user';
import { issueOf } from '../target-input';
import { wrong } from './refusal';

const REASON = 'must say why, in a sentence of 3 to 1000 characters';
const reason = z.string(REASON).trim().min(3, REASON).max(1000, REASON);
const playbook = z.string('must be the id of a playbook, such as isolate-instance').max(64);
const target = z.looseObject(
  {},
  'must say what to act on, such as { "accountId": "222222222222", "region": "eu-west-1", "id": "i-0123456789abcdef0" }',
);

/** Every body that the API takes. */
export const bodies = {
  decision: z.strictObject({
    revision: z
      .int('must be the revision that you looked at, such as 1')
      .min(1, 'must be the revision that you looked at'),
    vote: z.enum(['approve', 'deny'], 'must be "approve" or "deny"'),
    reason: z.string(REASON).trim().max(1000, REASON).default(''),
    typed: z.string('must be the last four characters of the target’s id').max(20).optional(),
  }),
  reasoned: z.strictObject({ reason }),
  undo: z.strictObject({
    reason,
    acceptDrift: z.array(z.string().max(300), 'must list fields to overwrite, as “step/field”').max(100).optional(),
  }),
  preview: z.strictObject({ playbook, target }),
  run: z.strictObject({ playbook, target, reason }),
  redrive: z.strictObject({
    queue: z.string('must be the name of a queue, such as urgent').max(64),
    max: z.int('must be a number from 1 to 200').min(1).max(200).default(100),
    reason,
  }),
  pause: z.strictObject({ paused: z.boolean('must be true or false'), reason }),
  drill: z.strictObject({
    id: z.string().regex(DRILL_ID, 'must be drill- and a random UUID'),
    target,
    accessKeyId: z
      .string()
      .regex(ACCESS_KEY_ID, 'must be the id of an access key, such as AKIAIOSFODNN7EXAMPLE')
      .optional(),
  }),
  slackTest: z.strictObject({
    channel: z
      .enum(['urgent', 'routine', 'page', 'drills'], 'must be urgent, routine, page or drills')
      .default('urgent'),
  }),
  nothing: z.object({}),
} as const;

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11');
const whole = (most: number, usual: number) =>
  z.coerce.number(`must be a number from 1 to ${most}`).int().min(1).max(most).default(usual);

/** Every query that the API takes; what is not named here is ignored. */
export const queries = {
  list: z.object({
    month: month.optional(),
    open: z.enum(['0', '1'], 'must be 1 or 0').optional(),
    before: z.string().refine(isCursor, 'must be the `next` of an earlier answer').optional(),
    limit: whole(200, 100),
  }),
  numbers: z.object({ weeks: whole(53, 12) }),
} as const;

/** What was sent, checked. Throws the first thing that is wrong, with its field and what it should be. */
export const checked = <T>(schema: z.ZodType<T>, given: unknown): T => {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys')
    throw wrong(issue.keys.join(', '), `${issue.keys.join(', ')} is not part of this request. Leave it out.`);
  const { field, message } = issueOf(parsed.error);
  throw wrong(field, field === 'input' ? message : `${field} ${message}`);
};

const BODY_MAX = 64 * 1024;

/** The JSON of a request’s body; an empty body is an empty object. */
export const readBody = (text: string | undefined, base64: boolean): unknown => {
  if (!text) return {};
  if (text.length > BODY_MAX) throw wrong('body', `The body is larger than ${BODY_MAX / 1024} KB.`);
  try {
    return JSON.parse(base64 ? Buffer.from(text, 'base64').toString('utf8') : text);
  } catch {
    throw wrong('body', 'The body must be JSON.');
  }
};
