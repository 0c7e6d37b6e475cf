import { randomBytes, timingSafeEqual } from 'node:crypto';
import type {
  ApiFault,
  Delivery,
  Entry,
  Happening,
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
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly faults: ApiFault[];
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

const recorder =
  (transcript: Entry[], watchers: Set<() => void>, now: () => Date): ((happening: Happening) => void) =>
  (happening) => {
    transcript.push({ seq: transcript.length + 1, at: now().toISOString(), ...structuredClone(happening) });
    for (const watcher of [...watchers]) watcher();
  };

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
    directs: new Map(),
    messages: [],
    views: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    faults: [],
    sent: new Map(),
    deliveries: [],
    transcript,
    watchers,
    interactionsUrl: options.interactionsUrl,
    url: '',
    now,
    nextTs: tsMaker(now),
    nextId: idMaker(),
    record: recorder(transcript, watchers, now),
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
