import { plus, RESEND_SECONDS } from './due';
import type { Approval, IncidentRecord } from './model';

export type Due = 'expire' | 'remind' | 'escalate' | 'resend-decision' | 'start' | 'mend' | 'repaint';

const passed = (time: string | undefined, at: string): boolean => time !== undefined && time <= at;

const dueOn = (approval: Approval, at: string): readonly Due[] => {
  const { status, expiresAt, remindAt, remindedAt, escalateAt, escalatedAt, decidedAt, deliveredAt } = approval;
  if (status !== 'PENDING')
    return decidedAt && !deliveredAt && passed(plus(decidedAt, RESEND_SECONDS), at) ? ['resend-decision'] : [];
  if (at > expiresAt) return ['expire'];
  return [
    ...(!escalatedAt && passed(escalateAt, at) ? (['escalate'] as const) : []),
    ...(!remindedAt && passed(remindAt, at) ? (['remind'] as const) : []),
  ];
};

/**
 * What waits for time on this incident. `mend` and `repaint` come round every few sweeps; after either, call `checked`,
 * which sets the next round. Pure.
 */
export const whatIsDue = ({ meta, approval }: IncidentRecord, now: Date): readonly Due[] => {
  const at = now.toISOString();
  const check = passed(meta.checkAt, at);
  if (meta.stage === 'closed') return check ? ['repaint'] : [];
  if (meta.stage === 'claimed')
    return [...(passed(meta.startBy, at) ? (['start'] as const) : []), ...(check ? (['repaint'] as const) : [])];
  return [...(approval ? dueOn(approval, at) : []), ...(check ? (['mend', 'repaint'] as const) : [])];
};
