import type { Meta } from '../../incidents/model';
import { lastWeeks, numbersOf, weekOf } from '../../incidents/numbers';
import { PLAYBOOK, TARGET } from '../support/record-fixtures';

const NOW = new Date('2026-11-25T12:00:00.000Z');
let count = 0;
const nextId = (): string => {
  count += 1;
  return `inc-a-${count}`;
};
const meta = (change: Partial<Meta> = {}): Meta => ({
  incidentId: nextId(),
  kind: 'contain',
  playbook: PLAYBOOK.id,
  version: 1,
  target: TARGET,
  generation: 1,
  openedAt: '2026-11-23T03:00:00.000Z',
  stage: 'closed',
  origin: { by: 'finding' },
  severity: 8,
  findingCount: 1,
  revision: 1,
  times: { receivedAt: '2026-11-23T03:00:00.000Z' },
  ...change,
});
const at = (seconds: number): string => new Date(Date.parse('2026-11-23T03:00:00.000Z') + seconds * 1000).toISOString();
const contained = (human: number): Meta =>
  meta({
    outcome: 'contained',
    times: {
      activityAt: at(-60),
      receivedAt: at(0),
      askedAt: at(10),
      decidedAt: at(10 + human),
      lastChangeAt: at(30 + human),
      verifiedAt: at(35 + human),
      closedAt: at(36 + human),
    },
  });

describe('weeks', () => {
  it('begin on Monday, in UTC', () => {
    expect(weekOf('2026-11-23T00:00:00.000Z')).toBe('2026-11-23');
    expect(weekOf('2026-11-22T23:59:59.999Z')).toBe('2026-11-16');
    expect(weekOf('2027-01-01T00:00:00.000Z')).toBe('2026-12-28');
  });

  it('end with this one, and leave none out', () => {
    expect(lastWeeks(NOW, 3)).toEqual(['2026-11-09', '2026-11-16', '2026-11-23']);
  });
});

describe('the numbers', () => {
  it('split the time to contain into whose time it was, as median and 90th percentile of what was measured', () => {
    const { total } = numbersOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map(contained), NOW, 2);
    expect(total.seconds).toEqual({
      provider: { count: 10, median: 60, p90: 60 },
      machine: { count: 10, median: 30, p90: 30 },
      human: { count: 10, median: 5, p90: 9 },
      verify: { count: 10, median: 5, p90: 5 },
      total: { count: 10, median: 100, p90: 104 },
    });
  });

  it('count by how it ended; what was not contained has no time to contain', () => {
    const { total } = numbersOf(
      [
        contained(5),
        meta({ outcome: 'expired' }),
        meta({ outcome: 'expired' }),
        meta({ outcome: 'failed' }),
        meta({ stage: 'waiting' }),
      ],
      NOW,
      1,
    );
    expect(total).toMatchObject({ opened: 5, open: 1, outcomes: { contained: 1, expired: 2, failed: 1 } });
    expect(total.seconds.total?.count).toBe(1);
  });

  it('count an undo as undone when it put everything back, and never as a containment', () => {
    const undo = { kind: 'undo' as const, undoOf: 'inc-a-1' };
    const { total } = numbersOf(
      [
        contained(5),
        meta({ ...undo, outcome: 'undone' }),
        meta({ ...undo, outcome: 'denied' }),
        meta({ ...undo, stage: 'waiting' }),
      ],
      NOW,
      1,
    );
    expect(total).toMatchObject({ opened: 1, open: 0, outcomes: { contained: 1, undone: 1 } });
  });

  it('are by week and playbook, and leave older weeks out', () => {
    const view = numbersOf(
      [
        contained(5),
        meta({ playbook: 'contain-access-key', outcome: 'denied' }),
        meta({ openedAt: '2026-11-17T00:00:00.000Z', outcome: 'reviewed', playbook: 'review-finding' }),
        meta({ openedAt: '2026-11-08T00:00:00.000Z', outcome: 'failed' }),
      ],
      NOW,
      2,
    );
    expect(view.weeks).toEqual(['2026-11-16', '2026-11-23']);
    expect(view.rows.map(({ week, playbook, opened }) => [week, playbook, opened])).toEqual([
      ['2026-11-16', 'review-finding', 1],
      ['2026-11-23', 'contain-access-key', 1],
      ['2026-11-23', 'isolate-instance', 1],
    ]);
    expect(view.total.opened).toBe(3);
  });

  it('of nothing are nothing, not zero seconds', () => {
    expect(numbersOf([], NOW, 1)).toMatchObject({ rows: [], playbooks: [], total: { opened: 0, seconds: {} } });
  });
});
