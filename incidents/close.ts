import type { EarlierIncident } from '../playbooks/kit/fact';
import type { NewRow } from './chain';
import { nextCheck, plus } from './due';
import { RecordError, unknownIncident } from './errors';
import { incidentIdFor } from './ids';
import { itemOf, lockOf, metaOf, putApproval, putLock, putMeta } from './items';
import { generationKey, lockKey, metaKey } from './keys';
import type { Approval, IncidentRecord, Lock, Meta, Outcome } from './model';
import { carriedFindings, type Opening, openedRow, openingWrites, takeLock } from './open';
import { suspectsOf } from './policy';
import type { Operation } from './port';
import { attempt, type Draft, retrying, type Store } from './store';

export interface Close {
  readonly outcome: Outcome;
  /** One sentence for people. */
  readonly detail: string;
  readonly page?: boolean;
  /** Claims the target's next generation in the same transaction; whoever follows the record starts it. */
  readonly next?: Next;
}
export interface Next {
  readonly playbook: string;
  readonly version: number;
  readonly because: string;
  readonly reason?: string;
}
export interface Closed {
  readonly outcome: Outcome;
  readonly nextId?: string;
}

/** Ends an incident, once: a closed one answers with the outcome that it has. */
export const closeIncident = (store: Store, incidentId: string, close: Close): Promise<Closed> =>
  retrying(store, async () => {
    const item = await store.port.get(metaKey(incidentId));
    if (!item) throw unknownIncident(incidentId);
    const meta = metaOf(item);
    if (meta.kind === 'undo')
      return attempt(store, [incidentId, meta.undoOf ?? incidentId], (records, at) =>
        endUndo(store, records, close, at),
      );
    const lock = lockOf(await store.port.get(lockKey(meta.target)));
    const own = lock?.open && lock.incidentId === incidentId ? lock : undefined;
    const nextId = own && close.next ? incidentIdFor(meta.target, own.generation + 1) : undefined;
    return attempt(store, nextId ? [incidentId, nextId] : [incidentId], ([record], at) =>
      endContain(store, record, own, close, nextId, at),
    );
  });

const READ_BACK: readonly Outcome[] = ['contained', 'partly contained', 'undone'];

const closedMeta = (store: Store, meta: Meta, { outcome, detail }: Close, at: string): Meta => {
  const { startBy: _lease, startAfter: _flood, ...rest } = meta;
  const verified = READ_BACK.includes(outcome) && meta.times.lastChangeAt ? { verifiedAt: at } : {};
  return {
    ...rest,
    stage: 'closed',
    outcome,
    outcomeDetail: detail,
    checkAt: nextCheck(store.settings, at),
    times: { ...meta.times, ...verified, closedAt: at },
  };
};

const withdrawn = (approval: Approval | undefined, detail: string, at: string): Approval | undefined =>
  approval?.status === 'PENDING' ? { ...approval, status: 'WITHDRAWN', decidedAt: at, reason: detail } : approval;

const closedRow = ({ outcome, detail, page }: Close): NewRow => ({
  event: 'incident.closed',
  actor: 'cordon',
  text: detail.toLowerCase().startsWith(outcome)
    ? detail
    : `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}: ${detail}`,
  data: { outcome },
  ...(page ? { page } : {}),
});

/** META and approval as they end. */
const endWrites = (
  store: Store,
  { meta, approval }: IncidentRecord,
  close: Close,
  at: string,
): readonly Operation[] => {
  const ended = withdrawn(approval, close.detail, at);
  const write = putMeta(closedMeta(store, meta, close, at), ended);
  return ended && ended !== approval ? [write, putApproval(meta.incidentId, ended)] : [write];
};

/** The target's history. Drills are none of it: there is one each hour. */
const generationRow = (meta: Meta, outcome: Outcome, closedAt: string): readonly Operation[] => {
  if (meta.origin.by === 'drill') return [];
  const earlier: EarlierIncident = { incidentId: meta.incidentId, playbook: meta.playbook, outcome, closedAt };
  return [{ kind: 'put', item: itemOf(generationKey(meta.target, meta.generation), earlier) }];
};

const QUIET: readonly Outcome[] = ['denied', 'dry run'];
const HOUR_SECONDS = 3600;

const released = (store: Store, lock: Lock, meta: Meta, outcome: Outcome, at: string): Lock => ({
  ...lock,
  open: false,
  outcome,
  severity: meta.severity,
  closedAt: at,
  ...(QUIET.includes(outcome) ? { quietUntil: plus(at, store.settings.quietHoursAfterDenial * HOUR_SECONDS) } : {}),
});

