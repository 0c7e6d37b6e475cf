import { seal } from '../../incidents/digest';
import type { FindingRow, JournalRow } from '../../incidents/model';
import type { Finding } from '../../playbooks/kit/finding';
import type { Plan, PlanDraft } from '../../playbooks/kit/plan';
import type { Target } from '../../playbooks/kit/target';
import { at } from './times';

// The instance of most stories: web-1, which talks to a command-and-control server.

export const target: Target = {
  kind: 'ec2-instance',
  accountId: '333333333333',
  region: 'eu-west-1',
  id: 'i-0a1b2c3d4e5f60718',
  name: 'web-1',
};

export const finding = (over: Partial<Finding> = {}): Finding => ({
  form: 'eventbridge',
  id: '1ab2c3d4e5f60718293a4b5c6d7e8f90',
  accountId: target.accountId,
  region: target.region,
  partition: 'aws',
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  severity: 8,
  title: 'The EC2 instance i-0a1b2c3d4e5f60718 queries a domain of a known command and control server.',
  description: 'The instance asked for a domain name that is associated with a known command and control server.',
  createdAt: at(-11),
  updatedAt: at(-2),
  firstSeen: at(-14),
  lastSeen: at(-3),
  count: 4,
  archived: false,
  sample: false,
  resourceType: 'Instance',
  resourceRole: 'ACTOR',
  action: { kind: 'DNS_REQUEST', domain: 'c2.example.net', remoteIp: '198.51.100.7', remoteCountry: 'Nowhere' },
  ...over,
});

export const seen = (over: Partial<Finding> = {}, row: Partial<FindingRow> = {}): FindingRow => ({
  finding: finding(over),
  count: 4,
  deliveries: 1,
  firstReceivedAt: at(-2),
  lastReceivedAt: at(-2),
  ...row,
});

const input = { instanceId: target.id };
const doing = { input, kind: 'do' as const, leaves: [] };

const steps: PlanDraft['steps'] = [
  {
    ...doing,
    id: 'protect-instance',
    action: 'protect-instance',
    title: 'Protect the instance from termination',
    essential: false,
    what: 'termination protection off → on, shutdown behaviour terminate → stop',
  },
  {
    ...doing,
    id: 'snapshot-volumes',
    action: 'snapshot-volumes',
    title: 'Snapshot all volumes',
    essential: false,
    what: 'one set of snapshots of 2 volumes, taken at the same moment',
    leaves: ['The snapshots stay: they are evidence.'],
  },
  {
    id: 'enter-standby',
    action: 'enter-standby',
    title: 'Put the instance on standby in Auto Scaling',
    essential: false,
    kind: 'skip',
    because: 'it is in no Auto Scaling group',
  },
  {
    ...doing,
    id: 'quarantine-interfaces',
    action: 'quarantine-interfaces',
    title: 'Quarantine every network interface',
    essential: true,
    what: 'eni-0f1e2d3c4b5a69788: web, ssh → an empty group, which lets nothing in or out',
    before: 'eni-0f1e2d3c4b5a69788: web (sg-0a1), ssh (sg-0b2)',
    leaves: ['The empty group stays.'],
  },
  {
    ...doing,
    id: 'tag-case',
    action: 'tag-case',
    title: 'Tag the instance with the case',
    essential: false,
    what: 'cordon:case = inc-k7m2p4q6r8-1',
  },
];

export const draft = (over: Partial<PlanDraft> = {}): PlanDraft => ({
  playbook: 'isolate-instance',
  version: 1,
  target,
  targetArn: `arn:aws:ec2:${target.region}:${target.accountId}:instance/${target.id}`,
  mode: 'live',
  headline: `Isolate ${target.id} (web-1)`,
  risk: 'disruptive',
  riskReasons: ['Whatever runs on it loses its network.'],
  steps,
  reach: [
    { key: 'instance', text: 'everything that runs on web-1' },
    { key: 'target-group/web', text: 'target group web: 3 of 3 targets healthy, this one is healthy' },
  ],
  undo: 'Undo gives each interface its own groups again, and takes protection and tags back.',
  cost: ['Snapshots of 2 volumes, 58 GiB at most: up to about $2.90 a month, for as long as they are kept.'],
  notes: [
    'Connections that are open now may live on until they time out.',
    'Security groups do not filter DNS to the resolver of the VPC, which is what this finding is about: add a DNS Firewall rule.',
  ],
  environment: 'production',
  owner: 'shop-team',
  facts: [
    {
      id: 'instance',
      title: 'Instance',
      status: 'known',
      lines: ['running since 3 November', 'one interface, 2 volumes'],
    },
    { id: 'activity', title: 'What its role did', status: 'unavailable', lines: ['CloudTrail took longer than 4 s'] },
  ],
  madeAt: at(-1),
  ...over,
});

export const plan = (over: Partial<PlanDraft> = {}): Plan => seal(draft(over));

export const did = (step: string, over: Partial<JournalRow> = {}): JournalRow => ({
  step,
  action: step,
  essential: step === 'quarantine-interfaces',
  status: 'done',
  startedAt: at(9),
  finishedAt: at(10),
  attempts: 1,
  ...over,
});

const PROTECTED = did('protect-instance', {
  before: { protected: false },
  left: {},
  saw: 'termination protection is on, shutdown behaviour is stop',
});
const SNAPSHOT = did('snapshot-volumes', {
  before: {},
  left: {},
  saw: 'snap-0aa1 and snap-0aa2 are pending, 58 GiB',
});
export const QUARANTINED = did('quarantine-interfaces', {
  before: { groups: ['sg-0a1', 'sg-0b2'] },
  left: {},
  saw: 'eni-0f1e2d3c4b5a69788 has only the quarantine group sg-0cc3',
});

/** The journal of a run that went well; `upTo` of its rows. */
export const journal = (upTo = 5): readonly JournalRow[] =>
  [
    PROTECTED,
    SNAPSHOT,
    did('enter-standby', { status: 'skipped' }),
    QUARANTINED,
    did('tag-case', { before: {}, left: {}, saw: 'the tag reads back' }),
  ].slice(0, upTo);
