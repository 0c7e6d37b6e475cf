import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { HUB } from '../../local/settings';
import { launch } from '../stage/targets';
import { cardSaying, PATIENCE_MS, pressOn, whisperSaying } from './acts';
import { approveAtDesk, deskAs, deskSays, goTo } from './desk';
import { actAs, type OpenedPage, openPage, type PageStage } from './open-page';

const REASON = 'It talks to an address of our block list';

/** The form that the playbook's own schema makes. */
export const fillIn = async ({ desk }: OpenedPage, instanceId: string): Promise<void> => {
  await desk.getByText('Isolate an EC2 instance', { exact: true }).click();
  await desk.getByRole('button', { name: /^Account/ }).click();
  await desk.getByRole('option', { name: /staging/ }).click();
  await desk.getByRole('combobox', { name: 'Region' }).fill(HUB.region);
  await desk.getByRole('textbox', { name: 'Instance id' }).fill(instanceId);
};

export const byHandTests = (thePages: () => PageStage): void => {
  it('shows the plan first, wants a reason, is approved by another person than who asked, and is carried out', async () => {
    const pages = thePages();
    const host = await launch(pages.way);
    const opened = await openPage(pages);
    const { desk } = opened;
    await deskAs(opened, 'mika');
    await goTo(opened, 'Run by hand');
    await fillIn(opened, 'web-1');
    await desk.getByRole('button', { name: 'Preview the plan' }).click();
    await desk.getByText('“web-1” is not an instance id').waitFor();
    await desk.getByRole('textbox', { name: 'Instance id' }).fill(host.id);
    await desk.getByRole('button', { name: 'Preview the plan' }).click();
    await desk.getByRole('heading', { name: `Isolate ${host.id}` }).waitFor({ timeout: PATIENCE_MS });
    await desk.getByText('Quarantine every network interface').first().waitFor();
    await desk.getByText('You ask for it, so you may not approve it.').waitFor();
    expect(await pages.records.on(host.target)).toBeUndefined();

    await desk.getByRole('button', { name: 'Ask for approval' }).click();
    await desk.getByText('Please say why, in a few words.').waitFor();
    expect(await pages.records.on(host.target)).toBeUndefined();
    await desk.getByLabel(/^Reason/).fill(REASON);
    await desk.getByRole('button', { name: 'Ask for approval' }).click();
    await deskSays(opened, 'Approval needed');
    const { meta } = await pages.records.untilOn(host.target, asking);
    expect(meta).toMatchObject({ origin: { by: 'person', personId: 'mika', door: 'operator' }, reason: REASON });

    const actions = desk.locator('.ci-actions');
    expect(await actions.textContent()).toContain('Mika asked for this');
    expect(await actions.getByRole('button', { name: /^Review/ }).isDisabled()).toBe(true);
    const card = await cardSaying(opened, 'Approval needed', host.id);
    expect(await card.textContent()).toContain(REASON);
    await actAs(opened, 'Mika');
    await pressOn(opened, host.id, /^Review/);
    await whisperSaying(opened, /You may not decide this: .*Mika asked for this/);

    await deskAs(opened, 'dana');
    await approveAtDesk(opened, 'I see it too');
    await deskSays(opened, 'Contained');
    const record = await pages.records.until(meta.incidentId, closed);
    expect(record.votes).toMatchObject([{ personId: 'dana', vote: 'approve', reason: 'I see it too' }]);
    expect((await readInstance(pages.stage.membersUrl, host.id)).openGroups).toEqual([]);
    await opened.close();
  });
};
