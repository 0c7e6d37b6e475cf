import fc from 'fast-check';
import { digestOf } from '../../incidents/digest';
import { type GateInput, mayRun } from '../../incidents/gate';
import type { Approval, IncidentRecord, Meta } from '../../incidents/model';
import { EXECUTION, PLAYBOOK, plan, START, settings, TARGET } from '../support/record-fixtures';

const NOW = new Date('2026-11-23T03:20:00.000Z');
const meta = (change: Partial<Meta> = {}): Meta => ({
  incidentId: 'inc-a-1',
  kind: 'contain',
  playbook: PLAYBOOK.id,
  version: 1,
  target: TARGET,
  generation: 1,
  openedAt: START,
  stage: 'running',
  origin: { by: 'finding' },
  severity: 8,
  findingCount: 1,
  executionArn: EXECUTION,
  revision: 1,
  times: { receivedAt: START },
  ...change,
});
const approval = (change: Partial<Approval> = {}): Approval => ({
  revision: 1,
  digest: plan().digest,
  status: 'APPROVED',
  policy: { groups: ['responders'], needed: 1, excluded: [], because: [] },
  approvals: 1,
  requestedAt: START,
  expiresAt: '2026-11-23T03:30:00.000Z',
  decidedAt: '2026-11-23T03:10:00.000Z',
  ...change,
});
const record = (change: Partial<IncidentRecord> = {}): IncidentRecord => ({
  meta: meta(),
  findings: [],
  votes: [],
  journal: [],
  plan: plan(),
  approval: approval(),
  ...change,
});
const input = (change: Partial<GateInput> = {}): GateInput => ({
  record: record(),
  step: 'tag-case',
  executionArn: EXECUTION,
  now: NOW,
  settings: settings(),
  ...change,
});
const { decidedAt: _never, ...undecided } = approval();

describe('the gate before every step', () => {
  it('lets an approved step of a live plan in a live account run', () => {
    expect(mayRun(input())).toEqual({ ok: true, mode: 'live' });
  });

  it.each<[string, Partial<GateInput>, string]>([
    [
      'a forged “approved” while the request is pending',
      { record: record({ approval: approval({ status: 'PENDING' }) }) },
      'not-approved',
    ],
    ['a denied request', { record: record({ approval: approval({ status: 'DENIED' }) }) }, 'not-approved'],
    ['an expired request', { record: record({ approval: approval({ status: 'EXPIRED' }) }) }, 'not-approved'],
    ['a withdrawn request', { record: record({ approval: approval({ status: 'WITHDRAWN' }) }) }, 'not-approved'],
    ['an incident that is not on record', { record: undefined }, 'not-approved'],
    ['an approval of an earlier revision', { record: record({ meta: meta({ revision: 2 }) }) }, 'wrong-revision'],
    [
      'an approval of another digest',
      { record: record({ approval: approval({ digest: digestOf(plan({ risk: 'destructive' })) }) }) },
      'wrong-digest',
    ],
    [
      'a plan that was changed in the table',
      { record: record({ plan: { ...plan({ risk: 'destructive' }), digest: plan().digest } }) },
      'wrong-digest',
    ],
    [
      'a decision after the deadline',
      { record: record({ approval: approval({ decidedAt: '2026-11-23T03:30:00.001Z' }) }) },
      'late',
    ],
    ['a decision without a time', { record: record({ approval: undecided }) }, 'late'],
    ['another execution', { executionArn: `${EXECUTION}-forged` }, 'wrong-execution'],
    ['a step that the plan does not have', { step: 'terminate-instance' }, 'unknown-step'],
    ['a closed incident', { record: record({ meta: meta({ stage: 'closed', outcome: 'contained' }) }) }, 'closed'],
    ['a paused hub', { paused: { paused: true, reason: 'change freeze', by: 'dana', at: START } }, 'paused'],
    [
      'an open breaker',
      { breaker: { ok: false, code: 'breaker-open', text: 'The breaker is open.', page: true } },
      'breaker-open',
    ],
    ['a target put on the never-touch list since', { settings: settings({ neverTouch: [TARGET.id] }) }, 'never-touch'],
    [
      'a target whose ARN turned out to be protected',
      { targetArn: 'arn:aws:ec2:eu-west-1:222222222222:instance/i-0bastion1' },
      'never-touch',
    ],
  ])('refuses %s', (_name, change, code) => {
    const answer = mayRun(input(change));
    expect(answer).toMatchObject({ ok: false, code, page: true });
    expect(answer.ok ? '' : answer.text).toMatch(/\S/);
  });

  it('lets a decision of the last moment run', () => {
    expect(
      mayRun(input({ record: record({ approval: approval({ decidedAt: '2026-11-23T03:30:00.000Z' }) }) })).ok,
    ).toBe(true);
  });

  it('runs an approved dry run dry, and a live plan dry once its account is taken out', () => {
    const dry = plan({ mode: 'dry-run' });
    expect(mayRun(input({ record: record({ plan: dry, approval: approval({ digest: dry.digest }) }) }))).toEqual({
      ok: true,
      mode: 'dry-run',
    });
    const accounts = settings().accounts.map((account) => ({ ...account, live: false }));
    expect(mayRun(input({ settings: settings({ accounts }) }))).toEqual({ ok: true, mode: 'dry-run' });
  });

  it('says yes to nothing else: whatever one field of approval or META is changed to, it refuses', () => {
    const fields = fc.constantFrom('status', 'revision', 'digest', 'decidedAt', 'expiresAt');
    const values = fc.oneof(
      fc.constantFrom<unknown>('', null, 0, 2, 'PENDING', 'approved', '9', '2026-11-23T03:00:00.000Z'),
      fc.string(),
    );
    fc.assert(
      fc.property(fields, values, (field, value) => {
        const changed = { ...approval(), [field]: value } as Approval;
        const answer = mayRun(input({ record: record({ approval: changed }) }));
        // A deadline moved out, or a decision moved forward, is still a decision in time.
        const inTime =
          ['decidedAt', 'expiresAt'].includes(field) &&
          Boolean(changed.decidedAt) &&
          (changed.decidedAt ?? '') <= changed.expiresAt;
        expect(answer.ok).toBe(inTime);
      }),
    );
  });
});
