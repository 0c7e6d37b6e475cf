import { approve } from '../../local/people-act';
import { asking, closed } from '../../local/records';
import { launch } from '../stage/targets';
import { cardSaying, fillModal, PATIENCE_MS, pressOn } from './acts';
import { fillIn } from './by-hand';
import { goTo, openIncident } from './desk';
import { type OpenedPage, openPage, type PageStage, seriousIn, tidyUp } from './open-page';

/** One request that waits, one that was carried out and an instance that nothing was done to: each page has what it can show. */
interface Shown {
  readonly waiting: { readonly id: string; readonly incidentId: string };
  readonly contained: { readonly id: string; readonly incidentId: string };
  readonly free: { readonly id: string };
}

const bringAbout = async (pages: PageStage): Promise<Shown> => {
  const { way, stage, records } = pages;
  const hosts = await Promise.all([launch(way), launch(way, 2)]);
  await Promise.all(hosts.map(({ subject }) => stage.send('ec2-command-and-control', subject)));
  const asked = await Promise.all(hosts.map(({ target }) => records.untilOn(target, asking)));
  const [waiting, contained] = hosts.map(({ id }, at) => ({ id, incidentId: asked[at]?.meta.incidentId ?? '' }));
  if (!waiting || !contained) throw new Error('Two hosts were launched');
  await approve(stage, 'dana', contained.incidentId, 'On our block list');
  await records.until(contained.incidentId, closed);
  // Dana's dialog still shows the outcome.
  await tidyUp(pages);
  return { waiting, contained, free: await launch(way) };
};

type Look = (opened: OpenedPage, shown: Shown) => Promise<void>;

/** Each look leaves both panes with something to be read that no look before it showed. */
const LOOKS: Readonly<Record<string, Look>> = {
  'the channel, and the table of incidents': async (opened, { contained }) => {
    await cardSaying(opened, 'Contained', contained.id);
    await opened.desk.getByRole('row').nth(1).waitFor({ timeout: PATIENCE_MS });
  },
  'a thread, and an incident that was contained': async (opened, { contained }) => {
    const card = await cardSaying(opened, 'Contained', contained.id);
    await card
      .getByRole('button', { name: /repl(y|ies)/ })
      .first()
      .click();
    await opened.slack.getByRole('complementary', { name: 'Thread' }).waitFor();
    await openIncident(opened, contained.incidentId);
    await opened.desk.getByRole('heading', { name: 'Before and after' }).waitFor();
  },
  'the drawer, and an incident that waits': async (opened, { waiting }) => {
    await opened.slack.getByRole('button', { name: /^Faults/ }).click();
    await openIncident(opened, waiting.incidentId);
    await opened.desk.getByRole('heading', { name: 'Before and after' }).waitFor();
  },
  'a dialog in each pane': async (opened, { waiting }) => {
    await opened.slack.getByRole('button', { name: 'Close the drawer' }).click();
    await pressOn(opened, waiting.id, /^Review/);
    await fillModal(opened, {});
    await opened.desk
      .locator('.ci-actions')
      .getByRole('button', { name: /^Review/ })
      .click();
    const dialog = opened.desk.getByRole('dialog', { name: /^Approve:/ });
    await dialog.getByRole('button', { name: 'Approve', exact: true }).waitFor({ timeout: PATIENCE_MS });
  },
  'App Home, and a run by hand with its plan': async (opened, { free }) => {
    const { slack, desk } = opened;
    await slack.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await slack.getByRole('button', { name: /^Channels, / }).click();
    await slack.getByRole('list', { name: 'App' }).getByRole('button').click();
    await slack.getByText('Your queue').waitFor({ timeout: PATIENCE_MS });
    await desk.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await goTo(opened, 'Run by hand');
    await fillIn(opened, free.id);
    await desk.getByRole('button', { name: 'Preview the plan' }).click();
    await desk.getByRole('heading', { name: `Isolate ${free.id}` }).waitFor({ timeout: PATIENCE_MS });
  },
  'the numbers': async (opened) => {
    await goTo(opened, 'Numbers');
    await opened.desk.getByRole('table').first().waitFor({ timeout: PATIENCE_MS });
  },
};

const sendDialog: Look = async ({ page }) => {
  await page.getByRole('button', { name: 'Send a finding' }).click();
  await page.getByRole('searchbox').waitFor();
};

export const axeTests = (thePages: () => PageStage): void => {
  let shown: Shown | undefined;
  beforeAll(async () => {
    shown = await bringAbout(thePages());
  });

  it.each(['light', 'dark'] as const)(
    'finds nothing serious in any pane, dialog or drawer in the %s theme',
    async (theme) => {
      const opened = await openPage(thePages(), { theme, newcomer: true });
      const found: string[] = [];
      for (const [name, look] of Object.entries(LOOKS)) {
        if (shown) await look(opened, shown);
        found.push(...(await seriousIn(opened, ['slack', 'console'])).map((one) => `${name}: ${one}`));
      }
      found.push(...(await seriousIn(opened, [''])));
      if (shown) await sendDialog(opened, shown);
      found.push(...(await seriousIn(opened, [''])));
      expect(found).toEqual([]);
      await opened.close();
    },
  );

  it.each(['light', 'dark'] as const)(
    'finds nothing serious in the gallery of all cards in the %s theme',
    async (theme) => {
      const opened = await openPage(thePages(), { theme, path: '/gallery' });
      await opened.page.getByRole('article').first().waitFor({ timeout: PATIENCE_MS });
      expect(await seriousIn(opened)).toEqual([]);
      await opened.close();
    },
  );

  it('finds nothing serious where there is room for one pane only', async () => {
    const opened = await openPage(thePages(), { width: 390, height: 844 });
    await opened.slack.getByRole('article').first().waitFor({ timeout: PATIENCE_MS });
    expect(await seriousIn(opened)).toEqual([]);
    await opened.page.getByRole('tab', { name: 'Console' }).click();
    await opened.desk.getByRole('row').nth(1).waitFor({ timeout: PATIENCE_MS });
    expect(await seriousIn(opened)).toEqual([]);
    await opened.close();
  });
};
