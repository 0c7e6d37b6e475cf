import type { Finding } from '../playbooks/kit/finding';
import type { Target } from '../playbooks/kit/target';
import { type Answer, answerTo, isNews, type Seen } from './admit-rules';
import { ask, askedText } from './asking';
import type { NewRow } from './chain';
import type { FullDrill } from './drills';
import { LEASE_SECONDS, plus } from './due';
import { RecordError } from './errors';
import { incidentIdFor } from './ids';
import { capFinding, itemOf, lockOf, putFinding, putMeta, renewFinding } from './items';
import { findingId, findingKey, lockKey, seenKey } from './keys';
import type { FindingRow, IncidentRecord, Lock, Meta, Outcome } from './model';
import { describeFinding, type Opening, openedRow, openingWrites, takeLock } from './open';
import { policyOn, suspectsOf } from './policy';
import type { Operation } from './port';
import { claimStart } from './start';
import { attempt, type Draft, type Records, retrying, type Store, type Tried } from './store';

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
}

export interface Admitted {
  readonly kind: 'opened' | 'joined' | 'asks-again' | 'repeat' | 'quiet';
  readonly incidentId: string;
  /** The caller must start the execution. */
  readonly start: boolean;
  readonly text: string;
}

/**
 * Takes a finding into the record. Safe to repeat: a delivery that says nothing new is only counted.
 * Ends as exactly one of the kinds, or throws, in which case nothing was stored.
 */
export const admit = (store: Store, arrival: Arrival): Promise<Admitted> =>
  retrying(store, async () => {
    const item = await store.port.get(seenKey(arrival.finding));
    const seen = item && seenOf(item);
    return seen && !isNews(arrival.finding, seen) ? countRepeat(store, arrival, seen) : takeNews(store, arrival, seen);
  });

export const seenOf = (item: Readonly<Record<string, unknown>>): Seen => ({
  incidentId: String(item['incidentId']),
  updatedAt: String(item['updatedAt']),
  count: Number(item['count']),
});

/**
 * Counts deliveries that say nothing new. No audit row and no transaction: fifty copies at once would only be in each
 * other's way. False when the incident does not hold the finding.
 */
export const countCopies = async (
  store: Store,
  incidentId: string,
  { finding, receivedAt }: Arrival,
  copies: number,
): Promise<boolean> => {
  const counted = await store.port.write([
    {
      kind: 'update',
      key: findingKey(incidentId, finding),
      add: { deliveries: copies },
      set: { lastReceivedAt: receivedAt },
      when: { exists: true },
    },
  ]);
  return counted.ok;
};

const countRepeat = async (store: Store, arrival: Arrival, { incidentId }: Seen): Promise<Tried<Admitted>> => {
  if (!(await countCopies(store, incidentId, arrival, 1))) return { done: false };
  const start = await claimStart(store, incidentId);
  return { done: true, result: { kind: 'repeat', incidentId, start, text: 'Already on record: counted.' } };
};

interface Place {
  readonly arrival: Arrival;
  readonly seen: Seen | undefined;
  readonly lock: Lock | undefined;
  readonly currentId: string;
  readonly newId: string;
  readonly undoId: string | undefined;
  /** The open undo of the target's incident. */
  readonly undo?: IncidentRecord | undefined;
}

const findPlace = async (store: Store, arrival: Arrival, seen: Seen | undefined): Promise<Place> => {
  const { target, playbook } = arrival;
  const lock = playbook.locks ? lockOf(await store.port.get(lockKey(target))) : undefined;
  const newId = incidentIdFor(target, (lock?.generation ?? 0) + 1);
  const currentId = lock?.incidentId ?? newId;
  return { arrival, seen, lock, currentId, newId, undoId: lock?.undoing };
};

