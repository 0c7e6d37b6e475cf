import { whyNoFullDrill } from '../playbooks/kit/drill';
import { accountOf, type Settings } from '../playbooks/kit/settings';
import type { Pause } from './control';
import { digestOf } from './digest';
import type { IncidentRecord } from './model';
import { neverTouches } from './never-touch';

export type RefusalCode =
  | 'not-approved'
  | 'wrong-revision'
  | 'wrong-digest'
  | 'late'
  | 'wrong-execution'
  | 'paused'
  | 'breaker-open'
  | 'never-touch'
  | 'unknown-step'
  | 'closed'
  // Found by the executor's own look at the world.
  | 'stale'
  | 'dry-run'
  | 'gone'
  | 'blind';

/** Why a step does not run. `text` is for people; `page`: someone has to look now. */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly text: string;
  readonly page: boolean;
}
export type Gate = { readonly ok: true; readonly mode: 'live' | 'dry-run' } | Refusal;

export interface GateInput {
  readonly record: IncidentRecord | undefined;
  readonly step: string;
  readonly executionArn: string;
  readonly now: Date;
  readonly settings: Settings;
  readonly paused?: Pause | undefined;
  /** Of the account, when it has been asked. */
  readonly breaker?: { readonly ok: true } | Refusal | undefined;
  /** As the world has it now; the approved plan's when not given. */
  readonly targetArn?: string;
}

const NOTHING = 'Nothing was changed.';
const refuse = (code: RefusalCode, why: string, page = true): Refusal => ({
  ok: false,
  code,
  text: `${why} ${NOTHING}`,
  page,
});

type Rule = (input: GateInput & { readonly record: IncidentRecord }) => Refusal | undefined;

const open: Rule = ({ record: { meta } }) =>
  meta.stage === 'closed'
    ? refuse('closed', `A run tried to go on after the incident was closed as ${meta.outcome ?? 'closed'}.`)
    : undefined;

const ownExecution: Rule = ({ record, executionArn }) =>
  record.meta.executionArn === executionArn
    ? undefined
    : refuse('wrong-execution', 'A run that is not this incident’s own tried a step.');

const WORDS = {
  PENDING: 'is still waiting for a decision',
  DENIED: 'was denied',
  EXPIRED: 'expired',
  WITHDRAWN: 'was withdrawn',
} as const;

const approved: Rule = ({ record: { approval } }) => {
  if (!approval) return refuse('not-approved', 'A run tried a step that nobody was asked about.');
  if (approval.status === 'APPROVED') return undefined;
  return refuse('not-approved', `A run tried to go on although the request ${WORDS[approval.status]}.`);
};

const rightRevision: Rule = ({ record: { approval, meta } }) =>
  approval?.revision === meta.revision
    ? undefined
    : refuse(
        'wrong-revision',
        `The approval is for revision ${approval?.revision ?? 0} of the plan, which is at revision ${meta.revision}.`,
      );

// Recomputed, so that a plan changed in the table behind the approval's back is noticed too.
const rightDigest: Rule = ({ record: { approval, plan } }) =>
  plan && digestOf(plan) === approval?.digest && plan.digest === approval.digest
    ? undefined
    : refuse('wrong-digest', 'The stored plan is not the plan that was approved.');

const inTime: Rule = ({ record: { approval } }) =>
  approval?.decidedAt && approval.decidedAt <= approval.expiresAt
    ? undefined
    : refuse('late', 'The approval was given after its deadline.');

const knownStep: Rule = ({ record: { plan }, step }) => {
  const planned = plan?.steps.find(({ id }) => id === step);
  return planned ? undefined : refuse('unknown-step', `The approved plan has no step ${step}.`);
};

const mayTouch: Rule = ({ record: { meta, plan }, settings, targetArn }) => {
  const arns = [plan?.targetArn ?? '', ...(targetArn ? [targetArn] : [])];
  const pattern = arns.map((arn) => neverTouches(settings, meta.target, arn)).find((hit) => hit !== undefined);
  return pattern
    ? refuse('never-touch', `${meta.target.name ?? meta.target.id} is on the never-touch list (${pattern}).`)
    : undefined;
};

const notPaused: Rule = ({ paused }) =>
  paused?.paused ? refuse('paused', `All changes are paused by ${paused.by}: ${paused.reason}.`) : undefined;

const breakerClosed: Rule = ({ breaker }) => (breaker && !breaker.ok ? breaker : undefined);

const RULES: readonly Rule[] = [
  open,
  ownExecution,
  approved,
  rightRevision,
  rightDigest,
  inTime,
  knownStep,
  mayTouch,
  notPaused,
  breakerClosed,
];

/** Whatever its plan says: an hourly drill changes nothing, and a full one only where full drills are allowed now. */
const mayChange = ({ meta }: IncidentRecord, settings: Settings): boolean => {
  const { accountId } = meta.target;
  if (meta.origin.by === 'drill') return false;
  // What a drill changed may always be put back.
  if (meta.drill && meta.kind === 'contain') return whyNoFullDrill(settings, accountId) === undefined;
  return accountOf(settings, accountId).live;
};

/**
 * May this execution do this step now? Reads nothing and believes nothing but the record.
 * `mode` is `live` only when the approved plan says so and the account is live now.
 */
export const mayRun = (input: GateInput): Gate => {
  const { record } = input;
  if (!record) return refuse('not-approved', 'A run names an incident that is not on record.');
  const refusal = RULES.map((rule) => rule({ ...input, record })).find((answer) => answer !== undefined);
  if (refusal) return refusal;
  const live = mayChange(record, input.settings);
  return { ok: true, mode: record.plan?.mode === 'live' && live ? 'live' : 'dry-run' };
};
