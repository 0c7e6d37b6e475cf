import type { Admitted, Arrival, Place } from './arrival';
import { rowFor } from './arrival';
import type { NewRow } from './chain';
import { LEASE_SECONDS, plus } from './due';
import { floodWait } from './flood';
import type { IncidentRecord } from './model';
import { describeFinding, type Opening, openedRow, openingWrites, takeLock } from './open';
import type { Draft, Store } from './store';

/** A full drill is what a person asked for: they have no vote in it, and everything else is as with any other. */
const openedBy = ({ drill, full }: Arrival): Pick<Opening, 'origin' | 'drill' | 'reason'> =>
  full
    ? { origin: { by: 'person', personId: full.personId, door: full.door }, drill: full.id, reason: FULL_DRILL }
    : { origin: { by: drill ? 'drill' : 'finding' } };
const FULL_DRILL = 'DRILL: contains and puts back what was made for it';

/** In a flood what can wait does, and gathers what else is said about its target. */
const startOf = ({ settings }: Store, { flood }: Arrival, id: string, at: string) => {
  const startAfter = flood ? plus(at, floodWait(settings, id)) : undefined;
  return { startAfter, startBy: plus(startAfter ?? at, LEASE_SECONDS) };
};

/** The first finding on a target, or the first that is asked about anew. */
export const openNew = (
  store: Store,
  place: Place,
  previous: IncidentRecord | undefined,
  at: string,
): Draft<Admitted> => {
  const { arrival, lock, newId } = place;
  const opening: Opening = {
    incidentId: newId,
    kind: 'contain',
    playbook: arrival.playbook,
    target: arrival.target,
    generation: (lock?.generation ?? 0) + 1,
    ...openedBy(arrival),
    severity: arrival.finding.severity,
    findings: [rowFor(arrival, undefined)],
    ...startOf(store, arrival, newId, at),
    previous,
  };
  const row = openedRow(store.settings, opening);
  const later: NewRow = {
    event: 'target.reopened',
    actor: 'guardduty',
    text: `A new finding opened ${newId}: ${describeFinding(arrival.finding)}.`,
  };
  return {
    result: { kind: 'opened', incidentId: newId, start: true, text: row.text },
    write: [
      ...(arrival.playbook.locks ? [takeLock(lock, opening)] : []),
      ...openingWrites(store.settings, opening, at),
    ],
    rows: { [newId]: [row], ...(previous ? { [previous.meta.incidentId]: [later] } : {}) },
  };
};
