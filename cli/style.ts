import { stripVTControlCharacters, styleText } from 'node:util';
import { safeJson } from '../playbooks/kit/json';

export type Style = Parameters<typeof styleText>[0];

/** Findings hold text that an attacker wrote: on a terminal it stays one line and moves no cursor. */
export const plain = (text: string): string =>
  text.replace(/\p{Cc}+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/g, '');

const colours = (): boolean => process.stdout.isTTY === true && !process.env['NO_COLOR'];

/** Coloured on a terminal, plain elsewhere and where NO_COLOR is set. */
export const paint = (style: Style, text: string): string => (colours() ? styleText(style, plain(text)) : plain(text));

/** A titled list, or nothing when it has no lines. */
export const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [paint('bold', title), ...lines.map((line) => `  ${plain(line)}`)];

const width = (text: string): number => stripVTControlCharacters(text).length;

/** Columns as wide as their widest cell; the last one runs free. */
export const columns = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, at) => Math.max(all[at] ?? 0, width(cell))), []);
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - width(cell))))
      .join('  ')
      .trimEnd(),
  );
};

const UNITS = [
  ['day', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** "3 min", "2 h", "45 s"; at most one unit, rounded down. */
export const span = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  const [unit, size] = UNITS.find(([, one]) => whole >= one) ?? (['s', 1] as const);
  const count = Math.floor(whole / size);
  return `${count} ${unit}${unit === 'day' && count !== 1 ? 's' : ''}`;
};

/** The reader's own zone, to the second. */
export const at = (iso: string): string =>
  new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** "in 12 min" or "3 min ago". */
export const relative = (iso: string, now: Date): string => {
  const seconds = (Date.parse(iso) - now.getTime()) / 1000;
  return seconds >= 0 ? `in ${span(seconds)}` : `${span(-seconds)} ago`;
};

export const printJson = (value: unknown): void => console.log(safeJson(value, 2));
export const printLines = (lines: readonly string[]): void => console.log(lines.join('\n'));
