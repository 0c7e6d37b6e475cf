import { itemOf } from './items';
import { CONTROL, slackTestKey, slackViewKey } from './keys';
import type { SlackView } from './model';
import { nameOf } from './policy';
import type { Item } from './port';
import { type Store, transact } from './store';

/** A message with one button, which somebody asked for to see that Slack works both ways. The newest takes the place of the one before. */
export interface SlackTest {
  /** Counts up, so that a button of an earlier test is told from this one's. */
  readonly n: number;
  readonly channel: string;
  readonly askedBy: string;
  readonly askedAt: string;
  /** What Slack said when the message could not be posted; gone once it stands. */
  readonly problem?: string;
  /** Who clicked and was turned away, and what they were told. */
  readonly refused?: { readonly actor: string; readonly text: string; readonly at: string };
  readonly clicked?: Clicked;
}
export interface Clicked {
  readonly personId: string;
  /** When Slack saw the click, and when it was on record. */
  readonly at: string;
  readonly recordedAt: string;
  /** Whether the click came with Slack's signature, or over a connection that we opened to Slack. */
  readonly way: 'signed' | 'socket';
}

// Written by this file alone, so that an item is what was put there.
const bare = ({ pk: _pk, sk: _sk, ...rest }: Item): SlackTest => rest as unknown as SlackTest;

export const readSlackTest = async (store: Pick<Store, 'port'>): Promise<SlackTest | undefined> => {
  const item = await store.port.get(slackTestKey);
  return item && bare(item);
};

/** Where the message stands and since when, by Slack's own clock; undefined until it does. */
export const standsSince = async (store: Pick<Store, 'port'>, n: number): Promise<Date | undefined> => {
  const copies = ((await store.port.get(slackViewKey(CONTROL)))?.['copies'] ?? []) as unknown as SlackView['copies'];
  const copy = copies.find(({ revision }) => revision === n);
  return copy && new Date(Number(copy.ts) * 1000);
};

/** Asks for a new test message; the poster, which follows the record, posts it. */
export const askSlackTest = (
  store: Store,
  { channel, personId }: { readonly channel: string; readonly personId: string },
): Promise<SlackTest> =>
  transact(store, [CONTROL], async (_records, askedAt) => {
    const n = ((await readSlackTest(store))?.n ?? 0) + 1;
    const test: SlackTest = { n, channel, askedBy: personId, askedAt };
    const text = `${nameOf(store.settings, personId)} asked for test message ${n}.`;
    return {
      result: test,
      write: [{ kind: 'put', item: itemOf(slackTestKey, test) }],
      rows: { [CONTROL]: [{ event: 'slack.test-asked', actor: personId, text, data: { n, channel } }] },
    };
  });

/** Keeps what Slack said about the message, or that it says nothing more. A test that another took the place of is left alone. */
export const noteProblem = async (
  store: Pick<Store, 'port'>,
  n: number,
  problem: string | undefined,
): Promise<void> => {
  const when = { equals: { n } };
  await store.port.write([
    problem === undefined
      ? { kind: 'update', key: slackTestKey, remove: ['problem'], when }
      : { kind: 'update', key: slackTestKey, set: { problem }, when },
  ]);
};

export type TestClick = { readonly kind: 'counted' } | { readonly kind: 'told'; readonly text: string };
const told = (text: string): TestClick => ({ kind: 'told', text });

/** Counts the first click of somebody whom Cordon knows. It decides nothing. */
export const clickSlackTest = (store: Store, n: number, click: Omit<Clicked, 'recordedAt'>): Promise<TestClick> =>
  transact(store, [CONTROL], async (_records, recordedAt) => {
    const test = await readSlackTest(store);
    if (test?.n !== n) return { result: told('This test is over: a newer one took its place.') };
    if (test.clicked) return { result: told('This test is over: somebody clicked already.') };
    const done: SlackTest = { ...test, clicked: { ...click, recordedAt } };
    const text = `${nameOf(store.settings, click.personId)} clicked test message ${n}. It changed nothing.`;
    return {
      result: { kind: 'counted' },
      write: [{ kind: 'put', item: itemOf(slackTestKey, done), when: { equals: { n }, missing: ['clicked'] } }],
      rows: { [CONTROL]: [{ event: 'slack.test-clicked', actor: click.personId, text, data: { n, way: click.way } }] },
    };
  });

/** Keeps that somebody was turned away, for whoever waits for the click. */
export const refuseTestClick = (store: Store, n: number, actor: string, text: string): Promise<void> =>
  transact(store, [CONTROL], async (_records, at) => {
    const test = await readSlackTest(store);
    if (test?.n !== n || test.clicked) return { result: undefined };
    const who = nameOf(store.settings, actor);
    return {
      result: undefined,
      write: [
        { kind: 'put', item: itemOf(slackTestKey, { ...test, refused: { actor, text, at } }), when: { equals: { n } } },
      ],
      rows: {
        [CONTROL]: [
          { event: 'slack.test-refused', actor, text: `${who} clicked test message ${n} and was refused: “${text}”` },
        ],
      },
    };
  });
