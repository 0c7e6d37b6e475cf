import { type Finding, severityBand } from '../playbooks/kit/finding';
import type { Settings } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';
import type { NewRow } from './chain';
import { nextCheck } from './due';
import { putFinding, putJournal, putLock, putMeta } from './items';
import { carried } from './journal-rows';
import type { FindingRow, IncidentRecord, Lock, Meta, Origin, Times } from './model';
import { nameOf } from './policy';
import type { Operation } from './port';

export interface PlaybookRef {
  readonly id: string;
  readonly version: number;
}

export interface Opening {
  readonly incidentId: string;
  readonly kind: Meta['kind'];
  readonly playbook: PlaybookRef;
  readonly target: Target;
  readonly generation: number;
  readonly origin: Origin;
  readonly reason?: string;
  readonly drill?: string | undefined;
  readonly severity: number;
  readonly findings: readonly FindingRow[];
  /** The generation before, whose changes may still stand. */
  readonly previous?: IncidentRecord | undefined;
  /** Set when a run is there already; otherwise the incident is claimed until `startBy`. */
  readonly executionArn?: string;
  readonly startBy?: string;
  /** In a flood: when the run is to begin. */
  readonly startAfter?: string | undefined;
  readonly undoOf?: string;
  readonly suspects?: readonly string[];
  readonly acceptDrift?: readonly string[];
  readonly acceptedAs?: Readonly<Record<string, string>>;
  readonly firstVote?: NonNullable<Meta['firstVote']>;
  readonly requestedBy?: Origin;
  readonly staleInARow?: number;
}

const timesOf = (findings: readonly FindingRow[], at: string): Times => {
  const finding = findings[0]?.finding;
  return {
    ...(finding?.firstSeen ? { activityAt: finding.firstSeen } : {}),
    ...(finding ? { findingAt: finding.updatedAt } : {}),
    receivedAt: findings[0]?.lastReceivedAt ?? at,
  };
};

const metaOf = (settings: Settings, opening: Opening, carries: boolean, at: string): Meta => {
  const { incidentId, kind, playbook, target, generation, origin, severity, findings, previous } = opening;
  return {
    incidentId,
    kind,
    playbook: playbook.id,
    version: playbook.version,
    target,
    generation,
    openedAt: at,
    stage: opening.executionArn ? 'investigating' : 'claimed',
    origin,
    severity,
    findingCount: findings.length,
    revision: 0,
    checkAt: nextCheck(settings, at),
    times: timesOf(findings, at),
    ...(opening.drill ? { drill: opening.drill } : {}),
    ...(opening.reason ? { reason: opening.reason } : {}),
    ...(opening.executionArn ? { executionArn: opening.executionArn } : { startBy: opening.startBy ?? at }),
    ...(opening.startAfter ? { startAfter: opening.startAfter } : {}),
    ...(previous && (carries || opening.firstVote) ? { continues: previous.meta.incidentId } : {}),
    ...(opening.undoOf ? { undoOf: opening.undoOf } : {}),
    ...(opening.suspects && opening.suspects.length > 0 ? { suspects: opening.suspects } : {}),
    ...(opening.acceptDrift ? { acceptDrift: opening.acceptDrift } : {}),
    ...(opening.acceptedAs ? { acceptedAs: opening.acceptedAs } : {}),
    ...(opening.firstVote ? { firstVote: opening.firstVote } : {}),
    ...(opening.requestedBy ? { requestedBy: opening.requestedBy } : {}),
    ...(opening.staleInARow ? { staleInARow: opening.staleInARow } : {}),
  };
};

/** Everything of a new incident but its lock and its audit row. */
export const openingWrites = (settings: Settings, opening: Opening, at: string): readonly Operation[] => {
  // Another playbook's captures are not this one's, even where a step has the same name.
  const same = opening.previous?.meta.playbook === opening.playbook.id ? opening.previous : undefined;
  const rows = same ? carried(same) : [];
  return [
    putMeta(metaOf(settings, opening, rows.length > 0, at), undefined, { absent: true }),
    ...opening.findings.map((row) => putFinding(opening.incidentId, row)),
    ...rows.map((row) => putJournal(opening.incidentId, row)),
  ];
};

/** Takes the lock on the target for a new generation. */
export const takeLock = (before: Lock | undefined, opening: Opening): Operation =>
  putLock(before, {
    target: opening.target,
    generation: opening.generation,
    incidentId: opening.incidentId,
    open: true,
    severity: opening.severity,
  });

// A transaction holds 100 operations: the findings that weigh most go along.
const CARRY_MAX = 25;

/** The findings that a next generation asks about again; the deliveries stay counted where they were counted. */
export const carriedFindings = (from: IncidentRecord): readonly FindingRow[] =>
  [...from.findings]
    .sort((a, b) => b.finding.severity - a.finding.severity)
    .slice(0, CARRY_MAX)
    .map((row) => ({ ...row, carriedDeliveries: row.deliveries }));

export const describeFinding = (finding: Finding): string =>
  `${finding.type}, severity ${finding.severity.toFixed(1)} (${severityBand(finding.severity)})`;

const SAID = { slack: 'in Slack', operator: 'through the operator API', cli: 'on the command line' } as const;

/** Who or what opened an incident, in words. */
export const describeOrigin = (settings: Settings, origin: Origin, finding: Finding | undefined): string => {
  switch (origin.by) {
    case 'finding':
      return finding ? `GuardDuty: ${describeFinding(finding)}` : 'a finding';
    case 'drill':
      return 'a drill: Cordon tests itself';
    case 'cordon':
      return `Cordon: ${origin.because}`;
    case 'person':
      return `${nameOf(settings, origin.personId)} ${SAID[origin.door]}`;
    case 'console':
      return 'someone in the Step Functions console, whose name nobody can verify';
  }
};

const ACTORS = { finding: 'guardduty', drill: 'cordon', cordon: 'cordon', console: 'console' } as const;
const actorOf = (origin: Origin): string => (origin.by === 'person' ? origin.personId : ACTORS[origin.by]);

const WAITS = ' Many findings arrive at once: it is looked at in a few minutes.';
/** The first row of an incident's chain. */
export const openedRow = (settings: Settings, opening: Opening): NewRow => {
  const by = describeOrigin(settings, opening.origin, opening.findings[0]?.finding);
  const what = opening.kind === 'undo' ? `Undo of ${opening.undoOf ?? opening.incidentId} opened by` : 'Opened by';
  return {
    event: 'incident.opened',
    actor: actorOf(opening.origin),
    text: `${what} ${by}.${opening.reason ? ` Reason: ${opening.reason}` : ''}${opening.startAfter ? WAITS : ''}`,
    data: { playbook: opening.playbook.id, version: opening.playbook.version, generation: opening.generation },
  };
};
