import { escalated } from './asking';
import type { NewRow } from './chain';
import { nextCheck } from './due';
import { putApproval, putMeta } from './items';
import type { Approval, ApprovalStatus, IncidentRecord, Meta } from './model';
import type { Condition } from './port';
import { change, type Draft, type Store } from './store';

const pending = ({ revision, digest }: Approval): Condition => ({ equals: { status: 'PENDING', revision, digest } });

const ended = (
  record: IncidentRecord,
  approval: Approval,
  status: 'EXPIRED' | 'WITHDRAWN',
  reason: string,
  row: NewRow,
  at: string,
): Draft<true> => {
  const { meta } = record;
  const next: Approval = { ...approval, status, decidedAt: at, reason };
  const decided: Meta = { ...meta, times: { ...meta.times, decidedAt: at } };
  return {
    result: true,
    write: [putMeta(decided, next), putApproval(meta.incidentId, next, pending(approval))],
    rows: { [meta.incidentId]: [{ ...row, data: { revision: next.revision, digest: next.digest } }] },
  };
};

const stays = (record: IncidentRecord): string =>
  record.meta.kind === 'undo' ? 'Everything stays contained.' : 'Nothing was changed.';

/** PENDING → EXPIRED, for whoever finds the deadline passed first. */
export const expiry = (record: IncidentRecord, approval: Approval, at: string): Draft<true> => {
  const text = `Expired: ${approval.approvals} of ${approval.policy.needed} approvals by the deadline. ${stays(record)}`;
  return ended(
    record,
    approval,
    'EXPIRED',
    'Nobody decided in time',
    { event: 'approval.expired', actor: 'cordon', text, page: true },
    at,
  );
};

/** True when this call, or an earlier one, expired the request; false when it is not over or was decided. */
export const expire = (store: Store, incidentId: string): Promise<boolean> =>
  change<boolean>(store, incidentId, (record, at) => {
    const { approval } = record;
    if (approval?.status === 'PENDING' && at > approval.expiresAt) return expiry(record, approval, at);
    return { result: approval?.status === 'EXPIRED' };
  });

/** Takes a pending question back, because the world no longer needs an answer. True when it is withdrawn. */
export const withdraw = (store: Store, incidentId: string, because: string): Promise<boolean> =>
  change<boolean>(store, incidentId, (record, at) => {
    const { approval } = record;
    if (approval?.status !== 'PENDING') return { result: approval?.status === 'WITHDRAWN' };
    const row: NewRow = {
      event: 'approval.withdrawn',
      actor: 'cordon',
      text: `The request is withdrawn: ${because} ${stays(record)}`,
    };
    return ended(record, approval, 'WITHDRAWN', because, row, at);
  });

const onPending = (
  store: Store,
  incidentId: string,
  build: (record: IncidentRecord, approval: Approval, at: string) => { next: Approval; row: NewRow } | undefined,
): Promise<boolean> =>
  change(store, incidentId, (record, at) => {
    const { approval, meta } = record;
    const built = approval?.status === 'PENDING' && at <= approval.expiresAt ? build(record, approval, at) : undefined;
    if (!built) return { result: false };
    return {
      result: true,
      write: [putMeta(meta, built.next), putApproval(incidentId, built.next)],
      rows: { [incidentId]: [built.row] },
    };
  });

const missing = ({ approvals, policy }: Approval): string =>
  `${approvals} of ${policy.needed} approvals, of ${policy.groups.join(' or ')}`;

/** Once per revision, when its time has come: a line that reminds. True when it was written. */
export const remind = (store: Store, incidentId: string): Promise<boolean> =>
  onPending(store, incidentId, (_record, approval, at) => {
    if (approval.remindedAt || !approval.remindAt || at < approval.remindAt) return undefined;
    const text = `Still waiting for a decision: ${missing(approval)}.`;
    return { next: { ...approval, remindedAt: at }, row: { event: 'approval.reminded', actor: 'cordon', text } };
  });

/** Once per revision, when its time has come: the next tier may decide too, and is paged. True when it was written. */
export const escalate = (store: Store, incidentId: string): Promise<boolean> =>
  onPending(store, incidentId, ({ plan }, approval, at) => {
    if (!plan || approval.escalatedAt || !approval.escalateAt || at < approval.escalateAt) return undefined;
    const next = escalated(store.settings, plan, approval, at);
    const text = `Escalated to the next tier: ${missing(next)}.`;
    return { next, row: { event: 'approval.escalated', actor: 'cordon', text, page: true } };
  });

const FINAL: readonly ApprovalStatus[] = ['APPROVED', 'DENIED', 'EXPIRED', 'WITHDRAWN'];

/** Step Functions has been told, or can no longer be told: the sweeper stops sending. */
export const markDelivered = (store: Store, incidentId: string): Promise<void> =>
  change(store, incidentId, ({ approval, meta }, at) => {
    if (!approval || approval.deliveredAt || !FINAL.includes(approval.status)) return { result: undefined };
    const next: Approval = { ...approval, deliveredAt: at };
    return { result: undefined, write: [putMeta(meta, next), putApproval(incidentId, next)] };
  });

/**
 * The sweeper has looked at execution and card: the next look comes later. Writing META also wakes the views once more,
 * so a change whose stream record was lost is painted after all. A closed incident leaves the queue with this.
 */
export const checked = (store: Store, incidentId: string): Promise<void> =>
  change(store, incidentId, ({ meta, approval }, at) => {
    if (!meta.checkAt || meta.checkAt > at) return { result: undefined };
    const { checkAt: _due, ...rest } = meta;
    const next: Meta = meta.stage === 'closed' ? rest : { ...rest, checkAt: nextCheck(store.settings, at) };
    return { result: undefined, write: [putMeta(next, approval)] };
  });
