import { renderToStaticMarkup } from 'react-dom/server';
import { ApprovalView } from '../../console/web/incident/approval';
import { AskedPanel } from '../../console/web/incident/asked';
import { deadlineInWords, ifNobodyAnswers, momentsOf, spent, stillNeeded } from '../../console/web/incident/deadlines';
import { driftChoices, stepState } from '../../console/web/incident/journal-words';
import { sharesOf } from '../../console/web/incident/split';
import { actionsOf, stateOf, whyNot } from '../../console/web/incident/state';
import { StepView } from '../../console/web/incident/step';
import { absolute, clock, countdown, duration, ended, fromNow, listed } from '../../console/web/incident/words';
import type { Approval, JournalRow } from '../../incidents/model';
import { OUTCOMES } from '../../incidents/model';
import type { IncidentView, May } from '../../incidents/views';
import type { PlannedStep } from '../../playbooks/kit/plan';

const NOW = Date.parse('2026-11-23T03:10:00.000Z');
const at = (time: string): string => `2026-11-23T${time}.000Z`;

const request = (over: Partial<Approval> = {}): Approval => ({
  revision: 2,
  digest: 'd'.repeat(64),
  status: 'PENDING',
  policy: {
    groups: ['secops'],
    needed: 2,
    excluded: [{ personId: 'mika', because: 'owns the resource' }],
    because: ['A disruptive change in production needs 2 different people of secops.'],
  },
  approvals: 1,
  requestedAt: at('03:00:00'),
  remindAt: at('03:05:00'),
  remindedAt: at('03:05:03'),
  escalateAt: at('03:15:00'),
  expiresAt: at('03:40:00'),
  ...over,
});

const yes: May = { ok: true };
const no: May = { ok: false, because: 'Mika owns the resource', ask: ['Dana', 'Eli'] };

const view = (over: Partial<IncidentView> = {}): IncidentView => ({
  incidentId: 'inc-a1b2c3d4e5-1',
  kind: 'contain',
  playbook: 'isolate-instance',
  target: { kind: 'ec2-instance', accountId: '333333333333', region: 'eu-west-1', id: 'i-0123456789abcdef0' },
  account: { id: '333333333333', name: 'payments', environment: 'production' },
  headline: 'Isolate pay-api-3',
  sentence: 'GuardDuty saw pay-api-3 mine Bitcoin.',
  stage: 'waiting',
  severity: 9.2,
  findingCount: 1,
  openedBy: 'GuardDuty',
  openedAt: at('02:58:00'),
  times: { receivedAt: at('02:58:00'), askedAt: at('03:00:00') },
  split: {
    providerSeconds: 60,
    machineSeconds: 12,
    humanSeconds: undefined,
    verifySeconds: undefined,
    totalSeconds: undefined,
  },
  version: 1,
  generation: 1,
  findings: [],
  request: request(),
  votes: [
    { revision: 1, personId: 'eli', vote: 'approve', reason: 'old', at: at('02:59:00'), door: 'cli' },
    { revision: 2, personId: 'dana', vote: 'approve', reason: 'Cut <it> off', at: at('03:07:00'), door: 'slack' },
  ],
  journal: [],
  audit: [],
  chain: { ok: true, rows: 0, kept: 0 },
  earlier: [],
  names: { dana: 'Dana', eli: 'Eli', mika: 'Mika' },
  approvers: ['Dana', 'Eli'],
  may: { decide: yes, retry: no, undo: no, keep: no },
  links: [],
  ...over,
});

describe('an incident that waits for the end of a flood', () => {
  const queued = view({ stage: 'claimed', startAfter: new Date(Date.now() + 100_000).toISOString() });

  test('is queued, with an icon of its own, until its run begins', () => {
    expect(stateOf(queued)).toEqual({ icon: 'queue', word: 'Queued', tone: 'quiet' });
    expect(stateOf(view({ stage: 'claimed' })).word).toBe('Starting');
    expect(stateOf({ ...queued, stage: 'investigating' }).word).toBe('Investigating');
  });

  test('says why and until when, in the reader’s zone', () => {
    const page = renderToStaticMarkup(<AskedPanel view={queued} />);
    expect(page).toContain('opened in a flood of routine findings');
    expect(page).toMatch(/Looked at in.*1:(39|40)/);
    expect(page).toContain(`<time dateTime="${queued.startAfter}"`);
    expect(page).toContain(clock(queued.startAfter ?? '', Date.now()));
    expect(page).not.toContain('The facts are being read');
  });
});

