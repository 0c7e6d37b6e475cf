import type { PageMessage } from '../../page-api';

/** What stands in a channel from top to bottom. */
export type Item =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'new'; readonly key: string }
  | { readonly kind: 'message'; readonly key: string; readonly message: PageMessage; readonly brief: boolean };

const TOGETHER_MS = 5 * 60_000;

const dayOf = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(iso));

/** Messages of one person in quick succession stand under one name. A card keeps its own, so that it reads well alone. */
const belongs = (message: PageMessage, before: PageMessage | undefined): boolean =>
  before !== undefined &&
  before.user === message.user &&
  before.ephemeral === message.ephemeral &&
  message.blocks.length <= 1 &&
  Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS;

/**
 * Messages with a line for each day of the reader's zone, and one above the first message that the reader had not seen.
 * `readTs` is up to where the reader had read when the channel was opened.
 */
export const timelineOf = (
  messages: readonly PageMessage[],
  timeZone: string,
  me: string,
  readTs: string | undefined,
): readonly Item[] => {
  const firstNew = readTs === undefined ? undefined : messages.find(({ ts, user }) => ts > readTs && user !== me);
  return messages.flatMap((message, index): readonly Item[] => {
    const before = messages[index - 1];
    const newDay = !before || dayOf(before.at, timeZone) !== dayOf(message.at, timeZone);
    const newHere = message === firstNew;
    return [
      ...(newDay ? [{ kind: 'day', key: `day.${message.ts}`, at: message.at } as const] : []),
      ...(newHere ? [{ kind: 'new', key: 'new' } as const] : []),
      { kind: 'message', key: message.ts, message, brief: !newDay && !newHere && belongs(message, before) },
    ];
  });
};

/** What a screen reader is told about messages that came in since the last look, oldest first. */
export const arrivals = (messages: readonly PageMessage[], seenTs: string, me: string): readonly PageMessage[] =>
  messages
    .flatMap((message) => [message, ...message.replies])
    .filter(({ ts, user }) => ts > seenTs && user !== me)
    .sort((a, b) => (a.ts < b.ts ? -1 : 1));

export const newestTs = (messages: readonly PageMessage[]): string =>
  messages
    .flatMap((message) => [message, ...message.replies])
    .map(({ ts }) => ts)
    .sort()
    .at(-1) ?? '';
