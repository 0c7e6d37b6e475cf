import type { KnownBlock } from '@slack/types';

/** A text object as a block holds it. */
export interface TextObject {
  readonly type: 'mrkdwn' | 'plain_text';
  readonly text: string;
}

/** A block for the library, and the texts that its tokens stand for. */
export interface Tokenised {
  readonly block: KnownBlock;
  readonly texts: Readonly<Record<string, TextObject>>;
  /** Which element a button of the block is, by the id it gets on the page. */
  readonly buttons: Readonly<Record<string, number>>;
}

const NAME = 'slack-text-';

const isText = (value: object): value is TextObject =>
  'type' in value &&
  (value.type === 'mrkdwn' || value.type === 'plain_text') &&
  'text' in value &&
  typeof value.text === 'string';

// The markdown block holds bare text, and rich text is taken apart already: both are drawn well as they are.
const AS_IS: readonly string[] = ['markdown', 'rich_text', 'table'];

const replaceTexts = (value: unknown, texts: Record<string, TextObject>): unknown => {
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, texts));
  if (typeof value !== 'object' || value === null) return value;
  if (isText(value)) {
    const name = `${NAME}${Object.keys(texts).length}`;
    texts[name] = value;
    return { type: 'mrkdwn', text: `:${name}:` };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceTexts(inner, texts)]));
};

const elementsOf = (block: KnownBlock): readonly { readonly type: string }[] => {
  if (block.type === 'actions') return block.elements;
  return block.type === 'section' && block.accessory ? [block.accessory] : [];
};

/** The library opens confirm dialogs that nobody hears of, and takes block and action ids for ids of the page. */
const withOwnIds = (block: KnownBlock, scope: string): KnownBlock => {
  const { block_id: _, ...rest } = block;
  // The page has the one first heading; the library's own choice would skip a level.
  if (block.type === 'header') return { ...rest, level: 2 } as unknown as KnownBlock;
  const own = (element: object, index: number) => {
    if (!('type' in element) || element.type !== 'button') return element;
    const { confirm: __, ...button } = element as { confirm?: unknown };
    return { ...button, action_id: `${scope}.${index}` };
  };
  if (block.type === 'actions') return { ...rest, elements: block.elements.map(own) } as KnownBlock;
  if (block.type === 'section' && block.accessory) return { ...rest, accessory: own(block.accessory, 0) } as KnownBlock;
  return rest as KnownBlock;
};

/**
 * Makes a block ready for the library. Every text becomes the name of an emoji, which the library hands to our hook: it would itself
 * show `verbatim` text raw, read escaped text as markup, and format plain text.
 */
export const tokenise = (block: KnownBlock, scope: string): Tokenised => {
  const texts: Record<string, TextObject> = {};
  const own = withOwnIds(block, scope);
  const buttons = Object.fromEntries(
    elementsOf(block).flatMap(({ type }, index) => (type === 'button' ? [[`${scope}.${index}`, index] as const] : [])),
  );
  return { block: AS_IS.includes(block.type) ? own : (replaceTexts(own, texts) as KnownBlock), texts, buttons };
};
