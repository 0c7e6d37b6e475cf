import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { smallPng } from '../../local/small-png';

type Rgb = readonly [number, number, number];
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
};

/** As a browser writes it: every row with a filter of its own. */
const png = (rows: readonly (readonly Rgb[])[], filterOf: (row: number) => number): Buffer => {
  const width = rows[0]?.length ?? 0;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(rows.length, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const plain = rows.map((row) => row.flat());
  const raw = plain.flatMap((row, y) => {
    const filter = filterOf(y);
    const above = (x: number) => plain[y - 1]?.[x] ?? 0;
    const left = (x: number) => (x < 3 ? 0 : (row[x - 3] ?? 0));
    const taken = [() => 0, left, above, (x: number) => (left(x) + above(x)) >> 1][filter] ?? (() => 0);
    return [filter, ...row.map((value, x) => (value - taken(x)) & 255)];
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from(raw))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** Colours of a picture with a palette, row by row. */
const shown = (picture: Buffer): { readonly rows: readonly (readonly Rgb[])[]; readonly colours: number } => {
  const parts = new Map<string, Buffer>();
  for (let at = 8; at < picture.length; at += picture.readUInt32BE(at) + 12)
    parts.set(picture.toString('latin1', at + 4, at + 8), picture.subarray(at + 8, at + 8 + picture.readUInt32BE(at)));
  const head = parts.get('IHDR') ?? Buffer.alloc(13);
  const palette = parts.get('PLTE') ?? Buffer.alloc(0);
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const pixels = inflateSync(parts.get('IDAT') ?? Buffer.alloc(0));
  const colour = (index: number): Rgb => [
    palette[index * 3] ?? 0,
    palette[index * 3 + 1] ?? 0,
    palette[index * 3 + 2] ?? 0,
  ];
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => colour(pixels[y * (width + 1) + 1 + x] ?? 0)),
  );
  return { rows, colours: palette.length / 3 };
};

describe('a smaller picture', () => {
  it.each([0, 1, 2, 3])('shows the same pixels, whatever filter (%i) its rows came with', (filter) => {
    const rows = Array.from({ length: 4 }, (_, y) =>
      Array.from({ length: 5 }, (_, x): Rgb => [x * 40, y * 60, (x + y) % 2 === 0 ? 255 : 7]),
    );
    expect(shown(smallPng(png(rows, () => filter))).rows).toEqual(rows);
  });

  it('has at most 256 colours, the plain areas their own, and the others one that is near', () => {
    const noisy = (x: number, y: number): Rgb => [x * 4, y * 4, (x * y) % 256];
    const rows = Array.from({ length: 60 }, (_, y) =>
      Array.from({ length: 60 }, (_, x): Rgb => (y < 40 ? [16, 21, 29] : noisy(x, y))),
    );
    const small = shown(smallPng(png(rows, () => 0)));
    expect(small.colours).toBe(256);
    expect(
      small.rows
        .slice(0, 40)
        .flat()
        .every((colour) => colour.join() === '16,21,29'),
    ).toBe(true);
    const far = small.rows.flatMap((row, y) =>
      row.map((colour, x) => Math.max(...colour.map((value, at) => Math.abs(value - (rows[y]?.[x]?.[at] ?? 0))))),
    );
    expect(Math.max(...far)).toBeLessThan(64);
  });
});
