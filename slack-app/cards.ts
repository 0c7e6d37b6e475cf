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

/** Where the card of an incident belongs: drills go to a channel of their own; severe findings, and what people asked for, go where somebody looks at once. */
export const channelOf = ({ meta }: IncidentRecord, settings: Settings): string => {
  if ((meta.origin.by === 'drill' || meta.drill) && settings.drills) return settings.drills.channel;
  const asked = meta.origin.by === 'person' || meta.origin.by === 'console';
  return asked || meta.severity >= URGENT_FROM ? settings.slack.channels.urgent : settings.slack.channels.routine;
};

const hashOf = (card: Card): string => createHash('sha256').update(JSON.stringify(card)).digest('hex').slice(0, 16);

/** How often a finding was delivered is shown, but is no reason to repaint: fifty copies at once would be fifty updates. */
const calm = (input: CardInput): CardInput => ({
  ...input,
  record: { ...input.record, findings: input.record.findings.map((row) => ({ ...row, deliveries: 1 })) },
});

/** Channels that still lack a card of this revision. A severity that rises later moves no card that stands. */
const missing = (record: IncidentRecord, settings: Settings, copies: readonly Copy[]): readonly string[] => {
  const { urgent, routine } = settings.slack.channels;
  const standing = copies.filter((copy) => copy.revision === record.meta.revision).map(({ channel }) => channel);
  const [own, mains] = [channelOf(record, settings), [urgent, routine, settings.drills?.channel]];
  const main = standing.some((channel) => mains.includes(channel)) ? [] : [own];
  const { approval } = record;
  const tier =
    approval?.status === 'PENDING' && approval.escalatedAt && approval.escalatedChannel
      ? [approval.escalatedChannel]
      : [];
  return [...new Set([...main, ...tier])].filter((channel) => !standing.includes(channel));
};

interface Drawn {
  readonly card: Card;
  readonly hash: string;
}
const cardFor = (input: CardInput, copy: Pick<Copy, 'revision'>): Drawn | undefined => {
  const view = copy.revision < input.record.meta.revision ? replaced : viewOf(input.record);
  return view && { card: view(input), hash: hashOf(view(calm(input))) };
};

const keep = (session: Session, copies: readonly Copy[]): void => {
  session.state = { ...session.state, copies: [...copies] };
};

/** A card that somebody deleted is no copy any more: a live one is posted anew. */
const repaint = async (session: Session, copy: Copy, { card, hash }: Drawn): Promise<void> => {
  const { poster, lease, state } = session;
  const others = state.copies.filter((one) => one !== copy);
  const mark = { incidentId: lease.incidentId, key: cardKey(copy) };
  try {
    await poster.slack.update({ channel: copy.channel, ts: copy.ts, ...card }, mark);
    keep(
      session,
      state.copies.map((one) => (one === copy ? { ...copy, painted: hash } : one)),
    );
  } catch (error) {
    if (!(error instanceof SlackProblem) || error.slackCode !== 'message_not_found') throw error;
    keep(session, others);
  }
};

/** Makes every copy show what the record says, and posts what is missing. */
export const paintCards = async (session: Session, input: CardInput): Promise<void> => {
  for (const copy of session.state.copies) {
    const drawn = cardFor(input, copy);
    if (drawn && drawn.hash !== copy.painted) await trying(session, () => repaint(session, copy, drawn));
  }
  const { revision } = input.record.meta;
  const drawn = cardFor(input, { revision });
  if (!drawn) return;
  for (const channel of missing(input.record, input.settings, session.state.copies)) {
    const part = { kind: 'card', revision, painted: drawn.hash } as const;
    await trying(session, () => postOnce(session, part, { channel, ...drawn.card }));
  }
};

/** The message whose thread tells the story: the newest revision's card, in its main channel. */
export const threadRoot = ({ meta }: IncidentRecord, { copies }: ViewState): Copy | undefined =>
  copies.find((copy) => copy.revision === meta.revision) ?? copies.at(-1);
