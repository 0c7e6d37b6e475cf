import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { type Host, launch, setGroups } from '../stage/targets';
import { until } from '../stage/way';
import { approveOn, cardSaying, pressOn, readAnswer, submitModal, whisperSaying } from './acts';
import { approveAtDesk, deskAs, deskSays, openIncident, pressAtDesk } from './desk';
import { actAs, type OpenedPage, openPage, type PageStage } from './open-page';

/** The undo of an incident that is open now, waiting for its approval. */
const openUndo = async ({ records }: PageStage, incidentId: string, not = ''): Promise<string> => {
  const undoId = await until('an undo is open', async () => {
    const undo = (await records.read(incidentId))?.meta.undo;
    return undo && undo.incidentId !== not ? undo.incidentId : undefined;
  });
  await records.until(undoId, asking);
  return undoId;
};

/** Eli asks for it in Slack, may not approve it himself, and Dana does. */
const undoInSlack = async (pages: PageStage, opened: OpenedPage, host: Host, incidentId: string): Promise<string> => {
  await actAs(opened, 'Eli');
  await pressOn(opened, host.id, /^Undo/);
  await submitModal(opened, { Reason: 'It was a test of the scanner team' });
  await readAnswer(opened, /The undo is being planned/);
  const undoId = await openUndo(pages, incidentId);
  await cardSaying(opened, 'Undo: approval needed', host.id);
  await pressOn(opened, host.id, /^Review/);
  await whisperSaying(opened, /You may not decide this: .*Eli asked for this/);
  await actAs(opened, 'Dana');
  expect(await approveOn(opened, host.id, { Reason: 'They confirmed it by phone' })).toContain('Approved.');
  return undoId;
};

export const undoTests = (thePages: () => PageStage): void => {
  it('puts back what is as Cordon left it, and what somebody changed since only where a person ticked it, field by field', async () => {
    const pages = thePages();
    const { membersUrl, seed } = pages.stage;
    const { admin, web } = seed.staging.groups;
    const host = await launch(pages.way, 2);
    const [first = '', second = ''] = host.interfaceIds;
    await pages.stage.send('ec2-command-and-control', host.subject);
    const opened = await openPage(pages);
    await approveOn(opened, host.id, { Reason: 'On our block list' });
    await cardSaying(opened, 'Contained', host.id);
    const { incidentId } = (await pages.records.untilOn(host.target, closed)).meta;
    await setGroups(pages.way, second, [admin]);

    const undoId = await undoInSlack(pages, opened, host, incidentId);
    const card = await cardSaying(opened, 'Partly put back', host.id);
    expect(await card.textContent()).toContain(`${second} security groups`);
    expect((await readInstance(membersUrl, host.id)).interfaces).toEqual({ [first]: [web], [second]: [admin] });

    await deskAs(opened, 'eli');
    await openIncident(opened, incidentId);
    const dialog = await pressAtDesk(opened, /^Undo/);
    await dialog.getByRole('checkbox', { name: `Overwrite ${second} security groups` }).check();
    await dialog.getByLabel(/^Reason/).fill('That was a mistake of ours');
    await dialog.getByRole('button', { name: 'Ask for the undo' }).click();
    const again = await openUndo(pages, incidentId, undoId);
    await opened.desk.getByRole('link', { name: `Open ${again}` }).click();
    await deskSays(opened, 'Undo: approval needed');
    expect(await opened.desk.locator('.ci-actions').textContent()).toContain('Eli asked for this');
    await deskAs(opened, 'dana');
    await approveAtDesk(opened, 'Then it may go back');
    await deskSays(opened, 'Put back');
    await cardSaying(opened, 'Undone', host.id);
    expect((await readInstance(membersUrl, host.id)).interfaces).toEqual({ [first]: [web], [second]: [web] });
    await opened.close();
  });
};
