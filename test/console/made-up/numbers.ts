import type { Meta, Outcome } from '../../../incidents/model';
import { type NumbersView, numbersOf } from '../../../incidents/numbers';
import { ago } from './incidents';

const WEEK = 7 * 24 * 60;
const OUTCOMES: readonly Outcome[] = [
  'contained',
  'contained',
  'denied',
  'contained',
  'expired',
  'partly contained',
  'failed',
];

/** An incident of so many weeks ago; `n` varies how long everything took. */
const meta = (now: Date, weeks: number, n: number, playbook: string, outcome: Outcome): Meta => {
  const opened = weeks * WEEK + n * 37 + 30;
  const waited = 4 + ((n * 7 + weeks * 3) % 31);
  const at = (minutes: number): string => ago(now, opened - minutes);
  const done = outcome === 'contained' || outcome === 'partly contained';
  return {
    incidentId: `inc-number${weeks}${n}-1`,
    kind: 'contain',
    playbook,
    version: 1,
    target: { kind: 'ec2-instance', accountId: '222222222222', region: 'eu-west-1', id: 'i-0abc1234def567890' },
    generation: 1,
    stage: 'closed',
    outcome,
    origin: { by: 'finding' },
    severity: 8,
    findingCount: 1,
    revision: 1,
    openedAt: at(0),
    times: {
      activityAt: at(-9 - ((n * 5 + weeks) % 12)),
      receivedAt: at(0),
      askedAt: at(0.4),
      ...(done ? { decidedAt: at(waited), lastChangeAt: at(waited + 0.8), verifiedAt: at(waited + 1.3) } : {}),
      closedAt: at(waited + 1.5),
    },
  };
};

/** Twelve weeks with a quiet one in between. */
export const madeUpNumbers = (now: Date, weeks: number): NumbersView => {
  const busy = Array.from({ length: 26 }, (_, week) => week).filter((week) => week !== 4);
  const metas = busy.flatMap((week) =>
    Array.from({ length: 1 + ((week * 5) % 4) }, (_, n) =>
      meta(
        now,
        week,
        n,
        n % 2 === 0 ? 'isolate-instance' : 'contain-access-key',
        OUTCOMES[(week + n) % 7] ?? 'contained',
      ),
    ),
  );
  return numbersOf(metas, now, weeks);
};
