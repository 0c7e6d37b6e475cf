import type { ApprovalPolicy, IncidentRecord } from '../incidents/model';
import { policyOn } from '../incidents/policy';
import { earlierIncidents } from '../incidents/read';
import type { Store } from '../incidents/store';
import type { Finding } from '../playbooks/kit/finding';
import { type Made, makePlan } from '../playbooks/kit/make-plan';
import type { PlanDraft } from '../playbooks/kit/plan';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { readFacts } from '../playbooks/kit/read-facts';
import { accountOf } from '../playbooks/kit/settings';
import { closedDoor, type Door, openMember, wait } from './member';

const ATTEMPTS = 3;
const PAUSE_MS = 1500;

export type Looked = Made | { readonly kind: 'blind'; readonly why: string };

/** The finding that weighs most: the one the plan is made for. */
export const leadingFinding = (record: IncidentRecord): Finding | undefined =>
  [...record.findings].sort((a, b) => b.finding.severity - a.finding.severity)[0]?.finding;

/**
 * Looks around the target and makes the plan. A fact that the playbook cannot do without is tried again;
 * `blind` says which one could not be read, and why.
 */
export const look = async (
  store: Store,
  record: IncidentRecord,
  playbook: AnyPlaybook,
  only?: readonly string[],
): Promise<Looked> => {
  const door = await tryOpen(store, record);
  const finding = leadingFinding(record);
  const { target } = record.meta;
  for (let attempt = 1; ; attempt += 1) {
    const facts = await readFacts(
      playbook.facts,
      {
        services: door.services,
        target,
        ...(finding ? { finding } : {}),
        now: store.now,
        earlier: () => earlierOf(store, record),
      },
      only,
    );
    const missing = (playbook.needs as readonly string[]).find((id) => facts[id]?.status === 'unavailable');
    if (!missing) return makePlan(playbook, facts, contextOf(store, record, playbook, door));
    const fact = facts[missing];
    if (attempt >= ATTEMPTS) {
      const because = fact?.status === 'unavailable' ? fact.because : 'it was not read';
      return { kind: 'blind', why: `${playbook.facts[missing]?.title ?? missing} could not be read: ${because}` };
    }
    await wait(PAUSE_MS * attempt);
  }
};

const earlierOf = async (store: Store, record: IncidentRecord) =>
  (await earlierIncidents(store, record.meta.target)).filter(
    (earlier) => earlier.incidentId !== record.meta.incidentId,
  );

const tryOpen = async (store: Store, record: IncidentRecord): Promise<Door> => {
  try {
    const seenIn = leadingFinding(record)?.region;
    return await openMember(store.settings, record.meta.target, record.meta.incidentId, { seenIn });
  } catch (error) {
    const cause = error instanceof Error ? error : new Error('the account could not be entered');
    return closedDoor(store.settings, cause);
  }
};

const contextOf = (store: Store, record: IncidentRecord, playbook: AnyPlaybook, door: Door) => {
  const account = accountOf(store.settings, record.meta.target.accountId);
  const finding = leadingFinding(record);
  return {
    target: record.meta.target,
    ...(finding ? { finding } : {}),
    environment: account.environment,
    partition: door.partition,
    options: store.settings.playbooks[playbook.id] ?? {},
    mode: account.live ? ('live' as const) : ('dry-run' as const),
    now: store.now,
  };
};

/** Who may approve this plan on this incident, and how many are needed. */
export const policyFor = (store: Store, record: IncidentRecord, plan: PlanDraft): ApprovalPolicy =>
  policyOn(store.settings, record.meta, record.findings, plan);
