import fc from 'fast-check';
import { seal } from '../../incidents/digest';
import { checkMessageBlocks, checkView } from '../../local/slack/check-blocks';
import { approveDialog, checkingDialog } from '../../slack-app/views/approve-dialog';
import { noticeDialog, REASONED, reasonDialog } from '../../slack-app/views/reason-dialogs';
import { rowWithoutRecord } from '../faults/row';
import { AT, approval, draw, everyState, note, record, row } from './records';
import { draft, finding, target } from './support';

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
  rowWithoutRecord('X19', 'U', 'never breaks Slack’s limits or ours, in any state', () => {
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
      { numRuns: 25 },
    );
  });

  rowWithoutRecord('X19', 'U', 'never becomes a mention, a link or a direction override', () => {
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
      { numRuns: 25 },
    );
  });

  rowWithoutRecord('X19', 'U', 'fits every dialog too', () => {
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
      { numRuns: 25 },
    );
  });
});