const nextOpening = (
  record: IncidentRecord,
  lock: Lock,
  { next, outcome }: { readonly next: Next; readonly outcome: Outcome },
  incidentId: string,
  at: string,
): Opening => ({
  incidentId,
  kind: 'contain',
  playbook: { id: next.playbook, version: next.version },
  target: record.meta.target,
  generation: lock.generation + 1,
  origin: { by: 'cordon', because: next.because },
  requestedBy: record.meta.requestedBy ?? record.meta.origin,
  ...(outcome === 'stale' ? { staleInARow: (record.meta.staleInARow ?? 0) + 1 } : {}),
  ...(next.reason ? { reason: next.reason } : {}),
  drill: record.meta.drill,
  severity: record.meta.severity,
  findings: carriedFindings(record),
  suspects: suspectsOf(record.meta, record.findings),
  previous: record,
  // Nobody holds this claim: whoever sees it first starts it.
  startBy: at,
});

const endContain = (
  store: Store,
  record: IncidentRecord | undefined,
  lock: Lock | undefined,
  close: Close,
  nextId: string | undefined,
  at: string,
): Draft<Closed> => {
  if (!record) throw new RecordError('unknown-incident', 'The incident to close is not on record.');
  const { meta } = record;
  if (meta.stage === 'closed') return { result: { outcome: meta.outcome ?? close.outcome } };
  const ended = endWrites(store, record, close, at);
  const said = closedRow(close);
  if (!lock) return { result: { outcome: close.outcome }, write: ended, rows: { [meta.incidentId]: [said] } };
  const history = generationRow(meta, close.outcome, at);
  if (!close.next || !nextId) {
    const write = [...ended, ...history, putLock(lock, released(store, lock, meta, close.outcome, at))];
    return { result: { outcome: close.outcome }, write, rows: { [meta.incidentId]: [said] } };
  }
  const opening = nextOpening(record, lock, { next: close.next, outcome: close.outcome }, nextId, at);
  const follows: NewRow = {
    event: 'incident.followed',
    actor: 'cordon',
    text: `Followed by ${nextId}: ${close.next.because}`,
  };
  return {
    result: { outcome: close.outcome, nextId },
    write: [...ended, ...history, takeLock(lock, opening), ...openingWrites(store.settings, opening, at)],
    rows: { [meta.incidentId]: [said, follows], [nextId]: [openedRow(store.settings, opening)] },
  };
};

/** The end of an undo frees the original for another; `undone` is written on both, on the history and on the lock. */
const endUndo = async (
  store: Store,
  [record, original]: readonly (IncidentRecord | undefined)[],
  close: Close,
  at: string,
): Promise<Draft<Closed>> => {
  if (!record || !original)
    throw new RecordError('unknown-incident', 'The undo to close, or what it puts back, is not on record.');
  if (record.meta.stage === 'closed') return { result: { outcome: record.meta.outcome ?? close.outcome } };
  const { meta } = original;
  const undone = close.outcome === 'undone';
  const freed: Meta = {
    ...meta,
    ...(meta.undo ? { undo: { ...meta.undo, open: false } } : {}),
    ...(undone ? { outcome: 'undone', outcomeDetail: close.detail } : {}),
  };
  const said: NewRow = {
    event: undone ? 'incident.undone' : 'undo.ended',
    actor: 'cordon',
    text: `${record.meta.incidentId} ended as ${close.outcome}. ${close.detail}`,
  };
  return {
    result: { outcome: close.outcome },
    write: [
      ...endWrites(store, record, close, at),
      putMeta(freed, original.approval),
      ...(undone ? generationRow(meta, 'undone', meta.times.closedAt ?? at) : []),
      ...(await freeLock(store, meta, record.meta.incidentId, undone)),
    ],
    rows: { [record.meta.incidentId]: [closedRow(close)], [meta.incidentId]: [said] },
  };
};

/** The target is free again; it is `undone` when the lock still speaks of the incident that was put back. */
const freeLock = async (
  store: Store,
  original: Meta,
  undoId: string,
  undone: boolean,
): Promise<readonly Operation[]> => {
  const lock = lockOf(await store.port.get(lockKey(original.target)));
  if (lock?.undoing !== undoId) return [];
  const { undoing: _ended, ...free } = lock;
  return [putLock(lock, undone && lock.incidentId === original.incidentId ? { ...free, outcome: 'undone' } : free)];
};
