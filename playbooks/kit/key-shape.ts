// Pure: how an exposed key is contained. Everything that an attacker can change leads to the stricter shape.
import { shortKey } from './iam-user';
import { part, type UserFacts } from './user-facts';
import { lastUseInWords } from './user-words';

export type KeyShape = 'rotate' | 'lock-out';
export interface ChosenShape {
  readonly shape: KeyShape;
  readonly why: string;
}

export interface ShapeFacts {
  readonly user: UserFacts;
  /** Absent when no finding names the key. */
  readonly exposedKeyId: string | undefined;
  /** Other ways in that the key made, as far as CloudTrail could be read. */
  readonly waysIn: readonly string[];
  /** As configured: `by-facts`, `rotate` or `lock-out`. */
  readonly wanted: string;
  readonly now: Date;
}

const RECENT_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * `rotate` keeps a workload alive: only what was exposed is taken away. It is chosen when the exposed key serves a workload,
 * which is: the user is not used by a person (no console password, none ever used, no MFA device; what cannot be read counts
 * as a person), the key was used within 30 days, and it was not seen making itself another way in. Everything else is
 * `lock-out`, also a run without a finding: no one knows then which key is exposed.
 */
export const chooseShape = (facts: ShapeFacts): ChosenShape => {
  const { exposedKeyId, user, wanted } = facts;
  if (exposedKeyId === undefined)
    return { shape: 'lock-out', why: 'No finding names the exposed key, so every key of the user counts as exposed.' };
  if (wanted === 'rotate' || wanted === 'lock-out')
    return { shape: wanted, why: `The configuration asks for ${wanted}, whatever the facts are.` };
  const short = shortKey(exposedKeyId);
  if (!user.keys.some((key) => key.id === exposedKeyId))
    return { shape: 'rotate', why: `${short} was deleted already: only the sessions that it made are left to end.` };
  const against = [...signsOfAPerson(user), ...signsOfAnIntruder(facts), ...signsOfDisuse(facts, exposedKeyId)];
  return against.length === 0
    ? {
        shape: 'rotate',
        why: `A workload seems to use ${short}: no person signs in as ${user.userName}, and the key was used within ${RECENT_DAYS} days. So it gets a new key.`,
      }
    : { shape: 'lock-out', why: `${user.userName} is locked out rather than given a new key: ${against.join('; ')}.` };
};

const signsOfAPerson = (user: UserFacts): readonly string[] => {
  const password = part(user.password);
  const mfa = part(user.mfa);
  return [
    ...(password === undefined ? ['whether it has a console password could not be read'] : []),
    ...(password?.since ? ['it has a console password'] : []),
    ...(user.passwordLastUsedAt ? ['somebody has signed in with its password'] : []),
    ...(mfa === undefined ? ['whether it has MFA devices could not be read'] : []),
    ...(mfa && mfa.length > 0 ? ['it has an MFA device'] : []),
  ];
};

const signsOfAnIntruder = ({ waysIn }: ShapeFacts): readonly string[] =>
  waysIn.length === 0 ? [] : [`the exposed key made other ways in (${waysIn.join(', ')})`];

const signsOfDisuse = ({ user, now }: ShapeFacts, exposedKeyId: string): readonly string[] => {
  const use = user.keys.find((key) => key.id === exposedKeyId)?.lastUse;
  if (!use || use.status === 'unavailable') return ['when the exposed key was last used could not be read'];
  const at = use.value.at ? Date.parse(use.value.at) : Number.NaN;
  return now.getTime() - at <= RECENT_DAYS * DAY_MS ? [] : [`no workload uses the exposed key: ${lastUseInWords(use)}`];
};
