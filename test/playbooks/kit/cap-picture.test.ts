import { capPicture } from '../../../playbooks/kit/cap-picture';
import type { Picture, PictureLine, PicturePart, Tone } from '../../../playbooks/kit/picture';

const lines = (count: number, text: string, tone: Tone = 'neutral'): readonly PictureLine[] =>
  Array.from({ length: count }, (_, at) => ({ text: `${text} ${at}`, tone }));
const part = (id: string, change: Partial<PicturePart> = {}): PicturePart => ({
  id,
  kind: 'interface',
  title: id,
  tone: 'closed',
  lines: [],
  reach: [],
  ...change,
});
const picture = (parts: readonly PicturePart[], change: Partial<Picture> = {}): Picture => ({
  kind: 'ec2-instance',
  title: 'i-1',
  lines: [],
  parts,
  at: '2026-11-23T03:00:00.000Z',
  ...change,
});

describe('a picture', () => {
  test('that is small stays as it was drawn, in its order', () => {
    const small = picture([part('eni-1'), part('eni-2', { tone: 'open', reach: lines(3, 'way', 'open') })]);
    expect(capPicture(small)).toEqual(small);
  });

  test('counts the lines that it leaves out, and leaves open ones out last', () => {
    const reach = [...lines(9, 'closed way', 'closed'), ...lines(3, 'open way', 'open')];
    const capped = capPicture(picture([part('eni-1', { reach })])).parts[0]?.reach ?? [];
    expect(capped).toHaveLength(11);
    expect(capped.slice(0, 3)).toEqual(lines(3, 'open way', 'open'));
    expect(capped.at(-1)).toEqual({ text: 'and 2 more', tone: 'neutral' });
    const all = capPicture(picture([part('eni-1', { reach: lines(30, 'way', 'open') })]));
    expect(all.parts[0]?.reach.at(-1)).toEqual({ text: 'and 20 more', tone: 'open' });
  });

  test('counts the parts that it leaves out, and leaves open ones out last', () => {
    const parts = [...Array.from({ length: 20 }, (_, at) => part(`eni-${at}`)), part('eni-open', { tone: 'open' })];
    const capped = capPicture(picture(parts));
    expect(capped.parts.map(({ id }) => id)).toContain('eni-open');
    expect(capped.parts).toHaveLength(16);
    expect(capped.lines).toEqual([{ text: '5 more parts are not shown', tone: 'neutral' }]);
  });

  test('cuts long text, and stays small whatever names somebody chose', () => {
    const long = '\u{1F4A3}\u0000'.repeat(400);
    const parts = Array.from({ length: 40 }, (_, at) =>
      part(`${at}${long}`, { tone: 'open', title: long, lines: lines(50, long), reach: lines(50, long, 'open') }),
    );
    const capped = capPicture(picture(parts, { title: long, lines: lines(50, long) }));
    expect(capped.title).toHaveLength(160);
    expect(Buffer.byteLength(JSON.stringify(capped))).toBeLessThanOrEqual(48_000);
    expect(capped.parts.length).toBeGreaterThan(0);
    expect(capped.lines.at(-1)).toMatchObject({
      text: expect.stringMatching(/^\d+ more parts are not shown$/),
      tone: 'open',
    });
  });
});
