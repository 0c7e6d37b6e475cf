import type { KnownBlock } from '@slack/types';
import { seal } from '../../incidents/digest';
import type { Approval, IncidentRecord, JournalRow, Outcome } from '../../incidents/model';
import { OUTCOMES } from '../../incidents/model';
import { viewOf } from '../../slack-app/views';
import { draft, finding, settings, target } from './support';

export const note = { r: 'inc-a1b2c3d4e5-1', v: 1, c: 'C0URGENT', t: '1000.0001' };
export const AT = '2026-11-20T10:07:00.000Z';

export const approval = (over: Partial<Approval> = {}): Approval => ({
  revision: 1,
  digest: 'a'.repeat(64),
  status: 'PENDING',
  policy: { groups: ['responders'], needed: 2, excluded: [], because: ['A disruptive change needs two people.'] },
  approvals: 0,
  requestedAt: AT,
  expiresAt: '2026-11-20T10:37:00.000Z',
  escalateAt: '2026-11-20T10:22:00.000Z',
  ...over,
});

export const record = (
  over: Partial<IncidentRecord> = {},
  meta: Partial<IncidentRecord['meta']> = {},
): IncidentRecord => ({
  meta: {
    incidentId: 'inc-a1b2c3d4e5-1',
    kind: 'contain',
    playbook: 'isolate-instance',
    version: 1,
    target,
    generation: 1,
    openedAt: AT,
    stage: 'waiting',
    origin: { by: 'finding' },
    severity: 8,
    findingCount: 1,
    revision: 1,
    times: { receivedAt: AT },
    ...meta,
  },
  findings: [{ finding: finding(), count: 4, deliveries: 1, firstReceivedAt: AT, lastReceivedAt: AT }],
  plan: seal(draft()),
  approval: approval(),
  votes: [],
  journal: [],
  ...over,
});

export const closed = (
  outcome: Outcome,
  over: Partial<IncidentRecord> = {},
  meta: Partial<IncidentRecord['meta']> = {},
) =>
  record(over, {
    stage: 'closed',
    outcome,
    outcomeDetail: 'Every step was read back.',
    times: { receivedAt: AT, closedAt: AT },
    ...meta,
  });

export const draw = (given: IncidentRecord, followedBy?: string) => {
  const view = viewOf(given);
  if (!view) throw new Error('nothing to draw');
  return view({ record: given, settings, followedBy });
};
export const words = (blocks: readonly KnownBlock[]): string => JSON.stringify(blocks);
export const actionsOf = (blocks: readonly KnownBlock[]): readonly string[] =>
  blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) => ('action_id' in element ? [element.action_id ?? ''] : []))
      : [],
  );
export const row = (over: Partial<JournalRow>): JournalRow => ({
  step: 'quarantine',
  action: 'quarantine-interfaces',
  essential: true,
  status: 'done',
  startedAt: AT,
  attempts: 1,
  ...over,
});

export const everyState = (given: IncidentRecord): readonly IncidentRecord[] => [
  given,
  { ...given, meta: { ...given.meta, kind: 'undo', undoOf: 'inc-a1b2c3d4e5-1' } },
  ...(['APPROVED', 'DENIED', 'EXPIRED', 'WITHDRAWN'] as const).map((status) => ({
    ...given,
    approval: { ...approval(), status },
  })),
  ...OUTCOMES.map((outcome) => ({ ...given, meta: { ...given.meta, stage: 'closed' as const, outcome } })),
];
