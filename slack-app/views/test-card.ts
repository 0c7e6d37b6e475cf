import type { Button } from '@slack/types';
import type { SlackTest } from '../../incidents/slack-test';
import type { Settings } from '../../playbooks/kit/settings';
import type { Card } from './card';
import { context, names, section, title } from './parts';
import { plain, when } from './text';

/** The button of a test message. */
export const TEST = 'test';

/** What the button carries: which test it belongs to. */
export const testPointer = (n: number): string => JSON.stringify({ n });

const button = (n: number): Button => ({
  type: 'button',
  action_id: TEST,
  text: plain('Test click', 75),
  value: testPointer(n),
  style: 'primary',
  accessibility_label: 'Test click: decides nothing',
});

const passed = ({ clicked, n }: SlackTest, settings: Settings): Card => ({
  text: 'Test passed: Slack reaches Cordon, and Cordon reaches Slack.',
  blocks: [
    title('✅ Test passed · Slack and Cordon reach each other'),
    section(
      `Clicked by ${names(settings, [clicked?.personId ?? ''])}, ${when(clicked?.at ?? '')}. Nothing was changed.`,
    ),
    context(`Test message ${n}`),
  ],
});

/** A message to try the way to Slack and back. It has nothing to do with any incident. */
export const testCard = (test: SlackTest, settings: Settings): Card => {
  if (test.clicked) return passed(test, settings);
  const who = names(settings, [test.askedBy]);
  return {
    text: 'Test message of Cordon: please click. Nothing has happened.',
    blocks: [
      title('🔔 Test · please click the button'),
      section(
        `${who} wants to see that requests of Cordon reach this channel, and that clicks come back. Nothing has happened, and the click decides nothing.`,
      ),
      { type: 'actions', elements: [button(test.n)] },
      context(`Test message ${test.n} · ${when(test.askedAt)}`),
    ],
  };
};
