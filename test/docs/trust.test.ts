import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PAGES = ['docs/threat-model.md', 'docs/upgrade.md', 'docs/uninstall.md', 'SECURITY.md', 'CHANGELOG.md'];
const read = (file: string): string => readFileSync(file, 'utf8');

/** What a page names as proof: a test file, and the tests of it that follow in quotes. A line break may fall into a name. */
const proofsOf = (page: string): readonly (readonly [string, string])[] =>
  [...page.matchAll(/`(test\/[\w./-]+)`((?:,?\s+“[^”]+”)*)/g)].flatMap(([, file = '', names = '']) => {
    const quoted = [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => name.replace(/\s+/g, ' '));
    return (quoted.length > 0 ? quoted : ['']).map((name) => [file, name] as const);
  });

/** Names of tests as they are written, whichever quotes stand around them. */
const namesIn = (file: string): string => read(file).replace(/\\'/g, "'");

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  it('names proofs that are there, in the words of the tests', () => {
    const missing = proofsOf(text).filter(([file, name]) => !existsSync(file) || !namesIn(file).includes(name));
    expect(missing).toEqual([]);
  });

  it('links to pages that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)|^\[[^\]]+\]: (?!https?:)(\S+)$/gm)];
    const broken = links
      .map(([, inline, reference]) => inline ?? reference ?? '')
      .filter((link) => !existsSync(join(dirname(page), link)));
    expect(broken).toEqual([]);
  });
});

test('the threat model proves what it claims, test by test', () => {
  expect(proofsOf(read('docs/threat-model.md')).filter(([, name]) => name !== '').length).toBeGreaterThan(35);
  expect(proofsOf('`test/a.test.ts` “one”, “two\nlines”; `test/b.ts`')).toEqual([
    ['test/a.test.ts', 'one'],
    ['test/a.test.ts', 'two lines'],
    ['test/b.ts', ''],
  ]);
});
