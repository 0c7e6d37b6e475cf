import { protectedBy, type Settings } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';

/** What no plan may touch, whatever the settings say: Cordon's own roles, and roles that AWS owns. */
const BUILT_IN = [
  'arn:*:iam::*:role/cordon/*',
  'arn:*:iam::*:user/cordon/*',
  'arn:*:iam::*:role/aws-service-role/*',
  'arn:*:iam::*:role/aws-reserved/*',
] as const;

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** `*` stands for any text. Case plays no part: IAM names differ by more than case, and stricter is safer. */
const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 'is').test(text);

/** The pattern that protects this target, matched by ARN or immutable id; undefined when nothing does. */
export const neverTouches = (settings: Settings, target: Target, arn: string): string | undefined =>
  [...BUILT_IN, ...protectedBy(settings)].find((pattern) => matches(pattern, arn) || matches(pattern, target.id));
