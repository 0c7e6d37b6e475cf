import type { AnyBlock, Confirm, HomeView, ModalView } from './block-kit';
import type { Chosen, Delivery, Entry, PersonKind, SlackCommand } from './types';

export type { Chosen, Delivery as PageDelivery, SlackCommand as PageCommand } from './types';

/**
 * What the page in the browser and this server say to each other, below `/_page/`, all of it JSON:
 * `GET state?as=<user>` answers PageState, `GET events?as=<user>` streams PageEvents, `POST act` takes a PageAct and answers a
 * PageResult, `POST faults` takes a FaultOrder and answers all faults. What is wrong with a request is a PageRefusal under 4xx.
 * The page imports these as types only.
 */
export interface PageState {
  /** Grows with everything that happens in this Slack; the same number means the same state. */
  readonly seq: number;
  /** This Slack's clock, ISO 8601. */
  readonly now: string;
  readonly workspace: PageWorkspace;
  /** The reader. */
  readonly me: PagePerson;
  /** Everyone in the switcher, bots last. */
  readonly people: readonly PagePerson[];
  readonly channels: readonly PageChannel[];
  /** The reader's direct messages: the app's first, and others that someone opened. */
  readonly directs: readonly PageChannel[];
  /** The messages of each channel and direct message that the reader sees, oldest first, by channel id. */
  readonly messages: Readonly<Record<string, readonly PageMessage[]>>;
  /** The modals that the reader sees, the root first and the one on top last. */
  readonly views: readonly PageView[];
  /** The App Home of this reader as the app published it last; absent until it did. */
  readonly home?: PageHome | undefined;
  /** Slash commands that the app has; anything else is refused as Slack refuses it. */
  readonly commands: readonly SlackCommand[];
  readonly faults: readonly PageFault[];
  /** The last deliveries to the app, newest first. */
  readonly deliveries: readonly Delivery[];
  /** The last lines of what happened here, oldest first; nothing that another person alone saw. */
  readonly transcript: readonly PageLine[];
}

/** One line of the inspector. */
export interface PageLine {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly what: Entry['what'];
  /** What happened, in a sentence. */
  readonly text: string;
}

export interface PageWorkspace {
  readonly name: string;
  readonly teamId: string;
  readonly appId: string;
  readonly appName: string;
  /** The user id under which the app writes. */
  readonly botUserId: string;
  /** How the app hears of things now: over HTTP, or over an open Socket Mode connection. */
  readonly delivery: 'http' | 'socket';
  /** How long Slack waits for the app's answer before it shows an error, in milliseconds. */
  readonly answerWithinMs: number;
}

export interface PagePerson {
  readonly id: string;
  readonly name: string;
  readonly kind: PersonKind;
  /** What this person may do here, in a few words: "approver", "asks for changes". */
  readonly role: string;
  /** What it means to be of this kind, in a sentence; absent for a plain member. */
  readonly note?: string | undefined;
  /** Another workspace than the app's, for Slack Connect. */
  readonly teamId: string;
  readonly modals: number;
  readonly unread: number;
}

export interface PageChannel {
  readonly id: string;
  /** The name without `#`; of a direct message, the name at the other end. */
  readonly name: string;
  readonly kind: 'channel' | 'private' | 'direct';
  /** Of a direct message: who is at the other end. */
  readonly withUser?: string | undefined;
  readonly shared: boolean;
  readonly archived: boolean;
  /** Nobody can write here: it is archived, or the app takes no messages. */
  readonly readOnly: boolean;
  /** Messages of others in the channel that came after the reader last read here; threads count for themselves. */
  readonly unread: number;
  /** The reader has read up to here; absent when never. */
  readonly readTs?: string | undefined;
}

export interface PageMessage {
  readonly channel: string;
  readonly ts: string;
  /** ISO 8601, from ts. */
  readonly at: string;
  readonly user: string;
  readonly text: string;
  /** Empty for a message that is only text. */
  readonly blocks: readonly AnyBlock[];
  /** Set on replies: the message that the thread hangs on. */
  readonly threadTs?: string | undefined;
  /** A reply that is shown in the channel too. */
  readonly broadcast: boolean;
  /** ISO 8601: shown as "(edited)". */
  readonly editedAt?: string | undefined;
  /** Only the reader sees it, and it may be dismissed. */
  readonly ephemeral: boolean;
  /** What stays of a deleted message that has replies. */
  readonly deleted: boolean;
  /** Oldest first; empty on replies. Ephemeral replies are among them, for their reader. */
  readonly replies: readonly PageMessage[];
  /** Replies of others after the reader last read this thread. */
  readonly unreadReplies: number;
  /** What the reader has chosen in menus of this message, as the app was told: by block id and action id. */
  readonly chosen: Chosen;
}

export interface PageView {
  readonly id: string;
  /** Changes whenever the app changes the view. */
  readonly hash: string;
  readonly view: ModalView;
  /** Errors of the last submission by block id, from Slack's own checks or from the app. */
  readonly errors: Readonly<Record<string, string>>;
  readonly chosen: Chosen;
}

