import { createHash } from 'node:crypto';
import { SlackProblem } from '../adapters/slack';
import { CONTROL } from '../incidents/keys';
import { noteProblem, readSlackTest, type SlackTest } from '../incidents/slack-test';
import { log } from './app';
import { cardKey, postOnce, type Session } from './posting';
import type { Copy } from './view-state';
import type { Card } from './views/card';
import { testCard } from './views/test-card';

/** Nobody waits longer for it: a test that Slack refused is not posted by whatever wakes the poster days later. */
const FRESH_MS = 15 * 60_000;

/** Makes the newest test message show how the test stands; posts it while it is fresh. What Slack says against it is kept for the one who waits. */
export const drawTest = async (session: Session): Promise<void> => {
  const { store } = session.poster;
  const test = await readSlackTest(store);
  if (!test) return;
  const card = testCard(test, store.settings);
  const painted = createHash('sha256').update(JSON.stringify(card)).digest('hex').slice(0, 16);
  const copy = session.state.copies.find(({ revision }) => revision === test.n);
  if (copy) return copy.painted === painted ? undefined : repaint(session, copy, card, painted);
  const age = store.now().getTime() - Date.parse(test.askedAt);
  if (!test.clicked && age < FRESH_MS) await post(session, test, card, painted);
};

const post = async (session: Session, test: SlackTest, card: Card, painted: string): Promise<void> => {
  const { store } = session.poster;
  const { n, channel } = test;
  // Buttons of earlier tests stay where they are, and do nothing any more.
  session.state = { ...session.state, copies: [] };
  try {
    await postOnce(session, { kind: 'card', revision: n, painted }, { channel, ...card });
    if (test.problem !== undefined) await noteProblem(store, n, undefined);
  } catch (error) {
    if (!(error instanceof SlackProblem)) throw error;
    await noteProblem(store, n, error.slackCode);
    // Whoever waits for it is told; parking it would only ring an alarm about a test.
    if (error.code !== 'refused') throw error;
    log('a test message was refused', { n, problem: error.slackCode });
  }
};

const repaint = async (session: Session, copy: Copy, card: Card, painted: string): Promise<void> => {
  const { channel, ts } = copy;
  try {
    await session.poster.slack.update({ channel, ts, ...card }, { incidentId: CONTROL, key: cardKey(copy) });
  } catch (error) {
    if (!(error instanceof SlackProblem) || error.code !== 'refused') throw error;
    log('a test message could not be updated', { problem: error.slackCode });
  }
  session.state = { ...session.state, copies: [{ ...copy, painted }] };
};
