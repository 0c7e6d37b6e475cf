import type { Approval } from '../../../incidents/model';
import type { Plan } from '../../../playbooks/kit/plan';
import { ago, type Told } from './incidents';
import { lookedCases } from './looked-cases';
import {
  asked,
  BACKUP,
  BATCH,
  C2,
  CACHE,
  closed,
  DEPLOY,
  decided,
  instance,
  journalRow,
  KEY,
  LAB,
  MINER,
  OLD,
  opened,
  request,
  TWO,
  vote,
} from './parts';
import { instancePlan, userPlan } from './plans';

const contained = (now: Date): Told => {
  const plan = userPlan(DEPLOY, ago(now, 190));
  const done = ['deny-user', 'deactivate-access-keys', 'revoke-older-sessions'];
  return {
    incidentId: 'inc-deploybots-1',
    playbook: plan.playbook,
    target: DEPLOY,
    headline: plan.headline,
    sentence:
      'deploy-bot’s key was used from a listed address. Dana and Eli approved, and the user is locked out; read back.',
    stage: 'closed',
    outcome: 'contained',
    outcomeDetail: 'Every step was done and read back.',
    severity: 7.5,
    finding: KEY,
    openedBy: 'GuardDuty',
    plan,
    request: request(plan, ago(now, 190), ago(now, 130), {
      ...TWO,
      ...decided('APPROVED', ago(now, 181), ['dana', 'eli'], 'Not our address'),
    }),
    votes: [
      vote('dana', 'approve', 'Not our address', ago(now, 186)),
      vote('eli', 'approve', 'Agreed, nobody deploys from there', ago(now, 181), 'cli'),
    ],
    journal: done.map((step) => journalRow(step, 'done', ago(now, 180), { essential: true, saw: 'as planned' })),
    times: {
      activityAt: ago(now, 215),
      findingAt: ago(now, 195),
      receivedAt: ago(now, 194),
      askedAt: ago(now, 190),
      decidedAt: ago(now, 181),
      firstChangeAt: ago(now, 180.6),
      lastChangeAt: ago(now, 180),
      verifiedAt: ago(now, 179.5),
      closedAt: ago(now, 179.4),
    },
    rows: [
      opened(ago(now, 194), `GuardDuty: ${KEY.type} on deploy-bot`),
      asked(ago(now, 190)),
      { at: ago(now, 186), event: 'vote.cast', actor: 'dana', text: 'Dana approves: Not our address' },
      { at: ago(now, 181), event: 'vote.cast', actor: 'eli', text: 'Eli approves: Agreed, nobody deploys from there' },
      closed(ago(now, 179.4), 'Closed as contained'),
    ],
    more: {
      earlier: [
        {
          incidentId: 'inc-deploybots-0',
          playbook: 'contain-access-key',
          outcome: 'denied',
          closedAt: ago(now, 30_000),
        },
      ],
    },
  };
};

const partly = (now: Date): Told => {
  const plan = instancePlan(CACHE, ago(now, 320), { environment: 'production' });
  return {
    incidentId: 'inc-cache1part-1',
    playbook: plan.playbook,
    target: CACHE,
    headline: plan.headline,
    sentence: 'cache-1 is partly contained: one of its interfaces could not be changed. A person has to decide.',
    stage: 'closed',
    outcome: 'partly contained',
    outcomeDetail: 'Quarantine every network interface failed: eni-0bb2: UnauthorizedOperation.',
    severity: 8,
    finding: C2,
    openedBy: 'GuardDuty',
    plan,
    request: request(plan, ago(now, 320), ago(now, 260), {
      ...TWO,
      ...decided('APPROVED', ago(now, 300), ['dana', 'robin'], 'Cut it off'),
    }),
    votes: [vote('dana', 'approve', 'Cut it off', ago(now, 310)), vote('robin', 'approve', 'Yes', ago(now, 300))],
    journal: [
      journalRow('protect-instance', 'done', ago(now, 299), { saw: 'termination protection is on' }),
      journalRow('snapshot-volumes', 'done', ago(now, 299), { saw: '2 snapshots started' }),
      journalRow('quarantine-interfaces', 'failed', ago(now, 298), {
        problem: 'eni-0bb2: UnauthorizedOperation',
        before: { 'eni-0aa1': ['sg-0web'], 'eni-0bb2': ['sg-0db'] },
        attempts: 3,
      }),
    ],
    times: {
      findingAt: ago(now, 325),
      receivedAt: ago(now, 324),
      askedAt: ago(now, 320),
      decidedAt: ago(now, 300),
      firstChangeAt: ago(now, 299),
      lastChangeAt: ago(now, 298),
      closedAt: ago(now, 297),
    },
    rows: [
      opened(ago(now, 324), `GuardDuty: ${C2.type} on cache-1`),
      asked(ago(now, 320)),
      closed(ago(now, 297), 'Closed as partly contained'),
    ],
  };
};

