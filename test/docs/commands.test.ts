import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { makeProgram } from '../../cli/program';

const PAGES = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs').map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));

/** Each `cordon …` that a page tells people to type: in a block of code or between backticks. */
const commandsOf = (page: string): readonly string[] =>
  [...page.matchAll(/(?:^|`)(?:npx )?cordon ([a-z][^`\n#]*)/gm)].map(([, words = '']) => words.trim());

/** What of it the command line does not know; undefined when it knows all of it. */
const unknownIn = (words: string): string | undefined => {
  let command: Command = makeProgram();
  const rest = words.split(/\s+/);
  while (command.commands.length > 0 && !rest[0]?.startsWith('--')) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (!next) return `${words}: no command ${rest[0] ?? ''}`;
    command = next;
    rest.shift();
  }
  const known = command.options.map(({ long }) => long);
  const option = rest.find((word) => /^--[a-z]/.test(word) && !known.includes(word));
  return option ? `${words}: no option ${option}` : undefined;
};

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('names commands and options that there are', () => {
    expect(commandsOf(text).flatMap((words) => unknownIn(words) ?? [])).toEqual([]);
  });

  it('names findings that there are', () => {
    const named = [...text.matchAll(/local\/findings\/[\w-]+\.json/g)].map(([path]) => path);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });
});

test('a command that is none is found', () => {
  expect(commandsOf('Print it with `npx cordon audit inc-1 --json`, or `cordon list`.')).toEqual([
    'audit inc-1 --json',
    'list',
  ]);
  expect(unknownIn('audit inc-1')).toContain('no command inc-1');
  expect(unknownIn('list --nope')).toContain('no option --nope');
});
