import { slackDate } from '../../slack-date';
import { type Inline, readMrkdwn } from './mrkdwn';
import type { Reader } from './reader';

const nameOf = (
  names: Readonly<Record<string, string>>,
  { id, label }: { readonly id: string; readonly label?: string | undefined },
): string => names[id] ?? label ?? id;

const wordsOf = (piece: Inline, reader: Reader): string => {
  switch (piece.kind) {
    case 'text':
    case 'code':
      return piece.text;
    case 'emoji':
      return `:${piece.name}:`;
    case 'user':
      return `@${nameOf(reader.people, piece)}`;
    case 'channel':
      return `#${nameOf(reader.channels, piece)}`;
    case 'group':
      return `@${nameOf(reader.groups, piece).replace(/^@/, '')}`;
    case 'broadcast':
      return `@${piece.name}`;
    case 'date':
      return slackDate(piece.seconds, piece.format, piece.fallback, reader);
    case 'link':
      return piece.label;
    default:
      return piece.inside.map((one) => wordsOf(one, reader)).join('');
  }
};

/** What a text says, without how it looks: for labels, screen readers and lists. At most `max` characters. */
export const plainText = (text: string, reader: Reader, max = 200): string => {
  const words = readMrkdwn(text)
    .map((stretch) =>
      stretch.kind === 'pre' ? stretch.text : stretch.inside.map((one) => wordsOf(one, reader)).join(''),
    )
    .join(' ');
  return words.length > max ? `${words.slice(0, max)}…` : words;
};
