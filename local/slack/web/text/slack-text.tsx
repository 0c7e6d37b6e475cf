import type { ReactNode } from 'react';
import { slackDate } from '../../slack-date';
import { keyed } from '../keyed';
import { type Inline, readMrkdwn, readPlain, type Stretch } from './mrkdwn';
import { type Reader, useReader } from './reader';

/** Turns a shortcode into its character; undefined when there is none of that name. */
export type Emoji = (name: string) => string | undefined;

export interface SlackTextProps {
  readonly text: string;
  readonly type?: 'mrkdwn' | 'plain_text';
  readonly emoji?: Emoji;
}

const none: Emoji = () => undefined;

const EmojiView = ({ name, emoji }: { readonly name: string; readonly emoji: Emoji }) => {
  const character = emoji(name);
  if (character === undefined) return <>{`:${name}:`}</>;
  return (
    <span role="img" aria-label={name.replaceAll('_', ' ')} className="emoji">
      {character}
    </span>
  );
};

const mention = (sign: string, name: string, own = false) => (
  <span className={own ? 'mention mention-own' : 'mention'}>{`${sign}${name}`}</span>
);

const userName = (reader: Reader, id: string, label: string | undefined): string =>
  reader.people[id] ?? label ?? `Unknown person ${id}`;

/** Slack shows the time in the reader's zone, and everything about it when the pointer rests on it. */
const DateView = ({ piece }: { readonly piece: Extract<Inline, { kind: 'date' }> }) => {
  const reader = useReader();
  const at = new Date(Number(piece.seconds) * 1000);
  const shown = slackDate(piece.seconds, piece.format, piece.fallback, reader);
  if (Number.isNaN(at.getTime())) return <>{shown}</>;
  const whole = slackDate(piece.seconds, '{date_long} {time_secs}', piece.fallback, reader);
  return (
    <time dateTime={at.toISOString()} title={`${whole} (${reader.timeZone})`}>
      {shown}
    </time>
  );
};

const Piece = ({ piece, emoji }: { readonly piece: Inline; readonly emoji: Emoji }): ReactNode => {
  const reader = useReader();
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'code':
      return <code className="inline-code">{piece.text}</code>;
    case 'emoji':
      return <EmojiView name={piece.name} emoji={emoji} />;
    case 'strong':
    case 'em':
    case 'del': {
      const Tag = piece.kind;
      return (
        <Tag>
          <Pieces pieces={piece.inside} emoji={emoji} />
        </Tag>
      );
    }
    case 'user':
      return mention('@', userName(reader, piece.id, piece.label), piece.id === reader.me);
    case 'channel':
      return mention('#', reader.channels[piece.id] ?? piece.label ?? piece.id);
    case 'group':
      return mention('@', (reader.groups[piece.id] ?? piece.label ?? piece.id).replace(/^@/, ''));
    case 'broadcast':
      return mention('@', piece.name, true);
    case 'date':
      return <DateView piece={piece} />;
    case 'link':
      return (
        <a href={piece.url} target="_blank" rel="noopener noreferrer">
          {piece.label}
        </a>
      );
  }
};

const Pieces = ({ pieces, emoji }: { readonly pieces: readonly Inline[]; readonly emoji: Emoji }) =>
  // The pieces of one text never change places: the text is read anew when it changes.
  keyed(pieces).map(({ key, item }) => <Piece key={key} piece={item} emoji={emoji} />);

const StretchView = ({ stretch, emoji }: { readonly stretch: Stretch; readonly emoji: Emoji }) => {
  if (stretch.kind === 'pre') return <code className="code-lines">{stretch.text}</code>;
  return (
    <span className={stretch.kind === 'quote' ? 'quote-lines' : 'text-lines'}>
      <Pieces pieces={stretch.inside} emoji={emoji} />
    </span>
  );
};

/** A text object of Block Kit. Made of inline elements alone, so that it may stand in a button, a heading or a label. */
export const SlackText = ({ text, type = 'mrkdwn', emoji = none }: SlackTextProps) => {
  if (type === 'plain_text') return <Pieces pieces={readPlain(text)} emoji={emoji} />;
  return keyed(readMrkdwn(text)).map(({ key, item }) => <StretchView key={key} stretch={item} emoji={emoji} />);
};
