import { messageShape } from './message-shape';
import { answer, type Conversation, conversation, type Method, refuse, refused, scopeByKind, usable } from './method';
import { type Arguments, numberArgument, textArgument, yes } from './request-body';
import type { Message } from './types';
import { directWith, findMessage, type Workspace } from './workspace';

const shape = (found: Conversation) =>
  'direct' in found
    ? { id: found.id, is_im: true, is_channel: false, user: found.direct.id, is_archived: false }
    : {
        id: found.id,
        name: found.channel.name,
        name_normalized: found.channel.name,
        is_channel: found.channel.private !== true,
        is_group: found.channel.private === true,
        is_im: false,
        is_mpim: false,
        is_private: found.channel.private === true,
        is_archived: found.channel.archived === true,
        is_member: found.channel.member !== false,
        is_shared: found.channel.shared === true,
        is_ext_shared: found.channel.shared === true,
        is_org_shared: false,
        is_pending_ext_shared: false,
      };

const info: Method = {
  scope: scopeByKind('read'),
  run: (workspace, args) => {
    const found = conversation(workspace, textArgument(args, 'channel'));
    const hidden = found && 'channel' in found && found.channel.private && found.channel.member === false;
    return found && !hidden ? answer({ channel: shape(found) }) : refuse('channel_not_found');
  },
};

const open: Method = {
  scope: () => 'im:write',
  run: (workspace, args) => {
    const users = textArgument(args, 'users')?.split(',') ?? [];
    if (users.length === 0) return refuse('users_list_not_supplied');
    if (users.length > 1)
      return refuse('not_enough_users', 'group direct messages are not modelled here: name one person');
    const person = workspace.people.get(users[0] ?? '');
    if (!person) return refuse('user_not_found');
    if (person.kind === 'deactivated') return refuse('user_disabled');
    if (person.kind === 'bot') return refuse('cannot_dm_bot');
    const known = [...workspace.directs.values()].includes(person.id);
    return answer({
      channel: { id: directWith(workspace, person.id) },
      ...(known && { no_op: true, already_open: true }),
    });
  },
};

const within = (args: Arguments, ts: string): boolean => {
  const [oldest, latest] = [textArgument(args, 'oldest') ?? '0', textArgument(args, 'latest') ?? 'now'];
  const inclusive = yes(args, 'inclusive');
  const after = Number(ts) > Number(oldest) || (inclusive && ts === oldest);
  const before = latest === 'now' || Number(ts) < Number(latest) || (inclusive && ts === latest);
  return after && before;
};

/** Cursors carry an offset in base64, as opaque as Slack's. */
const pageOf = (args: Arguments, messages: readonly Message[]) => {
  const limit = Math.max(1, Math.min(999, numberArgument(args, 'limit', 100)));
  const offset = Number(Buffer.from(textArgument(args, 'cursor') ?? '', 'base64').toString() || 0);
  const rest = messages.length - offset - limit;
  return {
    page: messages.slice(offset, offset + limit),
    tail: {
      has_more: rest > 0,
      ...(rest > 0 && { response_metadata: { next_cursor: Buffer.from(String(offset + limit)).toString('base64') } }),
    },
  };
};

const listed = (workspace: Workspace, args: Arguments, messages: readonly Message[]) => {
  const { page, tail } = pageOf(
    args,
    messages.filter((message) => within(args, message.ts)),
  );
  const withMetadata = yes(args, 'include_all_metadata');
  return answer({ messages: page.map((message) => messageShape(workspace, message, withMetadata)), ...tail });
};

const visibleIn = (workspace: Workspace, channel: string): readonly Message[] =>
  workspace.messages.filter((message) => message.channel === channel && message.onlyFor === undefined);

const history: Method = {
  scope: scopeByKind('history'),
  run: (workspace, args) => {
    const place = usable(workspace, textArgument(args, 'channel'), 'read');
    if (refused(place)) return place;
    const top = visibleIn(workspace, place.id).filter((message) => message.threadTs === undefined || message.broadcast);
    return listed(workspace, args, top.toReversed());
  },
};

const replies: Method = {
  scope: scopeByKind('history'),
  run: (workspace, args) => {
    const place = usable(workspace, textArgument(args, 'channel'), 'read');
    if (refused(place)) return place;
    const parent = findMessage(workspace, place.id, textArgument(args, 'ts') ?? '');
    if (!parent || parent.onlyFor !== undefined) return refuse('thread_not_found');
    const thread = parent.threadTs ?? parent.ts;
    return listed(
      workspace,
      args,
      visibleIn(workspace, place.id).filter((message) => message.ts === thread || message.threadTs === thread),
    );
  },
};

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.info': info,
  'conversations.open': open,
  'conversations.history': history,
  'conversations.replies': replies,
};
