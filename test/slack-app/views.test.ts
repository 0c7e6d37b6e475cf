import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { seal } from '../../incidents/digest';
import type { Approval, IncidentRecord, JournalRow, Outcome } from '../../incidents/model';
import { OUTCOMES } from '../../incidents/model';
import { checkMessageBlocks, checkView } from '../../local/slack/check-blocks';
import { viewOf } from '../../slack-app/views';
import { approveDialog, checkingDialog } from '../../slack-app/views/approve-dialog';
import { noticeDialog, REASONED, reasonDialog } from '../../slack-app/views/reason-dialogs';
import { replaced } from '../../slack-app/views/replaced';
import { draft, finding, settings, target } from './support';

const note = { r: 'inc-a1b2c3d4e5-1', v: 1, c: 'C0URGENT', t: '1000.0001' };
const AT = '2026-11-20T10:07:00.000Z';

const approval = (over: Partial<Approval> = {}): Approval => ({
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

const record = (over: Partial<IncidentRecord> = {}, meta: Partial<IncidentRecord['meta']> = {}): IncidentRecord => ({
  meta: {
    incidentId: 'inc-a1b2c3d4e5-1',
    kind: 'contain',
    playbook: 'isolate-instance',
    version: 1,
    target,
    generation: 1,
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

const closed = (outcome: Outcome, over: Partial<IncidentRecord> = {}, meta: Partial<IncidentRecord['meta']> = {}) =>
  record(over, {
    stage: 'closed',
    outcome,
    outcomeDetail: 'Every step was read back.',
    times: { receivedAt: AT, closedAt: AT },
    ...meta,
  });

const draw = (given: IncidentRecord, followedBy?: string) => {
  const view = viewOf(given);
  if (!view) throw new Error('nothing to draw');
  return view({ record: given, settings, followedBy });
};
const words = (blocks: readonly KnownBlock[]): string => JSON.stringify(blocks);
const actionsOf = (blocks: readonly KnownBlock[]): readonly string[] =>
  blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) => ('action_id' in element ? [element.action_id ?? ''] : []))
      : [],
  );
const row = (over: Partial<JournalRow>): JournalRow => ({
  step: 'quarantine',
  action: 'quarantine-interfaces',
  essential: true,
  status: 'done',
  startedAt: AT,
  attempts: 1,
  ...over,
});

const everyState = (given: IncidentRecord): readonly IncidentRecord[] => [
  given,
  { ...given, meta: { ...given.meta, kind: 'undo', undoOf: 'inc-a1b2c3d4e5-1' } },
  ...(['APPROVED', 'DENIED', 'EXPIRED', 'WITHDRAWN'] as const).map((status) => ({
    ...given,
    approval: { ...approval(), status },
  })),
  ...OUTCOMES.map((outcome) => ({ ...given, meta: { ...given.meta, stage: 'closed' as const, outcome } })),
];

describe('the card of an incident', () => {
  it('is a different one, named by icon and word, for every state', () => {
    const headers = everyState(record()).map((state) => words([...draw(state).blocks].slice(0, 1)));
    expect(new Set(headers).size).toBeGreaterThanOrEqual(11);
    const icons = headers.map((header) => /"text":"([^ ]+) ([^·]+) ·/u.exec(header));
    expect(
      icons.every((match) => match !== null && /[^\x20-\x7e]/u.test(match[1] ?? '') && (match[2] ?? '').length > 3),
    ).toBe(true);
  });

  it('says what an approver needs: what, where, steps before and after, risk, reach, undo, cost, deadline, plan', () => {
    const text = words(draw(record()).blocks);
    const wanted = [
      'Isolate i-0123456789abcdef0 (web-1)',
      'Backdoor:EC2',
      'severity 8.0 High',
      'web-staging',
      'staging',
      'Quarantine every network interface',
      'Now: sg-1 on eni-1',
      'reversible',
      'Open connections drop',
      '1 other instance uses its role',
      'The groups are put back',
      'About 1 USD',
      'If nobody answers',
      'nothing is changed',
      '0 of 2 approvals',
      '<@U0DANA>',
      seal(draft()).digest.slice(0, 8),
      'left out, it is in no Auto Scaling group',
    ];
    expect(wanted.filter((part) => !text.includes(part))).toEqual([]);
  });

  it('offers buttons only where something can be decided', () => {
    const offered = (given: IncidentRecord, followedBy?: string) => actionsOf(draw(given, followedBy).blocks);
    expect(offered(record())).toEqual(['review', 'deny']);
    expect(offered(closed('contained'))).toEqual(['undo']);
    expect(offered(closed('partly contained'))).toEqual(['retry', 'undo', 'keep']);
    expect(offered(closed('partly contained', {}, { kind: 'undo', undoOf: 'inc-a1b2c3d4e5-1' }))).toEqual(['keep']);
    expect(offered(closed('contained'), 'Followed by inc-a1b2c3d4e5-2.')).toEqual([]);
    const silent = OUTCOMES.filter((outcome) => !['contained', 'partly contained'].includes(outcome)).map((outcome) =>
      closed(outcome),
    );
    expect(
      [...silent, record({ approval: approval({ status: 'APPROVED' }) })].flatMap((given) => offered(given)),
    ).toEqual([]);
  });

  it('carries request and revision in a button, and nothing else', () => {
    const block = draw(record()).blocks.find(({ type }) => type === 'actions');
    const values =
      block?.type === 'actions'
        ? block.elements.flatMap((element) => ('value' in element ? [element.value ?? ''] : []))
        : [];
    expect(values).toEqual(['{"r":"inc-a1b2c3d4e5-1","v":1}', '{"r":"inc-a1b2c3d4e5-1","v":1}']);
  });

  it('shows votes as they come in, and asks those who have not voted', () => {
    const voted = record({
      approval: approval({ approvals: 1 }),
      votes: [{ revision: 1, personId: 'dana', vote: 'approve', reason: 'matches the beacon', at: AT, door: 'slack' }],
    });
    const text = words(draw(voted).blocks);
    expect(text).toContain('1 of 2 approvals');
    expect(text).toContain('matches the beacon');
    expect(text).toContain('May decide: <@U0LEE>');
  });

  it('says that nobody can verify who started it from the console', () => {
    const byHand = record(
      {},
      {
        origin: { by: 'console', executionArn: 'arn:aws:states:eu-west-1:111111111111:execution:x:y' },
        reason: 'looks odd',
      },
    );
    expect(words(draw(byHand).blocks)).toContain('Requester unverified');
    expect(words(draw(byHand).blocks)).toContain('looks odd');
  });

  it('names the number of findings that joined', () => {
    const rows = [finding(), finding({ id: 'b', severity: 5, type: 'Recon:EC2/Portscan' })].map((one) => ({
      finding: one,
      count: 1,
      deliveries: 50,
      firstReceivedAt: AT,
      lastReceivedAt: AT,
    }));
    const text = words(draw(record({ findings: rows })).blocks);
    expect(text).toContain('1 other finding: Recon');
    expect(text).toContain('delivered 50×');
  });

  it('never says that a dry run isolated or contained anything', () => {
    const dry = seal(draft({ mode: 'dry-run' }));
    const states = [record({ plan: dry }), closed('dry run', { plan: dry, journal: [row({ status: 'would do' })] })];
    for (const state of states) {
      const { text, blocks } = draw(state);
      expect(`${text} ${words(blocks)}`).toMatch(/dry run/i);
      expect(`${text} ${words(blocks)}`).not.toMatch(/\bisolated\b|\bcontained\b/i);
    }
  });

  it('says contained only once the record does', () => {
    const before = [record(), record({ approval: approval({ status: 'APPROVED' }), journal: [row({})] })];
    expect(before.filter((state) => /contained/i.test(draw(state).text + words(draw(state).blocks)))).toEqual([]);
    expect(draw(closed('contained')).text).toContain('Contained and read back');
  });

  it('tells done, failed and not done apart when it stopped in the middle', () => {
    const journal = [
      row({ step: 'snapshot', saw: 'snap-1' }),
      row({ status: 'failed', problem: 'UnauthorizedOperation' }),
    ];
    const text = words(draw(closed('partly contained', { journal })).blocks);
    expect(text).toMatch(
      /\*Done\*.*Take a snapshot.*\*Failed\*.*Quarantine.*UnauthorizedOperation.*\*Not done\*.*standby/,
    );
  });

  it('shows on the original what was put back', () => {
    const journal = [row({ undo: { status: 'undone', detail: 'sg-1 is back', at: AT } })];
    expect(words(draw(closed('undone', { journal })).blocks)).toContain('put back, sg-1 is back');
  });

  it('is the same for the same record, whenever it is drawn', () => {
    const first = draw(record());
    const later = draw(JSON.parse(JSON.stringify(record())) as IncidentRecord);
    expect(later).toEqual(first);
  });

  it('points a copy of an earlier revision to the newer card', () => {
    const card = replaced({ record: record({}, { revision: 3 }), settings });
    expect(card.text).toContain('Replaced by revision 3');
    expect(actionsOf(card.blocks)).toEqual([]);
  });
});

const nasty = fc.oneof(
  fc.constantFrom(
    '<!channel>',
    '<@U0DANA>',
    '<https://evil.example|click me>',
    '*_~`',
    '&'.repeat(4000),
    '<'.repeat(4000),
    '"\\'.repeat(2000),
    '\u202Egnp.exe',
    '\ud800',
    '\u0000\u001b[31m',
    '😀'.repeat(2000),
    '```\n> quote',
    ':white_check_mark: contained',
    'https://evil.example/x 203.0.113.9',
    '@channel @here',
    'x'.repeat(5000),
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 400 }),
);

/** A record in which everything that somebody else can choose is chosen badly, and there is as much of it as there can be. */
const hostile = fc
  .record({ text: nasty, other: nasty, many: fc.integer({ min: 0, max: 400 }) })
  .map(({ text, other, many }) => {
    const steps = Array.from({ length: Math.min(many, 40) }, (_, index) => ({
      id: `s${index}`,
      action: 'a',
      title: text || 'step',
      essential: true,
      kind: 'do' as const,
      input: {},
      what: other,
      before: text,
      leaves: [text, other],
    }));
    const findings = Array.from({ length: many }, (_, index) => ({
      finding: finding({
        id: `${index}`,
        type: text || 'x',
        title: other,
        description: text,
        action: {
          kind: 'x',
          api: text,
          userAgent: other,
          remoteIp: text,
          domain: other,
          remoteOrg: text,
          remoteCountry: other,
        },
      }),
      count: many,
      deliveries: many,
      firstReceivedAt: AT,
      lastReceivedAt: AT,
    }));
    const plan = seal(
      draft({
        headline: text || 'x',
        riskReasons: Array(many).fill(text),
        steps,
        reach: Array.from({ length: many }, () => ({ key: 'k', text: other })),
        undo: text,
        cost: [text, other],
        notes: Array(many).fill(other),
        owner: text,
        facts: Array.from({ length: many }, () => ({
          id: 'f',
          title: text,
          status: 'known' as const,
          lines: Array(20).fill(other),
        })),
        followUp: { playbook: 'replace-access-key', reason: other },
      }),
    );
    const votes = Array.from({ length: Math.min(many, 20) }, () => ({
      revision: 1,
      personId: 'dana',
      vote: 'approve' as const,
      reason: other,
      at: AT,
      door: 'slack' as const,
    }));
    const journal = steps.map((step) => row({ step: step.id, status: 'failed', problem: text, saw: other }));
    const tagged = { ...target, name: text.slice(0, 256) };
    return record(
      { findings, plan, votes, journal, approval: approval({ reason: text }) },
      { reason: other, outcomeDetail: text, target: tagged },
    );
  });

const onlyOurMarkup = /<(?!@U0[A-Z]+>|!date\^\d+\^\{date_short_pretty\} \{time\}\|[0-9 :-]+UTC>)/;
const mrkdwnOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(mrkdwnOf);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value) return [String(value.text)];
  return Object.values(value).flatMap(mrkdwnOf);
};
const counter = { last: 0 };
const nextId = () => {
  counter.last += 1;
  return `id${counter.last}`;
};

