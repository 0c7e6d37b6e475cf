import { type Reader, slackDate } from './slack-date';

export interface TextReader extends Reader {
  /** Names of people by Slack id; an unknown id is shown as it is. */
  readonly names?: Readonly<Record<string, string>> | undefined;
}

/** Control characters would move a terminal's cursor, and bidirectional marks would reorder what it shows. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Text from anywhere, made safe to print: line breaks stay, everything that a terminal obeys goes. */
export const safeText = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replaceAll('\t', ' ').replace(UNSAFE, '');

const decode = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const command = (name: string, label: string | undefined, reader: TextReader): string => {
  const [kind = '', seconds = '', format = ''] = name.split('^');
  if (kind === 'date') return slackDate(seconds, decode(format), label ?? '', reader);
  if (kind === 'subteam') return label ?? `@${seconds}`;
  return label ?? `@${kind}`;
};

/** One `<…>` of mrkdwn: a person, a channel, a command such as a date, or a link. */
const reference = (inside: string, reader: TextReader): string => {
  const bar = inside.indexOf('|');
  const [target, label] = bar < 0 ? [inside, undefined] : [inside.slice(0, bar), inside.slice(bar + 1)];
  switch (target[0]) {
    case '@':
      return `@${reader.names?.[target.slice(1)] ?? label ?? target.slice(1)}`;
    case '#':
      return `#${label ?? target.slice(1)}`;
    case '!':
      return command(target.slice(1), label, reader);
    default:
      return label === undefined || label === target ? target : `${label} (${target})`;
  }
};

const expand = (text: string, reader: TextReader): string =>
  text.replace(/<([^<>\n]+)>/g, (_, inside: string) => reference(inside, reader));

const BEFORE = '(^|[\\s(\\[{"\'“‘—–·:/-])';
const AFTER = '(?=$|[\\s)\\]}.,:;!?"\'”’—–·/-])';
const EMPHASIS = ['*', '_', '~'].map(
  (mark) => new RegExp(`${BEFORE}\\${mark}(?!\\s)([^\\n${mark}]+?)(?<!\\s)\\${mark}${AFTER}`, 'gm'),
);

const unmark = (text: string): string => EMPHASIS.reduce((plain, pattern) => plain.replace(pattern, '$1$2'), text);

/** Between marks formatting is taken off; inside code nothing is. */
const piece = (text: string, index: number, reader: TextReader): string => {
  const expanded =
    index % 2 === 1 ? expand(text.replace(/^```\n?|\n?```$|^`|`$/g, ''), reader) : expand(unmark(text), reader);
  return decode(expanded);
};

/**
 * Slack's mrkdwn as plain text: references shown as a reader sees them, formatting taken off, entities decoded last, so that
 * escaped content never becomes a reference.
 */
export const mrkdwnText = (text: string, reader: TextReader): string =>
  safeText(
    safeText(text)
      .split(/(```[\s\S]*?```|`[^`\n]+`)/)
      .map((part, index) => piece(part, index, reader))
      .join(''),
  );
