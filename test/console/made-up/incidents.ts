import type { NewRow } from '../../../incidents/chain';
import { extend, headOf } from '../../../incidents/chain';
import type { Approval, AuditRow, FindingRow, JournalRow, Meta, Outcome, Stage, Times } from '../../../incidents/model';
import { timeSplit } from '../../../incidents/split';
import type { IncidentView, May } from '../../../incidents/views';
import type { Plan } from '../../../playbooks/kit/plan';
import type { Target } from '../../../playbooks/kit/target';
import { HUB, NAMES, PRODUCTION, SANDBOX, STAGING } from './setup';

const MINUTE = 60_000;
/** Minutes before `now`, as the record writes times. */
export const ago = (now: Date, minutes: number): string => new Date(now.getTime() - minutes * MINUTE).toISOString();

const ACCOUNTS = [STAGING, PRODUCTION, SANDBOX];
const accountOf = (id: string): IncidentView['account'] => {
  const found = ACCOUNTS.find((account) => account.id === id);
  return found
    ? { id, name: found.name, environment: found.environment }
    : { id, name: `account ${id}`, environment: 'unknown' };
};

/** A chain as the record would have made it. */
const sealed = (chain: string, rows: readonly (NewRow & { readonly at: string })[]): readonly AuditRow[] => {
  const linked: AuditRow[] = [];
  for (const { at, ...row } of rows) {
    const last = linked.at(-1);
    const head = last
      ? { chain, exists: true, seq: last.seq, hash: last.hash, writes: last.seq }
      : headOf(chain, undefined);
    const put = extend(head, at, [row]).at(-1);
    if (put?.kind !== 'put') throw new Error('a chain is extended by a put');
    const { pk: _pk, sk: _sk, ...item } = put.item;
    linked.push(item as unknown as AuditRow);
  }
  return linked;
};

/** What a made-up incident says about itself; everything else follows from it. */
export interface Told {
  readonly incidentId: string;
  readonly kind?: Meta['kind'];
  readonly playbook: string;
  readonly target: Target;
  readonly headline: string;
  readonly sentence: string;
  readonly stage: Stage;
  readonly outcome?: Outcome;
  readonly outcomeDetail?: string;
  readonly severity: number;
  readonly finding?: { readonly type: string; readonly title: string; readonly count: number };
  readonly openedBy: string;
  readonly reason?: string;
  readonly plan?: Plan;
  readonly request?: Approval;
  readonly votes?: IncidentView['votes'];
  readonly journal?: readonly JournalRow[];
  readonly times: Times;
  readonly rows: readonly (NewRow & { readonly at: string })[];
  readonly more?: Partial<IncidentView>;
}

const findingRow = (told: Told): readonly FindingRow[] => {
  if (!told.finding) return [];
  const at = told.times.receivedAt;
  return [
    {
      finding: {
        form: 'eventbridge',
        id: `f${told.incidentId.replace(/\W/g, '').padEnd(31, '0')}`,
        accountId: told.target.accountId,
        region: told.target.region === 'global' ? HUB.region : told.target.region,
        partition: 'aws',
        type: told.finding.type,
        severity: told.severity,
        title: told.finding.title,
        description: `${told.finding.title}.`,
        createdAt: told.times.findingAt ?? at,
        updatedAt: told.times.findingAt ?? at,
        ...(told.times.activityAt ? { firstSeen: told.times.activityAt } : {}),
        count: told.finding.count,
        archived: false,
        sample: false,
        resourceType: told.target.kind === 'iam-user' ? 'AccessKey' : 'Instance',
        action: {
          kind: 'NETWORK_CONNECTION',
          remoteIp: '198.51.100.7',
          remoteCountry: 'Examplia',
          remoteOrg: 'AS64500 Example Transit',
          port: 6697,
        },
      },
      count: told.finding.count,
      deliveries: told.finding.count,
      firstReceivedAt: at,
      lastReceivedAt: at,
    },
  ];
};

const no = (because: string, ...ask: string[]): May => ({ ok: false, because, ask });
const OVER = 'this incident is over';
const mayOf = ({ request, outcome }: Told): IncidentView['may'] => ({
  decide: request?.status === 'PENDING' ? { ok: true } : no('nothing waits for a decision here'),
  retry: outcome === 'partly contained' ? { ok: true } : no(outcome ? OVER : 'it is still going on'),
  undo:
    outcome === 'contained' || outcome === 'partly contained' ? { ok: true } : no('there is nothing to put back here'),
  keep: outcome === 'partly contained' ? { ok: true } : no('only what is partly contained can be kept so'),
});

const linksOf = ({ target, incidentId, playbook }: Told): IncidentView['links'] => [
  {
    title: 'Run in Step Functions',
    url: `https://${HUB.region}.console.aws.amazon.com/states/home?region=${HUB.region}#/v2/executions/details/arn:aws:states:${HUB.region}:${HUB.accountId}:execution:cordon-${playbook}:${incidentId}`,
  },
  target.kind === 'iam-user'
    ? {
        title: 'User in IAM',
        url: `https://us-east-1.console.aws.amazon.com/iam/home#/users/details/${target.name ?? target.id}`,
      }
    : {
        title: 'Instance in EC2',
        url: `https://${target.region}.console.aws.amazon.com/ec2/home?region=${target.region}#InstanceDetails:instanceId=${target.id}`,
      },
];

const approvalOf = ({ request }: Told): Pick<IncidentView, 'approval'> => {
  if (!request) return {};
  const { status, revision, approvals, expiresAt, policy } = request;
  return { approval: { status, revision, approvals, expiresAt, needed: policy.needed } };
};

/** The incident as the operator API tells it. */
export const viewOf = (told: Told): IncidentView => {
  const audit = sealed(told.incidentId, told.rows);
  return {
    incidentId: told.incidentId,
    kind: told.kind ?? 'contain',
    playbook: told.playbook,
    target: told.target,
    account: accountOf(told.target.accountId),
    headline: told.headline,
    stage: told.stage,
    severity: told.severity,
    findingCount: told.finding ? 1 : 0,
    openedBy: told.openedBy,
    openedAt: told.times.receivedAt,
    times: told.times,
    split: timeSplit(told.times),
    sentence: told.sentence,
    version: 1,
    generation: 1,
    executionArn: `arn:aws:states:${HUB.region}:${HUB.accountId}:execution:cordon-${told.playbook}:${told.incidentId}`,
    findings: findingRow(told),
    votes: told.votes ?? [],
    journal: told.journal ?? [],
    audit,
    chain: { ok: true, rows: audit.length, kept: audit.length },
    earlier: [],
    names: NAMES,
    approvers: told.request?.status === 'PENDING' ? ['Dana', 'Eli', 'Robin'] : [],
    may: mayOf(told),
    links: linksOf(told),
    ...(told.outcome ? { outcome: told.outcome } : {}),
    ...(told.outcomeDetail ? { outcomeDetail: told.outcomeDetail } : {}),
    ...(told.finding ? { findingType: told.finding.type } : {}),
    ...(told.reason ? { reason: told.reason } : {}),
    ...(told.plan ? { plan: told.plan, mode: told.plan.mode, risk: told.plan.risk } : {}),
    ...(told.request ? { request: told.request } : {}),
    ...(told.times.closedAt ? { closedAt: told.times.closedAt } : {}),
    ...approvalOf(told),
    ...told.more,
  };
};
