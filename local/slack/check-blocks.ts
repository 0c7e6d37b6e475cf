import type * as z from 'zod';
import {
  type AnyBlock,
  type HomeView,
  homeSchema,
  type InputElement,
  type Interactive,
  interactiveOf,
  LIMITS,
  type MessageBlock,
  type ModalView,
  messageBlocksSchema,
  viewSchema,
} from './block-kit';
import { initialOf, optionsOf } from './picked';

/** What a check found: the parsed value, or Slack's error code with a line per fault, each ending in the JSON pointer of the culprit. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string; readonly messages: readonly string[] };

type Issue = z.core.$ZodIssue;

const at = (line: string, pointer: string): string => `${line} [json-pointer:${pointer}]`;
const pointerOf = (root: string, path: readonly PropertyKey[]): string => [root, ...path.map(String)].join('/');

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' items' };
const unit = (origin: string): string => UNITS[origin] ?? '';

const unsupported = (given: unknown): string =>
  typeof given === 'object' && given !== null && 'type' in given
    ? `unsupported type: ${String(given.type)}`
    : 'missing required field: type';

const lineOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? `no more than ${issue.maximum} items allowed`
        : `must be less than ${Number(issue.maximum) + 1}${unit(issue.origin)}`;
    case 'too_small':
      return `must be more than ${Number(issue.minimum) - 1}${unit(issue.origin)}`;
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return 'discriminator' in issue ? unsupported(issue.input) : 'failed to match all allowed schemas';
    case 'invalid_type':
      return issue.input === undefined
        ? `missing required field: ${String(issue.path.at(-1))}`
        : `must be of type ${issue.expected}`;
    default:
      return issue.message;
  }
};

const messagesOf = (error: z.ZodError, root: string): string[] =>
  error.issues.map((issue) => at(lineOf(issue), pointerOf(root, issue.path)));

/** Slack refuses ids that occur twice: block ids in one message or view, action ids in one block. */
const repeats = (blocks: readonly AnyBlock[], root: string): string[] => {
  const blockIds = new Set<string>();
  return blocks.flatMap((block, index) => {
    const lines: string[] = [];
    if (block.block_id !== undefined && blockIds.has(block.block_id))
      lines.push(at(`\`block_id\` "${block.block_id}" already exists`, `${root}/${index}/block_id`));
    if (block.block_id !== undefined) blockIds.add(block.block_id);
    const ids = interactiveOf(block).flatMap((element) => element.action_id ?? []);
    const twice = ids.find((id, position) => ids.indexOf(id) !== position);
    if (twice !== undefined) lines.push(at(`\`action_id\` "${twice}" already exists`, `${root}/${index}`));
    return lines;
  });
};

const elementsOf = (block: AnyBlock): readonly (Interactive | InputElement)[] =>
  block.type === 'input' ? [block.element] : interactiveOf(block);

const startsElsewhere = (element: Interactive | InputElement): boolean => {
  if (element.type === 'button' || element.type === 'overflow' || !('options' in element)) return false;
  const values = optionsOf(element).map((option) => option.value);
  return initialOf(element).some((value) => !values.includes(value));
};

/** What a menu starts with has to be one of its options, and one element at most takes the focus. */
const wrongStarts = (blocks: readonly AnyBlock[], root: string): string[] => {
  const elsewhere = blocks.flatMap((block, index) =>
    elementsOf(block).some(startsElsewhere)
      ? [at('initial options must be among the options', `${root}/${index}`)]
      : [],
  );
  const focused = blocks.flatMap(elementsOf).filter((element) => 'focus_on_load' in element && element.focus_on_load);
  return focused.length > 1 ? [...elsewhere, at('only one element may have focus_on_load', root)] : elsewhere;
};

const faultsIn = (blocks: readonly AnyBlock[], root: string): string[] => [
  ...repeats(blocks, root),
  ...wrongStarts(blocks, root),
];

const lengthsOutOfOrder = (view: ModalView | HomeView): string[] =>
  view.blocks.flatMap((block, index) =>
    block.type === 'input' &&
    block.element.type === 'plain_text_input' &&
    (block.element.min_length ?? 0) > (block.element.max_length ?? 3000)
      ? [at('min_length must not exceed max_length', `/view/blocks/${index}/element/min_length`)]
      : [],
  );

/** Block ids that the app left out are made up, as Slack does, so that every action can name its block. */
const withIds = <B extends AnyBlock>(blocks: readonly B[], nextId: () => string): B[] =>
  blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? nextId(),
    ...(block.type === 'actions' && {
      elements: block.elements.map((element) => ({ ...element, action_id: element.action_id ?? nextId() })),
    }),
    ...(block.type === 'section' &&
      block.accessory &&
      block.accessory.type !== 'image' && {
        accessory: { ...block.accessory, action_id: block.accessory.action_id ?? nextId() },
      }),
    ...(block.type === 'input' && { element: { ...block.element, action_id: block.element.action_id ?? nextId() } }),
  }));

const refuse = (error: string, messages: readonly string[] = []) => ({ ok: false, error, messages }) as const;

/** Checks the blocks of a message as Slack does. `nextId` names blocks and elements that came without an id. */
export const checkMessageBlocks = (blocks: unknown, nextId: () => string): Checked<MessageBlock[]> => {
  if (!Array.isArray(blocks)) return refuse('invalid_blocks_format');
  const parsed = messageBlocksSchema.safeParse(blocks, { reportInput: true });
  if (!parsed.success) return refuse('invalid_blocks', messagesOf(parsed.error, '/blocks'));
  const faults = faultsIn(parsed.data, '/blocks');
  if (faults.length > 0) return refuse('invalid_blocks', faults);
  if (JSON.stringify(parsed.data).length > LIMITS.messageBlockCharacters) return refuse('msg_blocks_too_long');
  return { ok: true, value: withIds(parsed.data, nextId) };
};

/** Faults in a view are `invalid_arguments` at Slack, not `invalid_blocks`. */
const checkAs = <V extends ModalView | HomeView>(
  schema: z.ZodType<V>,
  view: unknown,
  nextId: () => string,
): Checked<V> => {
  if (Buffer.byteLength(JSON.stringify(view) ?? '') > LIMITS.viewBytes) return refuse('view_too_large');
  const parsed = schema.safeParse(view, { reportInput: true });
  if (!parsed.success) return refuse('invalid_arguments', messagesOf(parsed.error, '/view'));
  const faults = [...faultsIn(parsed.data.blocks, '/view/blocks'), ...lengthsOutOfOrder(parsed.data)];
  if (faults.length > 0) return refuse('invalid_arguments', faults);
  return { ok: true, value: { ...parsed.data, blocks: withIds(parsed.data.blocks, nextId) } };
};

/** Checks a modal as Slack does. */
export const checkView = (view: unknown, nextId: () => string): Checked<ModalView> => checkAs(viewSchema, view, nextId);

/** Checks a Home tab as Slack does. */
export const checkHome = (view: unknown, nextId: () => string): Checked<HomeView> => checkAs(homeSchema, view, nextId);
