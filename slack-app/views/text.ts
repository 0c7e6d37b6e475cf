import type { MrkdwnElement, PlainTextElement } from '@slack/types';
import { utc } from '../../incidents/moment';

// Text from findings, tags and accounts was chosen by somebody else, perhaps by the attacker. It reaches Slack only through this file.

// Control characters, directional overrides and isolates, zero-width characters, byte order mark: what makes text look like other text.
const INVISIBLE =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]+/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const PUBLIC_IP =
  /\b(?!10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)(\d{1,3}\.\d{1,3}\.\d{1,3})\.(\d{1,3})\b(?!\/)/g;

/** One line without tricks, at most `max` characters of JSON, before any escaping. */
export const cleaned = (text: string, max: number): string => {
  const line = text
    .slice(0, max * 4 + 100)
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(INVISIBLE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return weight(line) <= max ? line : `${shortened(line, max - 1)}…`;
};

/** Characters as Slack counts them against a message: in JSON, where quotes and backslashes are two. */
const weight = (text: string): number => JSON.stringify(text).length - 2;

const shortened = (text: string, max: number): string => {
  const over = weight(text);
  if (over <= max) return text;
  const cut = text.slice(0, Math.min(text.length - 1, Math.floor((text.length * max) / over)));
  return shortened(cut.replace(LONE_SURROGATE, ''), max);
};

/** Nobody follows by accident what an attacker runs: 198.51.100[.]7, hxxps://… */
export const defanged = (text: string): string =>
  text.replace(/\bhttp(s?):\/\//gi, 'hxxp$1://').replace(PUBLIC_IP, '$1[.]$2');

/** Escaping makes text longer: what is over is cut, never inside an entity. */
const escaped = (text: string, max: number): string => {
  const whole = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return whole.length <= max * 2
    ? whole
    : `${whole
        .slice(0, max * 2)
        .replace(/&[a-z]*$/, '')
        .replace(/[\ud800-\udbff]$/, '')}…`;
};

// A marker only formats where a word does not go on before it; a word joiner there takes its power and keeps snake_case copyable.
const MARKER = /(?<![\p{L}\p{N}])([*_~])/gu;
const EMOJI = /:(?=[a-z0-9_+'-]+:)/gi;

/** Somebody else's words inside mrkdwn: no markup, no mention, no link, no formatting and no icons of its own. */
export const safe = (text: string, max = 300): string =>
  escaped(defanged(cleaned(text, max)), max)
    .replaceAll('`', 'ʼ')
    .replace(MARKER, '\u2060$1')
    .replace(EMOJI, ':\u2060');

/** Somebody else's identifier, shown exactly and in code style, where nothing is markup. */
export const code = (text: string, max = 120): string => {
  const inner = escaped(defanged(cleaned(text, max)), max).replaceAll('`', 'ʼ');
  return inner === '' ? '–' : `\`${inner}\``;
};

/** A domain that an attacker owns: the last dot is broken, so that no client makes it a link. */
export const domain = (name: string): string => code(name.replace(/\.(?=[^.]*$)/, '[.]'), 120);

/** The reader's own time zone, and UTC where that is not shown. */
export const when = (iso: string): string => {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return 'an unknown time';
  return `<!date^${Math.floor(time / 1000)}^{date_short_pretty} {time}|${utc(iso)}>`;
};

const MOMENT = /\b(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC\b/g;

/** What somebody is told, moments by their own clock. */
export const answered = (text: string, max: number): string =>
  safe(text, max).replace(MOMENT, (_, day: string, time: string) => when(`${day}T${time}:00Z`));

/** Somebody's stated reason, in quotes. */
export const said = (reason: string, max: number): string =>
  reason.trim() === '' ? 'no reason given' : `“${safe(reason, max)}”`;

export const person = (slackUser: string): string => `<@${slackUser}>`;

/** As many of the parts as fit; the rest is counted, never silently left out and never cut inside markup. */
export const fitting = (parts: readonly string[], max: number, what = 'more', separator = '\n'): string => {
  const kept: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (length + part.length + separator.length > max - 60) break;
    kept.push(part);
    length += part.length + separator.length;
  }
  const left = parts.length - kept.length;
  return [...kept, ...(left > 0 ? [`… and ${left} ${what}`] : [])].join(separator);
};

/** `verbatim`: Slack makes no links or mentions of its own out of the text. */
export const mrkdwn = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });
export const plain = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: cleaned(text, max) || '–',
  emoji: true,
});

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** 7380 → "2 h 3 min"; below a minute in seconds. */
export const duration = (seconds: number): string => {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
