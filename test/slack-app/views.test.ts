import { seal } from '../../incidents/digest';
import type { IncidentRecord } from '../../incidents/model';
import { OUTCOMES } from '../../incidents/model';
import { showAnswer } from '../../slack-app/views/answers';
import { entry } from '../../slack-app/views/entry';
import { replaced } from '../../slack-app/views/replaced';
import { AT, actionsOf, approval, closed, draw, everyState, record, row, words } from './records';
import { draft, finding, settings } from './support';

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
      'now: sg-1 on eni-1',
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
      'Left out: Move to standby, because it is in no Auto Scaling group',
    ];
    expect(wanted.filter((part) => !text.includes(part))).toEqual([]);
  });

  it('says of what waits for the end of a flood why, and until when, in lists and when asked', () => {
    const { approval: _none, plan: _yet, ...rest } = record({}, { stage: 'claimed', startAfter: AT });
    const line = entry(rest, settings);
    expect(line).toContain('🕒 Queued · opened in a flood of routine findings, looked at after <!date^');
    expect(words(showAnswer({ record: rest, settings }).blocks)).toContain(
      'It was opened in a flood of routine findings',
    );
    const { startAfter: _over, ...meta } = rest.meta;
    expect(entry({ ...rest, meta: { ...meta, stage: 'investigating' } }, settings)).toContain('🔎 Looking · ');
  });

  it('offers buttons only where something can be decided', () => {
    const offered = (given: IncidentRecord, followedBy?: string) => actionsOf(draw(given, followedBy).blocks);
    expect(offered(record())).toEqual(['review', 'deny']);
    expect(offered(closed('contained'))).toEqual(['undo']);
    expect(offered(closed('partly contained'))).toEqual(['retry', 'undo', 'keep']);
    expect(offered(closed('partly contained', {}, { kind: 'undo', undoOf: 'inc-a1b2c3d4e5-1' }))).toEqual([
      'undo',
      'keep',
    ]);
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
