import { ago, type Told } from './incidents';
import { asked, C2, decided, instance, journalRow, MINER, opened, PAY, request, TWO, vote, WEB, WORKER } from './parts';
import { instancePlan } from './plans';

const waiting = (now: Date): Told => {
  const plan = instancePlan(WEB, ago(now, 6));
  return {
    incidentId: 'inc-web1waitin-1',
    playbook: plan.playbook,
    target: WEB,
    headline: plan.headline,
    sentence:
      'GuardDuty saw web-1 talk to a command-and-control server. Cordon asks to isolate it: one person of secops decides, within 54 minutes.',
    stage: 'waiting',
    severity: 8,
    finding: C2,
    openedBy: 'GuardDuty',
    plan,
    request: request(plan, ago(now, 6), ago(now, -54)),
    times: { activityAt: ago(now, 31), findingAt: ago(now, 8), receivedAt: ago(now, 7), askedAt: ago(now, 6) },
    rows: [opened(ago(now, 7), `GuardDuty: ${C2.type} on web-1`), asked(ago(now, 6))],
  };
};

const halfApproved = (now: Date): Told => {
  const plan = instancePlan(PAY, ago(now, 22), { environment: 'production' });
  const votes = [vote('dana', 'approve', 'The address is on our block list', ago(now, 15))];
  return {
    incidentId: 'inc-payapi3two-1',
    playbook: plan.playbook,
    target: PAY,
    headline: plan.headline,
    sentence: 'GuardDuty saw pay-api-3 mine Bitcoin. Dana approved isolating it; one more person of secops has to.',
    stage: 'waiting',
    severity: 9.2,
    finding: MINER,
    openedBy: 'GuardDuty',
    plan,
    request: request(plan, ago(now, 22), ago(now, -8), { ...TWO, approvals: 1, remindedAt: ago(now, 7) }),
    votes,
    times: { activityAt: ago(now, 60), findingAt: ago(now, 25), receivedAt: ago(now, 24), askedAt: ago(now, 22) },
    rows: [
      opened(ago(now, 24), `GuardDuty: ${MINER.type} on pay-api-3`),
      asked(ago(now, 22)),
      { at: ago(now, 15), event: 'vote.cast', actor: 'dana', text: 'Dana approves: The address is on our block list' },
    ],
  };
};

const running = (now: Date): Told => {
  const plan = instancePlan(WORKER, ago(now, 4));
  return {
    incidentId: 'inc-worker2run-1',
    playbook: plan.playbook,
    target: WORKER,
    headline: plan.headline,
    sentence: 'Eli approved isolating worker-2. Step 3 of 4 is being done.',
    stage: 'running',
    severity: 8,
    finding: C2,
    openedBy: 'GuardDuty',
    plan,
    request: request(plan, ago(now, 4), ago(now, -56), decided('APPROVED', ago(now, 1), ['eli'], 'Known bad address')),
    votes: [vote('eli', 'approve', 'Known bad address', ago(now, 1), 'operator')],
    journal: [
      journalRow('protect-instance', 'done', ago(now, 0.8), { saw: 'termination protection is on' }),
      journalRow('snapshot-volumes', 'failed', ago(now, 0.6), {
        problem: 'CreateSnapshots was refused: the KMS key of vol-0b2 is disabled',
        attempts: 2,
      }),
      journalRow('quarantine-interfaces', 'captured', ago(now, 0.3), {
        before: { 'eni-0aa1': ['sg-0web', 'sg-0ssh'] },
      }),
    ],
    times: {
      activityAt: ago(now, 20),
      findingAt: ago(now, 6),
      receivedAt: ago(now, 5),
      askedAt: ago(now, 4),
      decidedAt: ago(now, 1),
      firstChangeAt: ago(now, 0.8),
    },
    rows: [
      opened(ago(now, 5), `GuardDuty: ${C2.type} on worker-2`),
      asked(ago(now, 4)),
      { at: ago(now, 1), event: 'vote.cast', actor: 'eli', text: 'Eli approves: Known bad address' },
      {
        at: ago(now, 0.3),
        event: 'step.started',
        actor: 'cordon',
        text: 'Quarantine every network interface: started',
      },
    ],
  };
};

const byHand = (now: Date): Told => {
  const plan = instancePlan(instance('jump-host', 'i-0b1b2b3b4b5b6b7b8'), ago(now, 44), {
    headline: 'Isolate jump-host',
  });
  return {
    incidentId: 'inc-jumphandly-1',
    playbook: plan.playbook,
    target: plan.target,
    headline: plan.headline,
    sentence: 'Mika asked to isolate jump-host. One person of secops decides; Mika may not.',
    stage: 'waiting',
    severity: 0,
    openedBy: 'Mika, in the console',
    reason: 'Seen talking to an unknown address during the on-call check',
    plan,
    request: request(plan, ago(now, 44), ago(now, -16), { escalatedAt: ago(now, 14), remindedAt: ago(now, 29) }),
    times: { receivedAt: ago(now, 45), askedAt: ago(now, 44) },
    rows: [
      { at: ago(now, 45), event: 'incident.opened', actor: 'mika', text: 'Mika asked for it in the console' },
      asked(ago(now, 44)),
    ],
  };
};

const queued = (now: Date): Told => ({
  incidentId: 'inc-batch12flood-1',
  playbook: 'isolate-instance',
  target: instance('batch-12', 'i-0c1c2c3c4c5c6c7c8'),
  headline: 'Isolate an instance',
  sentence:
    'GuardDuty reported Behavior:EC2/TrafficVolumeUnusual, severity 5.0 (Medium), on batch-12 in staging. Many routine findings came at once, so it waits for its turn; nothing is changed.',
  stage: 'claimed',
  severity: 5,
  finding: {
    type: 'Behavior:EC2/TrafficVolumeUnusual',
    title: 'An EC2 instance sends unusually much traffic',
    count: 1,
  },
  openedBy: 'GuardDuty',
  times: { activityAt: ago(now, 9), findingAt: ago(now, 1), receivedAt: ago(now, 0.5) },
  rows: [opened(ago(now, 0.5), 'GuardDuty: Behavior:EC2/TrafficVolumeUnusual on batch-12')],
  more: { startAfter: ago(now, -1.5) },
});

/** Incidents that somebody or something still works on. */
export const openCases = (now: Date): readonly Told[] => [
  waiting(now),
  halfApproved(now),
  running(now),
  byHand(now),
  queued(now),
];