describe('times in words', () => {
  test.each([
    [0, '0 s'],
    [0.4, 'under 1 s'],
    [59, '59 s'],
    [252, '4 min 12 s'],
    [3_660, '1 h 01 min'],
    [180_000, '2 d 2 h'],
    [-5, '0 s'],
  ])('%d s is “%s”', (seconds, said) => {
    expect(duration(seconds)).toBe(said);
  });

  test('a countdown never goes below zero', () => {
    expect([countdown(1661), countdown(3849), countdown(0.2), countdown(-3)]).toEqual([
      '27:41',
      '1:04:09',
      '00:01',
      '00:00',
    ]);
  });

  test('a moment is told from now, on the reader’s clock and in full', () => {
    expect(fromNow(at('03:15:00'), NOW)).toBe('in 5 min 00 s');
    expect(fromNow(at('03:09:50'), NOW)).toBe('10 s ago');
    expect(clock(at('03:15:00'), NOW, 'Asia/Kolkata')).toBe('08:45:00');
    expect(clock('2026-11-21T03:15:00.000Z', NOW, 'UTC')).toBe('21 Nov, 03:15:00');
    expect(absolute(at('03:15:00'), 'Europe/Berlin')).toMatch(
      /Monday,? 23 November 2026.*04:15:00 .*\(2026-11-23 03:15:00 UTC\)/,
    );
  });

  test('lists and sentences end well', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'], 'or')]).toEqual(['', 'a', 'a, b or c']);
    expect([ended('Done'), ended('Done.'), ended('Why?')]).toEqual(['Done.', 'Done.', 'Why?']);
  });
});

describe('deadlines', () => {
  test('what happened and what will happen stand in order of time; votes on an older plan do not', () => {
    expect(momentsOf(view(), NOW).map(({ title, passed }) => [title, passed])).toEqual([
      ['The question was asked', true],
      ['A reminder was sent', true],
      ['Dana approved in Slack', true],
      ['More people are asked', false],
      ['It expires', false],
    ]);
  });

  test('after a decision nothing is still to come', () => {
    const decided = view({ request: request({ status: 'DENIED', decidedAt: at('03:09:00') }) });
    expect(momentsOf(decided, NOW).map(({ title }) => title)).toEqual([
      'The question was asked',
      'A reminder was sent',
      'Dana approved in Slack',
      'Denied',
    ]);
  });

  test('what silence leads to is said, for a containment and for an undo', () => {
    expect(ifNobodyAnswers(view())).toBe(
      'If nobody answers: more people are asked first; then nothing is changed, and someone is told.',
    );
    const late = request({ escalatedAt: at('03:15:01') });
    expect(ifNobodyAnswers(view({ kind: 'undo', request: late }))).toBe(
      'If nobody answers: everything stays contained.',
    );
  });

  test('what is missing, how much time is gone, and how much is left', () => {
    expect(stillNeeded(view())).toBe('1 more approval is needed (1 of 2).');
    expect(spent(request(), NOW)).toBe(0.25);
    expect(spent(request(), NOW + 3_600_000)).toBe(1);
    expect(deadlineInWords(request(), NOW)).toBe('30 min left to decide.');
    expect(deadlineInWords(request(), NOW + 29.5 * 60_000)).toBe('Less than a minute left to decide.');
    expect(deadlineInWords(request(), NOW + 31 * 60_000)).toBe('The time to decide is over.');
  });

  test('who may not decide is named with the reason, and reasons are text', () => {
    const html = renderToStaticMarkup(<ApprovalView view={view()} />);
    expect(html).toContain('<b>Mika</b> may not decide: owns the resource.');
    expect(html).toContain('Cut &lt;it&gt; off');
    expect(html).toContain('Eli voted on an earlier plan');
    expect(html).toContain('May decide: <b>Eli</b>');
  });
});

