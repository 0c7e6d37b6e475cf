import { LIMITS } from './block-kit';
import { addMessage, changeMessage, readContent } from './chat-methods';
import { parseBody, textArgument, yes } from './request-body';
import { useResponseUrl } from './triggers';
import { findMessage, type ResponseUrl, type Workspace } from './workspace';

export interface ResponseUrlReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const OK: ResponseUrlReply = { status: 200, body: { ok: true } };

const refuse = (workspace: Workspace, error: string, because: readonly string[] = []): ResponseUrlReply => {
  workspace.record({ what: 'refused', method: 'response_url', error, because });
  return { status: error.endsWith('_url') ? 404 : 400, body: { ok: false, error } };
};

const remove = (workspace: Workspace, channel: string, ts: string): ResponseUrlReply => {
  const index = workspace.messages.findIndex((message) => message.channel === channel && message.ts === ts);
  if (index < 0) return refuse(workspace, 'message_not_found');
  workspace.messages.splice(index, 1);
  workspace.record({ what: 'deleted', channel, ts });
  return OK;
};

const carryOut = (
  workspace: Workspace,
  use: ResponseUrl,
  args: Readonly<Record<string, unknown>>,
): ResponseUrlReply => {
  if (yes(args, 'delete_original')) return remove(workspace, use.channel, use.messageTs ?? '');
  const content = readContent(workspace, args, LIMITS.postText);
  if ('ok' in content) return refuse(workspace, content.error, content.messages);
  const original = findMessage(workspace, use.channel, use.messageTs ?? '');
  if (yes(args, 'replace_original')) {
    if (!original) return refuse(workspace, 'message_not_found');
    changeMessage(workspace, original, content);
    return OK;
  }
  addMessage(workspace, {
    channel: use.channel,
    user: workspace.botUserId,
    text: content.text,
    blocks: content.blocks ?? [],
    metadata: content.metadata,
    threadTs: textArgument(args, 'thread_ts'),
    broadcast: false,
    // A response is for the clicker's eyes only unless it says otherwise.
    onlyFor: args['response_type'] === 'in_channel' ? undefined : use.user,
  });
  return OK;
};

/** Answers a POST to a response_url: five uses within thirty minutes, ephemeral unless it says `in_channel`. */
export const answerResponseUrl = (
  workspace: Workspace,
  id: string,
  contentType: string | undefined,
  body: string,
): ResponseUrlReply => {
  const taken = useResponseUrl(workspace, id);
  if (!taken.ok) return refuse(workspace, taken.error);
  const parsed = parseBody(contentType, body);
  return parsed.ok ? carryOut(workspace, taken.use, parsed.args) : refuse(workspace, parsed.error);
};
