import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const build = (app: string) =>
  spawnSync(process.execPath, ['bin/build-web.mjs', app], { cwd: ROOT, encoding: 'utf8', timeout: 50_000 });
const kilobytes = (said: string): readonly number[] =>
  [...said.matchAll(/(\d+) kB/g)].map(([, count]) => Number(count));

it('builds the console once, and finds it there the next time', () => {
  const first = build('console').stdout.trim();
  const again = build('console');
  expect(existsSync(join(first, 'index.html'))).toBe(true);
  expect(again.stdout.trim()).toBe(first);
  expect(again.stderr).toContain('console app already there');
});

it.each(['console', 'slack', 'page'])('keeps all script and style of the %s app below 600 kB after gzip', (app) => {
  const sizes = kilobytes(build(app).stderr);
  expect(sizes).toHaveLength(2);
  for (const size of sizes) expect(size).toBeLessThanOrEqual(600);
});

it('makes a page that a strict policy takes: no inline script or style, nothing from elsewhere', () => {
  const page = readFileSync(join(build('console').stdout.trim(), 'index.html'), 'utf8');
  expect(page).not.toMatch(/<script(?![^>]*\bsrc="\.\/)|<style|\son\w+=|https?:/);
});

it('says in one line that there is no such app', () => {
  const { status, stderr } = build('nope');
  expect([status, stderr.trim()]).toEqual([1, 'There is no app nope; there are console, slack, page.']);
});
