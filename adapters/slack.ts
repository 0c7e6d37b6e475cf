import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { HomeView, KnownBlock, View } from '@slack/types';
import { ErrorCode, LogLevel, type SlackError, WebClient, type WebClientOptions } from '@slack/web-api';
import * as z from 'zod';
import type { Settings } from '../playbooks/kit/settings';
import { type Patience, patience } from './patience';

/** What the secret holds. During a rotation the old signing secret stays valid until the grace ends. */
const secretSchema = z.object({
  botToken: z.string().min(1),
  signingSecret: z.string().min(8),
  previousSigningSecret: z.string().min(8).optional(),
  /** ISO 8601: the previous secret is refused from here on. */
  previousValidUntil: z.iso.datetime().optional(),
});
export type SlackSecret = z.infer<typeof secretSchema>;

const secrets = new SecretsManagerClient({ maxAttempts: 3 });

/** Reads the app's secret. Throws when it is missing or has another shape; never says what it holds. */
export const readSlackSecret = async (name: string): Promise<SlackSecret> => {
  const answer = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
  const parsed = secretSchema.safeParse(JSON.parse(answer.SecretString ?? '{}'));
  if (!parsed.success) throw new Error(`the secret ${name} must hold botToken and signingSecret`);
  return parsed.data;
};

/**
 * `limited`: wait that long. `unreachable`: Slack gave no answer or a 5xx. `refused`: Slack answered and said no; `slackCode` is its word.
 * After `NO_ANSWER` what was asked may have happened all the same.
 */
export class SlackProblem extends Error {
  override readonly name = 'SlackProblem';
  constructor(
    readonly code: 'limited' | 'unreachable' | 'refused',
    readonly slackCode: string,
    readonly retryAfterSeconds: number | undefined,
    options?: { cause?: unknown },
  ) {
    super(`Slack: ${slackCode}`, options);
  }
}

export const NO_ANSWER = 'no answer';

/** Who Slack says a user is; only what decides whether the person may act. */
export interface SlackAccount {
  readonly teamId: string | undefined;
  readonly deleted: boolean;
  readonly bot: boolean;
  readonly guest: boolean;
  readonly stranger: boolean;
}

/** The calls that a click waits for: short, never queued, never retried. */
export interface InteractiveSlack {
  readonly openView: (triggerId: string, view: View) => Promise<{ readonly viewId: string }>;
  readonly updateView: (viewId: string, view: View) => Promise<void>;
  readonly whisper: (to: { channel: string; user: string; threadTs?: string }, text: string) => Promise<void>;
  readonly account: (userId: string) => Promise<SlackAccount>;
  readonly publishHome: PublishHome;
  /** A direct message: for an answer that no channel and no dialog can carry. */
  readonly tell: (userId: string, text: string) => Promise<void>;
  /**
   * The same calls, which all together wait for Slack no longer than this: one that finds no time left is `unreachable` at once.
   * What happens between the calls is not counted. Asked for again, the calls keep to both.
   */
  readonly within: (milliseconds: number) => InteractiveSlack;
}

/** Shows one person the App Home; the whole of it, each time. */
export type PublishHome = (userId: string, view: HomeView) => Promise<void>;

export interface Message {
  /** A channel, or a person: then it is a direct message. */
  readonly channel: string;
  readonly threadTs?: string;
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
}
/** What a message is known by afterwards: kept in its metadata, so that one whose answer was lost is found again. */
export interface MessageMark {
  readonly incidentId: string;
  readonly key: string;
}

/** The calls of the poster. Errors are SlackProblem; waiting and retrying is the retry queue's work. */
export interface BulkSlack {
  readonly publishHome: PublishHome;
  /** Refuses with `channel_is_shared` to post where people of another organisation read. */
  readonly post: (message: Message, mark: MessageMark) => Promise<{ readonly ts: string }>;
  readonly update: (message: Message & { readonly ts: string }, mark: MessageMark) => Promise<void>;
  /** The ts of a message with this mark, posted at or after `since` (ISO 8601). */
  readonly find: (
    where: { channel: string; threadTs?: string; since: string },
    mark: MessageMark,
  ) => Promise<string | undefined>;
}

