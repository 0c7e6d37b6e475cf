import type { Locator } from 'playwright-core';
import { readInstance, readUser } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { hire, launch, newName } from '../stage/targets';
import { statuses } from '../stage/way';
import { cardSaying, fillModal, pressOn, readAnswer } from './acts';
import { actAs, type OpenedPage, openPage, type PageStage } from './open-page';

/** Dana and Eli, each with a browser of their own, both at the same request. */
const bothAt = async (pages: PageStage): Promise<readonly [OpenedPage, OpenedPage]> => {
  const [dana, eli] = await Promise.all([openPage(pages), openPage(pages)]);
  await actAs(eli, 'Eli');
  return [dana, eli];
};

/** Both browsers press at the same moment of the same clock. */
const inOneTick = async (buttons: readonly Locator[]): Promise<void> => {
  const at = Date.now() + 400;
  const press = (button: { click(): void }, moment: number): void =>
    void setTimeout(() => button.click(), Math.max(0, moment - Date.now()));
  await Promise.all(buttons.map((button) => button.evaluate(press, at)));
};

const decisionsIn = async ({ records }: PageStage, incidentId: string): Promise<readonly string[]> =>
  (await records.audit(incidentId)).flatMap(({ event }) =>
    /^approval\.(approved|denied)$/.test(event) ? [event] : [],
  );

export const togetherTests = (thePages: () => PageStage): void => {
  it('takes two people in production: both approve in the same tick, that is one decision, and each is answered', async () => {
    const pages = thePages();
    const user = await hire(pages.way, newName('uploader'), 'in use');
    await pages.stage.send('iam-user-compromised-key', user.subject);
    const both = await bothAt(pages);
    const forms = await Promise.all(
      both.map(async (one, at) => {
        await pressOn(one, user.name, /^Review/);
        return fillModal(one, { Reason: at === 0 ? 'Nobody of us made these calls' : 'Neither did we' });
      }),
    );
    await inOneTick(forms.map(({ submit }) => submit));
    const answers = await Promise.all(both.map((one) => readAnswer(one, /Approved\.|is recorded/)));
    expect([...answers].sort()).toEqual([
      expect.stringContaining('Approved. The steps start now'),
      expect.stringContaining('Your approval is recorded: 1 of 2'),
    ]);
    await Promise.all(both.map((one) => cardSaying(one, 'Contained', user.name)));
    const record = await pages.records.untilOn(user.target, closed);
    expect(record.votes.map(({ personId, reason }) => `${personId}: ${reason}`).sort()).toEqual([
      'dana: Nobody of us made these calls',
      'eli: Neither did we',
    ]);
    expect(await decisionsIn(pages, record.meta.incidentId)).toEqual(['approval.approved']);
    expect(statuses(record)).toMatchObject({ 'deactivate-access-keys': 'done', 'issue-access-key': 'done' });
    const { keys, secretsHold } = await readUser(pages.stage.membersUrl, user.name);
    expect(keys[user.keyId]).toBe('Inactive');
    expect(Object.keys(keys).filter((id) => keys[id] === 'Active')).toEqual(secretsHold);
    for (const one of both) await one.close();
  });

  it('takes one decision when one approves and the other denies in the same tick, and the account agrees with it', async () => {
    const pages = thePages();
    const host = await launch(pages.way);
    const before = await readInstance(pages.stage.membersUrl, host.id);
    await pages.stage.send('ec2-command-and-control', host.subject);
    const both = await bothAt(pages);
    const [dana, eli] = both;
    await pages.records.untilOn(host.target, asking);
    await Promise.all([pressOn(dana, host.id, /^Review/), pressOn(eli, host.id, /^Deny/)]);
    const forms = await Promise.all(both.map((one) => fillModal(one, { Reason: 'What the proxy logs say' })));
    await inOneTick(forms.map(({ submit }) => submit));
    const answers = await Promise.all(both.map((one) => readAnswer(one, /Approved\.|Denied\.|Already/)));
    const { meta, votes } = await pages.records.untilOn(host.target, closed);
    const approved = meta.outcome === 'contained';
    expect(approved || meta.outcome === 'denied').toBe(true);
    expect(answers).toEqual(
      approved
        ? [
            expect.stringContaining('Approved. The steps start now'),
            expect.stringContaining('Already approved by Dana'),
          ]
        : [expect.stringContaining('Already denied by Eli'), expect.stringContaining('Denied. Nothing is changed')],
    );
    expect(votes).toHaveLength(1);
    expect(await decisionsIn(pages, meta.incidentId)).toEqual([approved ? 'approval.approved' : 'approval.denied']);
    const after = await readInstance(pages.stage.membersUrl, host.id);
    expect(after.openGroups).toEqual(approved ? [] : before.openGroups);
    for (const one of both) {
      await cardSaying(one, approved ? 'Contained' : 'Denied', host.id);
      await one.close();
    }
  });
};
