import type { HomeView, View } from '@slack/types';
import {
  type BulkSlack,
  type InteractiveSlack,
  type Message,
  type MessageMark,
  type SlackAccount,
  SlackProblem,
} from '../../adapters/slack';

export interface Posted extends Message {
  ts: string;
  readonly mark: MessageMark;
  updates: number;
}

/** Slack's side of the poster: keeps what was posted, and fails as told. */
export interface FakeBulk extends BulkSlack {
  readonly messages: Posted[];
  readonly homes: { readonly user: string; readonly view: HomeView }[];
  /** Called before each post and update; throws to refuse, or returns `lose` to let it happen and lose the answer. */
  fault: ((call: 'post' | 'update' | 'find' | 'home', channel: string) => 'lose' | undefined) | undefined;
}

export const fakeBulk = (): FakeBulk => {
  const messages: Posted[] = [];
  const lost = () => new SlackProblem('unreachable', 'no answer', undefined);
  const bulk: FakeBulk = {
    messages,
    homes: [],
    fault: undefined,
    publishHome: async (user, view) => {
      bulk.fault?.('home', user);
      bulk.homes.push({ user, view });
    },
    post: async (message, mark) => {
      const fate = bulk.fault?.('post', message.channel);
      const ts = `${1000 + messages.length}.0001`;
      messages.push({ ...message, ts, mark, updates: 0 });
      if (fate === 'lose') throw lost();
      return { ts };
    },
    update: async (message, mark) => {
      const fate = bulk.fault?.('update', message.channel);
      const index = messages.findIndex(({ ts, channel }) => ts === message.ts && channel === message.channel);
      const found = messages[index];
      if (!found) throw new SlackProblem('refused', 'message_not_found', undefined);
      messages[index] = { ...found, ...message, mark, updates: found.updates + 1 };
      if (fate === 'lose') throw lost();
    },
    find: async ({ channel, threadTs }, mark) => {
      bulk.fault?.('find', channel);
      return messages.find(
        (one) =>
          one.channel === channel &&
          one.threadTs === threadTs &&
          one.mark.incidentId === mark.incidentId &&
          one.mark.key === mark.key,
      )?.ts;
    },
  };
  return bulk;
};

export const cardsOf = (bulk: FakeBulk): readonly Posted[] =>
  bulk.messages.filter(({ blocks }) => blocks !== undefined);
export const linesOf = (bulk: FakeBulk): readonly Posted[] =>
  bulk.messages.filter(({ threadTs }) => threadTs !== undefined);

export interface FakeInteractive extends InteractiveSlack {
  readonly views: { readonly id: string; view: View }[];
  readonly whispers: { readonly channel: string; readonly user: string; readonly text: string }[];
  readonly homes: { readonly user: string; readonly view: HomeView }[];
  readonly directs: { readonly user: string; readonly text: string }[];
  accountOf: (userId: string) => SlackAccount;
  openFault: SlackProblem | undefined;
}

export const member: SlackAccount = { teamId: 'T0CORDON', deleted: false, bot: false, guest: false, stranger: false };

export const fakeInteractive = (): FakeInteractive => {
  const fake: FakeInteractive = {
    views: [],
    whispers: [],
    homes: [],
    directs: [],
    accountOf: () => member,
    openFault: undefined,
    within() {
      return this;
    },
    openView: async (_trigger, view) => {
      if (fake.openFault) throw fake.openFault;
      const id = `V${fake.views.length + 1}`;
      fake.views.push({ id, view });
      return { viewId: id };
    },
    updateView: async (id, view) => {
      const found = fake.views.find((one) => one.id === id);
      if (!found) throw new SlackProblem('refused', 'not_found', undefined);
      found.view = view;
    },
    whisper: async ({ channel, user }, text) => {
      fake.whispers.push({ channel, user, text });
    },
    account: async (userId) => fake.accountOf(userId),
    publishHome: async (user, view) => void fake.homes.push({ user, view }),
    tell: async (user, text) => void fake.directs.push({ user, text }),
  };
  return fake;
};
