// What the page in the browser and its server say to each other, all of it JSON. The page imports these as types only.

/** State is an icon and a word, never a colour alone. */
export type Mood = 'quiet' | 'looking' | 'waiting' | 'running' | 'done' | 'ended' | 'attention';

export interface Happening {
  readonly mood: Mood;
  readonly word: string;
  /** One sentence. */
  readonly sentence: string;
  /** ISO 8601: when the request runs out. */
  readonly until?: string;
  readonly incidentId?: string;
}

/** What a newcomer is told about the newest request, in three short answers. */
export interface Story {
  readonly happened: string;
  readonly asked: string;
  readonly click: string;
}

export interface PageState {
  /** The server's clock, ISO 8601. */
  readonly now: string;
  readonly happening: Happening;
  readonly story?: Story;
  readonly slackUrl: string;
  /** Absent when there is no console to show; `note` says why. */
  readonly console: { readonly kind: 'ready' } | { readonly kind: 'none'; readonly note: string };
  /** Requests in the sandbox account: reminder, more people, expiry, in seconds. */
  readonly short: { readonly remind: number; readonly escalate: number; readonly expire: number };
}

export interface CatalogueFinding {
  /** The fixture's file name. */
  readonly name: string;
  readonly title: string;
  readonly type: string;
  readonly severity?: number;
  /** What it can be about in the seeded accounts. */
  readonly about: 'instance' | 'user' | 'other';
  /** What is special: a sample, archived, or what the parser says. */
  readonly note?: string;
}
export interface CatalogueGroup {
  readonly id: string;
  readonly title: string;
  /** What Cordon does with these, in a sentence. */
  readonly about: string;
  readonly findings: readonly CatalogueFinding[];
}
export interface CatalogueTarget {
  readonly name: string;
  readonly about: 'instance' | 'user';
  readonly account: string;
}
export interface Catalogue {
  readonly groups: readonly CatalogueGroup[];
  readonly targets: readonly CatalogueTarget[];
}

/** Which thing of the seeded accounts the finding is about. `as-is`: whatever the document says. */
export interface Aim {
  /** `auto`, `as-is`, or the name of a seeded instance or user. */
  readonly target: string;
  readonly times: number;
  /** Another target each time, instead of the same finding again. */
  readonly spread: boolean;
  /** About a thing in the sandbox account, where requests run out within a minute. */
  readonly short: boolean;
}
export type SendOrder = Aim & ({ readonly fixture: string } | { readonly document: string });

export interface Sent {
  readonly sent: readonly { readonly id: string; readonly type: string; readonly on: string }[];
}

/** Under 4xx: one sentence, and where in the document it applies. */
export interface PageRefusal {
  readonly message: string;
  readonly path?: string;
}

/** A card, dialog, tab or answer with made-up data in it. */
export interface GalleryEntry {
  readonly id: string;
  readonly title: string;
  /** What a notification says, for messages. */
  readonly text?: string;
  /** The title of a dialog, and its own buttons. */
  readonly heading?: string;
  readonly buttons?: readonly string[];
  readonly blocks: readonly unknown[];
}
export interface Gallery {
  /** Names by Slack id. */
  readonly people: Readonly<Record<string, string>>;
  readonly groups: readonly {
    readonly id: string;
    readonly title: string;
    readonly about: string;
    readonly entries: readonly GalleryEntry[];
  }[];
}
