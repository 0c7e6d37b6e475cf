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

const withoutLastLine = (block: KnownBlock): KnownBlock =>
  section([...linesOf(block).slice(0, -1), SHORTENED].join('\n'));

/** Small print with more than one part: its last part is what a card can do without when every list is short already. */
const smallPrint = (blocks: readonly KnownBlock[]): number =>
  blocks.reduce((found, block, index) => {
    const best = blocks[found];
    const longer = block.type === 'context' && block.elements.length > 1 && (!best || size(block) > size(best));
    return longer ? index : found;
  }, -1);

const withoutLastPart = (block: KnownBlock): KnownBlock =>
  block.type === 'context' ? { ...block, elements: block.elements.slice(0, -1) } : block;

/** The same card, with lines left out of its longest lists until it fits; it says so where it did. */
export const withinBudget = (blocks: readonly KnownBlock[]): readonly KnownBlock[] => {
  if (size(blocks) <= BUDGET) return blocks;
  const [list, print] = [longest(blocks), smallPrint(blocks)];
  const at = list >= 0 ? list : print;
  const shorter = list >= 0 ? withoutLastLine : withoutLastPart;
  return at < 0 ? blocks : withinBudget(blocks.map((block, index) => (index === at ? shorter(block) : block)));
};
