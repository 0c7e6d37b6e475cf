import { type Example, example } from './entry';
import { did, journal, plan, QUARANTINED } from './instance';
import { approval, bare, CHANGED, ended, endedEarly, ID, vote } from './records';
import { at } from './times';

const LOOKED = plan().facts;

const PARTLY = [
  ...journal(2),
  did('enter-standby', { status: 'skipped' }),
  did('quarantine-interfaces', {
    status: 'failed',
    before: { groups: ['sg-0a1', 'sg-0b2'] },
    problem: 'UnauthorizedOperation: not authorized to perform ec2:ModifyNetworkInterfaceAttribute',
  }),
];
const PARTLY_WHY =
  'Quarantine every network interface: UnauthorizedOperation. Not done: Quarantine every network interface, Tag the instance with the case.';
const BREAKER = 'The breaker of payments is open: 10 disruptive steps within an hour. Nothing was changed.';
const PAUSED = 'All changes are paused by Noor: we are moving the network tonight. Nothing was changed.';

const contained: readonly Example[] = [
  example(
    'contained',
    'Contained and read back',
    ended('contained', 'Every step was read back from the account.', { journal: journal() }, { times: CHANGED }),
  ),
  example(
    'contained-without-snapshot',
    'Contained, although a step that may fail failed',
    ended(
      'contained',
      'Read back from the account. Could not be done: Snapshot all volumes.',
      {
        journal: journal().map((row) =>
          row.step === 'snapshot-volumes'
            ? did(row.step, { status: 'failed', problem: 'SnapshotLimitExceeded: the account has no room for more' })
            : row,
        ),
      },
      { times: CHANGED },
    ),
  ),
  example(
    'contained-undoing',
    'Contained, and an undo is asked for',
    ended(
      'contained',
      'Every step was read back from the account.',
      { journal: journal() },
      { times: CHANGED, undo: { incidentId: `${ID}-u1`, n: 1, open: true } },
    ),
    { followedBy: `${ID}-u1 puts this back: see its own card.` },
  ),
];

const partly: readonly Example[] = [
  example(
    'partly-contained',
    'Stopped in the middle: people decide',
    ended('partly contained', PARTLY_WHY, { journal: PARTLY }, { times: CHANGED }),
  ),
  example(
    'partly-contained-breaker',
    'The breaker opened before the disruptive step',
    ended(
      'partly contained',
      `${BREAKER} Not done: Quarantine every network interface, Tag the instance with the case.`,
      {
        journal: [
          ...journal(2),
          did('quarantine-interfaces', { status: 'refused', code: 'breaker-open', problem: BREAKER }),
        ],
      },
      { times: CHANGED },
    ),
  ),
  example(
    'kept',
    'Partly contained, and somebody decided that this is enough',
    ended(
      'partly contained',
      PARTLY_WHY,
      { journal: PARTLY },
      { times: CHANGED, kept: { personId: 'dana', reason: 'the network team closes the rest by hand', at: at(20) } },
    ),
    { followedBy: 'Kept as it is by Dana: the network team closes the rest by hand' },
  ),
  example(
    'retried',
    'Partly contained, and asked for again',
    ended('partly contained', PARTLY_WHY, { journal: PARTLY }, { times: CHANGED }),
    { followedBy: 'Followed by inc-k7m2p4q6r8-2: see its own card.' },
  ),
];

const unchanged: readonly Example[] = [
  example(
    'denied',
    'Somebody said no',
    endedEarly('denied', 'Denied: known scanner of the pen test, ends tonight. Nothing was changed.', {
      approval: approval({
        status: 'DENIED',
        decidedAt: at(8),
        decidedBy: ['eli'],
        reason: 'known scanner of the pen test, ends tonight',
      }),
      votes: [vote('eli', 8, 'known scanner of the pen test, ends tonight', { vote: 'deny' })],
    }),
  ),
  example(
    'expired',
    'Nobody decided in time',
    endedEarly('expired', 'Nobody decided in time. Nothing was changed.', {
      approval: approval({ status: 'EXPIRED', approvals: 1, decidedAt: at(60), escalatedAt: at(30) }),
      votes: [vote('dana', 4, 'looks real')],
    }),
  ),
  example(
    'stale',
    'The world changed before the first step',
    ended('stale', 'The plan no longer fits: the instance was replaced by i-0d1e2f3a4b5c6d7e8. Nothing was changed.'),
    { followedBy: 'Followed by inc-k7m2p4q6r8-2: see its own card.' },
  ),
  example(
    'dry-run',
    'A dry run went all the way',
    ended('dry run', 'This account is in dry run: everything was checked and approved, and nothing was changed.', {
      plan: plan({ mode: 'dry-run' }),
      journal: journal().map(({ step, status }) => did(step, { status: status === 'skipped' ? status : 'would do' })),
    }),
  ),
  example(
    'not-applicable',
    'There is nothing to do',
    bare(
      {
        look: {
          headline: 'Isolate i-0a1b2c3d4e5f60718',
          why: 'The instance is gone.',
          facts: LOOKED,
          at: at(-1),
        },
      },
      {
        stage: 'closed',
        outcome: 'not applicable',
        outcomeDetail: 'The instance is gone: it was terminated at 13:58.',
      },
    ),
  ),
  example(
    'withdrawn',
    'Asked, and withdrawn before anybody decided',
    endedEarly('not applicable', 'The instance was terminated meanwhile. Nothing was changed.', {
      approval: approval({ status: 'WITHDRAWN', decidedAt: at(8), reason: 'The instance was terminated meanwhile.' }),
    }),
  ),
  example(
    'reviewed',
    'A finding that no playbook acts on',
    bare(
      {
        look: {
          headline: 'Look at this finding: a bucket was opened to the world',
          why: 'No playbook acts on findings of this type.',
          facts: LOOKED,
          at: at(-1),
        },
      },
      {
        playbook: 'review-finding',
        stage: 'closed',
        outcome: 'reviewed',
        outcomeDetail: 'No playbook acts on findings of type Policy:S3/BucketAnonymousAccessGranted.',
        severity: 5,
      },
    ),
  ),
];

const failures: readonly Example[] = [
  example(
    'failed-to-look',
    'It could not even be looked at',
    bare(
      {},
      {
        stage: 'closed',
        outcome: 'failed',
        outcomeDetail:
          'The account could not be looked at: AccessDenied on sts:AssumeRole of cordon-isolate-instance-investigate.',
      },
    ),
  ),
  example(
    'paused',
    'Approved, and every change is paused',
    ended('failed', `${PAUSED} It can be tried again as soon as changes are allowed.`, {
      journal: [did('protect-instance', { status: 'refused', code: 'paused', problem: PAUSED })],
    }),
  ),
  example(
    'failed-with-changes',
    'Failed, and something of it stands',
    ended('failed', 'The run ended early (TIMED_OUT). Nobody knows how far it came.', { journal: [QUARANTINED] }),
  ),
];

/** Everything that a containment can come to. */
export const ends = [...contained, ...partly, ...unchanged, ...failures];
