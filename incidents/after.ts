import type { Person } from '../playbooks/kit/settings';
import {
  type After,
  mayApprove,
  notPossible,
  personOf,
  type Refused,
  type Request,
  refused,
  type Settled,
  unknown,
} from './after-rules';
import { driftedNames, foundAs } from './drift';
import { heldUp } from './held-up';
import { incidentIdFor, undoIdFor } from './ids';
import { metaOf, putLock, putMeta } from './items';
import { remainingSteps, stands } from './journal-rows';
import { keepBlock } from './keep';
import { metaKey } from './keys';
import type { IncidentRecord, Meta, Outcome } from './model';
import { carriedFindings, type Opening, openedRow, openingWrites, takeLock } from './open';
import { NAMED, personById, policyOn, suspectsOf } from './policy';
import { type Standing, standingOf } from './standing';
import { attempt, type Draft, retrying, type Store } from './store';

const blockedBy = ({ meta }: IncidentRecord, { lock, laterId }: Standing): Refused | undefined => {
  if (meta.stage !== 'closed') return refused('not-possible', `${meta.incidentId} is still open. Decide there first.`);
  if (lock?.undoing) return refused('busy', `${lock.undoing} is already putting this back. Decide there.`);
  if (lock?.open) return refused('busy', `${lock.incidentId} is open on this target. Wait for its end.`);
  return laterId ? refused('not-possible', `${laterId} took this target over since. Act on that one.`) : undefined;
};

const UNDOABLE: readonly (Outcome | undefined)[] = ['contained', 'partly contained', 'failed', 'stale'];

const undoBlock = (record: IncidentRecord, standing: Standing): Refused | undefined => {
  const blocked = blockedBy(record, standing);
  if (blocked) return blocked;
  const possible =
    record.meta.kind === 'contain' && UNDOABLE.includes(record.meta.outcome) && record.journal.some(stands);
  return possible
    ? undefined
    : refused(
        'not-possible',
        `${record.meta.incidentId} has nothing to put back: it ended as ${record.meta.outcome ?? 'open'}.`,
      );
};

/** While an undo is open, new findings make no plan: whoever the findings name may not hold a target in that. */
const namedByFinding = (store: Settled, record: IncidentRecord, personId: string): Refused | undefined => {
  const policy = record.plan && policyOn(store.settings, record.meta, record.findings, record.plan);
  const hit = policy?.excluded.some((one) => one.personId === personId && one.because === NAMED);
  return hit
    ? refused('not-eligible', 'You are named by the finding. Ask somebody else to ask for the undo.')
    : undefined;
};

/** Only what the last undo found changed is picked to be overwritten: nobody knows yet what will be changed later. */
const notDrifted = (record: IncidentRecord, picked: readonly string[]): Refused | undefined => {
  const drifted = driftedNames(record);
  const stray = picked.find((name) => !drifted.includes(name));
  const known = drifted.length > 0 ? `It found ${drifted.join(', ')}` : 'Ask without it first';
  return stray === undefined
    ? undefined
    : refused(
        'not-possible',
        `No undo found ${stray} changed by somebody else, so it cannot be overwritten. ${known}.`,
      );
};

/**
 * Opens an incident that puts another one back, unless one is open. It asks for an approval of its own, in which the one
 * who asked has no vote. `acceptDrift` names `step/field` that the person chose to overwrite.
 */
export const requestUndo = async (
  store: Store,
  request: Request & { readonly acceptDrift?: readonly string[] },
): Promise<After> => {
  const person = personOf(store, request);
  if ('kind' in person) return person;
  return retrying(store, async () => {
    const item = await store.port.get(metaKey(request.incidentId));
    if (!item) return { done: true, result: unknown(request.incidentId) };
    const meta = metaOf(item);
    const n = (meta.undo?.n ?? 0) + 1;
    const undoId = undoIdFor(request.incidentId, n);
    const standing = await standingOf(store, meta);
    return attempt(store, [request.incidentId, undoId], ([record], at) =>
      draftUndo(store, request, record, standing, { incidentId: undoId, n, open: true }, at),
    );
  });
};

