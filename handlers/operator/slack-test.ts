import { nameOf } from '../../incidents/policy';
import { askSlackTest, readSlackTest, type SlackTest, standsSince } from '../../incidents/slack-test';
import type { SlackTestView } from '../../incidents/views';
import type { Settings } from '../../playbooks/kit/settings';
import { type Ask, mustRespond, type OperatorApp } from './app';
import { bodies, checked } from './input';
import { Refused, wrong } from './refusal';

const viewOf = async ({ store }: OperatorApp, test: SlackTest): Promise<SlackTestView> => {
  const shownAt = await standsSince(store, test.n);
  const { n, channel, askedAt, problem, refused, clicked } = test;
  return {
    n,
    channel,
    askedAt,
    askedBy: nameOf(store.settings, test.askedBy),
    ...(shownAt ? { shownAt: shownAt.toISOString() } : {}),
    ...(problem !== undefined && !shownAt ? { problem } : {}),
    ...(refused ? { refused: { who: nameOf(store.settings, refused.actor), text: refused.text } } : {}),
    ...(clicked ? { clicked: { ...clicked, who: nameOf(store.settings, clicked.personId) } } : {}),
  };
};

const channelOf = ({ slack, drills }: Settings, name: 'urgent' | 'routine' | 'page' | 'drills'): string => {
  if (name !== 'drills') return slack.channels[name];
  if (drills) return drills.channel;
  throw wrong('channel', 'channel drills is not configured: this hub has no drills. Take urgent, routine or page.');
};

/** Has the poster post a message with one button. The click that it waits for decides nothing. */
export const testSlack = async ({ app, person, body }: Ask): Promise<SlackTestView> => {
  const { channel } = checked(bodies.slackTest, body);
  await mustRespond(app, person, 'send a test message');
  const { store } = app;
  return viewOf(app, await askSlackTest(store, { channel: channelOf(store.settings, channel), personId: person.id }));
};

/** How the newest test stands. */
export const slackTest = async ({ app }: Ask): Promise<SlackTestView> => {
  const test = await readSlackTest(app.store);
  if (!test) throw new Refused(404, 'no-test', 'Nobody has asked for a test message yet. Ask with: cordon verify');
  return viewOf(app, test);
};
