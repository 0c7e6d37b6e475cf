import { type AnyBlock, type InputBlock, interactiveOf } from './block-kit';
import { clientError, initialOf, isStateful, type Offered, pickedShape, type Stateful } from './picked';
import type { Chosen } from './types';
import type { StateValues } from './views';

/** What a person fills in: by block id or action id; a list for checkboxes and menus of several. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** What stands in a view or message when it goes to the app. */
export interface Entered {
  readonly values: FormValues;
  /** What was chosen before in menus outside of inputs, which the app was told at once. */
  readonly chosen: Chosen;
}

export type Filled =
  | { readonly ok: true; readonly values: StateValues }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Something that holds a value: an input, or a menu of a section or a row of actions. */
interface Holder {
  readonly block: AnyBlock;
  readonly element: Stateful;
  readonly label: string;
}

const holdersIn = (block: AnyBlock): readonly Holder[] => {
  if (block.type === 'input') return [{ block, element: block.element, label: block.label.text }];
  return interactiveOf(block).flatMap((element) =>
    isStateful(element) ? [{ block, element, label: element.action_id ?? '' }] : [],
  );
};
const holdersOf = (blocks: readonly AnyBlock[]): readonly Holder[] => blocks.flatMap(holdersIn);

const givenFor = ({ block, element }: Holder, values: FormValues): string | readonly string[] | undefined =>
  (block.type === 'input' ? values[block.block_id ?? ''] : undefined) ?? values[element.action_id ?? ''];

/** What stands in an element when the form is sent: what the person gave, or else what it was opened with. */
const enteredIn = (holder: Holder, { values, chosen }: Entered): readonly string[] => {
  const given = givenFor(holder, values) ?? chosen[holder.block.block_id ?? '']?.[holder.element.action_id ?? ''];
  if (given === undefined) return initialOf(holder.element);
  return (typeof given === 'string' ? [given] : given).filter((value) => value !== '');
};

const errorIn = (block: InputBlock, entered: readonly string[]): string | undefined => {
  if (entered.length === 0) return block.optional ? undefined : 'Please complete this required field.';
  return clientError(block.element, entered);
};

const refuseUnknown = (holders: readonly Holder[], values: FormValues): void => {
  const known = holders.flatMap(({ block, element }) => [block.block_id, element.action_id]);
  const stray = Object.keys(values).find((name) => !known.includes(name));
  if (stray !== undefined)
    throw new Error(
      `No such input "${stray}" in this view: there are ${holders.map(({ block }) => block.block_id).join(', ') || 'none'}.`,
    );
};

/**
 * The state of everything in `blocks` that holds a value, as Slack's payloads carry it: by block id, then action id.
 * @throws Error naming the input or option that these blocks do not have
 */
export const stateValues = (blocks: readonly AnyBlock[], entered: Entered, offered: Offered): StateValues => {
  const state: Record<string, Record<string, unknown>> = {};
  const holders = holdersOf(blocks);
  refuseUnknown(holders, entered.values);
  for (const holder of holders) {
    const shape = pickedShape(holder.element, enteredIn(holder, entered), holder.label, offered);
    const inBlock = state[holder.block.block_id ?? ''] ?? {};
    state[holder.block.block_id ?? ''] = {
      ...inBlock,
      [holder.element.action_id ?? '']: { type: holder.element.type, ...shape },
    };
  }
  return state;
};

/**
 * Fills in a modal as Slack's own client does: required inputs and lengths are checked before anything is sent to the app.
 * @throws Error naming the input or option that the view does not have
 */
export const fillIn = (view: { readonly blocks: readonly AnyBlock[] }, entered: Entered, offered: Offered): Filled => {
  const holders = holdersOf(view.blocks);
  refuseUnknown(holders, entered.values);
  const errors = holders.flatMap((holder) => {
    const error = holder.block.type === 'input' ? errorIn(holder.block, enteredIn(holder, entered)) : undefined;
    return error === undefined ? [] : [[holder.block.block_id ?? '', error] as const];
  });
  return errors.length > 0
    ? { ok: false, errors: Object.fromEntries(errors) }
    : { ok: true, values: stateValues(view.blocks, entered, offered) };
};
