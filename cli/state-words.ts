import type { IncidentSummary } from '../incidents/views';
import type { Style } from './style';

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

export const stateOf = ({ stage, outcome }: Pick<IncidentSummary, 'stage' | 'outcome'>): StateWord =>
  stage === 'closed' ? OUTCOMES[outcome ?? 'failed'] : STAGES[stage];

/** Ends that nobody needs to look at again. */
const GOOD: readonly IncidentSummary['outcome'][] = ['contained', 'undone', 'reviewed', 'dry run', 'not applicable'];
export const endedWell = ({ outcome }: Pick<IncidentSummary, 'outcome'>): boolean => GOOD.includes(outcome);
