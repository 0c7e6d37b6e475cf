import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FaultName } from './page-api';
import type {
  ApiFault,
  Chosen,
  Delivery,
  Entry,
  Happening,
  HomeTab,
  Message,
  OpenView,
  SlackChannel,
  SlackOptions,
  SlackPerson,
} from './types';

export interface Trigger {
  readonly user: string;
  readonly madeAt: number;
  /** The view whose button or submission made this trigger, if any. */
  readonly viewId?: string | undefined;
  used: boolean;
}

export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  readonly messageTs?: string | undefined;
  readonly madeAt: number;
  uses: number;
}

/** A request as it left, kept so that it can be sent again byte by byte. */
export interface Sent {
  readonly kind: string;
  readonly user: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The same without signature or encoding, for Socket Mode. */
  readonly payload: unknown;
}

/** An open Socket Mode connection of the app. */
export interface Socket {
  /** Sends an envelope and waits for its acknowledgement; undefined when none comes in time. */
  send(envelope: SocketEnvelope, waitMs: number): Promise<{ readonly payload: unknown } | undefined>;
  /** Asks the app to connect anew, as Slack does now and then, and closes. */
  disconnect(reason: string): void;
}

export interface SocketEnvelope {
  readonly envelope_id: string;
  readonly type: 'interactive' | 'slash_commands' | 'events_api';
  readonly accepts_response_payload: boolean;
  readonly payload: unknown;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

export interface Switch {
  readonly on: boolean;
  readonly amount: number;
}

/** Everything that this Slack knows. It lives in memory and dies with the process. */
export interface Workspace {
  readonly options: SlackOptions;
  readonly domain: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly people: Map<string, SlackPerson>;
  readonly channels: Map<string, SlackChannel>;
  /** Direct messages by channel id: the person at the other end. */
  readonly directs: Map<string, string>;
  readonly messages: Message[];
  readonly views: Map<string, OpenView>;
  /** Home tabs by the person who sees them. */
  readonly homes: Map<string, HomeTab>;
  /** What people chose in menus, by `<person>/<view or channel/ts>`. */
  readonly chosen: Map<string, Chosen>;
  /** How far people have read, by `<person>/<channel>` and `<person>/<channel>/<thread>`. */
  readonly reads: Map<string, string>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly faults: ApiFault[];
  /** The switches of the page that someone touched. */
  readonly switches: Map<FaultName, Switch>;
  readonly sockets: Socket[];
  /** Tickets of `apps.connections.open` that nobody has used, with the time they were made. */
  readonly tickets: Map<string, number>;
  /** Timers of what is sent again later; stopped with the server. */
  readonly timers: Set<NodeJS.Timeout>;
  /** Addresses that answered Slack's challenge for events. */
  readonly verified: Set<string>;
  readonly sent: Map<string, Sent>;
  readonly deliveries: Delivery[];
  readonly transcript: Entry[];
  readonly watchers: Set<() => void>;
  interactionsUrl: string | undefined;
  /** This server's own address, known once it listens. */
  url: string;
  now(): Date;
  nextTs(): string;
  nextId(prefix: string): string;
  record(happening: Happening): void;
  /** Counts a change that is no line of the transcript, such as how far someone has read. */
  touch(): void;
  /** Grows with every change. */
  seq(): number;
}

const MICROS = 1_000_000;

/** Slack's message ids: seconds and microseconds, never the same twice in this workspace. */
const tsMaker = (now: () => Date): (() => string) => {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now().getTime() * 1000);
    return `${Math.floor(last / MICROS)}.${String(last % MICROS).padStart(6, '0')}`;
  };
};

const idMaker = (): ((prefix: string) => string) => {
  let count = 0;
  return (prefix) => {
    count += 1;
    return `${prefix}${count.toString(36).toUpperCase().padStart(8, '0')}`;
  };
};

/** The transcript's writer, and the count of all changes. */
const recorder = (transcript: Entry[], watchers: Set<() => void>, now: () => Date) => {
  let changes = 0;
  const touch = (): void => {
    changes += 1;
    for (const watcher of [...watchers]) watcher();
  };
  const record = (happening: Happening): void => {
    transcript.push({ seq: transcript.length + 1, at: now().toISOString(), ...structuredClone(happening) });
    touch();
  };
  return { record, touch, seq: () => changes };
};

/** What people and the app make and leave behind; all of it starts empty. */
const emptyStores = () => ({
  directs: new Map(),
  messages: [],
  views: new Map(),
  homes: new Map(),
  chosen: new Map(),
  reads: new Map(),
  triggers: new Map(),
  responseUrls: new Map(),
  faults: [],
  switches: new Map(),
  sockets: [],
  tickets: new Map(),
  timers: new Set<NodeJS.Timeout>(),
  verified: new Set<string>(),
  sent: new Map(),
  deliveries: [],
});

export const createWorkspace = (options: SlackOptions): Workspace => {
  const now = options.clock ?? (() => new Date());
  const transcript: Entry[] = [];
  const watchers = new Set<() => void>();
  return {
    options,
    domain: 'local-workspace',
    botUserId: 'U0CORDON00',
    botId: 'B0CORDON00',
    people: new Map(options.people.map((person) => [person.id, person])),
    channels: new Map(options.channels.map((channel) => [channel.id, channel])),
    ...emptyStores(),
    transcript,
    watchers,
    interactionsUrl: options.interactionsUrl,
    url: '',
    now,
    nextTs: tsMaker(now),
    nextId: idMaker(),
    ...recorder(transcript, watchers, now),
  };
};

/** The workspace that a person belongs to, which is not the app's for a Slack Connect user. */
export const teamOf = (workspace: Workspace, person: SlackPerson): string =>
  person.teamId ?? (person.kind === 'connect' ? 'T0ELSEWHERE' : workspace.options.teamId);

export const findMessage = (workspace: Workspace, channel: string, ts: string): Message | undefined =>
  workspace.messages.find((message) => message.channel === channel && message.ts === ts);

/** Puts `next` in the place of the message with the same channel and ts. */
export const replaceMessage = (workspace: Workspace, next: Message): void => {
  const index = workspace.messages.findIndex((message) => message.channel === next.channel && message.ts === next.ts);
  workspace.messages.splice(index, 1, next);
};

/** The direct message channel with a person, opened on first use. */
export const directWith = (workspace: Workspace, user: string): string => {
  const known = [...workspace.directs].find(([, other]) => other === user)?.[0];
  if (known !== undefined) return known;
  const id = workspace.nextId('D');
  workspace.directs.set(id, user);
  return id;
};

export const secretWord = (): string => randomBytes(16).toString('hex');

export const sameSecret = (given: string, expected: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Where a person's choices in a view or message are kept. */
export const chosenKey = (user: string, surface: string): string => `${user}/${surface}`;

export const chosenIn = (workspace: Workspace, user: string, surface: string): Chosen =>
  workspace.chosen.get(chosenKey(user, surface)) ?? {};

/** The surface id of a message. */
export const messageSurface = (message: { readonly channel: string; readonly ts: string }): string =>
  `${message.channel}/${message.ts}`;
