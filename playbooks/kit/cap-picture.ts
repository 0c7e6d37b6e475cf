import type { Picture, PictureLine, PicturePart } from './picture';

/** Whoever owns the target chooses names and numbers: none of that may make a plan too large to keep. */
const MOST = { text: 160, lines: 6, reach: 10, parts: 16, bytes: 48_000 } as const;

const clip = (text: string): string => (text.length > MOST.text ? `${text.slice(0, MOST.text - 1)}…` : text);

/** What is open is shown before what is not, but only where something has to be left out. */
const weightiest = <T extends { readonly tone: string }>(all: readonly T[], most: number): readonly T[] => {
  if (all.length <= most) return all;
  return [...all.filter(({ tone }) => tone === 'open'), ...all.filter(({ tone }) => tone !== 'open')];
};

const capLines = (all: readonly PictureLine[], most: number): readonly PictureLine[] => {
  const lines = weightiest(all, most).map(({ text, tone }) => ({ text: clip(text), tone }));
  const left = lines.slice(most);
  if (left.length === 0) return lines;
  const tone = left.some((line) => line.tone === 'open') ? ('open' as const) : ('neutral' as const);
  return [...lines.slice(0, most), { text: `and ${left.length} more`, tone }];
};

const capPart = (part: PicturePart): PicturePart => ({
  ...part,
  id: clip(part.id),
  title: clip(part.title),
  lines: capLines(part.lines, MOST.lines),
  reach: capLines(part.reach, MOST.reach),
});

const leftOut = (parts: readonly PicturePart[]): readonly PictureLine[] => {
  if (parts.length === 0) return [];
  const tone = parts.some((part) => part.tone === 'open') ? ('open' as const) : ('neutral' as const);
  return [{ text: `${parts.length} more ${parts.length === 1 ? 'part is' : 'parts are'} not shown`, tone }];
};

const withParts = (picture: Picture, all: readonly PicturePart[], count: number): Picture => ({
  ...picture,
  lines: [...picture.lines, ...leftOut(all.slice(count))],
  parts: all.slice(0, count),
});

const bytesOf = (picture: Picture): number => new TextEncoder().encode(JSON.stringify(picture)).length;

/** The picture, small enough to be kept with its plan: what is left out is counted, and open things are left out last. */
export const capPicture = (picture: Picture): Picture => {
  const all = weightiest(picture.parts, MOST.parts).map(capPart);
  const capped = { ...picture, title: clip(picture.title), lines: capLines(picture.lines, MOST.lines) };
  let count = Math.min(all.length, MOST.parts);
  while (count > 0 && bytesOf(withParts(capped, all, count)) > MOST.bytes) count -= 1;
  return withParts(capped, all, count);
};
