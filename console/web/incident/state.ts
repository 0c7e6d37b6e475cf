import type { IncidentView, May } from '../../../incidents/views';
import { ended, listed } from './words';

export type StateIcon =
  | 'search'
  | 'queue'
  | 'hourglass'
  | 'running'
  | 'check'
  | 'half'
  | 'back'
  | 'denied'
  | 'expired'
  | 'refresh'
  | 'minus'
  | 'eye'
  | 'flask'
  | 'cross';
export type StateTone = 'ask' | 'active' | 'good' | 'warn' | 'bad' | 'quiet';

/** A state is an icon and a word, and a colour that says nothing the word does not. */
export interface State {
  readonly icon: StateIcon;
  readonly word: string;
  readonly tone: StateTone;
}

const state = (icon: StateIcon, word: string, tone: StateTone): State => ({ icon, word, tone });

const OUTCOMES: Readonly<Record<NonNullable<IncidentView['outcome']>, readonly [contain: State, undo?: State]>> = {
  contained: [state('check', 'Contained', 'good')],
  'partly contained': [state('half', 'Partly contained', 'warn'), state('half', 'Partly put back', 'warn')],
  undone: [state('back', 'Put back', 'good')],
  denied: [state('denied', 'Denied', 'quiet'), state('denied', 'Undo denied', 'quiet')],
  expired: [state('expired', 'Expired', 'warn'), state('expired', 'Undo expired', 'warn')],
  stale: [state('refresh', 'Plan out of date', 'warn')],
  'not applicable': [state('minus', 'Nothing to do', 'quiet')],
  reviewed: [state('eye', 'For review', 'quiet')],
  'dry run': [state('flask', 'Dry run, nothing changed', 'quiet')],
  failed: [state('cross', 'Failed', 'bad'), state('cross', 'Undo failed', 'bad')],
};

type Shown = Pick<IncidentView, 'kind' | 'stage' | 'startAfter' | 'outcome' | 'undo' | 'mode'>;

/** How an incident stands, for its headline. */
export const stateOf = ({ kind, stage, startAfter, outcome, undo, mode }: Shown): State => {
  const undoing = kind === 'undo';
  switch (stage) {
    case 'claimed':
      return startAfter ? state('queue', 'Queued', 'quiet') : state('search', 'Starting', 'active');
    case 'investigating':
      return state('search', undoing ? 'Planning the undo' : 'Investigating', 'active');
    case 'waiting':
      return state('hourglass', waitingWord(undoing, mode), 'ask');
    case 'running':
      return state('running', undoing ? 'Putting back' : 'Approved, running', 'active');
    case 'closed':
      if (undo?.open) return state('back', 'Undo under way', 'active');
      return closedState(undoing, outcome);
  }
};

const waitingWord = (undoing: boolean, mode: Shown['mode']): string =>
  `${undoing ? 'Undo: approval needed' : 'Approval needed'}${mode === 'dry-run' ? ' (dry run)' : ''}`;

const closedState = (undoing: boolean, outcome: Shown['outcome']): State => {
  const [contain, undo] = OUTCOMES[outcome ?? 'failed'];
  return undoing ? (undo ?? contain) : contain;
};

export type ActionName = 'approve' | 'deny' | 'retry' | 'undo' | 'keep';
export interface OfferedAction {
  readonly name: ActionName;
  readonly may: May;
}

type Offering = Pick<IncidentView, 'stage' | 'outcome' | 'kind' | 'may' | 'kept' | 'request' | 'votes'>;

const VOTED: May = { ok: false, because: 'You approved this already: it waits for somebody else.', ask: [] };

const votedYes = ({ request, votes }: Offering, personId: string): boolean =>
  votes.some((vote) => vote.personId === personId && vote.vote === 'approve' && vote.revision === request?.revision);

/** What the page offers `personId` now: what may be done, and what could be if another person asked, with the reason. */
export const actionsOf = (view: Offering, personId: string): readonly OfferedAction[] => {
  const { may, stage, outcome, kind, kept } = view;
  const offer = (name: ActionName, answer: May): OfferedAction => ({ name, may: answer });
  if (stage === 'waiting')
    return [offer('approve', votedYes(view, personId) ? VOTED : may.decide), offer('deny', may.decide)];
  if (stage !== 'closed') return [];
  const partly = outcome === 'partly contained' && !kept;
  return [
    ...((partly && kind === 'contain') || may.retry.ok ? [offer('retry', may.retry)] : []),
    ...((kind === 'contain' && (partly || outcome === 'contained')) || may.undo.ok ? [offer('undo', may.undo)] : []),
    ...(partly || may.keep.ok ? [offer('keep', may.keep)] : []),
  ];
};

/** Why something is not allowed, and whom to ask, each said once. */
export const whyNot = (offered: readonly OfferedAction[]): readonly string[] => {
  const sentences = offered.flatMap(({ may }) => {
    if (may.ok) return [];
    const because = ended(may.because);
    return [may.ask.length > 0 ? `${because} Ask ${listed(may.ask, 'or')}.` : because];
  });
  return [...new Set(sentences)];
};
