import { admit } from '../../incidents/admit';
import { seal } from '../../incidents/digest';
import { policyOn } from '../../incidents/policy';
import { readIncident } from '../../incidents/read';
import { requestApproval } from '../../incidents/request';
import type { Store } from '../../incidents/store';
import type { Finding } from '../../playbooks/kit/finding';
import type { Plan, PlanDraft } from '../../playbooks/kit/plan';
import { type Settings, settingsSchema } from '../../playbooks/kit/settings-schema';
import type { Target } from '../../playbooks/kit/target';
import { type MemoryTable, memoryTable } from '../support/memory-table';

const rule = (needed: number) => ({
  groups: ['responders'],
  needed: { production: needed, other: needed },
  deadlineMinutes: 30,
  remindAfterMinutes: 10,
  escalate: { afterMinutes: 15, groups: ['leads'], channel: 'C0ESCALATE' },
});

export const settings: Settings = settingsSchema.parse({
  hub: { accountId: '111111111111', region: 'eu-west-1' },
  accounts: [
    { id: '222222222222', name: 'web-staging', environment: 'staging', live: true },
    { id: '333333333333', name: 'payments', environment: 'production', live: true },
  ],
  people: [
    { id: 'dana', name: 'Dana', slack: 'U0DANA', groups: ['responders'], knownAs: ['dana'] },
    { id: 'lee', name: 'Lee', slack: 'U0LEE', groups: ['responders'] },
    { id: 'kim', name: 'Kim', slack: 'U0KIM', groups: ['leads'] },
    { id: 'robin', name: 'Robin', slack: 'U0ROBIN', groups: ['readers'] },
  ],
  approval: { reversible: rule(1), disruptive: rule(2), destructive: rule(2) },
  slack: {
    teamId: 'T0CORDON',
    appId: 'A0CORDON',
    channels: { urgent: 'C0URGENT', routine: 'C0ROUTINE', page: 'C0PAGE' },
    pageGroup: 'S0ONCALL',
  },
});

export const target: Target = {
  kind: 'ec2-instance',
  accountId: '222222222222',
  region: 'eu-west-1',
  id: 'i-0123456789abcdef0',
  name: 'web-1',
};

/** Another instance of the same account. */
export const neighbour: Target = { ...target, id: 'i-0fedcba9876543210', name: 'web-2' };

export const finding = (over: Partial<Finding> = {}): Finding => ({
  form: 'eventbridge',
  id: 'f'.repeat(32),
  accountId: '222222222222',
  region: 'eu-west-1',
  partition: 'aws',
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  severity: 8,
  title: 'The instance talks to a command and control server.',
  description: 'It asked for a domain that is known to control malware.',
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:05:00.000Z',
  firstSeen: '2026-11-20T09:58:00.000Z',
  lastSeen: '2026-11-20T10:04:00.000Z',
  count: 4,
  archived: false,
  sample: false,
  resourceType: 'Instance',
  action: { kind: 'DNS_REQUEST', domain: 'c2.example.com', remoteIp: '198.51.100.7' },
  ...over,
});

export const draft = (over: Partial<PlanDraft> = {}): PlanDraft => ({
  playbook: 'isolate-instance',
  version: 1,
  target,
  targetArn: 'arn:aws:ec2:eu-west-1:222222222222:instance/i-0123456789abcdef0',
  mode: 'live',
  headline: 'Isolate i-0123456789abcdef0 (web-1)',
  risk: 'reversible',
  riskReasons: ['Open connections drop'],
  steps: [
    {
      id: 'snapshot',
      action: 'snapshot-volumes',
      title: 'Take a snapshot of every volume',
      essential: false,
      kind: 'do',
      input: {},
      what: 'one set of snapshots of 2 volumes',
      leaves: ['The snapshots stay as evidence.'],
    },
    {
      id: 'quarantine',
      action: 'quarantine-interfaces',
      title: 'Quarantine every network interface',
      essential: true,
      kind: 'do',
      input: {},
      what: 'eni-1: sg-1 → an empty group',
      before: 'sg-1 on eni-1',
      leaves: [],
    },
    {
      id: 'standby',
      action: 'enter-standby',
      title: 'Move to standby',
      essential: false,
      kind: 'skip',
      because: 'it is in no Auto Scaling group',
    },
  ],
  reach: [{ key: 'role', text: '1 other instance uses its role' }],
  undo: 'The groups are put back.',
  cost: ['About 1 USD a month for the snapshots'],
  notes: [],
  environment: 'staging',
  facts: [{ id: 'instance', title: 'Instance', status: 'known', lines: ['running since yesterday'] }],
  madeAt: '2026-11-20T10:06:00.000Z',
  ...over,
});

export interface Stage {
  readonly store: Store;
  readonly table: MemoryTable;
  readonly advance: (seconds: number) => void;
}

export const START = Date.parse('2026-11-20T10:06:00.000Z');

/** A record in memory with a clock of its own. Each reading is a millisecond later, as on a real machine. */
export const stage = (given: Settings = settings): Stage => {
  const table = memoryTable();
  let now = START;
  const advance = (seconds: number): void => {
    now += seconds * 1000;
  };
  const tick = (): Date => {
    advance(0.001);
    return new Date(now);
  };
  return { store: { port: table, now: tick, settings: given }, table, advance };
};

/** An incident that came from a finding and waits for people, revision 1. */
export const waiting = async (
  { store }: Stage,
  plan: Partial<PlanDraft> = {},
  over: Partial<Finding> = {},
  on: Target = target,
): Promise<string> => {
  const incidentId = await opened(store, over, on);
  const made: Plan = seal(draft({ target: on, ...plan }));
  const record = await readIncident(store, incidentId);
  if (!record) throw new Error('the incident is not there');
  const policy = policyOn(store.settings, record.meta, record.findings, made);
  await requestApproval(store, incidentId, {
    plan: made,
    policy,
    executionArn: `arn:aws:states:eu-west-1:111111111111:execution:cordon-isolate-instance:${incidentId}`,
  });
  return incidentId;
};

export const opened = async (store: Store, over: Partial<Finding> = {}, on: Target = target): Promise<string> => {
  const arrival = {
    finding: finding(over),
    playbook: { id: 'isolate-instance', version: 1, locks: true },
    target: on,
    receivedAt: store.now().toISOString(),
  };
  return (await admit(store, arrival)).incidentId;
};