export interface PageHome {
  readonly id: string;
  readonly hash: string;
  readonly view: HomeView;
  readonly chosen: Chosen;
}

// What the stream carries

/** An event of the stream, under its `kind` as the event's name and with JSON as its data. */
export type PageEvent =
  /** Something happened: read the state anew when its seq is larger. */
  | { readonly kind: 'seq'; readonly seq: number }
  /** Slack tells the reader something, such as that a click did not work. */
  | { readonly kind: 'toast'; readonly seq: number; readonly text: string };

// What a person does

/** A menu, button or input of a message, of an open modal or of the App Home (by its view id). */
export type PageSurface = { readonly channel: string; readonly ts: string } | { readonly viewId: string };

/** What stands in the inputs of a modal, by block id: text, or option values, dates, times and user ids; a list where several may be chosen. */
export type PageValues = Readonly<Record<string, string | readonly string[]>>;

interface By {
  /** The person who acts. */
  readonly as: string;
}

interface Used extends By {
  readonly on: PageSurface;
  readonly blockId: string;
  readonly actionId: string;
  /** The answer to the element's confirm dialog. Left out, an element that has one answers `confirm`, and nothing is sent. */
  readonly confirmed?: boolean | undefined;
  /** In a modal or App Home: what stands in its inputs at this moment. */
  readonly values?: PageValues | undefined;
}

export type PageAct =
  /** A button, also one with a url. */
  | (Used & { readonly do: 'click' })
  /** A select, overflow, radio, checkbox, date, time or person picker; no values clears it where that is possible. */
  | (Used & { readonly do: 'select'; readonly picked: readonly string[] })
  | (By & { readonly do: 'submit'; readonly viewId: string; readonly values: PageValues })
  /** The close button of the modal on top; `all` is the cross, which closes what lies below as well. */
  | (By & { readonly do: 'close'; readonly viewId: string; readonly all?: boolean | undefined })
  | (By & { readonly do: 'slash'; readonly channel: string; readonly command: string; readonly text: string })
  | (By & {
      readonly do: 'say';
      readonly channel: string;
      readonly text: string;
      readonly threadTs?: string | undefined;
    })
  /** Opens the app's Home tab. The app hears of it. */
  | (By & { readonly do: 'open-home' })
  /** Opens the direct message with the app. The app hears of it. */
  | (By & { readonly do: 'open-direct' })
  /** Read up to the newest message; with `threadTs`, up to the newest reply of that thread. */
  | (By & { readonly do: 'read'; readonly channel: string; readonly threadTs?: string | undefined })
  /** Takes an ephemeral message off the reader's screen. */
  | (By & { readonly do: 'dismiss'; readonly channel: string; readonly ts: string })
  /** Sends an earlier delivery once more, byte by byte. */
  | (By & { readonly do: 'redeliver'; readonly delivery: string });

export type PageOutcome =
  /** The app answered in time. Also what acts answer that concern no app. */
  | 'done'
  /** The person saw an error, as a toast of the stream. */
  | 'failed'
  /** Show the confirm dialog, and send the act again with the answer. Nothing was sent to the app. */
  | 'confirm'
  /** The person said no in the confirm dialog. */
  | 'cancelled'
  /** The form is refused before it leaves the browser: errors by block id. */
  | 'invalid'
  /** The app refused the form: errors by block id. */
  | 'errors'
  | 'closed'
  | 'updated'
  | 'pushed'
  | 'cleared';

export interface PageResult {
  readonly outcome: PageOutcome;
  /** The state's seq after the act. */
  readonly seq: number;
  readonly confirm?: Confirm | undefined;
  readonly errors?: Readonly<Record<string, string>> | undefined;
  /** The view that the person sees now, after an update or a push. */
  readonly viewId?: string | undefined;
  /** The channel that was opened, or written to. */
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
  readonly deliveries: readonly Delivery[];
}

export interface PageRefusal {
  /** What is wrong, in a sentence. */
  readonly error: string;
}

// What goes wrong on purpose

export type FaultName = 'down' | 'slow' | 'server-error' | 'rate-limited' | 'duplicate' | 'replay' | 'forged' | 'skew';

/** A switch of the side drawer. It stays as it is until someone changes it. */
export interface PageFault {
  readonly name: FaultName;
  readonly title: string;
  /** What it does, in a sentence. */
  readonly means: string;
  readonly on: boolean;
  /** A number that goes with it: how slow, how long. */
  readonly amount?: FaultAmount | undefined;
}

export interface FaultAmount {
  readonly value: number;
  readonly unit: 'ms' | 's';
  readonly label: string;
  readonly least: number;
  readonly most: number;
}

export interface FaultOrder {
  readonly fault: FaultName;
  readonly on: boolean;
  readonly amount?: number | undefined;
}

export interface PageFaults {
  readonly faults: readonly PageFault[];
}
