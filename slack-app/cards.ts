import { createHash } from 'node:crypto';
import { SlackProblem } from '../adapters/slack';
import type { IncidentRecord } from '../incidents/model';
import type { Settings } from '../playbooks/kit/settings';
import { cardKey, postOnce, type Session, trying } from './posting';
import type { Copy, ViewState } from './view-state';
import { viewOf } from './views';
import type { Card, CardInput } from './views/card';
import { replaced } from './views/replaced';

const URGENT_FROM = 7;

/** Where the card of an incident belongs: severe findings, and what people asked for, go where somebody looks at once. */
export const channelOf = ({ meta }: IncidentRecord, settings: Settings): string => {
  const asked = meta.origin.by === 'person' || meta.origin.by === 'console';
  return asked || meta.severity >= URGENT_FROM ? settings.slack.channels.urgent : settings.slack.channels.routine;
};

const hashOf = (card: Card): string => createHash('sha256').update(JSON.stringify(card)).digest('hex').slice(0, 16);

/** Channels that still lack a card of this revision. A severity that rises later moves no card that stands. */
const missing = (record: IncidentRecord, settings: Settings, copies: readonly Copy[]): readonly string[] => {
  const { urgent, routine } = settings.slack.channels;
  const standing = copies.filter((copy) => copy.revision === record.meta.revision).map(({ channel }) => channel);
  const main = standing.some((channel) => channel === urgent || channel === routine)
    ? []
    : [channelOf(record, settings)];
  const { approval } = record;
  const tier =
    approval?.status === 'PENDING' && approval.escalatedAt && approval.escalatedChannel
      ? [approval.escalatedChannel]
      : [];
  return [...new Set([...main, ...tier])].filter((channel) => !standing.includes(channel));
};

const cardFor = (input: CardInput, copy: Pick<Copy, 'revision'>): Card | undefined =>
  copy.revision < input.record.meta.revision ? replaced(input) : viewOf(input.record)?.(input);

const keep = (session: Session, copies: readonly Copy[]): void => {
  session.state = { ...session.state, copies: [...copies] };
};

/** A card that somebody deleted is no copy any more: a live one is posted anew. */
const repaint = async (session: Session, copy: Copy, card: Card): Promise<void> => {
  const { poster, lease, state } = session;
  const others = state.copies.filter((one) => one !== copy);
  const mark = { incidentId: lease.incidentId, key: cardKey(copy) };
  try {
    await poster.slack.update({ channel: copy.channel, ts: copy.ts, ...card }, mark);
    keep(
      session,
      state.copies.map((one) => (one === copy ? { ...copy, painted: hashOf(card) } : one)),
    );
  } catch (error) {
    if (!(error instanceof SlackProblem) || error.slackCode !== 'message_not_found') throw error;
    keep(session, others);
  }
};

/** Makes every copy show what the record says, and posts what is missing. */
export const paintCards = async (session: Session, input: CardInput): Promise<void> => {
  for (const copy of session.state.copies) {
    const card = cardFor(input, copy);
    if (card && hashOf(card) !== copy.painted) await trying(session, () => repaint(session, copy, card));
  }
  const { revision } = input.record.meta;
  const card = cardFor(input, { revision });
  if (!card) return;
  for (const channel of missing(input.record, input.settings, session.state.copies)) {
    const part = { kind: 'card', revision, painted: hashOf(card) } as const;
    await trying(session, () => postOnce(session, part, { channel, ...card }));
  }
};

/** The message whose thread tells the story: the newest revision's card, in its main channel. */
export const threadRoot = ({ meta }: IncidentRecord, { copies }: ViewState): Copy | undefined =>
  copies.find((copy) => copy.revision === meta.revision) ?? copies.at(-1);
