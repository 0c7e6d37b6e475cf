import { readInstance } from '../../local/read-back';
import { closed } from '../../local/records';
import { cardSaying, headerSays, pressOn, readAnswer, sendFinding, submitModal } from './acts';
import { openPage, type PageStage } from './open-page';
import { instanceOf } from './subjects';

export const approveTests = (thePages: () => PageStage): void => {
  it('tells a newcomer what happened, what is asked and what a click would do, and does what is approved with a reason', async () => {
    const pages = thePages();
    const { target, id } = instanceOf(pages, 'batch-1');
    const opened = await openPage(pages, { newcomer: true });
    await sendFinding(opened, { finding: 'ec2-command-and-control', about: 'batch-1' });
    await headerSays(opened, 'Waiting for a decision');
    const guide = opened.page.getByRole('region', { name: 'Guide' });
    await guide.getByText('talking to a command-and-control server').waitFor();
    expect(await guide.textContent()).toMatch(/Isolate .*batch-1.*nothing changes until you approve there/);
    await pressOn(opened, id, /^Review/);
    await submitModal(opened, { Reason: 'The beacon matches our own logs' });
    await readAnswer(opened, /Approved\. The steps start now/);
    await cardSaying(opened, 'Contained', id);
    await headerSays(opened, 'Contained');
    const record = await pages.records.untilOn(target, closed);
    expect(record.votes.map(({ personId, reason }) => [personId, reason])).toEqual([
      ['dana', 'The beacon matches our own logs'],
    ]);
    const { interfaces, openGroups } = await readInstance(pages.stage.membersUrl, id);
    expect(Object.values(interfaces).map((groups) => groups.length)).toEqual([1]);
    expect(openGroups).toEqual([]);
    await opened.close();
  });
};
