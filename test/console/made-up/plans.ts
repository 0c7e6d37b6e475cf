import { seal } from '../../../incidents/digest';
import type { FactLine, Plan, PlannedStep } from '../../../playbooks/kit/plan';
import type { Target } from '../../../playbooks/kit/target';
import { instancePicture, userPicture } from './pictures';

export type InstanceTarget = Extract<Target, { kind: 'ec2-instance' }>;
export type UserTarget = Extract<Target, { kind: 'iam-user' }>;

const step = (id: string, title: string, what: string, before: string, essential: boolean): PlannedStep => ({
  id,
  action: id,
  title,
  essential,
  kind: 'do',
  input: { instanceId: id },
  what,
  before,
  leaves:
    id === 'snapshot-volumes'
      ? ['The snapshots stay: they are evidence. Delete them by hand when the case is closed.']
      : [],
});

const instanceSteps = (id: string): readonly PlannedStep[] => [
  step(
    'protect-instance',
    'Protect the instance from termination',
    `Termination protection of ${id} goes on, and a shutdown from inside stops it instead of terminating it.`,
    'termination protection off; shutdown terminates it',
    false,
  ),
  step(
    'snapshot-volumes',
    'Snapshot all volumes',
    `A snapshot of each of the 2 volumes of ${id} is started.`,
    'vol-0a11c2d3e4f567890 (20 GiB), vol-0b22c2d3e4f567890 (100 GiB)',
    false,
  ),
  {
    id: 'enter-standby',
    action: 'enter-standby',
    title: 'Put the instance on standby in Auto Scaling',
    essential: false,
    kind: 'skip',
    because: 'the instance is in no Auto Scaling group',
  },
  step(
    'quarantine-interfaces',
    'Quarantine every network interface',
    'Both interfaces get the empty quarantine group of their VPC: no new traffic goes in or out.',
    'eni-0aa1: web (sg-0web), ssh-from-anywhere (sg-0ssh); eni-0bb2: database-clients (sg-0db)',
    true,
  ),
  step('tag-case', 'Tag the instance with the case', `The tag cordon:case is set on ${id}.`, 'no case tag', false),
];

const line = (id: string, title: string, ...lines: string[]): FactLine => ({ id, title, status: 'known', lines });
const unseen = (id: string, title: string, because: string): FactLine => ({
  id,
  title,
  status: 'unavailable',
  lines: [because],
});

const instanceFacts = (target: InstanceTarget): readonly FactLine[] => [
  line(
    'instance',
    'Instance',
    `${target.id} ${target.name ?? ''}, t3.large, running since 2026-10-02`,
    'role shop-web',
    '2 interfaces, public address 203.0.113[.]25',
  ),
  line('owner', 'Owner, as its tags say', 'shop-team (tag owner)'),
  line('scaling', 'Auto Scaling and load balancers', 'in no group; target group shop: 3 of 4 targets healthy'),
  line('role', 'Instance role and who else uses it', 'shop-web is used by 3 other instances'),
  unseen(
    'activity',
    'What the principal did lately',
    'CloudTrail did not answer within 8 s; look there before you decide',
  ),
  line('finding-now', 'The finding as GuardDuty has it now', 'count 4, still active'),
  line('earlier', 'Earlier incidents on this target', 'none'),
];

export const instancePlan = (target: InstanceTarget, at: string, change: Partial<Plan> = {}): Plan =>
  seal({
    playbook: 'isolate-instance',
    version: 1,
    target,
    targetArn: `arn:aws:ec2:${target.region}:${target.accountId}:instance/${target.id}`,
    mode: 'live',
    headline: `Isolate ${target.name ?? target.id}`,
    risk: 'disruptive',
    riskReasons: ['It cuts the network of a running instance.'],
    steps: instanceSteps(target.id),
    reach: [
      { key: 'instance', text: `everything that runs on ${target.name ?? target.id}` },
      { key: 'target-group/shop', text: 'target group shop: 3 of 4 targets healthy, this one is healthy' },
    ],
    undo: 'The security groups, the termination protection and the tag come back as they were. The snapshots stay.',
    cost: ['Snapshots of 2 volumes, 120 GiB at most: up to about $6.00 a month, for as long as they are kept.'],
    notes: [
      'Connections that are open now may live on until they time out: a change of security groups does not cut them.',
      'Credentials of the role shop-web that were already taken from it go on working elsewhere for hours; 3 other instances use the same role.',
      'Nothing is stopped: its memory stays for an investigation.',
    ],
    environment: 'staging',
    owner: 'shop-team',
    facts: instanceFacts(target),
    picture: instancePicture(target, 'before', at),
    madeAt: at,
    ...change,
  });

const userSteps = (name: string): readonly PlannedStep[] => [
  step(
    'deny-user',
    'Deny the user everything',
    `The AWS policy AWSDenyAll is attached to ${name}.`,
    'attached: PowerUserAccess',
    true,
  ),
  step(
    'deactivate-access-keys',
    'Deactivate the access keys',
    `Both access keys of ${name} become Inactive.`,
    'AKIAIOSFODNN7EXAMPLE Active, AKIAI44QH8DHBEXAMPLE Active',
    true,
  ),
  step(
    'revoke-older-sessions',
    'Revoke the older sessions',
    `An inline policy denies ${name} everything to sessions from before now.`,
    'no such policy',
    true,
  ),
  {
    id: 'issue-access-key',
    action: 'issue-access-key',
    title: 'Issue a new access key into Secrets Manager',
    essential: true,
    kind: 'skip',
    because: 'the user is locked out: a person used this key, not a workload',
  },
];

const userFacts = (target: UserTarget): readonly FactLine[] => [
  line(
    'user',
    'The user and its credentials',
    `arn:aws:iam::${target.accountId}:user/${target.name ?? target.id}, made 2025-03-11`,
    'access key AKIAIOSFODNN7EXAMPLE Active, last used 2026-11-23 02:51 UTC for s3 in eu-west-1',
    'access key AKIAI44QH8DHBEXAMPLE Active, never used',
    'console password: since 2025-03-11 09:10 UTC, never used',
    'MFA devices: none',
  ),
  line('key-usage', 'What the exposed key did', '41 calls in the last day: s3 ListBuckets, GetObject; iam ListUsers'),
  unseen('secret', 'The secret for a new key', 'no secret carries the tag cordon:access-key-of for this user'),
  line('earlier', 'Earlier incidents on this target', 'inc-zfaq3wlt7e-1 denied on 2026-11-02'),
];

export const userPlan = (target: UserTarget, at: string, change: Partial<Plan> = {}): Plan =>
  seal({
    playbook: 'contain-access-key',
    version: 1,
    target,
    targetArn: `arn:aws:iam::${target.accountId}:user/${target.name ?? target.id}`,
    mode: 'live',
    shape: 'lock-out',
    headline: `Lock out ${target.name ?? target.id}`,
    risk: 'disruptive',
    riskReasons: ['Whatever still uses the user’s keys stops working at once.'],
    steps: userSteps(target.name ?? target.id),
    reach: [{ key: 'user', text: `everything that signs in as ${target.name ?? target.id}` }],
    undo: 'The policies are taken away and the unexposed key becomes Active again. The exposed key stays Inactive.',
    cost: [],
    notes: ['Sessions that were assumed from this user into other accounts go on until they end.'],
    environment: 'production',
    facts: userFacts(target),
    picture: userPicture(target, 'before', at),
    madeAt: at,
    ...change,
  });
