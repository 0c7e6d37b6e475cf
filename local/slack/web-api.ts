import { setTimeout as sleep } from 'node:timers/promises';
import { chatMethods } from './chat-methods';
import { conversationMethods } from './conversation-methods';
import { standingApiFault } from './faults';
import type { Answer, Method, Refusal } from './method';
import { peopleMethods } from './people-methods';
import { type Arguments, parseBody, textArgument } from './request-body';
import { socketMethods } from './socket-methods';
import type { ApiFault } from './types';
import { viewMethods } from './view-methods';
import { sameSecret, type Workspace } from './workspace';

const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...chatMethods, ...conversationMethods, ...peopleMethods, ...socketMethods, ...viewMethods }),
);

export interface ApiRequest {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** What goes back over the wire; `reset` breaks the connection instead. */
export type ApiReply =
  | { readonly kind: 'reset' }
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Readonly<Record<string, unknown>>;
    };

const reply = (
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): ApiReply => ({
  kind: 'reply',
  status,
  headers,
  body,
});

/** Tokens come as a bearer header or as a form field; in a JSON body Slack does not look. */
const tokenOf = (request: ApiRequest, args: Arguments, json: boolean): string | undefined => {
  const bearer = /^Bearer (.+)$/.exec(request.authorization ?? '')?.[1];
  return bearer ?? (json ? undefined : textArgument(args, 'token'));
};

const tokenKind = ({ options }: Workspace, token: string): 'bot' | 'app' | undefined => {
  if (sameSecret(token, options.botToken)) return 'bot';
  return options.appToken !== undefined && sameSecret(token, options.appToken) ? 'app' : undefined;
};

/** Every method takes the bot's token, but for the few that take the app's own. */
const authorise = (workspace: Workspace, method: Method, token: string | undefined): string | undefined => {
  if (token === undefined) return 'not_authed';
  const kind = tokenKind(workspace, token);
  if (kind === undefined) return 'invalid_auth';
  return kind === (method.token ?? 'bot') ? undefined : 'not_allowed_token_type';
};

const refusalBody = (refusal: Refusal) => ({
  ok: false,
  error: refusal.error,
  ...(refusal.messages &&
    refusal.messages.length > 0 && {
      errors: refusal.messages,
      response_metadata: { messages: refusal.messages.map((line) => `[ERROR] ${line}`) },
    }),
});

const refuseCall = (
  workspace: Workspace,
  method: string,
  refusal: Refusal,
  extra: Readonly<Record<string, unknown>> = {},
): ApiReply => {
  workspace.record({ what: 'refused', method, error: refusal.error, because: refusal.messages ?? [] });
  return reply({ ...refusalBody(refusal), ...extra });
};

const grantedFor = ({ options }: Workspace, method: Method): readonly string[] =>
  method.token === 'app' ? (options.appScopes ?? ['connections:write']) : options.scopes;

const scopeHeaders = (provided: readonly string[], needed: string | undefined): Record<string, string> => ({
  'x-oauth-scopes': provided.join(','),
  ...(needed !== undefined && { 'x-accepted-oauth-scopes': needed }),
});

const carryOut = (workspace: Workspace, name: string, method: Method, args: Arguments): ApiReply => {
  const needed = method.scope(workspace, args);
  const provided = grantedFor(workspace, method);
  if (needed !== undefined && !provided.includes(needed)) {
    return refuseCall(workspace, name, { ok: false, error: 'missing_scope' }, { needed, provided: provided.join(',') });
  }
  const result: Answer = method.run(workspace, args);
  return result.ok
    ? reply({ ok: true, ...result.body }, scopeHeaders(provided, needed))
    : refuseCall(workspace, name, result);
};

const call = (workspace: Workspace, request: ApiRequest): ApiReply => {
  const method = METHODS.get(request.method);
  if (!method) return refuseCall(workspace, request.method, { ok: false, error: 'unknown_method', messages: [] });
  const parsed = parseBody(request.contentType, request.body);
  if (!parsed.ok) return refuseCall(workspace, request.method, parsed);
  const unauthorised = authorise(workspace, method, tokenOf(request, parsed.args, parsed.json));
  if (unauthorised !== undefined) return refuseCall(workspace, request.method, { ok: false, error: unauthorised });
  return carryOut(workspace, request.method, method, parsed.args);
};

/** Takes the next fault that is meant for this method, or what a switch says; a fault with `times` goes away after so many calls. */
const takeFault = (workspace: Workspace, method: string): ApiFault | undefined => {
  const index = workspace.faults.findIndex((fault) => fault.method === undefined || fault.method === method);
  const fault = workspace.faults[index] ?? standingApiFault(workspace);
  if (!fault) return undefined;
  workspace.record({ what: 'fault', method, kind: fault.kind });
  if (fault.times !== undefined) {
    workspace.faults.splice(index, 1, ...(fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []));
  }
  return fault;
};

const suffer = async (workspace: Workspace, request: ApiRequest, fault: ApiFault): Promise<ApiReply> => {
  switch (fault.kind) {
    case 'down':
      return { kind: 'reset' };
    case 'answer-lost':
      call(workspace, request);
      return { kind: 'reset' };
    case 'slow':
      await sleep(fault.ms);
      return call(workspace, request);
    case 'status':
      return reply({ ok: false, error: 'internal_error' }, {}, fault.status);
    case 'ratelimited':
      return reply({ ok: false, error: 'ratelimited' }, { 'retry-after': String(fault.retryAfterSeconds) }, 429);
    case 'error':
      return refuseCall(workspace, request.method, { ok: false, error: fault.error });
  }
};

/** Answers one Web API call, with the faults that were switched on. */
export const answerCall = async (workspace: Workspace, request: ApiRequest): Promise<ApiReply> => {
  const fault = takeFault(workspace, request.method);
  return fault ? suffer(workspace, request, fault) : call(workspace, request);
};
