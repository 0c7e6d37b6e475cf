import type { Locator } from 'playwright-core';
import { asking, closed } from '../../local/records';
import { launch } from '../stage/targets';
import { PATIENCE_MS, readAnswer, submitModal, whisperSaying } from './acts';
import { type OpenedPage, openPage, type PageStage } from './open-page';

/** So wide that Slack shows its channels beside the messages. */
const WIDE = { width: 2200 };

const say = async ({ slack }: OpenedPage, text: string): Promise<void> => {
  await slack.getByRole('textbox', { name: /^Message/ }).fill(text);
  await slack.getByRole('textbox', { name: /^Message/ }).press('Enter');
};

const sidebar = ({ slack }: OpenedPage): Locator =>
  slack.getByRole('navigation', { name: 'Channels and direct messages' });

export const homeTests = (thePages: () => PageStage): void => {
  it('is found again by /cordon list and show, decided from App Home, and its end is told to who approved it', async () => {
    const pages = thePages();
    const host = await launch(pages.way);
    await pages.stage.send('ec2-command-and-control', host.subject);
    const { incidentId } = (await pages.records.untilOn(host.target, asking)).meta;
    const opened = await openPage(pages, WIDE);
    const { slack } = opened;
    await say(opened, '/cordon list');
    const list = await whisperSaying(opened, /open incidents?, the next deadline first/);
    await list.getByText(incidentId).waitFor();
    await say(opened, `/cordon show ${incidentId}`);
    const shown = await whisperSaying(opened, `Approval needed · Isolate ${host.id}`);
    await shown.getByRole('button', { name: /^Review/ }).waitFor();

    await sidebar(opened).getByRole('list', { name: 'App' }).getByRole('button').click();
    const home = slack.getByRole('region', { name: 'Home of Cordon' });
    await home.getByText('Your queue').waitFor({ timeout: PATIENCE_MS });
    await home.getByRole('button', { name: new RegExp(`^Review: Isolate ${host.id}`) }).click();
    await submitModal(opened, { Reason: 'Decided from my queue' });
    await readAnswer(opened, /Approved\./);
    await pages.records.until(incidentId, closed);
    await home.getByText(new RegExp(`Contained.*${incidentId}`)).waitFor({ timeout: PATIENCE_MS });
    expect(await home.getByRole('button', { name: new RegExp(host.id) }).count()).toBe(0);

    const direct = sidebar(opened).getByRole('list', { name: 'Direct messages' }).getByRole('button');
    await direct.filter({ hasText: 'unread' }).click({ timeout: PATIENCE_MS });
    const told = slack.getByRole('article').filter({ hasText: incidentId });
    await told.last().waitFor({ timeout: PATIENCE_MS });
    expect(await told.last().textContent()).toMatch(/Contained · Isolate [\s\S]*You approved it\./);
    await opened.close();
  });
};
