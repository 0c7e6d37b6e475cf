import { type Arguments, textArgument } from './request-body';
import type { SlackChannel, SlackPerson } from './types';
import type { Workspace } from './workspace';

/** Slack's answer: fields beside `ok: true`, or an error code with a line per fault. */
export type Answer = { readonly ok: true; readonly body: Readonly<Record<string, unknown>> } | Refusal;

export interface Refusal {
  readonly ok: false;
  readonly error: string;
  readonly messages?: readonly string[] | undefined;
}

export interface Method {
  /** Whose token it takes: the bot's unless told. */
  readonly token?: 'app' | undefined;
  /** The scope that the token needs for these arguments, if any. */
  readonly scope: (workspace: Workspace, args: Arguments) => string | undefined;
  readonly run: (workspace: Workspace, args: Arguments) => Answer;
}

export const answer = (body: Readonly<Record<string, unknown>>): Answer => ({ ok: true, body });
export const refuse = (error: string, ...messages: readonly string[]): Refusal => ({ ok: false, error, messages });

/** A place where messages are: a channel, or a direct message with one person. */
export type Conversation =
  | { readonly id: string; readonly direct: SlackPerson }
  | { readonly id: string; readonly channel: SlackChannel };

export const conversation = (workspace: Workspace, id: string | undefined): Conversation | undefined => {
  const channel = workspace.channels.get(id ?? '');
  if (channel) return { id: channel.id, channel };
  const person = workspace.people.get(workspace.directs.get(id ?? '') ?? '');
  return person && id !== undefined ? { id, direct: person } : undefined;
};

/** The conversation that a call names and the app may use: it was invited, and for writing the channel is not archived. */
export const usable = (
  workspace: Workspace,
  id: string | undefined,
  purpose: 'read' | 'write',
): Conversation | Refusal => {
  const found = conversation(workspace, id);
  if (!found) return refuse('channel_not_found');
  if (!('channel' in found)) return found;
  // A private channel that the app was not invited to does not exist for it.
  if (found.channel.member === false) return refuse(found.channel.private ? 'channel_not_found' : 'not_in_channel');
  return purpose === 'write' && found.channel.archived ? refuse('is_archived') : found;
};

export const refused = (value: object): value is Refusal => 'ok' in value && value.ok === false;

/** Reading scopes differ by the kind of conversation: `channels:…`, `groups:…` or `im:…`. */
export const scopeByKind =
  (verb: 'read' | 'history') =>
  (workspace: Workspace, args: Arguments): string => {
    const found = conversation(workspace, textArgument(args, 'channel'));
    if (found && 'direct' in found) return `im:${verb}`;
    return found?.channel.private ? `groups:${verb}` : `channels:${verb}`;
  };
