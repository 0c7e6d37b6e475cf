import { closed } from '../../local/records';
import { cardSaying, PATIENCE_MS, sendFinding } from './acts';
import { type OpenedPage, openPage, type PageStage } from './open-page';
import { sandboxInstanceOf } from './subjects';

const NAME = 'sandbox-web-1';

const clicksOn = ({ stage }: PageStage, ts: string | null): number =>
  stage.slack.control
    .transcript()
    .filter((entry) => entry.what === 'acted' && entry.act.startsWith('click') && entry.on.endsWith(`${ts}`)).length;

/**
 * In two halves, so that other tests need not wait out its deadline: it is asked, and somebody goes on watching it in a
 * browser that nobody touches; later, it is over.
 */
export const unanswered = (thePages: () => PageStage) => {
  let watching: OpenedPage | undefined;

  const begins = (): void => {
    it('shows how long it is still open, to the second', async () => {
      const pages = thePages();
      const opened = await openPage(pages);
      watching = opened;
      await sendFinding(opened, { finding: 'ec2-command-and-control', about: NAME });
      await cardSaying(opened, 'Approval needed', NAME);
      await opened.page.locator('.time-left', { hasText: /expires in \d+ s/ }).waitFor();
    });
  };

  const ends = (): void => {
    it('is reminded, passed on and expired before one’s eyes, without a click, and changes nothing', async () => {
      const pages = thePages();
      if (!watching) throw new Error('Nobody watches: the first half did not run');
      const { target } = sandboxInstanceOf(pages, NAME);
      const record = await pages.records.untilOn(target, closed, 90_000);
      expect(record.meta.outcome).toBe('expired');
      expect(record.journal).toEqual([]);
      const { remindedAt = '', escalatedAt = '', decidedAt = '' } = record.approval ?? {};
      const times = [remindedAt, escalatedAt, decidedAt];
      expect(times.every((time) => time !== '')).toBe(true);
      expect(times).toEqual([...times].sort());
      const card = await cardSaying(watching, 'Expired', NAME);
      expect(clicksOn(pages, await card.getAttribute('data-ts'))).toBe(0);
      await card
        .getByRole('button', { name: /repl(y|ies)/ })
        .first()
        .click();
      const thread = watching.slack.getByRole('complementary', { name: 'Thread' });
      await thread.getByText(/Still waiting for a decision: 0 of 1 approvals/).waitFor({ timeout: PATIENCE_MS });
      await thread.getByText(/Escalated to the next tier/).waitFor({ timeout: PATIENCE_MS });
      await watching.close();
    });
  };
  return { begins, ends };
};
