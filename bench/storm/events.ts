import { createHash } from 'node:crypto';
import { forTarget, loadFixture } from '../../local/findings';
import { STAGING } from '../../local/settings';
import type { Json } from '../../playbooks/kit/json';

/** One entry for PutEvents, still without its source. */
export interface StormEvent {
  readonly instanceId: string;
  readonly findingId: string;
  readonly count: number;
  readonly detail: string;
}

export interface StormSize {
  readonly events: number;
  readonly targets: number;
  /** Tells the targets of one storm from those of another. */
  readonly name: string;
  /** Every target is in the urgent lane. */
  readonly urgent?: boolean;
}

const hex = (name: string, digits: number): string => createHash('sha256').update(name).digest('hex').slice(0, digits);
export const instanceIdOf = (name: string): string => `i-${hex(`instance/${name}`, 17)}`;
/** The first digits tell a finding of a storm from any other. */
const findingIdOf = (name: string): string => `5707${hex(`finding/${name}`, 28)}`;

/** Always the same numbers from 0 up to 1 for the same seed (mulberry32). */
const random = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

interface Said {
  readonly name: string;
  readonly instanceId: string;
  readonly fixture: 'ec2-command-and-control' | 'ec2-bitcoin-dns';
  readonly severity: number;
  readonly count: number;
  readonly updatedAt: string;
}

const eventOf = ({ name, instanceId, fixture, severity, count, updatedAt }: Said): StormEvent => {
  const findingId = findingIdOf(name);
  const subject = { accountId: STAGING, instanceId, findingId, severity, count, updatedAt };
  const { detail } = forTarget(loadFixture(fixture), subject) as { detail: Json };
  return { instanceId, findingId, count, detail: JSON.stringify(detail) };
};

/** A finding that nobody may have to wait for, on a target of its own. */
export const criticalEvent = (name: string, at: Date): StormEvent =>
  eventOf({
    name,
    instanceId: instanceIdOf(name),
    fixture: 'ec2-command-and-control',
    severity: 9.1,
    count: 1,
    updatedAt: at.toISOString(),
  });

/** Nine of ten targets are in the routine lane, as a flood of cheap findings would be. */
const URGENT = 8;
const SEVERITIES = [2, 4.5, 5, 6, 2, 4, 5, 6, 3, URGENT] as const;
/** So many of these targets are urgent from the start. */
export const urgentOf = ({ targets }: StormSize): number => Math.ceil(targets / SEVERITIES.length);
const RISE = 1.5;
/** About one target of twenty the other finding is graver: from there on it is urgent. */
const RISES = { every: 20, from: 3 } as const;

/** What there is to say about one target: a finding, two later versions of it, and another finding. */
const newsOf = ({ name: storm, urgent }: StormSize, at: number, from: Date): readonly StormEvent[] => {
  const [name, severity] = [`${storm}-${at}`, urgent ? URGENT : (SEVERITIES[at % SEVERITIES.length] ?? 5)];
  const instanceId = instanceIdOf(name);
  const said = (count: number) =>
    eventOf({
      name,
      instanceId,
      fixture: 'ec2-command-and-control',
      severity,
      count,
      updatedAt: new Date(from.getTime() + count * 1000).toISOString(),
    });
  const other = eventOf({
    name: `${name}/other`,
    instanceId,
    fixture: 'ec2-bitcoin-dns',
    severity: severity + (at % RISES.every === RISES.from ? RISE : 0),
    count: 1,
    updatedAt: from.toISOString(),
  });
  return [said(1), said(2), other, said(3)];
};

/**
 * `events` events about `targets` targets in a random order, the same for the same size: what is news about a target comes in
 * the order of its versions, everything else is a copy of something that was said about it before.
 */
export const stormOf = (size: StormSize, from: Date): readonly StormEvent[] => {
  const { events, targets } = size;
  const draw = random(events * 31 + targets);
  const left = Array.from({ length: targets }, (_, at) => [...newsOf(size, at, from)]);
  const said: StormEvent[][] = left.map(() => []);
  const turns = Array.from({ length: events }, (_, at) => at % targets);
  for (let at = turns.length - 1; at > 0; at -= 1) {
    const other = Math.floor(draw() * (at + 1));
    [turns[at], turns[other]] = [turns[other] ?? 0, turns[at] ?? 0];
  }
  return turns.flatMap((target) => {
    const [news, before] = [left[target] ?? [], said[target] ?? []];
    // The first time there is nothing to copy; later news come at one turn in five, as long as there are any.
    const fresh = before.length === 0 || draw() < 0.2 ? news.shift() : undefined;
    if (fresh) before.push(fresh);
    const next = fresh ?? before[Math.floor(draw() * before.length)];
    return next ? [next] : [];
  });
};
