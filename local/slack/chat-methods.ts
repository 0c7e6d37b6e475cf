import { LIMITS, type MessageBlock, type MessageMetadata, metadataSchema } from './block-kit';
import { checkMessageBlocks } from './check-blocks';
import { messageShape } from './message-shape';
import { answer, conversation, type Method, type Refusal, refuse, refused, usable } from './method';
import { type Arguments, textArgument, yes } from './request-body';
import type { Message } from './types';
import { directWith, findMessage, replaceMessage, type Workspace } from './workspace';

interface Content {
  readonly text: string;
  readonly blocks: readonly MessageBlock[] | undefined;
  readonly metadata: MessageMetadata | undefined;
}

const NOT_MODELLED = ['attachments', 'markdown_text', 'file_ids'];

const readMetadata = (args: Arguments): MessageMetadata | undefined | Refusal => {
  if (args['metadata'] === undefined) return undefined;
  const parsed = metadataSchema.safeParse(args['metadata']);
  if (!parsed.success) return refuse('invalid_metadata_format', ...parsed.error.issues.map((issue) => issue.message));
  return Buffer.byteLength(JSON.stringify(parsed.data)) > LIMITS.metadataBytes
    ? refuse('metadata_too_large')
    : parsed.data;
};

/** Text is required although Slack only warns: it is what notifications and screen readers have. */
const readText = (args: Arguments, longest: number): string | Refusal => {
  const text = textArgument(args, 'text');
  if (text === undefined)
    return refuse('no_text', 'text is required beside blocks: notifications and screen readers read nothing else');
  return Buffer.byteLength(text) > longest ? refuse('msg_too_long') : text;
};

/** What a message says, checked as Slack checks it. Shared with response_url. */
export const readContent = (workspace: Workspace, args: Arguments, longest: number): Content | Refusal => {
  const foreign = NOT_MODELLED.find((name) => args[name] !== undefined);
  if (foreign !== undefined) return refuse('invalid_arguments', `${foreign} is not modelled here: use blocks`);
  const blocks =
    args['blocks'] === undefined ? undefined : checkMessageBlocks(args['blocks'], () => workspace.nextId('k'));
  if (blocks && !blocks.ok) return refuse(blocks.error, ...blocks.messages);
  const text = readText(args, longest);
  if (typeof text !== 'string') return text;
  const metadata = readMetadata(args);
  if (metadata && refused(metadata)) return metadata;
  return { text, blocks: blocks?.value, metadata };
};

/** `channel` may name a person: the message then goes to the direct message with them. */
const targetOf = (workspace: Workspace, args: Arguments): string | undefined => {
  const given = textArgument(args, 'channel');
  const person = workspace.people.get(given ?? '');
  return person && person.kind !== 'deactivated' && person.kind !== 'bot' ? directWith(workspace, person.id) : given;
};

const parentOf = (workspace: Workspace, channel: string, args: Arguments): string | undefined | Refusal => {
  const given = textArgument(args, 'thread_ts');
  if (given === undefined) return args['thread_ts'] === undefined ? undefined : refuse('invalid_thread_ts');
  const parent = findMessage(workspace, channel, given);
  if (!parent || parent.onlyFor !== undefined) return refuse('thread_not_found');
  return parent.threadTs ?? parent.ts;
};

const shown = (message: Message) => ({
  channel: message.channel,
  ts: message.ts,
  text: message.text,
  blocks: message.blocks,
  ...(message.threadTs !== undefined && { threadTs: message.threadTs }),
});

const recordMessage = (workspace: Workspace, what: 'posted' | 'updated', message: Message): void =>
  workspace.record({ what, user: message.user, ...shown(message) });

export const addMessage = (workspace: Workspace, message: Omit<Message, 'ts'>): Message => {
  const added = { ...message, ts: workspace.nextTs() };
  workspace.messages.push(added);
  if (added.onlyFor === undefined) recordMessage(workspace, 'posted', added);
  else workspace.record({ what: 'ephemeral', reader: added.onlyFor, ...shown(added) });
  return added;
};

/** Changes a message in place; blocks and metadata that are not given stay as they are, as at Slack. */
export const changeMessage = (workspace: Workspace, message: Message, content: Content): Message => {
  const next = {
    ...message,
    text: content.text,
    blocks: content.blocks ?? message.blocks,
    metadata: content.metadata ?? message.metadata,
    editedTs: workspace.nextTs(),
  };
  replaceMessage(workspace, next);
  recordMessage(workspace, 'updated', next);
  return next;
};