describe('text that somebody else chose', () => {
  it('never breaks Slack’s limits or ours, in any state', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        for (const state of everyState(given)) {
          const { text, blocks } = draw(state);
          expect(checkMessageBlocks(blocks, nextId)).toMatchObject({ ok: true });
          expect(text.length).toBeLessThanOrEqual(400);
          expect(text.length).toBeGreaterThan(0);
          expect(blocks.length).toBeLessThanOrEqual(14);
          expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(8000);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never becomes a mention, a link or a direction override', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        for (const state of everyState(given)) {
          const { text, blocks } = draw(state);
          const marked = [text, ...mrkdwnOf(blocks)];
          expect(marked.filter((part) => onlyOurMarkup.test(part))).toEqual([]);
          expect(marked.join('')).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u);
          expect(marked.join('')).not.toMatch(/https?:\/\/|203\.0\.113\.9/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('fits every dialog too', () => {
    fc.assert(
      fc.property(hostile, nasty, (given, words_) => {
        const destructive = given.plan ? { ...given, plan: { ...given.plan, risk: 'destructive' as const } } : given;
        const checked = { at: AT, stale: Array(50).fill(words_), changed: [] };
        const dialogs = [
          checkingDialog(given, note),
          approveDialog(given, note, checked),
          approveDialog(destructive, note, { ...checked, stale: [], changed: Array(50).fill(words_) }),
          ...REASONED.map((what) => reasonDialog(what, given, note)),
          noticeDialog('Recorded', '✅', words_),
        ];
        for (const dialog of dialogs) expect(checkView(dialog, nextId)).toEqual({ ok: true, value: expect.anything() });
      }),
      { numRuns: 60 },
    );
  });
});
