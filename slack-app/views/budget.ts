import type { KnownBlock } from '@slack/types';
import { section } from './parts';

/** Slack refuses a message whose blocks are beyond about 13,200 characters of JSON; ours stay far below. */
export const BUDGET = 8000;
const SHORTENED = '_… shortened; the audit trail has all of it_';

const size = (value: unknown): number => JSON.stringify(value).length;

const linesOf = (block: KnownBlock): readonly string[] =>
  block.type === 'section' && block.text ? block.text.text.split('\n').filter((line) => line !== SHORTENED) : [];

/** Where a line is missed least: the longest list. Its heading and first line stay. */
const longest = (blocks: readonly KnownBlock[]): number =>
  blocks.reduce((found, block, index) => {
    const best = blocks[found];
    const longer = linesOf(block).length > 2 && (best === undefined || size(block) > size(best));
    return longer ? index : found;
  }, -1);

/** The same card, with lines left out of its longest lists until it fits; it says so where it did. */
export const withinBudget = (blocks: readonly KnownBlock[]): readonly KnownBlock[] => {
  if (size(blocks) <= BUDGET) return blocks;
  const at = longest(blocks);
  if (at < 0) return blocks;
  const shorter = blocks.map((block, index) =>
    index === at ? section([...linesOf(block).slice(0, -1), SHORTENED].join('\n')) : block,
  );
  return withinBudget(shorter);
};
