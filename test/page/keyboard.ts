import type { Frame } from 'playwright-core';
import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { launch } from '../stage/targets';
import { cardSaying, fillModal } from './acts';
import { type OpenedPage, openPage, type PageStage } from './open-page';

/** What has the keyboard in a frame, by its name; nothing when the keyboard is elsewhere. */
const FOCUSED = `(() => {
  const one = document.hasFocus() ? document.activeElement : undefined;
  return one ? one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent || '' : '';
})()`;

const slackFrame = ({ page }: OpenedPage): Frame => {
  const found = page.frame('slack');
  if (!found) throw new Error('The page has no Slack in it');
  return found;
};

/** Presses a key until what has the keyboard is named so. Throws with everything it met when that does not come. */
const until = async (opened: OpenedPage, key: 'Tab' | 'ArrowUp', name: RegExp, most = 40): Promise<void> => {
  const met: string[] = [];
  while (met.length < most) {
    const focused = await slackFrame(opened).evaluate<string>(FOCUSED);
    if (name.test(focused)) return;
    met.push(focused.slice(0, 40));
    await opened.page.keyboard.press(key);
  }
  throw new Error(`${key} never led to ${name}, but to ${met.join(' | ')}`);
};

export const keyboardTests = (thePages: () => PageStage): void => {
  it('can be reviewed, reasoned and approved without a mouse', async () => {
    const pages = thePages();
    const host = await launch(pages.way);
    await pages.stage.send('ec2-command-and-control', host.subject);
    await pages.records.untilOn(host.target, asking);
    const opened = await openPage(pages);
    const { keyboard } = opened.page;
    await cardSaying(opened, 'Approval needed', host.id);
    await until(opened, 'Tab', /^Messages in #security-urgent/);
    await keyboard.press('ArrowUp');
    await until(opened, 'ArrowUp', new RegExp(`Approval needed: Isolate ${host.id}`));
    await until(opened, 'Tab', /^Review/);
    await keyboard.press('Enter');
    await fillModal(opened, {});
    await until(opened, 'Tab', /^Reason/);
    await keyboard.type('Without a mouse');
    await until(opened, 'Tab', /^Approve$/);
    await keyboard.press('Enter');
    await opened.slack.getByRole('dialog').getByText('Approved. The steps start now').waitFor();
    await keyboard.press('Escape');
    await opened.slack.getByRole('dialog').waitFor({ state: 'detached' });
    // The keyboard is where it was: at the card, not at the top of the page.
    expect(await slackFrame(opened).evaluate<string>(FOCUSED)).not.toBe('');
    await cardSaying(opened, 'Contained', host.id);
    const record = await pages.records.untilOn(host.target, closed);
    expect(record.votes).toMatchObject([{ personId: 'dana', vote: 'approve', reason: 'Without a mouse' }]);
    expect((await readInstance(pages.stage.membersUrl, host.id)).openGroups).toEqual([]);
    await opened.close();
  });
};