const takeNews = async (store: Store, arrival: Arrival, seen: Seen | undefined): Promise<Tried<Admitted>> => {
  const place = await findPlace(store, arrival, seen);
  // Under an open lock a finding can only join. Should that incident close meanwhile, its lock moves too and the write fails.
  const others = place.lock?.open ? [] : [place.newId, ...(place.undoId ? [place.undoId] : [])];
  const chains = [...new Set([place.currentId, ...others])];
  return attempt(store, chains, (records: Records, at) => {
    const undo = place.undoId ? records[chains.indexOf(place.undoId)] : undefined;
    return draftFor(store, { ...place, undo }, records[0], at);
  });
};

const draftFor = (store: Store, place: Place, current: IncidentRecord | undefined, at: string): Draft<Admitted> => {
  const drilled = onDrill(place, current);
  if (drilled) return drilled;
  const answer = answerTo(current, place.lock, place.arrival.finding.severity, at);
  const draft =
    !current || answer === 'open' ? openNew(store, place, current, at) : join(store, place, current, answer, at);
  return { ...draft, write: [...(draft.write ?? []), putSeen(place, draft.result.incidentId)] };
};

/**
 * A drill makes no difference to anything real. On a target with a case of its own it is left out; and a real finding is not
 * taken into an open drill but sent back: the drill ends within minutes.
 */
const onDrill = ({ arrival, lock }: Place, current: IncidentRecord | undefined): Draft<Admitted> | undefined => {
  if (!current) return undefined;
  if (arrival.full) return leftOut(current.meta.incidentId);
  const { incidentId, stage, origin } = current.meta;
  const real = origin.by !== 'drill';
  if (!arrival.drill) {
    if (real || stage === 'closed') return undefined;
    throw new RecordError(
      'contended',
      `The drill ${incidentId} is under way on this target. Try again when it has ended.`,
    );
  }
  const busy = stage !== 'closed' || lock?.undoing !== undefined || STANDS.includes(current.meta.outcome);
  if (!real || !busy) return undefined;
  return leftOut(incidentId);
};

const leftOut = (incidentId: string): Draft<Admitted> => ({
  result: { kind: 'quiet', incidentId, start: false, text: `Left out: ${incidentId} stands on this target.` },
});

/** Outcomes after which the target is not as it was. */
const STANDS: readonly (Outcome | undefined)[] = ['contained', 'partly contained'];

const putSeen = ({ arrival: { finding }, seen }: Place, incidentId: string): Operation => ({
  kind: 'put',
  item: itemOf(seenKey(finding), { incidentId, updatedAt: finding.updatedAt, count: finding.count }),
  when: seen
    ? { equals: { incidentId: seen.incidentId, updatedAt: seen.updatedAt, count: seen.count } }
    : { absent: true },
});

const rowFor = ({ finding, receivedAt }: Arrival, known: FindingRow | undefined): FindingRow => ({
  finding: capFinding(finding),
  count: finding.count,
  deliveries: (known?.deliveries ?? 0) + 1,
  firstReceivedAt: known?.firstReceivedAt ?? receivedAt,
  lastReceivedAt: receivedAt,
  ...(known?.carriedDeliveries !== undefined ? { carriedDeliveries: known.carriedDeliveries } : {}),
});

/** A full drill is what a person asked for: they have no vote in it, and everything else is as with any other. */
const openedBy = ({ drill, full }: Arrival): Pick<Opening, 'origin' | 'drill' | 'reason'> =>
  full
    ? { origin: { by: 'person', personId: full.personId, door: full.door }, drill: full.id, reason: FULL_DRILL }
    : { origin: { by: drill ? 'drill' : 'finding' } };
const FULL_DRILL = 'DRILL: contains and puts back what was made for it';

