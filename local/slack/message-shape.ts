import type { Message } from './types';
import type { Workspace } from './workspace';

const repliesOf = (workspace: Workspace, message: Message): readonly Message[] =>
  workspace.messages.filter(
    (reply) => reply.channel === message.channel && reply.threadTs === message.ts && reply.onlyFor === undefined,
  );

const threadFields = (workspace: Workspace, message: Message) => {
  if (message.threadTs !== undefined)
    return { thread_ts: message.threadTs, ...(message.broadcast && { subtype: 'thread_broadcast' }) };
  const replies = repliesOf(workspace, message);
  const last = replies.at(-1);
  return last ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: last.ts } : {};
};

const authorFields = (workspace: Workspace, message: Message) =>
  message.user === workspace.botUserId && !message.deleted
    ? { bot_id: workspace.botId, app_id: workspace.options.appId }
    : {};

/** A message as Slack's API and its interaction payloads show it. Metadata only on request, as at Slack. */
export const messageShape = (workspace: Workspace, message: Message, withMetadata = false) => ({
  type: 'message',
  user: message.user,
  ts: message.ts,
  text: message.text,
  team: workspace.options.teamId,
  ...authorFields(workspace, message),
  ...(message.blocks.length > 0 && { blocks: message.blocks }),
  ...threadFields(workspace, message),
  ...(message.deleted && { subtype: 'tombstone', hidden: true, user: 'USLACKBOT' }),
  ...(message.editedTs !== undefined && { edited: { user: message.user, ts: message.editedTs } }),
  ...(withMetadata && message.metadata && { metadata: message.metadata }),
});