const ended = (
  now: Date,
  incidentId: string,
  plan: Plan,
  minutes: number,
  outcome: NonNullable<Told['outcome']>,
  status: Approval['status'],
  detail: string,
  change: Partial<Told> = {},
): Told => ({
  incidentId,
  playbook: plan.playbook,
  target: plan.target,
  headline: plan.headline,
  sentence: detail,
  stage: 'closed',
  outcome,
  outcomeDetail: detail,
  severity: 5,
  finding: plan.playbook === 'isolate-instance' ? MINER : KEY,
  openedBy: 'GuardDuty',
  plan,
  request: request(
    plan,
    ago(now, minutes),
    ago(now, minutes - 60),
    decided(status, ago(now, minutes - 20), ['eli'], detail),
  ),
  times: {
    findingAt: ago(now, minutes + 3),
    receivedAt: ago(now, minutes + 2),
    askedAt: ago(now, minutes),
    decidedAt: ago(now, minutes - 20),
    closedAt: ago(now, minutes - 20),
  },
  rows: [
    opened(ago(now, minutes + 2), `GuardDuty on ${plan.target.name ?? plan.target.id}`),
    asked(ago(now, minutes)),
    closed(ago(now, minutes - 20), `Closed as ${outcome}`),
  ],
  ...change,
});

const endings = (now: Date): readonly Told[] => [
  ended(
    now,
    'inc-batch7deny-1',
    instancePlan(BATCH, ago(now, 1500)),
    1500,
    'denied',
    'DENIED',
    'Denied: it is our own scanner. Nothing was changed.',
  ),
  ended(
    now,
    'inc-backupexpi-1',
    userPlan(BACKUP, ago(now, 2900)),
    2900,
    'expired',
    'EXPIRED',
    'Nobody decided in time. Nothing was changed.',
    { severity: 7.1 },
  ),
  ended(
    now,
    'inc-reportstal-1',
    instancePlan(OLD, ago(now, 4400)),
    4400,
    'stale',
    'APPROVED',
    'The target is another one now. Nothing was changed; the question is asked again.',
  ),
  ended(
    now,
    'inc-lab4dryrun-1',
    instancePlan(LAB, ago(now, 6000), { mode: 'dry-run', environment: 'sandbox' }),
    6000,
    'dry run',
    'APPROVED',
    'Sandbox is in dry run: what would be done was reported, nothing was changed.',
    { severity: 3.2 },
  ),
];

/** One that was put back, and the undo that did it. */
const putBack = (now: Date): readonly Told[] => [
  ended(
    now,
    'inc-oldwebundo-1',
    instancePlan(instance('web-0', 'i-0aaaabbbbccccdddd'), ago(now, 8700)),
    8700,
    'contained',
    'APPROVED',
    'Every step was done and read back. It was put back later.',
    {
      more: { undo: { incidentId: 'inc-oldwebundo-1-u1', n: 1, open: false } },
    },
  ),
  ended(
    now,
    'inc-oldwebundo-1-u1',
    instancePlan(instance('web-0', 'i-0aaaabbbbccccdddd'), ago(now, 8400), { headline: 'Put web-0 back as it was' }),
    8400,
    'undone',
    'APPROVED',
    'Everything was put back and read back.',
    {
      kind: 'undo',
      openedBy: 'Eli, in Slack',
      reason: 'A test of the scanner team, confirmed by phone',
      severity: 0,
      more: { undoOf: 'inc-oldwebundo-1' },
    },
  ),
];

/** Incidents that are over, in every way that there is. */
export const endedCases = (now: Date): readonly Told[] => [
  contained(now),
  partly(now),
  ...endings(now),
  ...putBack(now),
  ...lookedCases(now),
];
