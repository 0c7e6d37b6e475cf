import { closed } from '../../local/records';
import { messageWith, sendFinding } from './acts';
import { openPage, type PageStage } from './open-page';
import { sandboxInstanceOf } from './subjects';

export const expiryTests = (thePages: () => PageStage): void => {
  it('is reminded, passed on and expired before one’s eyes, without a click, and changes nothing', async () => {
    const pages = thePages();
    const opened = await openPage(pages);
    await sendFinding(opened, { finding: 'ec2-command-and-control', about: 'sandbox-web-1' });
    await messageWith(opened.slack, 'sandbox-web-1');
    const clicks = pages.stage.slack.control.transcript().length;
    const { target } = sandboxInstanceOf(pages, 'sandbox-web-1');
    await opened.page.locator('.time-left', { hasText: /expires in \d+ s/ }).waitFor();
    const record = await pages.records.untilOn(target, closed, 90_000);
    expect(record.meta.outcome).toBe('expired');
    expect(record.journal).toEqual([]);
    const { remindedAt = '', escalatedAt = '', decidedAt = '' } = record.approval ?? {};
    expect([remindedAt, escalatedAt, decidedAt]).toEqual([remindedAt, escalatedAt, decidedAt].filter(Boolean).sort());
    await messageWith(opened.slack, /Expired/);
    const acts = pages.stage.slack.control.transcript().slice(clicks);
    expect(acts.filter((entry) => entry.what === 'acted' && /^(click|submit)/.test(entry.act))).toEqual([]);
    await opened.close();
  });
};
