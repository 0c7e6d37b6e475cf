import type { IncidentSummary } from '../incidents/views';
import { relative, type Style } from './style';

/** A state as an icon, a word and a colour: never colour alone. */
export interface StateWord {
  readonly icon: string;
  readonly word: string;
  readonly style: Style;
}

const OUTCOMES: Readonly<Record<NonNullable<IncidentSummary['outcome']>, StateWord>> = {
  contained: { icon: '✓', word: 'contained', style: 'green' },
  'partly contained': { icon: '⚠', word: 'partly contained', style: 'yellow' },
  undone: { icon: '↩', word: 'put back', style: 'cyan' },
  denied: { icon: '✕', word: 'denied', style: 'gray' },
  expired: { icon: '⌛', word: 'expired', style: 'yellow' },
  stale: { icon: '↻', word: 'stale', style: 'yellow' },
  'not applicable': { icon: '–', word: 'not applicable', style: 'gray' },
  reviewed: { icon: '👁', word: 'reviewed', style: 'gray' },
  'dry run': { icon: '○', word: 'dry run', style: 'gray' },
  failed: { icon: '⚠', word: 'failed', style: 'red' },
};
const STAGES: Readonly<Record<Exclude<IncidentSummary['stage'], 'closed'>, StateWord>> = {
  claimed: { icon: '…', word: 'starting', style: 'gray' },
  investigating: { icon: '…', word: 'investigating', style: 'gray' },
  waiting: { icon: '⏳', word: 'waiting for approval', style: 'magenta' },
  running: { icon: '▶', word: 'running', style: 'blue' },
};

const QUEUED: StateWord = { icon: '≡', word: 'queued', style: 'gray' };

type Standing = Pick<IncidentSummary, 'stage' | 'startAfter' | 'outcome'>;

export const stateOf = ({ stage, startAfter, outcome }: Standing): StateWord => {
  if (stage === 'closed') return OUTCOMES[outcome ?? 'failed'];
  return stage === 'claimed' && startAfter ? QUEUED : STAGES[stage];
};

/** When what was opened in a flood is looked at; undefined for everything else. */
export const turnOf = ({ stage, startAfter }: Standing, now: Date): string | undefined => {
  if (stage !== 'claimed' || !startAfter) return undefined;
  const when = startAfter > now.toISOString() ? `looked at ${relative(startAfter, now)}` : 'its turn has come';
  return `opened in a flood of routine findings, ${when}`;
};

/** Ends that nobody needs to look at again. */
const GOOD: readonly IncidentSummary['outcome'][] = ['contained', 'undone', 'reviewed', 'dry run', 'not applicable'];
export const endedWell = ({ outcome }: Pick<IncidentSummary, 'outcome'>): boolean => GOOD.includes(outcome);
