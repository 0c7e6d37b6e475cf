import type { Picture, PictureLine, PicturePart } from '../../../playbooks/kit/picture';
import { listed } from './words';

/** `gone`: only in the earlier picture. `new`: only in the later one. `turned`: it says the same, and is open or closed now. */
export type Mark = 'same' | 'gone' | 'new' | 'turned';
export interface MarkedLine extends PictureLine {
  readonly mark: Mark;
  /** What the other picture says of a line that turned. */
  readonly other?: PictureLine['tone'];
}
export interface MarkedPart extends Omit<PicturePart, 'lines' | 'reach'> {
  readonly mark: Mark;
  /** The part is in both pictures, and something of it is different. */
  readonly changed: boolean;
  readonly lines: readonly MarkedLine[];
  readonly reach: readonly MarkedLine[];
}
export interface MarkedPicture extends Omit<Picture, 'lines' | 'parts'> {
  readonly lines: readonly MarkedLine[];
  readonly parts: readonly MarkedPart[];
}
export interface Compared {
  readonly before: MarkedPicture;
  readonly now: MarkedPicture;
  /** Every difference, one sentence each; empty when the pictures say the same. */
  readonly differences: readonly string[];
}

const markLine = (line: PictureLine, others: readonly PictureLine[], mark: Mark): MarkedLine => {
  const same = others.filter(({ text }) => text === line.text);
  if (same.some(({ tone }) => tone === line.tone)) return { ...line, mark: 'same' };
  return same[0] ? { ...line, mark: 'turned', other: same[0].tone } : { ...line, mark };
};

const markLines = (lines: readonly PictureLine[], others: readonly PictureLine[], mark: Mark): readonly MarkedLine[] =>
  lines.map((line) => markLine(line, others, mark));

const key = ({ text, tone }: PictureLine): string => `${tone}/${text}`;
const linesOf = (part: PicturePart): readonly string[] => [...part.lines, ...part.reach].map(key).sort();

const differs = (a: PicturePart, b: PicturePart): boolean =>
  a.tone !== b.tone || a.title !== b.title || linesOf(a).join('\n') !== linesOf(b).join('\n');

const markPart = (part: PicturePart, other: PicturePart | undefined, mark: Mark): MarkedPart => ({
  ...part,
  mark: other ? 'same' : mark,
  changed: other !== undefined && differs(part, other),
  lines: markLines(part.lines, other ? other.lines : [], mark),
  reach: markLines(part.reach, other ? other.reach : [], mark),
});

const markPicture = (picture: Picture, other: Picture, mark: Mark): MarkedPicture => ({
  ...picture,
  lines: markLines(picture.lines, other.lines, mark),
  parts: picture.parts.map((part) =>
    markPart(
      part,
      other.parts.find(({ id }) => id === part.id),
      mark,
    ),
  ),
});

export const TONE_WORDS = { open: 'open', closed: 'closed', neutral: 'as it is' } as const;

const only = (lines: readonly PictureLine[], others: readonly PictureLine[]): readonly string[] => {
  const known = new Set(others.map(({ text }) => text));
  return lines.filter(({ text }) => !known.has(text)).map(({ text }) => text);
};

const turned = (before: readonly PictureLine[], now: readonly PictureLine[]): readonly string[] =>
  now.flatMap((line) => {
    const was = before.find(({ text }) => text === line.text);
    return was && was.tone !== line.tone
      ? [`“${line.text}” was ${TONE_WORDS[was.tone]}, is ${TONE_WORDS[line.tone]}`]
      : [];
  });

const sayLines = (before: readonly PictureLine[], now: readonly PictureLine[]): readonly string[] => {
  const [gone, added] = [only(before, now), only(now, before)];
  return [
    ...turned(before, now),
    ...(gone.length > 0 ? [`no longer ${listed(gone)}`] : []),
    ...(added.length > 0 ? [`now ${listed(added)}`] : []),
  ];
};

const sayPart = (before: PicturePart | undefined, now: PicturePart): readonly string[] => {
  if (!before) return [`${now.title}: new.`];
  const tone = before.tone === now.tone ? [] : [`was ${TONE_WORDS[before.tone]}, is ${TONE_WORDS[now.tone]}`];
  const words = [...tone, ...sayLines([...before.lines, ...before.reach], [...now.lines, ...now.reach])];
  return words.length > 0 ? [`${now.title}: ${words.join('; ')}.`] : [];
};

const sayTarget = (before: Picture, now: Picture): readonly string[] => {
  const words = sayLines(before.lines, now.lines);
  return words.length > 0 ? [`${now.title}: ${words.join('; ')}.`] : [];
};

/** Lays two pictures of one target side by side. Parts are matched by id, lines by what they say. Pure. */
export const comparePictures = (before: Picture, now: Picture): Compared => ({
  before: markPicture(before, now, 'gone'),
  now: markPicture(now, before, 'new'),
  differences: [
    ...sayTarget(before, now),
    ...now.parts.flatMap((part) =>
      sayPart(
        before.parts.find(({ id }) => id === part.id),
        part,
      ),
    ),
    ...before.parts.filter(({ id }) => !now.parts.some((part) => part.id === id)).map(({ title }) => `${title}: gone.`),
  ],
});

/** A picture that is compared with nothing. */
export const unmarked = (picture: Picture): MarkedPicture => markPicture(picture, picture, 'new');

const sayAll = (lines: readonly PictureLine[]): string =>
  lines.map(({ text, tone }) => (tone === 'neutral' ? text : `${text} (${TONE_WORDS[tone]})`)).join(', ');

/** The picture in words, for whoever cannot see it. */
export const inWords = (picture: Picture): readonly string[] => [
  `${picture.title}: ${sayAll(picture.lines) || 'nothing more is known'}.`,
  ...picture.parts.map((part) => {
    const tone = part.tone === 'neutral' ? '' : `, ${TONE_WORDS[part.tone]}`;
    const on = part.lines.length > 0 ? `: ${sayAll(part.lines)}` : '';
    const reach = part.reach.length > 0 ? `. Reach: ${sayAll(part.reach)}` : '';
    return `${part.title}${tone}${on}${reach}.`;
  }),
];
