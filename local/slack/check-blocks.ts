import type * as z from 'zod';
import {
  type AnyBlock,
  interactiveOf,
  LIMITS,
  type MessageBlock,
  type ModalView,
  messageBlocksSchema,
  viewSchema,
} from './block-kit';

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

const lengthsOutOfOrder = (view: ModalView): string[] =>
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
  const twice = repeats(parsed.data, '/blocks');
  if (twice.length > 0) return refuse('invalid_blocks', twice);
  if (JSON.stringify(parsed.data).length > LIMITS.messageBlockCharacters) return refuse('msg_blocks_too_long');
  return { ok: true, value: withIds(parsed.data, nextId) };
};

/** Checks a modal as Slack does. Faults in a view are `invalid_arguments` at Slack, not `invalid_blocks`. */
export const checkView = (view: unknown, nextId: () => string): Checked<ModalView> => {
  if (Buffer.byteLength(JSON.stringify(view) ?? '') > LIMITS.viewBytes) return refuse('view_too_large');
  const parsed = viewSchema.safeParse(view, { reportInput: true });
  if (!parsed.success) return refuse('invalid_arguments', messagesOf(parsed.error, '/view'));
  const faults = [...repeats(parsed.data.blocks, '/view/blocks'), ...lengthsOutOfOrder(parsed.data)];
  if (faults.length > 0) return refuse('invalid_arguments', faults);
  return { ok: true, value: { ...parsed.data, blocks: withIds(parsed.data.blocks, nextId) } };
};
