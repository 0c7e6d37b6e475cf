import type { Target } from '../playbooks/kit/target';
import { LEASE_SECONDS, nextCheck, plus } from './due';
import { incidentIdFor } from './ids';
import { lockOf, metaOf, putMeta } from './items';
import { lockKey, metaKey } from './keys';
import type { Door, IncidentRecord, Lock, Meta, Origin } from './model';
import { type Opening, openedRow, openingWrites, takeLock } from './open';
import { attempt, change, type Draft, retrying, type Store } from './store';

interface Wanted {
  readonly playbook: { readonly id: string; readonly version: number; readonly locks: boolean };
  readonly target: Target;
  readonly reason: string;
}
export interface ByHand extends Wanted {
  /** Of the run that is already there. */
  readonly executionArn: string;
  readonly origin: Origin;
}
/** What a verified person asks for: the run is started by what follows the record. */
export interface ByPerson extends Wanted {
  readonly personId: string;
  readonly door: Door;
}
type Asked = Wanted & { readonly origin: Origin; readonly executionArn?: string };
export type OpenedByHand =
  | { readonly kind: 'opened'; readonly incidentId: string }
  | { readonly kind: 'busy'; readonly incidentId: string; readonly text: string };

/** Opens an incident for a run that a person started. Safe to repeat with the same execution. */
export const openByHand = (store: Store, asked: ByHand): Promise<OpenedByHand> => open(store, asked);

/** Claims an incident for a person, who has no vote in it. Sent twice, the second answer names the one that is open. */
export const openByPerson = (store: Store, { personId, door, ...asked }: ByPerson): Promise<OpenedByHand> =>
  open(store, { ...asked, origin: { by: 'person', personId, door } });

const open = (store: Store, asked: Asked): Promise<OpenedByHand> =>
  retrying(store, async () => {
    const lock = asked.playbook.locks ? lockOf(await store.port.get(lockKey(asked.target))) : undefined;
    const newId = incidentIdFor(asked.target, (lock?.generation ?? 0) + 1);
    const currentId = lock?.incidentId ?? newId;
    return attempt(store, [...new Set([currentId, newId])], ([current], at) =>
      draftByHand(store, asked, lock, newId, current, at),
    );
  });

const busyWith = (lock: Lock | undefined): string | undefined => {
  if (lock?.undoing) return `${lock.undoing} is putting this target back. Wait for its end, then start again.`;
  if (lock?.open)
    return `${lock.incidentId} is already open on this target. Follow that one, or start again when it is closed.`;
  return undefined;
};

const draftByHand = (
  store: Store,
  asked: Asked,
  lock: Lock | undefined,
  newId: string,
  current: IncidentRecord | undefined,
  at: string,
): Draft<OpenedByHand> => {
  if (current && asked.executionArn && current.meta.executionArn === asked.executionArn)
    return { result: { kind: 'opened', incidentId: current.meta.incidentId } };
  const busy = busyWith(lock);
  if (busy) return { result: { kind: 'busy', incidentId: lock?.incidentId ?? newId, text: busy } };
  if (current && !asked.playbook.locks)
    return { result: { kind: 'busy', incidentId: newId, text: `${newId} already looked at this.` } };
  const opening: Opening = {
    incidentId: newId,
    kind: 'contain',
    playbook: asked.playbook,
    target: asked.target,
    generation: (lock?.generation ?? 0) + 1,
    origin: asked.origin,
    reason: asked.reason,
    severity: 0,
    findings: [],
    previous: current,
    ...(asked.executionArn ? { executionArn: asked.executionArn } : { startBy: at }),
  };
  return {
    result: { kind: 'opened', incidentId: newId },
    write: [...(asked.playbook.locks ? [takeLock(lock, opening)] : []), ...openingWrites(store.settings, opening, at)],
    rows: { [newId]: [openedRow(store.settings, opening)] },
  };
};

/**
 * Notes the execution of a claimed incident. True when this execution is the incident's own; false when another one is,
 * or the incident is closed.
 */
export const markStarted = (store: Store, incidentId: string, executionArn: string): Promise<boolean> =>
  change(store, incidentId, ({ meta, approval }, at) => {
    if (meta.executionArn || meta.stage !== 'claimed') return { result: meta.executionArn === executionArn };
    const { startBy: _lease, startAfter: _flood, ...rest } = meta;
    const started: Meta = { ...rest, stage: 'investigating', executionArn, checkAt: nextCheck(store.settings, at) };
    const row = {
      event: 'run.started',
      actor: 'cordon',
      text: 'The investigation has started.',
      data: { executionArn },
    };
    return { result: true, write: [putMeta(started, approval)], rows: { [incidentId]: [row] } };
  });

/**
 * Renews the lease of a claimed incident whose starter has not come through. True: the caller starts it, or leaves that to what
 * follows the record. The end of a flood is not waited for any more.
 */
export const claimStart = async (store: Store, incidentId: string): Promise<boolean> => {
  const item = await store.port.get(metaKey(incidentId));
  if (!item || !leaseIsOver(metaOf(item), store.now())) return false;
  return change(store, incidentId, ({ meta, approval }, at) => {
    if (!leaseIsOver(meta, store.now())) return { result: false };
    const { startAfter: _flood, ...rest } = meta;
    return { result: true, write: [putMeta({ ...rest, startBy: plus(at, LEASE_SECONDS) }, approval)] };
  });
};

/** Claimed, and whoever was to start it has not come through in time. */
export const leaseIsOver = (meta: Meta, now: Date): boolean =>
  meta.stage === 'claimed' && (meta.startBy === undefined || meta.startBy <= now.toISOString());
