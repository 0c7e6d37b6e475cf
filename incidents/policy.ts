import { ENVIRONMENTS, type Environment } from '../playbooks/kit/environments';
import type { Plan, PlanDraft } from '../playbooks/kit/plan';
import type { Risk } from '../playbooks/kit/risk';
import { type ApprovalRule, countsAsProduction, type Person, type Settings } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';
import type { ApprovalPolicy, FindingRow, Meta, Origin } from './model';

export interface PolicyFacts {
  readonly risk: Risk;
  readonly environment: string;
  readonly severity: number;
  readonly origin: Origin;
  /** Names and ids by which findings and the target point at people. */
  readonly suspects: readonly string[];
  /** Whom the owner fact names. */
  readonly owner?: string;
}
export type Eligible =
  | { readonly ok: true }
  | { readonly ok: false; readonly because: string /** Names of people who may. */; readonly ask: readonly string[] };

const isEnvironment = (name: string): name is Environment => ENVIRONMENTS.some((known) => known === name);

/** The rule as it is in one environment. A plan that changes nothing is approved like the mildest change. */
export const ruleFor = (settings: Settings, risk: Risk, environment: string): ApprovalRule => {
  const rule = settings.approval[risk === 'read' ? 'reversible' : risk];
  const own = isEnvironment(environment) ? rule.in?.[environment] : undefined;
  return {
    ...rule,
    deadlineMinutes: own?.deadlineMinutes ?? rule.deadlineMinutes,
    remindAfterMinutes: own?.remindAfterMinutes ?? rule.remindAfterMinutes,
    escalate: own?.escalate ?? rule.escalate,
  };
};

export const personById = (settings: Settings, personId: string): Person | undefined =>
  settings.people.find((person) => person.id === personId);
export const personBySlack = (settings: Settings, userId: string): Person | undefined =>
  settings.people.find((person) => person.slack === userId);
export const nameOf = (settings: Settings, personId: string): string =>
  personById(settings, personId)?.name ?? personId;

// `arn:…:user/path/dana` and `arn:…:assumed-role/Admin/dana` also mean dana; so does the principal id `AROA…:dana`.
const aliasesOf = (name: string): readonly string[] => {
  const last = name.startsWith('arn:') ? [name.slice(name.lastIndexOf('/') + 1)] : [];
  const principal = name.startsWith('arn:') ? [] : name.split(':');
  return [name, ...last, ...principal].map((alias) => alias.trim().toLowerCase()).filter((alias) => alias.length > 0);
};

// A person is listed by the whole ARN, or as “sso:dana”; findings name users and sessions by the last part alone.
const knownBy = (name: string): readonly string[] => {
  const own = /^(?:sso:|arn:[\w-]+:iam::\d{12}:user\/(?:.*\/)?)([^/]+)$/i.exec(name)?.[1];
  return own ? [name, own] : [name];
};

const namesOf = (person: Person): readonly string[] =>
  [person.id, person.email ?? '', person.slack, ...person.knownAs.flatMap(knownBy)]
    .map((name) => name.toLowerCase())
    .filter((name) => name.length > 0);

/** Every person whom an ARN, unique id, user name, session name, e-mail or Slack id may mean: one name can be used for several. */
export const peopleKnownAs = (settings: Settings, name: string): readonly Person[] => {
  const aliases = aliasesOf(name);
  return settings.people.filter((person) => namesOf(person).some((known) => aliases.includes(known)));
};
export const personKnownAs = (settings: Settings, name: string): Person | undefined => peopleKnownAs(settings, name)[0];

/** Why a suspect has no say. */
export const NAMED = 'is named by the finding';

type Exclusion = ApprovalPolicy['excluded'][number];

const exclusions = (settings: Settings, facts: PolicyFacts): readonly Exclusion[] => {
  const asked = facts.origin.by === 'person' ? [{ personId: facts.origin.personId, because: 'asked for this' }] : [];
  const named = (name: string, because: string): readonly Exclusion[] =>
    peopleKnownAs(settings, name).map(({ id }) => ({ personId: id, because }));
  const suspects = facts.suspects.flatMap((name) => named(name, NAMED));
  const owners = facts.owner ? named(facts.owner, 'owns the resource') : [];
  return unique([...asked, ...suspects, ...owners]);
};

