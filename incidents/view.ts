import type { EarlierIncident } from '../playbooks/kit/fact';
import type { Person } from '../playbooks/kit/settings';
import { verifyChain } from './chain';
import { compareWithCopy, type Kept } from './copy-check';
import { linksOf } from './links';
import { decidersOf, mayOf } from './may';
import type { AuditRow, IncidentRecord, Meta, Origin } from './model';
import { personById } from './policy';
import { sentenceOf } from './sentence';
import type { Standing } from './standing';
import { type Shown, summaryOf } from './summary';
import type { IncidentView } from './views';

/** What was read beside the record. */
export interface Beside {
  readonly audit: readonly AuditRow[];
  readonly kept: Kept;
  readonly standing: Standing;
  /** Closed generations of the target, newest first; the incident itself may be among them. */
  readonly earlier: readonly EarlierIncident[];
}

const chainOf = (incidentId: string, { audit, kept }: Beside): IncidentView['chain'] => {
  const checked = verifyChain(audit, incidentId);
  if (!checked.ok) return { ok: false, problem: checked.problem };
  const compared = compareWithCopy(audit, kept);
  return compared.ok ? { ok: true, rows: audit.length, kept: compared.upTo } : { ok: false, problem: compared.problem };
};

const byOrigin = (origin: Origin | undefined): readonly string[] => (origin?.by === 'person' ? [origin.personId] : []);

const mentioned = ({ meta, approval, votes }: IncidentRecord, audit: readonly AuditRow[]): readonly string[] => [
  ...byOrigin(meta.origin),
  ...byOrigin(meta.requestedBy),
  ...(meta.kept ? [meta.kept.personId] : []),
  ...(approval?.decidedBy ?? []),
  ...(approval?.policy.excluded ?? []).map(({ personId }) => personId),
  ...votes.map(({ personId }) => personId),
  ...audit.map(({ actor }) => actor),
];

const namesOf = ({ settings }: Shown, ids: readonly string[]): IncidentView['names'] =>
  Object.fromEntries(
    [...new Set(ids)].flatMap((id) => {
      const name = personById(settings, id)?.name;
      return name ? [[id, name]] : [];
    }),
  );

const optional = ({ meta, plan, look, approval }: IncidentRecord) => ({
  ...(meta.reason ? { reason: meta.reason } : {}),
  ...(meta.outcomeDetail ? { outcomeDetail: meta.outcomeDetail } : {}),
  ...(meta.executionArn ? { executionArn: meta.executionArn } : {}),
  ...(meta.kept ? { kept: meta.kept } : {}),
  ...(plan ? { plan } : {}),
  ...(look ? { look } : {}),
  ...(approval ? { request: approval } : {}),
});

const others = (meta: Meta, earlier: readonly EarlierIncident[]): readonly EarlierIncident[] =>
  earlier.filter(({ incidentId }) => incidentId !== meta.incidentId);

/** Everything about one incident that `person` may see at this moment. Pure. */
export const viewOf = (
  record: IncidentRecord,
  beside: Beside,
  shown: Shown,
  person: Person,
  now: Date,
): IncidentView => {
  const { meta, findings, votes, journal } = record;
  const at = now.toISOString();
  return {
    ...summaryOf(record, shown),
    ...optional(record),
    sentence: sentenceOf(shown.settings, record),
    version: meta.version,
    generation: meta.generation,
    findings,
    votes,
    journal,
    audit: beside.audit,
    chain: chainOf(meta.incidentId, beside),
    earlier: others(meta, beside.earlier),
    names: namesOf(shown, mentioned(record, beside.audit)),
    approvers: decidersOf(shown, record, at),
    may: mayOf(shown, record, beside.standing, person, at),
    links: linksOf(shown.settings, record),
  };
};
