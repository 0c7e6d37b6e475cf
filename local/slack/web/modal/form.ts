import type { PageValues } from '../../page-api';
import { type Chosen, type InputBlock, initialOf, isControl, type KnownBlock, type Place } from '../blocks/kinds';

/** What was typed and picked replaces what the view came with; the rest stays. */
export const withValues = (chosen: Chosen, { blockId, actionId }: Place, values: readonly string[]): Chosen => ({
  ...chosen,
  [blockId]: { ...chosen[blockId], [actionId]: values },
});

export const merged = (under: Chosen, over: Chosen): Chosen =>
  Object.fromEntries([
    ...Object.entries(under),
    ...Object.entries(over).map(([blockId, actions]) => [blockId, { ...under[blockId], ...actions }] as const),
  ]);

const MANY: readonly string[] = ['checkboxes', 'multi_static_select', 'multi_users_select'];

const isInput = (block: KnownBlock): block is InputBlock => block.type === 'input';

/**
 * What stands in the inputs that the view has now, by block id. An input that the app took away takes what was typed along;
 * one that it kept, by block id and action id, keeps it.
 */
export const valuesOf = (blocks: readonly KnownBlock[], entered: Chosen): PageValues =>
  Object.fromEntries(
    blocks.filter(isInput).flatMap(({ block_id: blockId = '', element }) => {
      if (!isControl(element)) return [];
      const values = entered[blockId]?.[element.action_id ?? ''] ?? initialOf(element);
      return [[blockId, MANY.includes(element.type) ? values : (values[0] ?? '')] as const];
    }),
  );

/** Errors of the last submission, without those whose answer was changed since. */
export const standing = (
  errors: Readonly<Record<string, string>>,
  mended: ReadonlySet<string>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(errors).filter(([blockId]) => !mended.has(blockId)));