const EVENT_TYPE = 'cordon_message';
const PAGES = 5;

const problemFrom = (error: unknown): SlackProblem => {
  const known = error as Partial<SlackError> & { retryAfter?: number; statusCode?: number; data?: { error?: string } };
  if (known.code === ErrorCode.RateLimitedError)
    return new SlackProblem('limited', 'ratelimited', known.retryAfter ?? 1, { cause: error });
  if (known.code !== ErrorCode.PlatformError)
    return new SlackProblem('unreachable', wordFor(error, known.statusCode), undefined, { cause: error });
  const word = known.data?.error ?? 'unknown_error';
  const passing = ['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];
  return new SlackProblem(passing.includes(word) ? 'unreachable' : 'refused', word, undefined, { cause: error });
};

const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

/** Whether the request can have reached Slack at all. */
const wordFor = (error: unknown, status: number | undefined): string => {
  if (status !== undefined) return `status ${status}`;
  const original = (error as { original?: { cause?: { code?: string } } }).original;
  return NEVER_SENT.includes(original?.cause?.code ?? '') ? 'not reached' : NO_ANSWER;
};

const asking = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw error instanceof SlackProblem ? error : problemFrom(error);
  }
};

const clientFor = (settings: Settings, token: string, timeout: number): WebClient => {
  const options: WebClientOptions = {
    timeout,
    // A 429 on one channel would otherwise hold back every other call of this client.
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
    allowAbsoluteUrls: false,
    ...(settings.slack.apiUrl ? { slackApiUrl: settings.slack.apiUrl } : {}),
  };
  return new WebClient(token, options);
};

/**
 * What one call waits at most. Who-is-it comes before every decision and gets least: when Slack is silent, a function that has
 * to start first still answers within a second.
 */
const MOST_MS = { account: 400, other: 1500 } as const;

/** A client for each call, since a client's timeout is its own; making one takes a fraction of a millisecond. */
const askingWithin =
  (settings: Settings, token: string, outer: Patience | undefined) =>
  async <T>(most: number, call: (client: WebClient) => Promise<T>): Promise<T> => {
    const left = Math.min(most, outer?.left() ?? most);
    if (left < 1) throw new SlackProblem('unreachable', 'no time left', undefined);
    const began = performance.now();
    try {
      return await asking(() => call(clientFor(settings, token, Math.ceil(left))));
    } finally {
      outer?.spend(performance.now() - began);
    }
  };

const interactiveWith = (settings: Settings, token: string, outer?: Patience): InteractiveSlack => {
  const ask = askingWithin(settings, token, outer);
  return {
    openView: (triggerId, view) =>
      ask(MOST_MS.other, async (client) => ({
        viewId: (await client.views.open({ trigger_id: triggerId, view })).view?.id ?? '',
      })),
    updateView: (viewId, view) =>
      ask(MOST_MS.other, async (client) => void (await client.views.update({ view_id: viewId, view }))),
    whisper: ({ channel, user, threadTs }, text) =>
      ask(MOST_MS.other, async (client) => {
        await client.chat.postEphemeral({ channel, user, text, ...(threadTs ? { thread_ts: threadTs } : {}) });
      }),
    account: (userId) => ask(MOST_MS.account, (client) => accountOf(client, userId)),
    publishHome: (userId, view) => ask(MOST_MS.other, (client) => publishWith(client)(userId, view)),
    tell: (userId, text) =>
      ask(MOST_MS.other, async (client) => {
        await client.chat.postMessage({ channel: userId, text, unfurl_links: false, unfurl_media: false });
      }),
    within: (milliseconds) => interactiveWith(settings, token, patience(milliseconds, outer)),
  };
};

/** The calls that clicks wait for. */
export const interactiveSlack = (settings: Settings, { botToken }: SlackSecret): InteractiveSlack =>
  interactiveWith(settings, botToken);

