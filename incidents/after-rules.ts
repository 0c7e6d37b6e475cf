import type { Person } from '../playbooks/kit/settings';
import type { Door, IncidentRecord } from './model';
import { eligible, personById, policyOn } from './policy';
import type { Store } from './store';

/** What a person asks for once an incident is closed. */
export interface Request {
  readonly incidentId: string;
  /** Verified by the door. */
  readonly personId: string;
  readonly reason: string;
  readonly door?: Door;
}
export type AfterRefusal =
  | 'unknown-incident'
  | 'unknown-person'
  | 'not-eligible'
  | 'reason-needed'
  | 'not-possible'
  | 'busy';
export type After =
  | { readonly kind: 'opened'; readonly incidentId: string }
  | { readonly kind: 'refused'; readonly code: AfterRefusal /** For the one who asked. */; readonly text: string };
export type Refused = Extract<After, { kind: 'refused' }>;

export const refused = (code: AfterRefusal, text: string): Refused => ({ kind: 'refused', code, text });
const REASON = refused('reason-needed', 'Say in a sentence why: it is kept with the incident.');
const NOBODY = refused(
  'unknown-person',
  'Cordon’s table of people does not know you. Ask an administrator of Cordon to add you.',
);
/** There is no incident of this id. */
export const unknown = (id: string): Refused =>
  refused('unknown-incident', `There is no incident ${id}. Check the id: it looks like inc-a1b2c3d4e5-1.`);

export type Settled = Pick<Store, 'settings'>;

/** Whoever asks: somebody in the table of people, who says why. */
export const personOf = (store: Store, request: Request): Person | Refused => {
  const person = personById(store.settings, request.personId);
  if (!person) return NOBODY;
  return request.reason.trim().length === 0 ? REASON : person;
};

export const notPossible = ({ meta }: IncidentRecord, which: string): Refused =>
  refused('not-possible', `${which}; ${meta.incidentId} is ${meta.outcome ?? 'open'}.`);

/** Retry and keep are decisions about the plan: whoever may not approve it may not take them. */
export const mayApprove = (store: Settled, record: IncidentRecord, person: Person): Refused | undefined => {
  if (!record.plan) return notPossible(record, 'There is no plan to decide about');
  const answer = eligible(store.settings, policyOn(store.settings, record.meta, record.findings, record.plan), person);
  return answer.ok
    ? undefined
    : refused('not-eligible', `${answer.because}.${answer.ask.length > 0 ? ` Ask ${answer.ask.join(', ')}.` : ''}`);
};
