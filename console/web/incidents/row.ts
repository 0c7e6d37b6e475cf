// What a row of the table says, in words that can be filtered and sorted. Pure.
import type { IncidentSummary, PlaybookCard } from '../../../incidents/views';
import { severityBand } from '../../../playbooks/kit/finding';
import { type State, stateOf } from '../incident/state';

/** What an incident asks of people, in the order in which it matters. */
export const PHASES = ['Waits for approval', 'Decide what next', 'Under way', 'Failed', 'Over'] as const;
export type Phase = (typeof PHASES)[number];

export interface Row {
  readonly incident: IncidentSummary;
  readonly id: string;
  readonly state: State;
  readonly headline: string;
  readonly status: string;
  readonly severity: number;
  /** `High`; a run by hand has none. */
  readonly band: string;
  readonly account: string;
  readonly accountId: string;
  readonly environment: string;
  readonly targetName: string;
  readonly target: string;
  readonly playbook: string;
  readonly finding: string;
  readonly openedBy: string;
  readonly risk: string;
  readonly opened: string;
  readonly phase: Phase;
  /** Of the request, while it waits. */
  readonly deadline?: string;
  readonly contain?: number;
}

const phaseOf = ({ stage, outcome, undo }: IncidentSummary): Phase => {
  if (stage === 'waiting') return 'Waits for approval';
  if (stage !== 'closed' || undo?.open) return 'Under way';
  if (outcome === 'partly contained' && !undo) return 'Decide what next';
  return outcome === 'failed' ? 'Failed' : 'Over';
};

const containOf = ({ outcome, split }: IncidentSummary): Pick<Row, 'contain'> =>
  (outcome === 'contained' || outcome === 'partly contained') && split.totalSeconds !== undefined
    ? { contain: split.totalSeconds }
    : {};

/** The finding's type and severity have columns of their own. */
const whoOpened = ({ openedBy }: IncidentSummary): string =>
  openedBy.startsWith('GuardDuty:') ? 'GuardDuty' : openedBy;

export const rowOf = (incident: IncidentSummary, playbooks: readonly PlaybookCard[]): Row => {
  const state = stateOf(incident);
  const { target, account, severity, approval } = incident;
  const waiting = incident.stage === 'waiting' && approval ? { deadline: approval.expiresAt } : {};
  return {
    incident,
    id: incident.incidentId,
    state,
    headline: incident.headline,
    status: state.word,
    severity,
    band: severity > 0 ? severityBand(severity) : '',
    account: account.name,
    accountId: account.id,
    environment: account.environment,
    targetName: target.name ?? target.id,
    target: target.id,
    playbook: playbooks.find(({ id }) => id === incident.playbook)?.title ?? incident.playbook,
    finding: incident.findingType ?? '',
    openedBy: whoOpened(incident),
    risk: incident.risk ?? '',
    opened: incident.openedAt,
    ...waiting,
    ...containOf(incident),
    phase: phaseOf(incident),
  };
};

const text = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
/** What has no value stands last when the smallest stands first. */
const maybe = <T>(a: T | undefined, b: T | undefined, compare: (a: T, b: T) => number): number => {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compare(a, b);
};

/** How two rows compare in a column, by its id. */
export const COMPARE = {
  incident: (a: Row, b: Row) => text(a.headline, b.headline),
  status: (a: Row, b: Row) => text(a.status, b.status),
  severity: (a: Row, b: Row) => a.severity - b.severity,
  account: (a: Row, b: Row) => text(a.account, b.account),
  deadline: (a: Row, b: Row) => maybe(a.deadline, b.deadline, text),
  opened: (a: Row, b: Row) => text(a.opened, b.opened),
  target: (a: Row, b: Row) => text(a.targetName, b.targetName),
  playbook: (a: Row, b: Row) => text(a.playbook, b.playbook),
  finding: (a: Row, b: Row) => text(a.finding, b.finding),
  openedBy: (a: Row, b: Row) => text(a.openedBy, b.openedBy),
  risk: (a: Row, b: Row) => text(a.risk, b.risk),
  contain: (a: Row, b: Row) => maybe(a.contain, b.contain, (one, other) => one - other),
} as const;
