import { accountOf, type Settings } from '../playbooks/kit/settings';
import type { FindingRow, IncidentRecord } from './model';
import { describeOrigin } from './open';
import { timeSplit } from './split';
import type { IncidentSummary } from './views';

/** What a view needs besides the record. */
export interface Shown {
  readonly settings: Settings;
  /** Titles of playbooks by id: what stands in the place of a headline while there is no plan. */
  readonly titleOf: (playbook: string) => string;
}

/** The finding that weighs most. */
const leading = (findings: readonly FindingRow[]): FindingRow | undefined =>
  [...findings].sort((a, b) => b.finding.severity - a.finding.severity)[0];

const headlineOf = (record: IncidentRecord, shown: Shown): string =>
  `${record.meta.drill ? 'DRILL: ' : ''}${bareHeadline(record, shown)}`;

const bareHeadline = ({ meta, plan, look }: IncidentRecord, { titleOf }: Shown): string => {
  if (plan) return plan.headline;
  if (look) return look.headline;
  const title = titleOf(meta.playbook);
  return meta.kind === 'undo' ? `Undo: ${title}` : title;
};

const approvalOf = ({ approval }: IncidentRecord): Pick<IncidentSummary, 'approval'> => {
  if (!approval) return {};
  const { status, revision, approvals, expiresAt, policy } = approval;
  return { approval: { status, revision, approvals, expiresAt, needed: policy.needed } };
};

/** One row of the table of incidents. Pure. */
export const summaryOf = (record: IncidentRecord, shown: Shown): IncidentSummary => {
  const { meta, plan, findings } = record;
  const target = plan?.target ?? meta.target;
  const { name, environment } = accountOf(shown.settings, target.accountId);
  const finding = leading(findings)?.finding;
  return {
    incidentId: meta.incidentId,
    kind: meta.kind,
    playbook: meta.playbook,
    target,
    account: { id: target.accountId, name, environment },
    headline: headlineOf(record, shown),
    stage: meta.stage,
    ...(meta.startAfter ? { startAfter: meta.startAfter } : {}),
    ...(meta.outcome ? { outcome: meta.outcome } : {}),
    severity: meta.severity,
    findingCount: meta.findingCount,
    ...(finding ? { findingType: finding.type } : {}),
    ...(plan ? { mode: plan.mode, risk: plan.risk } : {}),
    ...approvalOf(record),
    openedBy: describeOrigin(shown.settings, meta.origin, finding),
    openedAt: meta.openedAt,
    ...(meta.times.closedAt ? { closedAt: meta.times.closedAt } : {}),
    ...(meta.undoOf ? { undoOf: meta.undoOf } : {}),
    ...(meta.undo ? { undo: meta.undo } : {}),
    times: meta.times,
    split: timeSplit(meta.times),
  };
};
