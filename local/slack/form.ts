import type { InputBlock, ModalView } from './block-kit';
import type { StateValues } from './views';

/** What a person fills in: by block id or action id; a list for checkboxes. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

export type Filled =
  | { readonly ok: true; readonly values: StateValues }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

const inputsOf = (view: ModalView): readonly InputBlock[] =>
  view.blocks.flatMap((block) => (block.type === 'input' ? [block] : []));

const givenFor = (block: InputBlock, values: FormValues): string | readonly string[] | undefined =>
  values[block.block_id ?? ''] ?? values[block.element.action_id ?? ''];

const initialOf = (block: InputBlock): readonly string[] => {
  const element = block.element;
  switch (element.type) {
    case 'plain_text_input':
      return element.initial_value === undefined ? [] : [element.initial_value];
    case 'checkboxes':
      return (element.initial_options ?? []).map((option) => option.value);
    default:
      return element.initial_option ? [element.initial_option.value] : [];
  }
};

/** What stands in an input when the form is sent: what the person gave, or else what it was opened with. */
const enteredIn = (block: InputBlock, values: FormValues): readonly string[] => {
  const given = givenFor(block, values);
  if (given === undefined) return initialOf(block);
  return (typeof given === 'string' ? [given] : given).filter((value) => value !== '');
};

const lengthError = (block: InputBlock, entered: readonly string[]): string | undefined => {
  if (block.element.type !== 'plain_text_input') return undefined;
  const [{ min_length: min = 0, max_length: max = 3000 }, length] = [block.element, (entered[0] ?? '').length];
  if (length > 0 && length < min) return `Enter at least ${min} characters.`;
  return length > max ? `Enter at most ${max} characters.` : undefined;
};

const errorIn = (block: InputBlock, entered: readonly string[]): string | undefined => {
  if (entered.length === 0) return block.optional ? undefined : 'Please complete this required field.';
  return lengthError(block, entered);
};

const optionsNamed = (block: InputBlock, entered: readonly string[]) => {
  const options = block.element.type === 'plain_text_input' ? [] : block.element.options;
  return entered.map((value) => {
    const option = options.find((candidate) => candidate.value === value);
    if (!option)
      throw new Error(
        `No such option "${value}" in "${block.label.text}": there are ${options.map((known) => known.value).join(', ')}.`,
      );
    return option;
  });
};

const stateOf = (block: InputBlock, entered: readonly string[]) => {
  const type = block.element.type;
  switch (type) {
    case 'plain_text_input':
      return { type, value: entered[0] ?? null };
    case 'checkboxes':
      return { type, selected_options: optionsNamed(block, entered) };
    default:
      return { type, selected_option: optionsNamed(block, entered)[0] ?? null };
  }
};

const refuseUnknown = (inputs: readonly InputBlock[], values: FormValues): void => {
  const known = inputs.flatMap((block) => [block.block_id, block.element.action_id]);
  const stray = Object.keys(values).find((name) => !known.includes(name));
  if (stray !== undefined)
    throw new Error(
      `No such input "${stray}" in this view: there are ${inputs.map((block) => block.block_id).join(', ') || 'none'}.`,
    );
};

/**
 * Fills in a modal as Slack's own client does: required inputs and lengths are checked before anything is sent to the app.
 * @throws Error naming the input or option that the view does not have
 */
export const fillIn = (view: ModalView, values: FormValues): Filled => {
  const inputs = inputsOf(view);
  refuseUnknown(inputs, values);
  const entered = inputs.map((block) => ({ block, entered: enteredIn(block, values) }));
  const errors = entered.flatMap(({ block, entered: values }) => {
    const error = errorIn(block, values);
    return error === undefined ? [] : [[block.block_id ?? '', error] as const];
  });
  if (errors.length > 0) return { ok: false, errors: Object.fromEntries(errors) };
  const state = entered.map(
    ({ block, entered: values }) =>
      [block.block_id ?? '', { [block.element.action_id ?? '']: stateOf(block, values) }] as const,
  );
  return { ok: true, values: Object.fromEntries(state) };
};
