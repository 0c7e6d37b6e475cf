import { createContext, useContext, useMemo } from 'react';
import { type Block, Message } from 'slack-blocks-to-jsx';
import { type Emoji, SlackText } from '../text/slack-text';
import { useTheme } from '../theme';
import type { KnownBlock } from './kinds';
import { type TextObject, tokenise } from './tokens';

type Parse = (data: { readonly name: string }) => string;

const TextsContext = createContext<Readonly<Record<string, TextObject>>>({});

/** The library answers the name of a shortcode that it does not know. */
const emojiBy =
  (parse: Parse): Emoji =>
  (name) => {
    const shown = parse({ name });
    return shown === name || shown === `:${name}:` ? undefined : shown;
  };

/** What the library takes for an emoji: one of our texts, or indeed an emoji. */
const Token = ({ name, parse }: { readonly name: string; readonly parse: Parse }) => {
  const emoji = useMemo(() => emojiBy(parse), [parse]);
  const text = useContext(TextsContext)[name];
  return text ? (
    <SlackText {...text} emoji={emoji} />
  ) : (
    <SlackText text={`:${name}:`} type="plain_text" emoji={emoji} />
  );
};

// The library keeps the first hooks that it is given: they must work for every block.
const HOOKS = {
  emoji: (data: { readonly name: string }, parse: Parse) => <Token name={data.name} parse={parse} />,
};

/** One block, drawn by the library. */
export const LibraryBlock = ({ block, scope }: { readonly block: KnownBlock; readonly scope: string }) => {
  const theme = useTheme();
  const { block: tokens, texts } = useMemo(() => tokenise(block, scope), [block, scope]);
  return (
    <TextsContext value={texts}>
      <Message withoutWrapper theme={theme} logo="" name="" hooks={HOOKS} blocks={[tokens as unknown as Block]} />
    </TextsContext>
  );
};
