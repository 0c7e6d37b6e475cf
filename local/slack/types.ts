import type { AnyBlock, Confirm, HomeView, MessageBlock, MessageMetadata, ModalView } from './block-kit';

export type PersonKind = 'member' | 'guest' | 'connect' | 'deactivated' | 'bot';

export interface SlackPerson {
  readonly id: string;
  readonly name: string;
  readonly kind: PersonKind;
  /** The person's own workspace; another one than the app's for a Slack Connect user. */
  readonly teamId?: string | undefined;
  /** What this person may do, in a few words for the switcher of the page. */
  readonly role?: string | undefined;
}

/** A slash command as the app's manifest declares it. */
export interface SlackCommand {
  readonly command: string;
  readonly description: string;
  readonly hint: string;
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  /** Shared with another workspace by Slack Connect. */
  readonly shared?: boolean | undefined;
  readonly private?: boolean | undefined;
  readonly archived?: boolean | undefined;
  /** Whether the app was invited; it is unless this says false. */
  readonly member?: boolean | undefined;
}

export interface SlackOptions {
  readonly botToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly appId: string;
  /** Granted to the bot token, such as `chat:write`. */
  readonly scopes: readonly string[];
  readonly people: readonly SlackPerson[];
  readonly channels: readonly SlackChannel[];
  /** Where clicks, commands and events go; may be told later with `control.sendInteractionsTo`. */
  readonly interactionsUrl?: string | undefined;
  /** For Socket Mode; without it `apps.connections.open` refuses every token. */
  readonly appToken?: string | undefined;
  /** Granted to the app-level token: `connections:write` unless told. */
  readonly appScopes?: readonly string[] | undefined;
  /** Commands that the app has; every command reaches it unless this is given. */
  readonly commands?: readonly SlackCommand[] | undefined;
  /** Events that the app asked for, such as `app_home_opened`; none unless given. */
  readonly botEvents?: readonly string[] | undefined;
  /** Whether the app has a Home tab; it has unless this says false. */
  readonly homeTab?: boolean | undefined;
  /** Whether people may write to the app, and it to them; yes unless this says false. */
  readonly messagesTab?: boolean | undefined;
  /** The app writes to people, and they cannot write back. */
  readonly messagesReadOnly?: boolean | undefined;
  /** How the app is called in the page. */
  readonly appName?: string | undefined;
  /** Waits before an event is sent again: at once, after one minute and after five at Slack. */
  readonly eventRetriesMs?: readonly number[] | undefined;
  /** The built page, served at `/`; may be told later with `servePage`. */
  readonly pageFolder?: string | undefined;
  /** Origins that may show the page in a frame; none unless told. */
  readonly embedIn?: readonly string[] | undefined;
  readonly clock?: (() => Date) | undefined;
  /** A free port unless given. */
  readonly port?: number | undefined;
  /** How long the app may take to answer a click: 3,000 ms at Slack. */
  readonly answerWithinMs?: number | undefined;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly MessageBlock[];
  readonly metadata?: MessageMetadata | undefined;
  readonly threadTs?: string | undefined;
  /** A thread reply that is shown in the channel too. */
  readonly broadcast: boolean;
  readonly editedTs?: string | undefined;
  /** Set on ephemeral messages: the only person who sees it. */
  readonly onlyFor?: string | undefined;
  /** What stays of a deleted message that has replies. */
  readonly deleted?: boolean | undefined;
}

/** Values by block id, then action id: option values, `2026-11-23`, `14:30`, seconds since 1970, or user ids. */
export type Chosen = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A message of a channel with its thread, oldest reply first. */
export interface MessageWithReplies extends Message {
  readonly replies: readonly Message[];
}

export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly hash: string;
  readonly view: ModalView;
  readonly open: boolean;
  /** What the last submission was refused for, by block id. */
  readonly errors?: Readonly<Record<string, string>> | undefined;
}

/** The Home tab that the app published for one person. */
export interface HomeTab {
  readonly id: string;
  readonly user: string;
  readonly hash: string;
  readonly view: HomeView;
}

/** What the stand-in does wrong on purpose to the app's Web API calls. */
export type ApiFault = { readonly method?: string | undefined; readonly times?: number | undefined } & (
  | { readonly kind: 'down' }
  /** The call takes effect, and the connection breaks before its answer. */
  | { readonly kind: 'answer-lost' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'ratelimited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'error'; readonly error: string }
);

/** What goes wrong on purpose on the way of one interaction to the app. */
export interface DeliveryFault {
  /** Signed and sent twice, as when a person clicks twice. */
  readonly duplicate?: boolean | undefined;
  /** The same bytes and headers sent a second time. */
  readonly replay?: boolean | undefined;
  /** Signed with another secret. */
  readonly forged?: boolean | undefined;
  /** Added to the timestamp header, which is signed as sent. */
  readonly skewSeconds?: number | undefined;
  readonly contentType?: string | undefined;
}

export interface Delivery {
  readonly id: string;
  /** ISO 8601. */
  readonly sentAt: string;
  readonly by: 'http' | 'socket';
  /** Why it was sent: `acted`, `duplicate`, `replayed`, `forged`, or `retry 1`. */
  readonly because: string;
  readonly kind: string;
  readonly user: string;
  readonly status?: number | undefined;
  readonly answer?: string | undefined;
  readonly ms: number;
  /** Why the person saw an error; absent when the app answered in time with a 2xx. */
  readonly problem?: string | undefined;
}

interface Shown {
  readonly text: string;
  readonly blocks: readonly AnyBlock[];
}

export type Happening =
  | ({
      readonly what: 'posted' | 'updated';
      readonly channel: string;
      readonly ts: string;
      readonly threadTs?: string;
      readonly user: string;
    } & Shown)
  | ({
      readonly what: 'ephemeral';
      readonly channel: string;
      readonly ts: string;
      /** Set when only someone who has this thread open sees it. */
      readonly threadTs?: string;
      readonly reader: string;
    } & Shown)
  | { readonly what: 'deleted'; readonly channel: string; readonly ts: string }
  | {
      readonly what: 'view opened' | 'view updated' | 'view pushed';
      readonly user: string;
      readonly viewId: string;
      readonly view: ModalView;
    }
  | {
      readonly what: 'view closed';
      readonly user: string;
      readonly viewId: string;
      readonly because: 'submitted' | 'closed' | 'cleared' | 'replaced';
    }
  | { readonly what: 'home published'; readonly user: string; readonly viewId: string; readonly view: HomeView }
  | { readonly what: 'socket'; readonly connections: number; readonly change: 'connected' | 'gone' }
  | { readonly what: 'switched'; readonly fault: string; readonly on: boolean; readonly amount?: number }
  | { readonly what: 'acted'; readonly user: string; readonly act: string; readonly on: string }
  | { readonly what: 'confirm shown'; readonly user: string; readonly confirm: Confirm; readonly accepted: boolean }
  | {
      readonly what: 'form refused';
      readonly user: string;
      readonly viewId: string;
      readonly errors: Readonly<Record<string, string>>;
    }
  | {
      readonly what: 'delivered';
      readonly id: string;
      readonly kind: string;
      readonly user: string;
      readonly because: string;
    }
  | ({ readonly what: 'answered' } & Delivery)
  | { readonly what: 'toast'; readonly user: string; readonly text: string }
  | { readonly what: 'refused'; readonly method: string; readonly error: string; readonly because: readonly string[] }
  | { readonly what: 'fault'; readonly method: string; readonly kind: ApiFault['kind'] };

/** One line of the transcript: what happened, in order. */
export type Entry = { readonly seq: number; readonly at: string } & Happening;