const openNew = (store: Store, place: Place, previous: IncidentRecord | undefined, at: string): Draft<Admitted> => {
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
    startBy: plus(at, LEASE_SECONDS),
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

const WHERE: Readonly<Record<Exclude<Answer, 'open'>, string>> = {
  join: '',
  'ask-again': ' The severity rose: the question is asked again and earlier votes no longer count.',
  quiet: ' The target stays quiet after the last decision.',
  'join-and-page': ' Nothing happens by itself here: a person has to look.',
};

const joinText = (
  current: IncidentRecord,
  finding: Finding,
  known: FindingRow | undefined,
  answer: Exclude<Answer, 'open'>,
): string => {
  const { meta } = current;
  const what = known ? `The finding was seen ${finding.count} times by now: ` : 'Another finding: ';
  const closed = meta.stage === 'closed' ? ` This incident is closed as ${meta.outcome ?? 'closed'}.` : '';
  const real = meta.drill ? ' It is not of the drill that opened this: from now on this is no drill.' : '';
  return `${what}${describeFinding(finding)}.${closed}${WHERE[answer]}${real}`;
};

const KINDS = { join: 'joined', 'ask-again': 'asks-again', quiet: 'quiet', 'join-and-page': 'joined' } as const;

const join = (
  store: Store,
  place: Place,
  current: IncidentRecord,
  answer: Exclude<Answer, 'open'>,
  at: string,
): Draft<Admitted> => {
  const { finding } = place.arrival;
  const known = current.findings.find((row) => findingId(row.finding) === findingId(finding));
  const row = rowFor(place.arrival, known);
  const text = joinText(current, finding, known, answer);
  const said: NewRow = {
    event: known ? 'finding.updated' : 'finding.joined',
    actor: 'guardduty',
    text,
    data: { finding: finding.id, count: finding.count, severity: finding.severity },
    ...(answer === 'join-and-page' || current.meta.drill ? { page: true } : {}),
  };
  const grown = grow(current, row, known);
  const again =
    answer === 'ask-again' ? askAgain(store, grown, at) : { write: [putMeta(grown.meta, grown.approval)], rows: [] };
  return {
    result: { kind: KINDS[answer], incidentId: current.meta.incidentId, start: false, text },
    write: [
      (known ? renewFinding : putFinding)(current.meta.incidentId, row),
      ...again.write,
      ...suspectsOfUndo(place, row),
    ],
    rows: { [current.meta.incidentId]: [said, ...again.rows], ...undoRows(place, said) },
  };
};

const grow = (current: IncidentRecord, row: FindingRow, known: FindingRow | undefined): IncidentRecord => {
  // Something real on what was made for a drill: from here on it is no drill any more.
  const { drill: _over, ...before } = current.meta;
  const meta: Meta = {
    ...before,
    severity: Math.max(current.meta.severity, row.finding.severity),
    findingCount: current.findings.length + (known ? 0 : 1),
  };
  const others = current.findings.filter((one) => one !== known);
  return { ...current, meta, findings: [...others, row] };
};

const askAgain = (
  store: Store,
  grown: IncidentRecord,
  at: string,
): { write: readonly Operation[]; rows: readonly NewRow[] } => {
  const { plan } = grown;
  if (!plan) return { write: [putMeta(grown.meta, grown.approval)], rows: [] };
  const asked = ask(
    store.settings,
    grown,
    { plan, policy: policyOn(store.settings, grown.meta, grown.findings, plan) },
    at,
  );
  const row: NewRow = {
    event: 'approval.revised',
    actor: 'cordon',
    text: `Asked again: ${askedText(plan, asked.approval)}.`,
    data: { revision: asked.approval.revision, digest: plan.digest },
    page: true,
  };
  return { write: asked.write, rows: [row, ...asked.rows] };
};

/** Whoever decides about putting things back has to know that the target was seen again. */
const undoRows = ({ undoId }: Place, said: NewRow): Readonly<Record<string, readonly NewRow[]>> =>
  undoId ? { [undoId]: [{ ...said, text: `While this undo is open: ${said.text}`, page: true }] } : {};

/** Nor may whoever the finding names say that everything is put back. */
const suspectsOfUndo = ({ undo }: Place, row: FindingRow): readonly Operation[] => {
  if (!undo || undo.meta.stage === 'closed') return [];
  return [putMeta({ ...undo.meta, suspects: suspectsOf(undo.meta, [row]) }, undo.approval)];
};
