import type * as z from 'zod';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { type Settings, strangeAccount } from '../playbooks/kit/settings';
import { type Target, targetSchema } from '../playbooks/kit/target';

export type TargetInput =
  | { readonly ok: true; readonly target: Target }
  /** `field`: `target.id`. The message does not repeat it. */
  | { readonly ok: false; readonly field: string; readonly message: string };

const defaults = (playbook: AnyPlaybook): Partial<Target> =>
  playbook.targetKind === 'iam-user' ? { kind: 'iam-user', region: 'global' } : { kind: playbook.targetKind };

/** The first thing that is wrong, as the field and what it should be. */
export const issueOf = (error: z.ZodError, prefix = ''): { readonly field: string; readonly message: string } => {
  const issue = error.issues[0];
  const path = `${prefix}${issue?.path.join('.') ?? ''}`.replace(/\.$/, '');
  return { field: path || 'input', message: issue?.message ?? 'is wrong' };
};

/** The schema says what a field is not. Of one that is missing, or a number without quotes, that would mislead. */
const cured = (issue: { readonly field: string; readonly message: string }, given: object) => {
  const value = (given as Readonly<Record<string, unknown>>)[issue.field.replace('target.', '')];
  if (value === undefined) return { ...issue, message: `is missing: ${issue.message.replace(/^is not /, 'give ')}` };
  return typeof value === 'string' ? issue : { ...issue, message: 'is not text: put it in quotes' };
};

/** What a person gave as the target of a run by hand. The kind, and the Region of what has none, need not be said. */
export const targetFrom = (playbook: AnyPlaybook, input: unknown): TargetInput => {
  const given = { ...defaults(playbook), ...(typeof input === 'object' && input !== null ? input : {}) };
  const parsed = targetSchema.safeParse(given);
  if (!parsed.success) return { ok: false, ...cured(issueOf(parsed.error, 'target.'), given) };
  if (parsed.data.kind !== playbook.targetKind) {
    const message = `this playbook acts on ${playbook.targetKind}, not on ${parsed.data.kind}`;
    return { ok: false, field: 'target.kind', message };
  }
  return { ok: true, target: parsed.data };
};

/** The same, in an account of ours: nobody has Cordon knock at another's. */
export const targetOfOurs = (settings: Settings, playbook: AnyPlaybook, input: unknown): TargetInput => {
  const given = targetFrom(playbook, input);
  const strange = given.ok ? strangeAccount(settings, given.target.accountId) : undefined;
  return strange ? { ok: false, field: 'target.accountId', message: strange } : given;
};
