import type { ApprovalPolicy, IncidentRecord } from '../incidents/model';
import { neverTouches } from '../incidents/never-touch';
import { policyOn } from '../incidents/policy';
import { earlierIncidents } from '../incidents/read';
import type { Store } from '../incidents/store';
import { whyNoFullDrill } from '../playbooks/kit/drill';
import type { Facts } from '../playbooks/kit/fact';
import type { Finding } from '../playbooks/kit/finding';
import { type Made, type MakePlanContext, makePlan } from '../playbooks/kit/make-plan';
import type { PlanDraft } from '../playbooks/kit/plan';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { readFacts } from '../playbooks/kit/read-facts';
import { accountOf } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';
import { closedDoor, type Door, openMember, wait } from './member';
import { strayDrill } from './stray-drill';

const ATTEMPTS = 3;
const PAUSE_MS = 1500;

export type Looked = Made | { readonly kind: 'blind'; readonly why: string };

/** What a look is about: an incident, or a target that somebody only asks about. */
export interface Subject {
  readonly target: Target;
  readonly finding?: Finding;
  /** The incident's id, or whoever asks: stands in the member's CloudTrail as the session name. */
  readonly session: string;
  /** A plan for a drill never changes anything, in a live account neither. */
  readonly drill?: boolean;
  /** The full drill that this belongs to: it may only touch what carries its tag. */
  readonly full?: string;
}

/** The finding that weighs most: the one the plan is made for. */
const leadingFinding = (record: IncidentRecord): Finding | undefined =>
  [...record.findings].sort((a, b) => b.finding.severity - a.finding.severity)[0]?.finding;

export const subjectOf = (record: IncidentRecord): Subject => {
  const finding = leadingFinding(record);
  return {
    target: record.meta.target,
    session: record.meta.incidentId,
    drill: record.meta.origin.by === 'drill',
    ...(record.meta.drill ? { full: record.meta.drill } : {}),
    ...(finding ? { finding } : {}),
  };
};

type AnyFacts = Facts<AnyPlaybook['facts']>;

/** Enters the target's account once. `facts` reads what a playbook looks at, or some of it, as often as it is called. */
export interface View {
  readonly context: MakePlanContext;
  readonly facts: (only?: readonly string[]) => Promise<AnyFacts>;
}

export const viewOf = async (store: Store, playbook: AnyPlaybook, subject: Subject): Promise<View> => {
  const door = await tryOpen(store, subject);
  const { target, finding } = subject;
  const about = { target, ...(finding ? { finding } : {}), now: store.now };
  const earlier = async () =>
    (await earlierIncidents(store, target)).filter(({ incidentId }) => incidentId !== subject.session);
  const account = accountOf(store.settings, target.accountId);
  return {
    context: {
      ...about,
      environment: account.environment,
      shielded: account.shielded,
      partition: door.partition,
      options: store.settings.playbooks[playbook.id] ?? {},
      mode: account.live && !subject.drill && mayDrill(store, subject) ? 'live' : 'dry-run',
    },
    facts: (only) => readFacts(playbook.facts, { ...about, services: door.services, earlier }, only),
  };
};

const tryOpen = async (store: Store, { target, finding, session }: Subject): Promise<Door> => {
  try {
    return await openMember(store.settings, target, session, { seenIn: finding?.region });
  } catch (error) {
    const cause = error instanceof Error ? error : new Error('the account could not be entered');
    return closedDoor(store.settings, cause);
  }
};

const mayDrill = ({ settings }: Store, { full, target }: Subject): boolean =>
  full === undefined || whyNoFullDrill(settings, target.accountId) === undefined;

/** A full drill makes no plan for anything but what was made for it. */
const unlessStray = ({ full }: Subject, facts: AnyFacts, made: Made): Made => {
  const why = full !== undefined && made.kind === 'plan' ? strayDrill(facts, full) : undefined;
  return why !== undefined && made.kind === 'plan' ? { kind: 'not-applicable', why, facts: made.draft.facts } : made;
};

/** Which fact that the playbook cannot do without is missing, and why. */
export const unseen = (playbook: AnyPlaybook, facts: AnyFacts): string | undefined => {
  const id = (playbook.needs as readonly string[]).find((need) => facts[need]?.status === 'unavailable');
  const fact = id === undefined ? undefined : facts[id];
  if (id === undefined || fact?.status !== 'unavailable') return undefined;
  return `${playbook.facts[id]?.title ?? id} could not be read: ${fact.because}`;
};

/**
 * Looks around the target and makes the plan. A fact that the playbook cannot do without is tried again;
 * `blind` says which one could not be read, and why.
 */
export const look = async (
  store: Store,
  subject: Subject,
  playbook: AnyPlaybook,
  only?: readonly string[],
): Promise<Looked> => {
  const view = await viewOf(store, playbook, subject);
  for (let attempt = 1; ; attempt += 1) {
    const facts = await view.facts(only);
    const why = unseen(playbook, facts);
    if (!why) return unlessStray(subject, facts, makePlan(playbook, facts, view.context));
    if (attempt >= ATTEMPTS) return { kind: 'blind', why };
    await wait(PAUSE_MS * attempt);
  }
};

/** Who may approve this plan on this incident, and how many are needed. */
export const policyFor = (store: Store, record: IncidentRecord, plan: PlanDraft): ApprovalPolicy =>
  policyOn(store.settings, record.meta, record.findings, plan);

/** Why nobody is even asked about this plan: its target is on the never-touch list. */
export const untouchable = (store: Store, { target, targetArn }: PlanDraft): string | undefined => {
  const pattern = neverTouches(store.settings, target, targetArn);
  return (
    pattern &&
    `${target.name ?? target.id} is on the never-touch list (${pattern}). Nothing is changed; a person has to decide what to do.`
  );
};