const writes = (run: Method['run']): Method => ({ scope: () => 'chat:write', run });

const postMessage = writes((workspace, args) => {
  const place = usable(workspace, targetOf(workspace, args), 'write');
  if (refused(place)) return place;
  if ('direct' in place && workspace.options.messagesTab === false) return refuse('messages_tab_disabled');
  const content = readContent(workspace, args, LIMITS.postText);
  if ('ok' in content) return content;
  const parent = parentOf(workspace, place.id, args);
  if (typeof parent === 'object') return parent;
  const message = addMessage(workspace, {
    channel: place.id,
    user: workspace.botUserId,
    text: content.text,
    blocks: content.blocks ?? [],
    metadata: content.metadata,
    threadTs: parent,
    broadcast: parent !== undefined && yes(args, 'reply_broadcast'),
  });
  return answer({ channel: place.id, ts: message.ts, message: messageShape(workspace, message) });
});

const update = writes((workspace, args) => {
  const place = usable(workspace, textArgument(args, 'channel'), 'write');
  if (refused(place)) return place;
  const message = findMessage(workspace, place.id, textArgument(args, 'ts') ?? '');
  // An ephemeral message can be changed through its response_url only.
  if (!message || message.onlyFor !== undefined || message.deleted) return refuse('message_not_found');
  if (message.user !== workspace.botUserId) return refuse('cant_update_message');
  const content = readContent(workspace, args, LIMITS.updateText);
  if ('ok' in content) return content;
  const next = changeMessage(workspace, message, content);
  return answer({ channel: place.id, ts: next.ts, text: next.text, message: messageShape(workspace, next) });
});

const postEphemeral = writes((workspace, args) => {
  const place = usable(workspace, textArgument(args, 'channel'), 'write');
  if (refused(place)) return place;
  const reader = workspace.people.get(textArgument(args, 'user') ?? '');
  if (!reader || reader.kind === 'deactivated' || reader.kind === 'bot') return refuse('user_not_in_channel');
  if ('direct' in place && place.direct.id !== reader.id) return refuse('user_not_in_channel');
  const content = readContent(workspace, args, LIMITS.postText);
  if ('ok' in content) return content;
  const parent = parentOf(workspace, place.id, args);
  if (typeof parent === 'object') return parent;
  const { ts } = addMessage(workspace, {
    channel: place.id,
    user: workspace.botUserId,
    text: content.text,
    blocks: content.blocks ?? [],
    threadTs: parent,
    broadcast: false,
    onlyFor: reader.id,
  });
  return answer({ message_ts: ts });
});

/** A message with replies leaves a stone behind, so that its thread stays. */
const remove = (workspace: Workspace, message: Message): void => {
  const hasReplies = workspace.messages.some(
    (reply) => reply.channel === message.channel && reply.threadTs === message.ts,
  );
  if (hasReplies)
    replaceMessage(workspace, {
      ...message,
      text: 'This message was deleted.',
      blocks: [],
      metadata: undefined,
      deleted: true,
    });
  else workspace.messages.splice(workspace.messages.indexOf(message), 1);
  workspace.record({ what: 'deleted', channel: message.channel, ts: message.ts });
};

const deleteMessage = writes((workspace, args) => {
  const place = usable(workspace, textArgument(args, 'channel'), 'write');
  if (refused(place)) return place;
  const message = findMessage(workspace, place.id, textArgument(args, 'ts') ?? '');
  if (!message || message.onlyFor !== undefined || message.deleted) return refuse('message_not_found');
  if (message.user !== workspace.botUserId) return refuse('cant_delete_message');
  remove(workspace, message);
  return answer({ channel: place.id, ts: message.ts });
});

const getPermalink: Method = {
  scope: () => undefined,
  run: (workspace, args) => {
    const found = conversation(workspace, textArgument(args, 'channel'));
    if (!found) return refuse('channel_not_found');
    const message = findMessage(workspace, found.id, textArgument(args, 'message_ts') ?? '');
    if (!message || message.onlyFor !== undefined) return refuse('message_not_found');
    const permalink = `${workspace.url}/archives/${found.id}/p${message.ts.replace('.', '')}`;
    return answer({ channel: found.id, permalink });
  },
};

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
  'chat.delete': deleteMessage,
  'chat.getPermalink': getPermalink,
};
