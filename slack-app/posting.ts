import { type BulkSlack, type Message, NO_ANSWER, SlackProblem } from '../adapters/slack';
import type { Store } from '../incidents/store';
import { type Copy, type Lease, type Pending, saveViewState, type ViewState } from './view-state';

/** What the poster works with. */
export interface Poster {
  readonly store: Store;
  readonly slack: BulkSlack;
  /** A new name for each run, so that no run ends another's lease. */
  readonly newHolder: () => string;
}

/** One run over one incident. `state` is what Slack shows, as far as the run has come. */
export interface Session {
  readonly poster: Poster;
  readonly lease: Lease;
  state: ViewState;
  /** True while it is not known whether the message that was last begun stands in Slack. */
  open: boolean;
  readonly problems: SlackProblem[];
}

/** One message, by what it is: what it changes in the view once it stands in Slack. */
export type Part =
  | { readonly kind: 'card'; readonly revision: number; readonly painted: string }
  | { readonly kind: 'line'; readonly upTo: number }
  | { readonly kind: 'page'; readonly upTo: number }
  | { readonly kind: 'end'; readonly personId: string };

const keyOf = (part: Part, channel: string): string => {
  if (part.kind === 'card') return `card/${part.revision}/${channel}`;
  return part.kind === 'end' ? `end/${part.personId}` : `${part.kind}/${part.upTo}`;
};

const partOf = (key: string): Part | undefined => {
  const [kind, rest = ''] = key.split('/');
  if (kind === 'card') return { kind, revision: Number(rest), painted: '' };
  if (kind === 'end') return { kind, personId: rest };
  return kind === 'line' || kind === 'page' ? { kind, upTo: Number(rest) } : undefined;
};

/** The mark that a card carries, for its updates. */
export const cardKey = ({ channel, revision }: Pick<Copy, 'channel' | 'revision'>): string =>
  keyOf({ kind: 'card', revision, painted: '' }, channel);

const settled = (state: ViewState, part: Part, copy: Pick<Copy, 'channel' | 'ts'>): ViewState => {
  const { pending: _, ...rest } = state;
  switch (part.kind) {
    case 'card':
      return { ...rest, copies: [...rest.copies, { ...copy, revision: part.revision, painted: part.painted }] };
    case 'line':
      return { ...rest, threadedSeq: Math.max(rest.threadedSeq, part.upTo) };
    case 'page':
      return { ...rest, pagedSeq: Math.max(rest.pagedSeq, part.upTo) };
    case 'end':
      return withTold(rest, part.personId);
  }
};

/** This person has been told the end, or cannot be. */
export const withTold = (state: ViewState, personId: string): ViewState => ({
  ...state,
  told: [...new Set([...state.told, personId])],
});

/**
 * Does one thing in Slack. What Slack refuses, or asks to wait for, keeps nothing else from being tried and is kept for the end.
 * Without any answer the run stops here: whether the message stands is open, and only one such question can be kept.
 */
export const trying = async (session: Session, act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof SlackProblem) || error.code === 'unreachable') throw error;
    session.problems.push(error);
  }
};

/** Slack refusing to look is as good as not found: what must be posted is posted then. */
const find = async (
  { poster, lease }: Session,
  { channel, threadTs, since, key }: Pending,
): Promise<string | undefined> => {
  try {
    return await poster.slack.find(
      { channel, since, ...(threadTs ? { threadTs } : {}) },
      { incidentId: lease.incidentId, key },
    );
  } catch (error) {
    if (error instanceof SlackProblem && error.code === 'refused') return undefined;
    throw error;
  }
};

/** Finishes what a killed run, or a lost answer, left open: a message that did reach Slack is adopted and not posted again. */
export const settlePending = async (session: Session): Promise<void> => {
  const { pending, ...rest } = session.state;
  if (!pending) return;
  const part = partOf(pending.key);
  if (part?.kind === 'end') {
    // Cordon may not read direct messages, so it cannot look: better a message too few than the same one again and again.
    session.state = withTold(rest, part.personId);
    return;
  }
  const ts = part && (await find(session, pending));
  session.state = part && ts ? settled(session.state, part, { channel: pending.channel, ts }) : rest;
};

/** Whether the message may stand in Slack all the same. Direct messages cannot be looked for, so there only silence counts as perhaps. */
const mayStand = (part: Part, error: unknown): boolean => {
  if (!(error instanceof SlackProblem)) return true;
  return part.kind === 'end' ? error.slackCode === NO_ANSWER : error.code === 'unreachable';
};

/** Posts one message at most once: what is about to be posted is written down first. */
export const postOnce = async (session: Session, part: Part, message: Message): Promise<void> => {
  const { poster, lease, state } = session;
  const { channel, threadTs } = message;
  const key = keyOf(part, channel);
  const pending = { key, channel, since: poster.store.now().toISOString(), ...(threadTs ? { threadTs } : {}) };
  await saveViewState(poster.store.port, lease, { ...state, pending });
  session.open = true;
  try {
    const { ts } = await poster.slack.post(message, { incidentId: lease.incidentId, key });
    session.state = settled(state, part, { channel, ts });
    session.open = false;
  } catch (error) {
    if (mayStand(part, error)) throw error;
    session.open = false;
    // Another object: what was written down before the message is saved without it.
    session.state = { ...state };
    throw error;
  }
  // Somebody may click within the same second: a card counts as ours before anything else is posted.
  if (part.kind === 'card') await saveViewState(poster.store.port, lease, session.state);
};
