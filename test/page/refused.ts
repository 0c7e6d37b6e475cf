import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { launch } from '../stage/targets';
import { until } from '../stage/way';
import { cardSaying, pressOn, readAnswer, submitModal, whisperSaying } from './acts';
import { actAs, openPage, type PageStage } from './open-page';

/** Who may not decide → what they alone are told, and under which name the attempt is kept. */
const REFUSED: readonly (readonly [name: string, told: string, actor: string])[] = [
  ['Visitor', 'You are not in the table of people who may act on incidents.', 'slack:U0STRANGE'],
  ['Gale', 'You are not in the table of people who may act on incidents.', 'slack:U0GUEST01'],
  ['Quinn', 'Your account belongs to another workspace', 'slack:U0CONNECT'],
  ['Sam', 'You may not decide this', 'sam'],
];

export const refusedTests = (thePages: () => PageStage): void => {
  it('is refused to a stranger, a guest, a partner and someone without the right: told to them alone, audited, no vote', async () => {
    const pages = thePages();
    const host = await launch(pages.way);
    await pages.stage.send('ec2-command-and-control', host.subject);
    const { incidentId } = (await pages.records.untilOn(host.target, asking)).meta;
    const opened = await openPage(pages);
    for (const [name, told] of REFUSED) {
      await actAs(opened, name);
      await pressOn(opened, host.id, /^Review/);
      const whisper = await whisperSaying(opened, told);
      expect(await whisper.textContent()).toContain('Nothing was recorded as a vote.');
      expect(await opened.slack.getByRole('dialog').count()).toBe(0);
    }
    await actAs(opened, 'Drew');
    await pressOn(opened, host.id, /^Review/);
    await opened.slack.getByRole('region', { name: 'Notices' }).getByText('This account is deactivated').waitFor();
    await actAs(opened, 'Dana');
    await cardSaying(opened, 'Approval needed', host.id);
    expect(await opened.slack.getByText('Only visible to you').count()).toBe(0);
    const kept = await until('all five attempts are in the audit trail', async () => {
      const actors = (await pages.records.audit(incidentId)).flatMap((row) =>
        row.event === 'vote.refused' ? [row.actor] : [],
      );
      return actors.length >= 5 ? actors : undefined;
    });
    expect(kept).toEqual([...REFUSED.map(([, , actor]) => actor), 'slack:U0DREW001']);
    const record = await pages.records.read(incidentId);
    expect(record?.votes).toEqual([]);
    expect(record?.approval).toMatchObject({ status: 'PENDING', approvals: 0 });
    await opened.close();
  });

  it('is denied only with a reason, which the card then shows, and the account stays as it was', async () => {
    const pages = thePages();
    const host = await launch(pages.way);
    const before = await readInstance(pages.stage.membersUrl, host.id);
    await pages.stage.send('ec2-command-and-control', host.subject);
    const opened = await openPage(pages);
    await actAs(opened, 'Eli');
    await pressOn(opened, host.id, /^Deny/);
    await submitModal(opened, { Reason: '' });
    await opened.slack.locator('.input-error').waitFor();
    await submitModal(opened, { Reason: 'The scanner team announced it this morning' });
    await readAnswer(opened, /Denied\. Nothing is changed/);
    const card = await cardSaying(opened, 'Denied', host.id);
    expect(await card.textContent()).toContain('The scanner team announced it this morning');
    expect(await card.getByRole('button', { name: /^(Review|Deny|Undo)/ }).count()).toBe(0);
    const record = await pages.records.untilOn(host.target, closed);
    expect(record.votes).toMatchObject([
      { personId: 'eli', vote: 'deny', reason: 'The scanner team announced it this morning' },
    ]);
    expect(record.journal).toEqual([]);
    expect(await readInstance(pages.stage.membersUrl, host.id)).toEqual(before);
    await opened.close();
  });
};
