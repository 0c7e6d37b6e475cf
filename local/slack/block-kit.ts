import * as z from 'zod';

/**
 * The part of Block Kit that this stand-in accepts, with Slack's own limits. Anything outside it is refused as unknown, so that
 * a message which passes here also passes at Slack. The limits are those of Slack's Block Kit reference.
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Not in Slack's reference, but real: blocks of about this many characters of JSON are refused as `msg_blocks_too_long`. */
  messageBlockCharacters: 13_200,
  /** Slack refuses a view above 250 kB as `view_too_large`. */
  viewBytes: 250_000,
  postText: 40_000,
  updateText: 4_000,
  metadataBytes: 16_384,
} as const;

const plain = (max: number, min = 1) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(min).max(max),
    emoji: z.boolean().exactOptional(),
  });
const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().exactOptional(),
  });
const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const id = z.string().min(1).max(255);
const blockId = id.exactOptional();
const actionId = id.exactOptional();
const style = z.enum(['primary', 'danger']).exactOptional();
const webAddress = z.string().min(1).max(3000);

const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style,
});

const optionFields = { value: z.string().min(1).max(75), description: plain(75).exactOptional() };
const plainOption = z.strictObject({ text: plain(75), ...optionFields });
const option = z.union([plainOption, z.strictObject({ text: mrkdwn(75), ...optionFields })]);

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: actionId,
  value: z.string().max(2000).exactOptional(),
  url: webAddress.exactOptional(),
  style,
  confirm: confirm.exactOptional(),
  accessibility_label: z.string().max(75).exactOptional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  options: z
    .array(plainOption.extend({ url: webAddress.exactOptional() }))
    .min(1)
    .max(5),
  confirm: confirm.exactOptional(),
});
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  action_id: actionId,
  placeholder: plain(150).exactOptional(),
  options: z.array(plainOption).min(1).max(100),
  initial_option: plainOption.exactOptional(),
  confirm: confirm.exactOptional(),
  focus_on_load: z.boolean().exactOptional(),
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  action_id: actionId,
  options: z.array(option).min(1).max(10),
  initial_option: option.exactOptional(),
  confirm: confirm.exactOptional(),
  focus_on_load: z.boolean().exactOptional(),
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  action_id: actionId,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).max(10).exactOptional(),
  confirm: confirm.exactOptional(),
  focus_on_load: z.boolean().exactOptional(),
});
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: actionId,
  placeholder: plain(150).exactOptional(),
  initial_value: z.string().max(3000).exactOptional(),
  multiline: z.boolean().exactOptional(),
  min_length: z.number().int().min(0).max(3000).exactOptional(),
  max_length: z.number().int().min(1).max(3000).exactOptional(),
  focus_on_load: z.boolean().exactOptional(),
});
const imageElement = z.strictObject({
  type: z.literal('image'),
  image_url: webAddress,
  alt_text: z.string().min(1).max(2000),
});

const interactive = [button, overflow, staticSelect, radioButtons, checkboxes] as const;

const header = z.strictObject({ type: z.literal('header'), block_id: blockId, text: plain(150) });
const divider = z.strictObject({ type: z.literal('divider'), block_id: blockId });
const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: text(3000).exactOptional(),
    fields: z.array(text(2000)).min(1).max(10).exactOptional(),
    accessory: z.discriminatedUnion('type', [...interactive, imageElement]).exactOptional(),
    expand: z.boolean().exactOptional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, { error: 'missing required field: text' });
const context = z.strictObject({
  type: z.literal('context'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [plain(3000), mrkdwn(3000), imageElement]))
    .min(1)
    .max(10),
});
const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: blockId,
  elements: z.array(z.discriminatedUnion('type', interactive)).min(1).max(25),
});
const image = z.strictObject({
  type: z.literal('image'),
  block_id: blockId,
  image_url: webAddress,
  alt_text: z.string().min(1).max(2000),
  title: plain(2000).exactOptional(),
});
const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id: blockId,
  text: z.string().min(1).max(12_000),
});
const input = z.strictObject({
  type: z.literal('input'),
  block_id: blockId,
  label: plain(2000),
  hint: plain(2000).exactOptional(),
  optional: z.boolean().exactOptional(),
  dispatch_action: z.literal(false).exactOptional(),
  element: z.discriminatedUnion('type', [plainTextInput, staticSelect, radioButtons, checkboxes]),
});

const everywhere = [header, divider, section, context, actions, image] as const;

/** A block that a message may hold. Input blocks in messages exist at Slack and are not modelled here. */
export const messageBlockSchema = z.discriminatedUnion('type', [...everywhere, markdown]);
export const messageBlocksSchema = z.array(messageBlockSchema).max(LIMITS.messageBlocks);

/** A block that a modal may hold. */
export const viewBlockSchema = z.discriminatedUnion('type', [...everywhere, input]);

export const viewSchema = z
  .strictObject({
    type: z.literal('modal'),
    title: plain(24),
    blocks: z.array(viewBlockSchema).max(LIMITS.viewBlocks),
    submit: plain(24).exactOptional(),
    close: plain(24).exactOptional(),
    private_metadata: z.string().max(3000).exactOptional(),
    callback_id: z.string().max(255).exactOptional(),
    external_id: z.string().max(255).exactOptional(),
    clear_on_close: z.boolean().exactOptional(),
    notify_on_close: z.boolean().exactOptional(),
  })
  .refine((view) => view.submit !== undefined || !view.blocks.some((block) => block.type === 'input'), {
    error: 'missing required field: submit',
    path: ['submit'],
  });

/** The Home tab of an app: a view of its own kind, without title, submit or close. */
export const homeSchema = z.strictObject({
  type: z.literal('home'),
  blocks: z.array(viewBlockSchema).max(LIMITS.viewBlocks),
  private_metadata: z.string().max(3000).exactOptional(),
  callback_id: z.string().max(255).exactOptional(),
  external_id: z.string().max(255).exactOptional(),
});

export const metadataSchema = z.object({
  event_type: z.string().regex(/^[A-Za-z0-9_.-]{1,255}$/),
  event_payload: z.record(z.string(), z.unknown()),
});

export type MessageBlock = z.infer<typeof messageBlockSchema>;
export type ViewBlock = z.infer<typeof viewBlockSchema>;
export type AnyBlock = MessageBlock | ViewBlock;
export type Button = z.infer<typeof button>;
export type InputBlock = z.infer<typeof input>;
export type Interactive = z.infer<(typeof interactive)[number]>;
export type Confirm = z.infer<typeof confirm>;
export type ModalView = z.infer<typeof viewSchema>;
export type HomeView = z.infer<typeof homeSchema>;
export type MessageMetadata = z.infer<typeof metadataSchema>;

/** The interactive elements of a block, in reading order. */
export const interactiveOf = (block: AnyBlock): readonly Interactive[] => {
  if (block.type === 'actions') return block.elements;
  if (block.type === 'section' && block.accessory && block.accessory.type !== 'image') return [block.accessory];
  return [];
};
