import type { Message, MessageWithReplies } from './types';
import type { Workspace } from './workspace';

/** The messages of a channel that a reader sees, oldest first, each with its thread; ephemeral ones only for their reader. */
export const listMessages = (workspace: Workspace, channel: string, reader?: string): MessageWithReplies[] => {
  const here = workspace.messages.filter(
    (message) => message.channel === channel && (message.onlyFor === undefined || message.onlyFor === reader),
  );
  const repliesTo = (ts: string) => here.filter((message) => message.threadTs === ts);
  return here
    .filter((message) => message.threadTs === undefined || !here.some((parent) => parent.ts === message.threadTs))
    .map((message) => ({ ...message, replies: repliesTo(message.ts) }));
};

const readKey = (user: string, channel: string, thread?: string): string =>
  thread === undefined ? `${user}/${channel}` : `${user}/${channel}/${thread}`;

/** How far a person has read in a channel, or in one of its threads. */
export const readUpTo = (workspace: Workspace, user: string, channel: string, thread?: string): string | undefined =>
  workspace.reads.get(readKey(user, channel, thread));

/** A person has seen everything of a channel, or of one of its threads. */
export const markRead = (workspace: Workspace, user: string, channel: string, thread?: string): void => {
  const newest = workspace.messages.filter((message) => message.channel === channel).at(-1);
  if (!newest || readUpTo(workspace, user, channel, thread) === newest.ts) return;
  workspace.reads.set(readKey(user, channel, thread), newest.ts);
  workspace.touch();
};

/** Messages by others that came after `since`. */
export const unreadAmong = (messages: readonly Message[], user: string, since: string | undefined): number =>
  messages.filter((message) => message.user !== user && Number(message.ts) > Number(since ?? 0)).length;

/** Takes an ephemeral message off its reader's screen. @throws Error when that person sees no such message */
export const dismiss = (workspace: Workspace, user: string, channel: string, ts: string): void => {
  const index = workspace.messages.findIndex(
    (message) => message.channel === channel && message.ts === ts && message.onlyFor === user,
  );
  if (index < 0) throw new Error(`${user} sees no message ${ts} in ${channel} that could be dismissed.`);
  workspace.messages.splice(index, 1);
  workspace.record({ what: 'deleted', channel, ts });
};
