import type { Person } from '../playbooks/kit/settings';
import { whatBars } from './after';
import type { AfterRefusal } from './after-rules';
import { entitled } from './decide';
import type { ApprovalStatus, IncidentRecord } from './model';
import { personById } from './policy';
import type { Standing } from './standing';
import type { Store } from './store';
import type { IncidentView, May } from './views';

type Settled = Pick<Store, 'settings'>;

const YES: May = { ok: true };
const no = (because: string, ask: readonly string[] = []): May => ({ ok: false, because, ask });

const DECIDED: Readonly<Record<Exclude<ApprovalStatus, 'PENDING'>, string>> = {
  APPROVED: 'It was approved already.',
  DENIED: 'It was denied already.',
  EXPIRED: 'It has expired.',
  WITHDRAWN: 'It was withdrawn.',
};

/** May this person decide about what is asked right now? Pure. */
export const mayDecide = (store: Settled, record: IncidentRecord, person: Person, at: string): May => {
  const { approval, plan } = record;
  if (!approval || !plan) return no('There is nothing to decide yet.');
  if (approval.status !== 'PENDING') return no(DECIDED[approval.status]);
  if (at > approval.expiresAt) return no(DECIDED.EXPIRED);
  const answer = entitled(store, record, approval, person);
  return answer.ok ? YES : no(`${answer.because}.`, answer.ask);
};

const unless = (barred: { readonly code: AfterRefusal; readonly text: string } | undefined): May =>
  barred ? no(barred.text) : YES;

/** What a person may do about an incident now, and if not, why not. The doors ask the record again when it is done. Pure. */
export const mayOf = (
  store: Settled,
  record: IncidentRecord,
  standing: Standing,
  person: Person,
  at: string,
): IncidentView['may'] => {
  const bars = whatBars(store, record, standing, person);
  const { kept } = record.meta;
  return {
    decide: mayDecide(store, record, person, at),
    retry: unless(bars.retry),
    undo: unless(bars.undo),
    keep: kept
      ? no(`${personById(store.settings, kept.personId)?.name ?? kept.personId} decided that already.`)
      : unless(bars.keep),
  };
};

/** Names of the people who may decide now; none when nothing is asked. */
export const decidersOf = (store: Settled, record: IncidentRecord, at: string): readonly string[] =>
  store.settings.people.filter((person) => mayDecide(store, record, person, at).ok).map(({ name }) => name);