const draftUndo = (
  store: Store,
  request: Request & { readonly acceptDrift?: readonly string[] },
  record: IncidentRecord | undefined,
  standing: Standing,
  undo: NonNullable<Meta['undo']>,
  at: string,
): Draft<After> => {
  if (!record) return { result: unknown(request.incidentId) };
  const { meta } = record;
  const { lock } = standing;
  const { acceptDrift = [] } = request;
  const blocked =
    undoBlock(record, standing) ?? namedByFinding(store, record, request.personId) ?? notDrifted(record, acceptDrift);
  if (blocked || !lock) return { result: blocked ?? unknown(request.incidentId) };
  const opening: Opening = {
    incidentId: undo.incidentId,
    kind: 'undo',
    playbook: { id: meta.playbook, version: meta.version },
    target: meta.target,
    generation: meta.generation,
    origin: { by: 'person', personId: request.personId, door: request.door ?? 'slack' },
    reason: request.reason.trim(),
    drill: meta.drill,
    severity: meta.severity,
    findings: [],
    suspects: suspectsOf(meta, record.findings),
    startBy: at,
    undoOf: meta.incidentId,
    ...(acceptDrift.length > 0 ? { acceptDrift, acceptedAs: foundAs(record, acceptDrift) } : {}),
  };
  const over =
    acceptDrift.length > 0 ? `, and to overwrite what somebody else changed in ${acceptDrift.join(', ')}` : '';
  const said = {
    event: 'undo.requested',
    actor: request.personId,
    text: `${nameOf(store, request)} asked to put this back (${undo.incidentId})${over}: ${request.reason.trim()}`,
    ...(acceptDrift.length > 0 ? { data: { acceptDrift: [...acceptDrift] } } : {}),
  };
  return {
    result: { kind: 'opened', incidentId: undo.incidentId },
    write: [
      putMeta({ ...meta, undo }, record.approval),
      putLock(lock, { ...lock, undoing: undo.incidentId }),
      ...openingWrites(store.settings, opening, at),
    ],
    rows: { [meta.incidentId]: [said], [undo.incidentId]: [openedRow(store.settings, opening)] },
  };
};

const nameOf = (store: Store, { personId }: Request): string => personById(store.settings, personId)?.name ?? personId;

/**
 * Opens the target's next generation for the steps that are not done. The click is its first vote, as soon as the plan is
 * there and holds nothing that the person had not seen.
 */
export const retry = async (store: Store, request: Request): Promise<After> => {
  const person = personOf(store, request);
  if ('kind' in person) return person;
  return retrying(store, async () => {
    const item = await store.port.get(metaKey(request.incidentId));
    if (!item) return { done: true, result: unknown(request.incidentId) };
    const standing = await standingOf(store, metaOf(item));
    const newId = incidentIdFor(metaOf(item).target, (standing.lock?.generation ?? 0) + 1);
    return attempt(store, [request.incidentId, newId], ([record], at) =>
      draftRetry(store, request, person, record, standing, newId, at),
    );
  });
};

const retryBlock = (
  store: Settled,
  record: IncidentRecord,
  standing: Standing,
  person: Person,
): Refused | undefined => {
  const { kind, undoOf } = record.meta;
  if (kind === 'undo')
    return refused('not-possible', `An undo is not tried again: ask for another undo of ${undoOf ?? 'the incident'}.`);
  return blockedBy(record, standing) ?? stillHeldUp(record, standing) ?? mayApprove(store, record, person);
};

/** What stopped in the middle can be tried again, and what was refused for a reason that passes; not while nothing may change. */
const stillHeldUp = (record: IncidentRecord, { pause }: Standing): Refused | undefined => {
  const { outcome } = record.meta;
  if (outcome !== 'partly contained' && !(outcome === 'failed' && heldUp(record)))
    return notPossible(
      record,
      'Only what is partly contained, or was held up before anything changed, can be tried again',
    );
  return pause?.paused
    ? refused('busy', `All changes are paused: ${pause.reason}. Try again when they are allowed.`)
    : undefined;
};

const draftRetry = (
  store: Store,
  request: Request,
  person: Person,
  record: IncidentRecord | undefined,
  standing: Standing,
  newId: string,
  at: string,
): Draft<After> => {
  if (!record || !standing.lock) return { result: unknown(request.incidentId) };
  const blocked = retryBlock(store, record, standing, person);
  if (blocked) return { result: blocked };
  const { meta } = record;
  const left = remainingSteps(record).length;
  const reason = request.reason.trim();
  const opening: Opening = {
    incidentId: newId,
    kind: meta.kind,
    playbook: { id: meta.playbook, version: meta.version },
    target: meta.target,
    generation: standing.lock.generation + 1,
    origin: {
      by: 'cordon',
      because: `${person.name} asked to try the remaining ${left === 1 ? 'step' : `${left} steps`} of ${meta.incidentId} again`,
    },
    requestedBy: meta.requestedBy ?? meta.origin,
    reason,
    drill: meta.drill,
    severity: meta.severity,
    findings: carriedFindings(record),
    suspects: suspectsOf(meta, record.findings),
    previous: record,
    startBy: at,
    firstVote: { personId: person.id, reason, door: request.door ?? 'slack', at },
  };
  const said = {
    event: 'retry.requested',
    actor: person.id,
    text: `${person.name} asked to try again (${newId}): ${reason}`,
  };
  return {
    result: { kind: 'opened', incidentId: newId },
    write: [takeLock(standing.lock, opening), ...openingWrites(store.settings, opening, at)],
    rows: { [meta.incidentId]: [said], [newId]: [openedRow(store.settings, opening)] },
  };
};

/** What stands in the way of each of these for this person; absent where nothing does. Pure. */
export const whatBars = (
  store: Settled,
  record: IncidentRecord,
  standing: Standing,
  person: Person,
): Readonly<Record<'undo' | 'retry' | 'keep', Refused | undefined>> => ({
  undo: undoBlock(record, standing) ?? namedByFinding(store, record, person.id),
  retry: retryBlock(store, record, standing, person),
  keep: keepBlock(store, record, person),
});
