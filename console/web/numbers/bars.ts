// Weeks as stacked bars. Pure.
import type { Numbers, NumbersRow, NumbersView, Part } from '../../../incidents/numbers';

export const PARTS = [
  { id: 'provider', title: 'GuardDuty', about: 'from the activity until Cordon has the finding' },
  { id: 'machine', title: 'Cordon', about: 'looking around, planning and changing' },
  { id: 'human', title: 'People', about: 'from the question to the decision' },
  { id: 'verify', title: 'Read-back', about: 'from the last change until it was seen to hold' },
] as const satisfies readonly { readonly id: Part; readonly title: string; readonly about: string }[];
export type BarPart = (typeof PARTS)[number]['id'];

export interface Bar {
  readonly week: string;
  /** Containments with known times. */
  readonly count: number;
  readonly parts: readonly { readonly id: BarPart; readonly seconds: number }[];
  /** Of the bar: medians of parts do not add up to the median of the whole. */
  readonly sum: number;
  readonly median?: number;
  readonly p90?: number;
}

const barOf = (week: string, row: Numbers | undefined): Bar => {
  const parts = PARTS.flatMap(({ id }) => {
    const spread = row?.seconds[id];
    return spread ? [{ id, seconds: spread.median }] : [];
  });
  const total = row?.seconds.total;
  return {
    week,
    count: total?.count ?? 0,
    parts,
    sum: parts.reduce((sum, { seconds }) => sum + seconds, 0),
    ...(total ? { median: total.median, p90: total.p90 } : {}),
  };
};

/** One bar per week for one playbook; weeks without a containment have an empty one. */
export const barsOf = (view: NumbersView, playbook: string): readonly Bar[] =>
  view.weeks.map((week) =>
    barOf(
      week,
      view.rows.find((row: NumbersRow) => row.week === week && row.playbook === playbook),
    ),
  );

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const STEPS = [
  1,
  5,
  10,
  30,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  72 * HOUR,
];
const LINES = 4;

/** Round values for the axis, from 0 to at least `most`. */
export const ticksFor = (most: number): readonly number[] => {
  const step = STEPS.find((one) => one * LINES >= most) ?? Math.ceil(most / LINES / (24 * HOUR)) * 24 * HOUR;
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
};

/** "30 s", "5 min", "2 h", "3 d": a round value in one unit. */
export const tickText = (seconds: number): string => {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${seconds / MINUTE} min`;
  return seconds < 24 * HOUR ? `${seconds / HOUR} h` : `${seconds / 24 / HOUR} d`;
};

/** "16 Nov" */
export const weekText = (week: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${week}T00:00:00Z`),
  );
