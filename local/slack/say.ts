import { addMessage } from './chat-methods';
import { personOf } from './click';
import { conversation } from './method';
import type { Message } from './types';
import { findMessage, type Workspace } from './workspace';

export interface Said {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  /** The message whose thread this goes to. */
  readonly threadTs?: string | undefined;
}

/** Slack escapes these three in what people type. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const threadOf = (workspace: Workspace, said: Said): string | undefined => {
  if (said.threadTs === undefined) return undefined;
  const parent = findMessage(workspace, said.channel, said.threadTs);
  if (!parent || parent.onlyFor !== undefined) throw new Error(`There is no message ${said.threadTs} to reply to.`);
  return parent.threadTs ?? parent.ts;
};

/** Whether people can write to the app in their direct message with it. */
export const takesNoMessages = ({ options }: Workspace): boolean =>
  options.messagesTab === false || options.messagesReadOnly === true;

/** A person writes a message of their own. @throws Error when there is no such person or conversation */
export const say = (workspace: Workspace, said: Said): Message => {
  const person = personOf(workspace, said.user);
  const place = conversation(workspace, said.channel);
  if (!place) throw new Error(`There is no channel ${said.channel}.`);
  if ('channel' in place && place.channel.archived) throw new Error(`#${place.channel.name} is archived.`);
  if ('direct' in place && takesNoMessages(workspace))
    throw new Error('Sending messages to this app has been turned off.');
  const threadTs = threadOf(workspace, said);
  workspace.record({ what: 'acted', user: person.id, act: 'say', on: said.channel });
  return addMessage(workspace, {
    channel: said.channel,
    user: person.id,
    text: escaped(said.text),
    blocks: [],
    threadTs,
    broadcast: false,
  });
};
