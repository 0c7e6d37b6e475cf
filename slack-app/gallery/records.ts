import type { Approval, IncidentRecord, Meta, Outcome, Vote } from '../../incidents/model';
import { plan, seen, target } from './instance';
import { at } from './times';

export const ID = 'inc-k7m2p4q6r8-1';

export const approval = (over: Partial<Approval> = {}): Approval => ({
  revision: 1,
  digest: plan().digest,
  status: 'PENDING',
  policy: {
    groups: ['responders'],
    needed: 2,
    excluded: [{ personId: 'mika', because: 'owns the resource' }],
    because: ['A disruptive change in production needs 2 different people of responders.'],
  },
  approvals: 0,
  requestedAt: at(0),
  expiresAt: at(60),
  remindAt: at(15),
  escalateAt: at(30),
  ...over,
});

export const vote = (personId: string, minutes: number, reason: string, over: Partial<Vote> = {}): Vote => ({
  revision: 1,
  personId,
  vote: 'approve',
  reason,
  at: at(minutes),
  door: 'slack',
  ...over,
});

export const BOTH = [
  vote('dana', 4, 'the beacon is every 60 s, this is real'),
  vote('eli', 8, 'agreed, web-2 and web-3 can take the load'),
];

/** An incident that waits for people. */
export const asked = (over: Partial<IncidentRecord> = {}, meta: Partial<Meta> = {}): IncidentRecord => ({
  meta: {
    incidentId: ID,
    kind: 'contain',
    playbook: 'isolate-instance',
    version: 1,
    target,
    generation: 1,
    stage: 'waiting',
    origin: { by: 'finding' },
    severity: 8,
    findingCount: 1,
    openedAt: at(-2),
    revision: 1,
    ...meta,
    times: { activityAt: at(-14), findingAt: at(-3), receivedAt: at(-2), askedAt: at(0), ...meta.times },
  },
  findings: [seen()],
  plan: plan(),
  approval: approval(),
  votes: [],
  journal: [],
  ...over,
});

const APPROVED = { status: 'APPROVED', approvals: 2, decidedAt: at(8), decidedBy: ['dana', 'eli'] } as const;

/** Approved by two, and under way. */
export const approved = (over: Partial<IncidentRecord> = {}, meta: Partial<Meta> = {}): IncidentRecord =>
  asked(
    { approval: approval(APPROVED), votes: BOTH, ...over },
    { stage: 'running', ...meta, times: { receivedAt: at(-2), decidedAt: at(8), ...meta.times } },
  );

/** Approved by two, and ended. */
export const ended = (
  outcome: Outcome,
  outcomeDetail: string,
  over: Partial<IncidentRecord> = {},
  meta: Partial<Meta> = {},
): IncidentRecord =>
  approved(over, {
    stage: 'closed',
    outcome,
    outcomeDetail,
    ...meta,
    times: { receivedAt: at(-2), decidedAt: at(8), closedAt: at(11), ...meta.times },
  });

/** Ended before anything was begun: nobody approved. */
export const endedEarly = (
  outcome: Outcome,
  outcomeDetail: string,
  over: Partial<IncidentRecord> = {},
  meta: Partial<Meta> = {},
): IncidentRecord =>
  asked(over, {
    stage: 'closed',
    outcome,
    outcomeDetail,
    ...meta,
    times: { receivedAt: at(-2), closedAt: at(8), ...meta.times },
  });

/** Changed and read back. */
export const CHANGED = { receivedAt: at(-2), firstChangeAt: at(9), lastChangeAt: at(10), verifiedAt: at(11) } as const;

const { plan: _plan, approval: _approval, ...BARE } = asked();
/** Nothing to approve was found, or nothing could be looked at. */
export const bare = (over: Partial<IncidentRecord>, meta: Partial<Meta>): IncidentRecord => ({
  ...BARE,
  ...over,
  meta: { ...BARE.meta, ...meta },
});
