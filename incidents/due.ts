import type { Settings } from '../playbooks/kit/settings';
import type { Approval, Meta } from './model';

/** Whoever claimed an incident has this long to start its execution before another may. */
export const LEASE_SECONDS = 60;
/** The stream tells Step Functions a decision within moments; after this the sweeper does it too. */
export const RESEND_SECONDS = 5;
/** Sweeps between two looks at whether an open incident's execution lives and its card is right. */
const SWEEPS_BETWEEN_CHECKS = 3;

export const plus = (at: string | Date, seconds: number): string =>
  new Date(new Date(at).getTime() + seconds * 1000).toISOString();

export const nextCheck = (settings: Settings, at: string): string =>
  plus(at, settings.sweepSeconds * SWEEPS_BETWEEN_CHECKS);

const waitsFor = (approval: Approval | undefined): readonly (string | undefined)[] => {
  if (!approval) return [];
  const { status, expiresAt, remindAt, remindedAt, escalateAt, escalatedAt, decidedAt, deliveredAt } = approval;
  if (status === 'PENDING') return [expiresAt, remindedAt ? undefined : remindAt, escalatedAt ? undefined : escalateAt];
  return deliveredAt || !decidedAt ? [] : [plus(decidedAt, RESEND_SECONDS)];
};

/** When the sweeper has to look at this incident next (ISO 8601), or undefined when nothing waits for time any more. */
export const dueOf = (meta: Meta, approval: Approval | undefined): string | undefined => {
  if (meta.stage === 'closed') return meta.checkAt;
  const times = [meta.stage === 'claimed' ? meta.startBy : undefined, meta.checkAt, ...waitsFor(approval)];
  return times.filter((time) => time !== undefined).sort()[0];
};
