import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { makeProgram } from '../../cli/program';
import { gallery } from '../../slack-app/gallery';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'slack.md'), 'utf8');

/** Every `cordon …` that stands in a text, as words; quoted ones stay together. */
const commandsIn = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/(?:npx )?\bcordon ((?:slack|run|list|decide|show)\b[^\n`|]*)/g)].map(([, line = '']) =>
    [...line.matchAll(/"[^"]*"|\S+/g)].map(([word]) => word),
  );

const find = (words: readonly string[], from: Command): readonly [Command, readonly string[]] => {
  const [first = '', ...rest] = words;
  const inner = from.commands.find((command) => command.name() === first);
  return inner ? find(rest, inner) : [from, words];
};

/** Options that the command does not have, and arguments that it does not take. */
const wrongIn = (words: readonly string[]): readonly string[] => {
  const [command, rest] = find(words, makeProgram());
  const options = rest.filter((word) => word.startsWith('--'));
  return options.filter((word) => !command.options.some(({ long }) => long === word));
};

describe('docs/slack.md', () => {
  it('holds commands that are there, with options that they take', () => {
    const commands = commandsIn(page);
    expect(commands.length).toBeGreaterThan(8);
    expect(commands.flatMap((words) => wrongIn(words).map((wrong) => `${words.join(' ')}: ${wrong}`))).toEqual([]);
  });

  it('names the scopes of the manifest, and no other', () => {
    const rows = [...page.matchAll(/^\| `([a-z]+(?::[a-z]+)?)` \| /gm)].map(([, scope]) => scope);
    const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', 'slack-app', 'manifest.json'), 'utf8')) as {
      oauth_config: { scopes: { bot: string[] } };
    };
    expect(rows.filter((row) => row !== undefined && !/^channel_|^ratelimited$/.test(row)).sort()).toEqual(
      manifest.oauth_config.scopes.bot,
    );
  });
});

describe('a card that shows a command', () => {
  it('shows one that is there, with options that it takes', () => {
    const commands = gallery().flatMap(({ blocks }) => commandsIn(JSON.stringify(blocks)));
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.flatMap(wrongIn)).toEqual([]);
  });
});
