import { crc32, deflateSync, inflateSync } from 'node:zlib';

// Pictures of pages have few colours: written with a palette they are a third as large, and nobody sees it. Reads what
// Chromium writes: eight bits per channel, RGB or RGBA, not interlaced.

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Three bytes per pixel. */
  readonly rgb: Uint8Array;
}

const chunksOf = (png: Buffer): readonly { readonly type: string; readonly data: Buffer }[] => {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
};

const paeth = (left: number, up: number, corner: number): number => {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
};

/** What each of PNG's five filters took from a byte, to be added again. */
const taken = (filter: number, left: number, up: number, corner: number): number => {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  return filter === 4 ? paeth(left, up, corner) : 0;
};

const unfilter = (raw: Buffer, height: number, stride: number, step: number): Uint8Array => {
  const out = new Uint8Array(height * stride);
  const before = (at: number, x: number): number => (x >= step ? (out[at - step] ?? 0) : 0);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const up = y > 0 ? (out[at - stride] ?? 0) : 0;
      const corner = y > 0 && x >= step ? (out[at - stride - step] ?? 0) : 0;
      out[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + taken(filter, before(at, x), up, corner);
    }
  }
  return out;
};

const read = (png: Buffer): Picture => {
  const chunks = chunksOf(png);
  const head = chunks[0]?.data ?? Buffer.alloc(13);
  const [width, height, channels] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9] === 6 ? 4 : 3];
  const raw = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const bytes = unfilter(raw, height, width * channels, channels);
  if (channels === 3) return { width, height, rgb: bytes };
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) rgb.set(bytes.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  return { width, height, rgb };
};

type Count = readonly [colour: number, times: number];
const channel = (colour: number, shift: number): number => (colour >> shift) & 255;

const countColours = ({ rgb }: Picture): Map<number, number> => {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
};

const spread = (box: readonly Count[]): readonly [shift: number, size: number] => {
  const sizes = [16, 8, 0].map((shift) => {
    let [low, high] = [255, 0];
    for (const [colour] of box) {
      low = Math.min(low, channel(colour, shift));
      high = Math.max(high, channel(colour, shift));
    }
    return [shift, high - low] as const;
  });
  return sizes.reduce((widest, next) => (next[1] > widest[1] ? next : widest));
};

// Rare shades matter as much as they differ: the square root keeps large areas from taking every colour.
const weight = (box: readonly Count[]): number =>
  box.length < 2 ? 0 : spread(box)[1] * Math.sqrt(box.reduce((sum, [, times]) => sum + times, 0));

const halves = (box: readonly Count[]): readonly [Count[], Count[]] => {
  const [shift] = spread(box);
  const row = [...box].sort(([a], [b]) => channel(a, shift) - channel(b, shift));
  const half = Math.max(1, Math.floor(row.length / 2));
  return [row.slice(0, half), row.slice(half)];
};

/** Median cut: the box that matters most is halved until there are as many as colours. */
const boxesOf = (counts: readonly Count[]): readonly (readonly Count[])[] => {
  const boxes: { box: readonly Count[]; weight: number }[] = [{ box: counts, weight: weight(counts) }];
  while (boxes.length < Math.min(COLOURS, counts.length)) {
    const at = boxes.reduce((most, next, index) => (next.weight > (boxes[most]?.weight ?? 0) ? index : most), 0);
    const [cut] = boxes.splice(at, 1);
    if (!cut || cut.box.length < 2) break;
    boxes.push(...halves(cut.box).map((box) => ({ box, weight: weight(box) })));
  }
  return boxes.map(({ box }) => box);
};

/** The shade that stands for a box: what most of its pixels are, so that plain areas keep their exact colour. */
const shadeOf = (box: readonly Count[]): number => box.reduce((most, next) => (next[1] > most[1] ? next : most))[0];

const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
};

const indexed = ({ width, height, rgb }: Picture, indexOf: ReadonlyMap<number, number>): Buffer => {
  const rows = Buffer.alloc(height * (width + 1));
  for (let pixel = 0, at = 0; pixel < width * height; pixel += 1) {
    if (pixel % width === 0) at += 1;
    const colour = ((rgb[pixel * 3] ?? 0) << 16) | ((rgb[pixel * 3 + 1] ?? 0) << 8) | (rgb[pixel * 3 + 2] ?? 0);
    rows[at] = indexOf.get(colour) ?? 0;
    at += 1;
  }
  return rows;
};

/** The same picture with at most 256 colours. */
export const smallPng = (png: Buffer): Buffer => {
  const picture = read(png);
  const boxes = boxesOf([...countColours(picture)]);
  const indexOf = new Map(boxes.flatMap((box, index) => box.map(([colour]) => [colour, index] as const)));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(picture.width, 0);
  head.writeUInt32BE(picture.height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(
    boxes.map(shadeOf).flatMap((colour) => [16, 8, 0].map((shift) => channel(colour, shift))),
  );
  const pixels = deflateSync(indexed(picture, indexOf), { level: 9, memLevel: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', palette),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
