import type { Person } from '../playbooks/kit/settings';
import { mayApprove, notPossible, personOf, type Refused, type Request, type Settled } from './after-rules';
import { putMeta } from './items';
import type { IncidentRecord, Meta } from './model';
import { change, type Store } from './store';

export type Kept = { readonly kind: 'kept' } | Refused;

/** What stands in the way of keeping it; undefined where nothing does. */
export const keepBlock = (store: Settled, record: IncidentRecord, person: Person): Refused | undefined =>
  record.meta.outcome === 'partly contained'
    ? mayApprove(store, record, person)
    : notPossible(record, 'Only a partly contained incident can be kept as it is');

/** Leaves a partly contained incident as it is: a decision on record, after which its card asks for nothing more. */
export const keep = async (store: Store, request: Request): Promise<Kept> => {
  const person = personOf(store, request);
  if ('kind' in person) return person;
  return change<Kept>(store, request.incidentId, (record, at) => {
    const { meta, approval } = record;
    const blocked = keepBlock(store, record, person);
    if (blocked) return { result: blocked };
    if (meta.kept) return { result: { kind: 'kept' } };
    const kept: Meta = { ...meta, kept: { personId: person.id, reason: request.reason.trim(), at } };
    const said = {
      event: 'incident.kept',
      actor: person.id,
      text: `${person.name} decided to keep it partly contained: ${request.reason.trim()}`,
    };
    return { result: { kind: 'kept' }, write: [putMeta(kept, approval)], rows: { [meta.incidentId]: [said] } };
  });
};
