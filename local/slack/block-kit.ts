import * as z from 'zod';
import {
  asInput,
  besideSection,
  type Interactive,
  id,
  imageElement,
  inActions,
  mrkdwn,
  plain,
  webAddress,
} from './block-elements';

export type { Button, Confirm, InputElement, Interactive } from './block-elements';

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

const blockId = id.exactOptional();
const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const header = z.strictObject({ type: z.literal('header'), block_id: blockId, text: plain(150) });
const divider = z.strictObject({ type: z.literal('divider'), block_id: blockId });
const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: text(3000).exactOptional(),
    fields: z.array(text(2000)).min(1).max(10).exactOptional(),
    accessory: z.discriminatedUnion('type', [...besideSection, imageElement]).exactOptional(),
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
  elements: z.array(z.discriminatedUnion('type', inActions)).min(1).max(25),
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
  element: z.discriminatedUnion('type', asInput),
});

const everywhere = [header, divider, section, context, actions, image] as const;

/** A block that a message may hold. Input blocks in messages exist at Slack and are not modelled here. */
export const messageBlockSchema = z.discriminatedUnion('type', [...everywhere, markdown]);
export const messageBlocksSchema = z.array(messageBlockSchema).max(LIMITS.messageBlocks);

/** A block that a modal or the Home tab may hold. */
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
export type InputBlock = z.infer<typeof input>;
export type ModalView = z.infer<typeof viewSchema>;
export type HomeView = z.infer<typeof homeSchema>;
export type MessageMetadata = z.infer<typeof metadataSchema>;

/** The interactive elements of a block, in reading order. */
export const interactiveOf = (block: AnyBlock): readonly Interactive[] => {
  if (block.type === 'actions') return block.elements;
  if (block.type === 'section' && block.accessory && block.accessory.type !== 'image') return [block.accessory];
  return [];
};
