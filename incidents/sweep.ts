import { dueOf, plus, RESEND_SECONDS } from './due';
import type { Approval, IncidentRecord, SlackView } from './model';

type Copy = SlackView['copies'][number];

export type Due = 'end-drill' | 'expire' | 'remind' | 'escalate' | 'resend-decision' | 'start' | 'mend' | 'repaint';

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

/** When somebody was shown a drill's request: Slack's own time of the message. Undefined until then. */
export const drillSeenAt = ({ slack, meta }: IncidentRecord): Date | undefined => {
  // While the first message is on its way, there is a lease and no copy.
  const copies: readonly Copy[] | undefined = slack?.copies;
  const copy = copies?.find(({ revision }) => revision === meta.revision);
  return copy && new Date(Number(copy.ts) * 1000);
};

/** A drill has done its work once its request was seen; one that never was ends at its deadline. */
const drillDue = (record: IncidentRecord, at: string): readonly Due[] =>
  drillSeenAt(record) || at > (record.approval?.expiresAt ?? at) ? ['end-drill'] : ['mend', 'repaint'];

/** So many sweeps late, something is in the way: usually the next one does it. */
const SWEEPS_UNTIL_STUCK = 5;

/** Does this incident wait for something that should have happened by itself by now? Pure. */
export const isStuck = (record: IncidentRecord, now: Date, sweepSeconds: number): boolean => {
  const due = dueOf(record.meta, record.approval);
  return due !== undefined && plus(due, SWEEPS_UNTIL_STUCK * sweepSeconds) < now.toISOString();
};

/**
 * What waits for time on this incident. `mend` and `repaint` come round every few sweeps; after either, call `checked`,
 * which sets the next round. Pure.
 */
export const whatIsDue = (record: IncidentRecord, now: Date): readonly Due[] => {
  const { meta, approval } = record;
  const at = now.toISOString();
  const check = passed(meta.checkAt, at);
  if (meta.origin.by === 'drill' && approval?.status === 'PENDING' && (check || at > approval.expiresAt))
    return drillDue(record, at);
  if (meta.stage === 'closed') return check ? ['repaint'] : [];
  if (meta.stage === 'claimed')
    return [...(passed(meta.startBy, at) ? (['start'] as const) : []), ...(check ? (['repaint'] as const) : [])];
  return [...(approval ? dueOn(approval, at) : []), ...(check ? (['mend', 'repaint'] as const) : [])];
};