const accountOf = async (client: WebClient, userId: string): Promise<SlackAccount> => {
  const { user } = await client.users.info({ user: userId });
  return {
    teamId: user?.team_id,
    deleted: user?.deleted === true,
    bot: user?.is_bot === true || user?.is_workflow_bot === true,
    guest: user?.is_restricted === true || user?.is_ultra_restricted === true,
    stranger: user?.is_stranger === true,
  };
};

const publishWith =
  (client: WebClient): PublishHome =>
  (userId, view) =>
    asking(async () => {
      await client.views.publish({ user_id: userId, view });
    });

const metadataOf = (mark: MessageMark) => ({
  event_type: EVENT_TYPE,
  event_payload: { incident: mark.incidentId, key: mark.key },
});

interface Listed {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
}
const carries = (message: Listed, mark: MessageMark): boolean => {
  const payload = (message.metadata?.event_payload ?? {}) as Readonly<Record<string, unknown>>;
  return (
    message.metadata?.event_type === EVENT_TYPE &&
    payload['incident'] === mark.incidentId &&
    payload['key'] === mark.key
  );
};

/** The poster's client: a call may take longer, and still never waits behind another's 429. */
export const bulkSlack = (settings: Settings, secret: SlackSecret): BulkSlack => {
  const client = clientFor(settings, secret.botToken, 5000);
  const guard = keepInside(client);
  return {
    publishHome: publishWith(client),
    post: ({ channel, threadTs, text, blocks }, mark) =>
      asking(async () => {
        await guard(channel);
        const answer = await client.chat.postMessage({
          channel,
          text,
          ...(blocks ? { blocks: [...blocks] } : {}),
          ...(threadTs ? { thread_ts: threadTs } : {}),
          metadata: metadataOf(mark),
          unfurl_links: false,
          unfurl_media: false,
        });
        return { ts: answer.ts ?? '' };
      }),
    update: ({ channel, ts, text, blocks }, mark) =>
      asking(async () => {
        const body = { channel, ts, text, metadata: metadataOf(mark) };
        await client.chat.update(blocks ? { ...body, blocks: [...blocks] } : body);
      }),
    find: (where, mark) => asking(() => findMarked(client, where, mark)),
  };
};

const ASK_AGAIN_MS = 3_600_000;

/**
 * Cards name resources, people and weaknesses: they are not posted where another organisation reads along (Slack Connect).
 * Asked once per channel and hour; a channel that Slack says nothing about is not posted into either.
 */
const keepInside = (client: WebClient): ((channel: string) => Promise<void>) => {
  const askedAt = new Map<string, number>();
  return async (channel) => {
    const isDirect = /^[UWD]/.test(channel);
    if (isDirect || Date.now() - (askedAt.get(channel) ?? Number.NEGATIVE_INFINITY) < ASK_AGAIN_MS) return;
    const { channel: found } = await client.conversations.info({ channel });
    if (found?.is_ext_shared || found?.is_pending_ext_shared)
      throw new SlackProblem('refused', 'channel_is_shared', undefined);
    askedAt.set(channel, Date.now());
  };
};

const findMarked = async (
  client: WebClient,
  where: { channel: string; threadTs?: string; since: string },
  mark: MessageMark,
): Promise<string | undefined> => {
  // A minute of slack: the mark's time is ours, the message's is Slack's.
  const oldest = String(Math.floor(Date.parse(where.since) / 1000) - 60);
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const ask = {
      channel: where.channel,
      oldest,
      include_all_metadata: true,
      limit: 200,
      ...(cursor ? { cursor } : {}),
    };
    const answer = where.threadTs
      ? await client.conversations.replies({ ...ask, ts: where.threadTs })
      : await client.conversations.history(ask);
    const found = (answer.messages as readonly Listed[] | undefined)?.find((message) => carries(message, mark));
    if (found?.ts) return found.ts;
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  return undefined;
};
