import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { launch } from '../stage/targets';
import { approveOn, cardSaying, headerSays, pressOn, sendFinding } from './acts';
import { approveAtDesk, deskAs, deskSays, openIncident } from './desk';
import { type OpenedPage, openPage, type PageStage } from './open-page';
import { instanceOf } from './subjects';

/** Turns a switch of the side drawer, and closes the drawer again. */
const turn = async ({ slack }: OpenedPage, name: string, on: boolean, amount?: number): Promise<void> => {
  await slack.getByRole('button', { name: /^Faults/ }).click();
  const drawer = slack.getByRole('complementary', { name: 'Faults and deliveries' });
  const row = drawer.getByRole('listitem').filter({ hasText: name });
  if (amount !== undefined) await row.getByRole('spinbutton').fill(String(amount));
  const lever = row.getByRole('switch', { name });
  await lever.click();
  await row.locator(`[role=switch][aria-checked=${on}]`).waitFor();
  await drawer.getByRole('button', { name: 'Close the drawer' }).click();
};

export const faultTests = (thePages: () => PageStage): void => {
  it('can be decided in the console while Slack is down, and stands in Slack as it ended when Slack is back', async () => {
    const pages = thePages();
    const { target, id } = instanceOf(pages, 'batch-3');
    const opened = await openPage(pages);
    await turn(opened, 'Slack is down', true);
    await sendFinding(opened, { finding: 'ec2-command-and-control', about: 'batch-3' });
    const { incidentId } = (await pages.records.untilOn(target, asking)).meta;
    await headerSays(opened, 'Waiting for a decision');
    await deskAs(opened, 'eli');
    await openIncident(opened, incidentId);
    await approveAtDesk(opened, 'The beacon matches our own logs');
    await deskSays(opened, 'Contained');
    expect(await opened.slack.getByRole('article').filter({ hasText: id }).count()).toBe(0);
    const record = await pages.records.until(incidentId, closed);
    expect(record.votes).toMatchObject([{ personId: 'eli', door: 'operator' }]);
    expect((await readInstance(pages.stage.membersUrl, id)).openGroups).toEqual([]);
    await turn(opened, 'Slack is down', false);
    const card = await cardSaying(opened, 'Contained', id);
    expect(await card.textContent()).toContain('The beacon matches our own logs');
    await opened.close();
  });

  it('tells who clicks that it did not work when Slack is too slow, and works at the next click when it is not', async () => {
    const pages = thePages();
    const host = await launch(pages.way);
    await pages.stage.send('ec2-command-and-control', host.subject);
    const opened = await openPage(pages);
    await cardSaying(opened, 'Approval needed', host.id);
    await turn(opened, 'Slack is slow', true, 3500);
    await pressOn(opened, host.id, /^Review/);
    await opened.slack
      .getByRole('region', { name: 'Notices' })
      .getByText(/^That didn't work/)
      .waitFor();
    await turn(opened, 'Slack is slow', false);
    expect(await approveOn(opened, host.id, { Reason: 'The second click' })).toContain('Approved.');
    await cardSaying(opened, 'Contained', host.id);
    const record = await pages.records.untilOn(host.target, closed);
    expect(record.votes).toMatchObject([{ personId: 'dana', reason: 'The second click' }]);
    await opened.close();
  });
};