const unique = (all: readonly Exclusion[]): readonly Exclusion[] =>
  all.filter((one, index) => all.findIndex((other) => other.personId === one.personId) === index);

const CONSOLE_NEEDS = 2;

const reasons = (rule: ApprovalRule, facts: PolicyFacts, needed: number): readonly string[] => {
  const people = needed === 1 ? 'one person' : `${needed} different people`;
  return [
    `A ${facts.risk} change in ${facts.environment === 'unknown' ? 'an unknown environment' : facts.environment} needs ${people} of ${rule.groups.join(' or ')}.`,
    ...(facts.environment === 'unknown' ? ['An unknown environment counts as production.'] : []),
    ...(facts.origin.by === 'console'
      ? ['It was started from the Step Functions console, where nobody can tell by whom: two approvers at least.']
      : []),
  ];
};

/** Who may vote on a plan and how many are needed, from the settings as they are now. Pure. */
export const approvalPolicy = (settings: Settings, facts: PolicyFacts): ApprovalPolicy => {
  const rule = ruleFor(settings, facts.risk, facts.environment);
  const base = countsAsProduction(facts.environment) ? rule.needed.production : rule.needed.other;
  const needed = facts.origin.by === 'console' ? Math.max(base, CONSOLE_NEEDS) : base;
  return { groups: rule.groups, needed, excluded: exclusions(settings, facts), because: reasons(rule, facts, needed) };
};

const inGroups = (policy: ApprovalPolicy, person: Person): boolean =>
  person.groups.some((group) => policy.groups.includes(group));
const exclusionOf = (policy: ApprovalPolicy, person: Person): Exclusion | undefined =>
  policy.excluded.find(({ personId }) => personId === person.id);

/** Everyone who may vote, by the groups as they are now. */
export const approvers = (settings: Settings, policy: ApprovalPolicy): readonly Person[] =>
  settings.people.filter((person) => inGroups(policy, person) && !exclusionOf(policy, person));

const ASK_MAX = 5;

export const eligible = (settings: Settings, policy: ApprovalPolicy, person: Person): Eligible => {
  const excluded = exclusionOf(policy, person);
  if (!excluded && inGroups(policy, person)) return { ok: true };
  const others = approvers(settings, policy).filter(({ id }) => id !== person.id);
  const because = excluded
    ? `${person.name} ${excluded.because}`
    : `${person.name} is not in ${policy.groups.join(' or ')}`;
  return { ok: false, because, ask: others.slice(0, ASK_MAX).map(({ name }) => name) };
};

const acting = (target: Target): readonly string[] =>
  target.kind === 'iam-user' ? [target.id, target.name].filter((name) => name !== undefined) : [];

/** By what names findings point at people, those of earlier incidents too: they stay suspects in whatever follows from these. */
export const suspectsOf = (
  { suspects = [] }: Pick<Meta, 'suspects'>,
  findings: readonly FindingRow[],
): readonly string[] => {
  const named = findings.flatMap(({ finding }) => [finding.accessKey?.userName, finding.accessKey?.principalId]);
  return [...new Set([...suspects, ...named.filter((name) => name !== undefined)])];
};

/** The policy for a plan on an incident as both stand now: what a click is checked against, beside the frozen one. */
export const policyOn = (
  settings: Settings,
  meta: Pick<Meta, 'target' | 'severity' | 'origin' | 'requestedBy' | 'suspects'>,
  findings: readonly FindingRow[],
  plan: Plan | PlanDraft,
): ApprovalPolicy =>
  approvalPolicy(settings, {
    risk: plan.risk,
    environment: plan.environment,
    severity: meta.severity,
    origin: meta.requestedBy ?? meta.origin,
    // The plan's target carries the name that was read; a start by hand may have given none.
    suspects: [...suspectsOf(meta, findings), ...acting({ ...meta.target, ...plan.target })],
    ...(plan.owner ? { owner: plan.owner } : {}),
  });
