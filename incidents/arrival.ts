import type { Finding } from '../playbooks/kit/finding';
import type { Target } from '../playbooks/kit/target';
import type { Seen } from './admit-rules';
import type { FullDrill } from './drills';
import { incidentIdFor } from './ids';
import { capFinding } from './items';
import type { FindingRow, IncidentRecord, Lock } from './model';

export interface Arrival {
  readonly finding: Finding;
  readonly playbook: { readonly id: string; readonly version: number; readonly locks: boolean };
  readonly target: Target;
  /** ISO 8601. */
  readonly receivedAt: string;
  /** It came by the source of drills, and its target is one. */
  readonly drill?: boolean;
  /** It belongs to a drill that a person started, which goes all the way. */
  readonly full?: FullDrill;
  /** It came with many others, and is not urgent. */
  readonly flood?: boolean;
}

export interface Admitted {
  readonly kind: 'opened' | 'joined' | 'asks-again' | 'repeat' | 'quiet';
  readonly incidentId: string;
  /** The caller must start the execution. */
  readonly start: boolean;
  readonly text: string;
}

/** Where a finding belongs: what the lock of its target says. */
export interface Place {
  readonly arrival: Arrival;
  readonly seen: Seen | undefined;
  readonly lock: Lock | undefined;
  readonly currentId: string;
  readonly newId: string;
  readonly undoId: string | undefined;
  /** The open undo of the target's incident. */
  readonly undo?: IncidentRecord | undefined;
}

export const placeOf = (arrival: Arrival, seen: Seen | undefined, lock: Lock | undefined): Place => {
  const newId = incidentIdFor(arrival.target, (lock?.generation ?? 0) + 1);
  return { arrival, seen, lock, currentId: lock?.incidentId ?? newId, newId, undoId: lock?.undoing };
};

/** The logs that taking it in may move. */
export const chainsOf = ({ lock, currentId, newId, undoId }: Place): readonly string[] => {
  // Under an open lock a finding can only join. Should that incident close meanwhile, its lock moves too and the write fails.
  const others = lock?.open ? [] : [newId, ...(undoId ? [undoId] : [])];
  return [...new Set([currentId, ...others])];
};

export const rowFor = ({ finding, receivedAt }: Arrival, known: FindingRow | undefined): FindingRow => ({
  finding: capFinding(finding),
  count: finding.count,
  deliveries: (known?.deliveries ?? 0) + 1,
  firstReceivedAt: known?.firstReceivedAt ?? receivedAt,
  lastReceivedAt: receivedAt,
  ...(known?.carriedDeliveries !== undefined ? { carriedDeliveries: known.carriedDeliveries } : {}),
});
