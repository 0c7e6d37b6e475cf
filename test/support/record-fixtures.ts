import { seal } from '../../incidents/digest';
import type { RecordPort } from '../../incidents/port';
import type { Store } from '../../incidents/store';
import type { Finding } from '../../playbooks/kit/finding';
import type { Plan, PlanDraft, PlannedStep } from '../../playbooks/kit/plan';
import { type Settings, settingsSchema } from '../../playbooks/kit/settings-schema';
import type { Target } from '../../playbooks/kit/target';

export const START = '2026-11-23T03:00:00.000Z';
export const ACCOUNT = '222222222222';
export const TARGET: Extract<Target, { kind: 'ec2-instance' }> = {
  kind: 'ec2-instance',
  accountId: ACCOUNT,
  region: 'eu-west-1',
  id: 'i-0abc1234def567890',
  name: 'pay-api-3',
};
export const PLAYBOOK = { id: 'isolate-instance', version: 1, locks: true } as const;
export const REVIEW = { id: 'review-finding', version: 1, locks: false } as const;
export const EXECUTION = 'arn:aws:states:eu-west-1:111111111111:execution:cordon-isolate-instance:run-1';

const person = (
  id: string,
  name: string,
  slack: string,
  groups: readonly string[],
  knownAs: readonly string[] = [],
) => ({ id, name, slack, groups, knownAs });
const rule = (groups: readonly string[], production: number, other: number) => ({
  groups,
  needed: { production, other },
  deadlineMinutes: 30,
  remindAfterMinutes: 10,
});

const DOCUMENT = {
  hub: { accountId: '111111111111', region: 'eu-west-1' },
  accounts: [
    { id: ACCOUNT, name: 'staging', environment: 'staging', live: true },
    { id: '333333333333', name: 'production', environment: 'production', live: true },
    { id: '444444444444', name: 'sandbox', environment: 'sandbox' },
  ],
  people: [
    person('dana', 'Dana', 'U0DANA', ['responders', 'leads'], ['arn:aws:iam::222222222222:user/dana', 'dana-dev']),
    person('lee', 'Lee', 'U0LEE', ['responders']),
    person('kim', 'Kim', 'U0KIM', ['responders']),
    person('noor', 'Noor', 'U0NOOR', ['leads']),
    person('max', 'Max', 'U0MAX', ['visitors'], ['AIDACKCEVSQ6C2EXAMPLE']),
  ],
  approval: {
    reversible: rule(['responders'], 1, 1),
    disruptive: {
      ...rule(['responders'], 2, 2),
      escalate: { afterMinutes: 20, groups: ['leads'], channel: 'C0LEADS' },
    },
    destructive: rule(['leads'], 2, 2),
  },
  slack: {
    teamId: 'T0CORDON',
    appId: 'A0CORDON',
    channels: { urgent: 'C0URGENT', routine: 'C0ROUTINE', page: 'C0PAGE' },
  },
  neverTouch: ['i-0protected0000000', 'arn:aws:ec2:*:*:instance/i-0bastion*'],
  breaker: { disruptiveStepsPerHour: 3 },
};

export const settings = (change: Record<string, unknown> = {}): Settings =>
  settingsSchema.parse({ ...DOCUMENT, ...change });

/** Time stands still until it is moved. */
export interface Clock {
  now: () => Date;
  forward: (minutes: number) => void;
}
export const clock = (start: string = START): Clock => {
  let at = Date.parse(start);
  return {
    now: () => new Date(at),
    forward: (minutes) => {
      at += minutes * 60_000;
    },
  };
};

export const storeOn = (port: RecordPort, time: Clock, change: Record<string, unknown> = {}): Store => ({
  port,
  now: time.now,
  settings: settings(change),
});

export const finding = (change: Partial<Finding> = {}): Finding => ({
  form: 'eventbridge',
  id: 'f0000000000000000000000000000001',
  accountId: ACCOUNT,
  region: 'eu-west-1',
  partition: 'aws',
  type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
  severity: 8,
  title: 'Bitcoin-related domain name queried by an instance',
  description: 'The instance queries a domain name that is associated with Bitcoin-related activity.',
  createdAt: '2026-11-23T02:50:00.000Z',
  updatedAt: '2026-11-23T02:55:00.000Z',
  firstSeen: '2026-11-23T02:40:00.000Z',
  count: 1,
  archived: false,
  sample: false,
  resourceType: 'Instance',
  ...change,
});

const doing = (id: string, title: string, essential = true): PlannedStep => ({
  id,
  action: id,
  title,
  essential,
  kind: 'do',
  input: { instanceId: TARGET.id },
  what: `${title} of ${TARGET.id}.`,
  before: 'sg-1 on eni-1',
  leaves: [`What ${id} leaves stays.`],
});

export const STEPS: readonly PlannedStep[] = [
  doing('snapshot-volumes', 'Snapshot every volume', false),
  doing('quarantine-interfaces', 'Quarantine every network interface'),
  {
    id: 'enter-standby',
    action: 'enter-standby',
    title: 'Take it out of its group',
    essential: false,
    kind: 'skip',
    because: 'it is in no Auto Scaling group',
  },
  doing('tag-case', 'Tag the case'),
];

export const draft = (change: Partial<PlanDraft> = {}): PlanDraft => ({
  playbook: PLAYBOOK.id,
  version: PLAYBOOK.version,
  target: TARGET,
  targetArn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/${TARGET.id}`,
  mode: 'live',
  headline: `Isolate ${TARGET.id}`,
  risk: 'reversible',
  riskReasons: [],
  steps: STEPS,
  reach: [{ key: 'instance', text: 'open sessions drop' }],
  undo: 'The security groups come back.',
  cost: [],
  notes: [],
  environment: 'staging',
  facts: [],
  madeAt: START,
  ...change,
});
export const plan = (change: Partial<PlanDraft> = {}): Plan => seal(draft(change));