describe('states and what they offer', () => {
  test('every end has a word of its own, with an icon', () => {
    const states = OUTCOMES.map((outcome) => stateOf(view({ stage: 'closed', outcome })));
    expect(new Set(states.map(({ word }) => word)).size).toBe(OUTCOMES.length);
    expect(new Set(states.map(({ icon }) => icon)).size).toBe(OUTCOMES.length);
  });

  test('an undo has words of its own', () => {
    expect(stateOf(view({ kind: 'undo' })).word).toBe('Undo: approval needed');
    expect(stateOf(view({ kind: 'undo', stage: 'closed', outcome: 'partly contained' })).word).toBe('Partly put back');
    expect(stateOf(view({ mode: 'dry-run' })).word).toBe('Approval needed (dry run)');
  });

  test('what is offered follows from the state, and what is not allowed stays to be seen with the reason, once', () => {
    const names = (over: Partial<IncidentView>) => actionsOf(view(over), 'eli').map(({ name }) => name);
    expect(names({})).toEqual(['approve', 'deny']);
    expect(names({ stage: 'running' })).toEqual([]);
    expect(names({ stage: 'closed', outcome: 'contained' })).toEqual(['undo']);
    expect(names({ stage: 'closed', outcome: 'denied' })).toEqual([]);
    const partly = actionsOf(view({ stage: 'closed', outcome: 'partly contained' }), 'eli');
    expect(partly.map(({ name }) => name)).toEqual(['retry', 'undo', 'keep']);
    expect(whyNot(partly)).toEqual(['Mika owns the resource. Ask Dana or Eli.']);
    expect(whyNot(actionsOf(view(), 'eli'))).toEqual([]);
  });

  test('who has approved is told so, and may still deny', () => {
    const offered = actionsOf(view(), 'dana');
    expect(offered.map(({ name, may }) => [name, may.ok])).toEqual([
      ['approve', false],
      ['deny', true],
    ]);
    expect(whyNot(offered)).toEqual(['You approved this already: it waits for somebody else.']);
  });

  test('a failed run is offered again when the record says that it may be', () => {
    const failed = view({ stage: 'closed', outcome: 'failed', may: { decide: no, retry: yes, undo: no, keep: no } });
    expect(actionsOf(failed, 'eli').map(({ name }) => name)).toEqual(['retry']);
  });

  test('people’s share of the time grows while they are waited for', () => {
    expect(sharesOf(view(), NOW).map(({ id, seconds, open }) => [id, seconds, open])).toEqual([
      ['provider', 60, false],
      ['machine', 12, false],
      ['human', 600, true],
    ]);
    expect(sharesOf(view({ stage: 'closed' }), NOW).map(({ id }) => id)).toEqual(['provider', 'machine']);
  });
});

describe('steps', () => {
  const step: PlannedStep = {
    id: 'quarantine',
    action: 'quarantine-interfaces',
    title: 'Quarantine every network interface',
    essential: true,
    kind: 'do',
    input: {},
    what: 'Both interfaces get the quarantine group.',
    before: 'eni-1: web; eni-2: data',
    leaves: [],
  };
  const row = (over: Partial<JournalRow> = {}): JournalRow => ({
    step: 'quarantine',
    action: 'quarantine-interfaces',
    essential: true,
    status: 'done',
    startedAt: at('03:08:00'),
    finishedAt: at('03:08:04'),
    attempts: 2,
    ...over,
  });
  const drift = [{ field: 'groups of eni-1', leftAs: 'sg-q', foundAs: 'sg-<theirs>' }];
  const drifted = row({
    undo: { status: 'drifted', detail: 'Someone else changed it since', drift, at: at('03:09:00') },
  });
  const words = (given: JournalRow | undefined, around: { closed: boolean; undo: boolean }) =>
    stepState(step, given, around).word;
  const open = { closed: false, undo: false };
  const over = { closed: true, undo: false };

  test('a step that never began is planned while the run is open, and not done afterwards', () => {
    expect([words(undefined, open), words(undefined, over)]).toEqual(['planned', 'not done']);
  });

  test('a step that was killed half-way is never called running once the run is over', () => {
    const killed = row({ status: 'captured' });
    expect([words(killed, open), words(killed, over)]).toEqual(['running', 'cut short']);
    expect(words(row({ status: 'captured', attempts: 0, carriedFrom: 'inc-0' }), over)).toBe('not done');
  });

  test('done in an undo means put back', () => {
    expect([words(row(), over), words(row(), { closed: true, undo: true })]).toEqual(['done', 'put back']);
  });

  test('what an undo left alone can be picked field by field', () => {
    expect(driftChoices([drifted, row()])).toEqual([
      { id: 'quarantine/groups of eni-1', step: 'quarantine', ...drift[0] },
    ]);
    expect(driftChoices([row({ undo: { status: 'drifted', detail: '', drift: 'odd', at: '' } })])).toEqual([]);
  });

  test('before and after stand beside what came of it, and all of it is text', () => {
    const html = renderToStaticMarkup(<StepView step={step} number={1} row={drifted} around={over} plain={false} />);
    expect(html).toContain('<span>eni-1: web</span><span>eni-2: data</span>');
    expect(html).toContain('sg-&lt;theirs&gt;');
    expect(html).toContain('2 attempts');
    expect(html).toContain('not put back, changed by someone else');
  });
});
