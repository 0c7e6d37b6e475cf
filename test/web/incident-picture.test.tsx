import { renderToStaticMarkup } from 'react-dom/server';
import { PictureView } from '../../console/web/incident/picture';
import { comparePictures, inWords, unmarked } from '../../console/web/incident/picture-diff';
import type { Picture, PicturePart } from '../../playbooks/kit/picture';

const part = (over: Partial<PicturePart> = {}): PicturePart => ({
  id: 'eni-1',
  kind: 'interface',
  title: 'eni-1 · 10.0.1.14',
  tone: 'open',
  lines: [{ text: 'web (sg-web)', tone: 'neutral' }],
  reach: [{ text: '0.0.0.0/0 → tcp 22', tone: 'open' }],
  ...over,
});
const picture = (parts: readonly PicturePart[], over: Partial<Picture> = {}): Picture => ({
  kind: 'ec2-instance',
  title: 'web-1',
  lines: [{ text: 'running', tone: 'neutral' }],
  parts,
  at: '2026-11-23T03:00:00.000Z',
  ...over,
});
const quarantined = part({
  tone: 'closed',
  lines: [{ text: 'cordon-quarantine (sg-q)', tone: 'closed' }],
  reach: [{ text: '0.0.0.0/0 → tcp 22', tone: 'closed' }],
});

describe('two pictures side by side', () => {
  test('the same picture has no differences, whenever it was read and in whatever order', () => {
    const two = [part(), part({ id: 'eni-2', title: 'eni-2' })];
    const later = picture(two.toReversed(), { at: '2026-11-23T04:00:00.000Z' });
    const compared = comparePictures(picture(two), later);
    expect(compared.differences).toEqual([]);
    expect(compared.now.parts.map(({ changed, mark }) => [changed, mark])).toEqual([
      [false, 'same'],
      [false, 'same'],
    ]);
  });

  test('a quarantined interface is told in one sentence', () => {
    expect(comparePictures(picture([part()]), picture([quarantined])).differences).toEqual([
      'eni-1 · 10.0.1.14: was open, is closed; “0.0.0.0/0 → tcp 22” was open, is closed; no longer web (sg-web); now cordon-quarantine (sg-q).',
    ]);
  });

  test('lines that are gone are marked in the earlier picture, new ones in the later one', () => {
    const { before, now } = comparePictures(picture([part()]), picture([quarantined]));
    expect(before.parts[0]?.lines).toEqual([{ text: 'web (sg-web)', tone: 'neutral', mark: 'gone' }]);
    expect(now.parts[0]?.lines).toEqual([{ text: 'cordon-quarantine (sg-q)', tone: 'closed', mark: 'new' }]);
    expect(now.parts[0]?.reach).toEqual([
      { text: '0.0.0.0/0 → tcp 22', tone: 'closed', mark: 'turned', other: 'open' },
    ]);
    expect(now.parts[0]?.changed).toBe(true);
  });

  test('parts that came and went are named', () => {
    const compared = comparePictures(picture([part()]), picture([part({ id: 'eni-2', title: 'eni-2' })]));
    expect(compared.differences).toEqual(['eni-2: new.', 'eni-1 · 10.0.1.14: gone.']);
    expect(compared.before.parts[0]?.mark).toBe('gone');
    expect(compared.now.parts[0]?.mark).toBe('new');
  });

  test('what is different about the target itself is said first', () => {
    const stopped = picture([quarantined], { lines: [{ text: 'stopped', tone: 'neutral' }] });
    expect(comparePictures(picture([part()]), stopped).differences[0]).toBe('web-1: no longer running; now stopped.');
  });
});

describe('one picture', () => {
  test('says in words what its colours say', () => {
    const html = renderToStaticMarkup(<PictureView picture={unmarked(picture([quarantined]))} label="Now" now />);
    expect(html).toContain('aria-label="Now"');
    expect(html.match(/closed/g)?.length).toBeGreaterThanOrEqual(3);
    expect(html).not.toContain('ci-mark');
  });

  test('can be read instead of seen', () => {
    expect(inWords(picture([quarantined]))).toEqual([
      'web-1: running.',
      'eni-1 · 10.0.1.14, closed: cordon-quarantine (sg-q) (closed). Reach: 0.0.0.0/0 → tcp 22 (closed).',
    ]);
  });

  test('names from the account are text', () => {
    const hostile = picture([part({ title: '<script>alert(1)</script>' })]);
    expect(renderToStaticMarkup(<PictureView picture={unmarked(hostile)} label="Now" now />)).not.toContain('<script>');
  });
});
