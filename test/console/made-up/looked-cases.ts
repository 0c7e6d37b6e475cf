import { ago, type Told } from './incidents';
import { C2, closed, instance, KEY, MIKA, opened, PROBE, user } from './parts';

const seen = (now: Date, minutes: number) => ({
  findingAt: ago(now, minutes + 1),
  receivedAt: ago(now, minutes),
  closedAt: ago(now, minutes - 1),
});

const reviewed = (now: Date): Told => ({
  incidentId: 'inc-probereview-1',
  playbook: 'review-finding',
  target: {
    kind: 'finding',
    accountId: '222222222222',
    region: 'eu-west-1',
    id: 'f0000000000000000000000000000319',
  },
  headline: 'Port 22 of web-1 is being probed',
  sentence: 'Port 22 of web-1 was probed 318 times. Nothing suggests that anyone got in; there is nothing to contain.',
  stage: 'closed',
  outcome: 'reviewed',
  outcomeDetail: 'Looked at; there is nothing to contain.',
  severity: 2,
  finding: PROBE,
  openedBy: 'GuardDuty',
  times: seen(now, 700),
  rows: [opened(ago(now, 700), `GuardDuty: ${PROBE.type}`), closed(ago(now, 699), 'Closed as reviewed')],
  more: {
    look: {
      headline: 'Port 22 of web-1 is being probed',
      why: 'Nothing suggests that anyone got in.',
      facts: [{ id: 'instance', title: 'Instance', status: 'known', lines: ['web-1, running'] }],
      at: ago(now, 699.5),
    },
  },
});

const gone = (now: Date): Told => ({
  incidentId: 'inc-spot19gone-1',
  playbook: 'isolate-instance',
  target: instance('spot-19', 'i-05500000000000019'),
  headline: 'Isolate an EC2 instance',
  sentence: 'spot-19 is gone: it was terminated before Cordon looked.',
  stage: 'closed',
  outcome: 'not applicable',
  outcomeDetail: 'The instance is gone.',
  severity: 8,
  finding: C2,
  openedBy: 'GuardDuty',
  times: seen(now, 980),
  rows: [opened(ago(now, 980), `GuardDuty: ${C2.type} on spot-19`), closed(ago(now, 979), 'Closed as not applicable')],
});

const unseen = (now: Date): Told => ({
  incidentId: 'inc-mikafailed-1',
  playbook: 'contain-access-key',
  target: MIKA,
  headline: 'Contain an exposed access key',
  sentence: 'It could not be investigated: the role cordon-contain-access-key-investigate is missing in production.',
  stage: 'closed',
  outcome: 'failed',
  outcomeDetail: 'It could not be investigated.',
  severity: 6,
  finding: KEY,
  openedBy: 'GuardDuty',
  times: seen(now, 1300),
  rows: [opened(ago(now, 1300), `GuardDuty: ${KEY.type} on mika.console`), closed(ago(now, 1299), 'Closed as failed')],
});

const fresh = (now: Date): Told => ({
  incidentId: 'inc-freshlook1-1',
  playbook: 'contain-access-key',
  target: user('ci-runner', 'AIDAQ3EGRNZ5CIRUNNER1'),
  headline: 'Contain an exposed access key',
  sentence: 'A finding on ci-runner just came in. Cordon is looking around.',
  stage: 'investigating',
  severity: 8.4,
  finding: KEY,
  openedBy: 'GuardDuty',
  times: { findingAt: ago(now, 0.5), receivedAt: ago(now, 0.3) },
  rows: [opened(ago(now, 0.3), `GuardDuty: ${KEY.type} on ci-runner`)],
});

/** No plan: what was seen, and why that is all. */
export const lookedCases = (now: Date): readonly Told[] => [reviewed(now), gone(now), unseen(now), fresh(now)];
