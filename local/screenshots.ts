import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import type { Subject } from './findings';
import { buildApps, openPages, type Pages } from './page';
import { approve, deny } from './people-act';
import { PROJECT } from './python';
import { asking, closed, type Records, watchRecords } from './records';
import { HUB } from './settings';
import { smallPng } from './small-png';
import { raiseStage, type Stage } from './stage';
import { subjectNamed } from './subjects';

// npm run screenshots: the README's pictures, taken from the running product.

const FOLDER = join(PROJECT, 'docs/images');
const SIZE = { width: 1440, height: 960 };
const MOST_BYTES = 300_000;
const PATIENCE_MS = 60_000;
const BEACON = 'ec2-command-and-control';

type Theme = 'light' | 'dark';
interface Studio {
  readonly stage: Stage;
  readonly pages: Pages;
  readonly records: Records;
  readonly browser: Browser;
}

const targetOf = ({ accountId = '', instanceId = '', user }: Subject) =>
  user
    ? ({ kind: 'iam-user', accountId, region: 'global', id: user.id, name: user.name } as const)
    : ({ kind: 'ec2-instance', accountId, region: HUB.region, id: instanceId } as const);

/** Reports something on a seeded thing and waits until people are asked about it. Gives the incident's id. */
const asked = async ({ stage, records }: Studio, fixture: string, name: string): Promise<string> => {
  const subject = subjectNamed(stage.seed, name);
  if (!subject) throw new Error(`There is no ${name} in the seeded accounts`);
  await stage.send(fixture, subject);
  return (await records.untilOn(targetOf(subject), asking)).meta.incidentId;
};

/** The first click of a run starts its functions, which may take longer than Slack waits: people click again. */
const patiently = async (act: () => Promise<void>): Promise<void> => {
  for (let left = 3; ; left -= 1) {
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(3000);
    }
  }
};

/** Something of each kind, so that the table is worth looking at; what Dana sees has no dialog in front. The request on web-1 is the one to show. */
const fillRecord = async (studio: Studio): Promise<string> => {
  const { stage, records } = studio;
  const contained = await asked(studio, BEACON, 'batch-1');
  await patiently(() => approve(stage, 'eli', contained, 'Our own logs show the same beacon'));
  const denied = await asked(studio, 'runtime-on-plain-instance', 'batch-2');
  await patiently(() => deny(stage, 'robin', denied, 'A load test that the team announced'));
  await stage.send('rds-successful-brute-force', {});
  for (const id of [contained, denied]) await records.until(id, closed);
  return asked(studio, BEACON, 'web-1');
};

const openContext = async ({ browser }: Studio, theme: Theme, split: number): Promise<BrowserContext> => {
  const context = await browser.newContext({
    viewport: SIZE,
    deviceScaleFactor: 1.5,
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Dublin',
    locale: 'en-GB',
  });
  const kept = { 'cordon.guide': 'read', 'cordon.split': String(split) };
  await context.addInitScript(`for (const [name, value] of Object.entries(${JSON.stringify(kept)})) {
    try { localStorage.setItem(name, value) } catch {}
  }`);
  return context;
};

const save = async (page: Page, name: string): Promise<void> => {
  // Carets blink and scroll bars fade.
  const png = smallPng(await page.screenshot({ caret: 'hide', animations: 'disabled' }));
  if (png.length > MOST_BYTES)
    throw new Error(`${name}.png has ${png.length} bytes; at most ${MOST_BYTES} may be kept`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.png`), png);
  console.log(`  docs/images/${name}.png  ${Math.round(png.length / 1000)} kB`);
};

const cardOf = (slack: FrameLocator, text: string) => slack.getByRole('article').filter({ hasText: text }).last();

/** The request's card from its top, beside the workflow that waits for it. */
const showRequest = async (page: Page, incidentId: string): Promise<void> => {
  const slack = page.frameLocator('iframe[name=slack]');
  const desk = page.frameLocator('iframe[name=console]');
  await desk.locator(`a[href*="${incidentId}"]`).first().click({ timeout: PATIENCE_MS });
  await desk.getByRole('heading', { name: 'Workflow' }).waitFor({ timeout: PATIENCE_MS });
  await desk.getByText('Await approval').first().waitFor({ timeout: PATIENCE_MS });
  await page.waitForTimeout(1500);
  await desk.getByRole('heading', { name: 'Workflow' }).evaluate((heading) => {
    heading.scrollIntoView({ block: 'start', behavior: 'instant' });
    // The console's own bar stays on top.
    heading.ownerDocument.defaultView?.scrollBy({ top: -76, behavior: 'instant' });
  });
  await cardOf(slack, incidentId).evaluate((card) => card.scrollIntoView({ block: 'start', behavior: 'instant' }));
  await page.waitForTimeout(800);
};

const requestPicture = async (studio: Studio, incidentId: string, theme: Theme, name: string): Promise<void> => {
  const context = await openContext(studio, theme, 40);
  const page = await context.newPage();
  await page.goto(studio.pages.url);
  await showRequest(page, incidentId);
  await save(page, name);
  await context.close();
};

const dialogPicture = async (studio: Studio, incidentId: string): Promise<void> => {
  const context = await openContext(studio, 'light', 55);
  const page = await context.newPage();
  await page.goto(studio.pages.url);
  const slack = page.frameLocator('iframe[name=slack]');
  const card = cardOf(slack, incidentId);
  await card.getByRole('button', { name: /^Review/ }).click({ timeout: PATIENCE_MS });
  const dialog = slack.getByRole('dialog').last();
  await dialog.locator('button[type=submit]').waitFor({ timeout: PATIENCE_MS });
  await dialog.getByLabel('Reason').fill('The beacon matches our own logs');
  await page.waitForTimeout(500);
  await save(page, 'approve-dialog');
  await context.close();
};

const consoleAddress = async (page: Page): Promise<string> =>
  page.evaluate<string>(
    "fetch('/api/console', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then((answer) => answer.json()).then(({ address }) => address)",
  );

const consolePictures = async (studio: Studio, incidentId: string): Promise<void> => {
  const context = await openContext(studio, 'light', 50);
  const page = await context.newPage();
  await page.goto(studio.pages.url);
  await page.goto(await consoleAddress(page));
  const link = page.locator(`main a[href*="${incidentId}"]`).first();
  await link.waitFor({ timeout: PATIENCE_MS });
  await page.waitForTimeout(1000);
  await save(page, 'console-incidents');
  await link.click();
  await page.getByText('Await approval').first().waitFor({ timeout: PATIENCE_MS });
  await page.waitForTimeout(1500);
  await save(page, 'console-incident');
  await context.close();
};

const takeAll = async (studio: Studio): Promise<void> => {
  const incidentId = await fillRecord(studio);
  await requestPicture(studio, incidentId, 'light', 'request');
  await requestPicture(studio, incidentId, 'dark', 'request-dark');
  await asked(studio, 'iam-user-compromised-key', 'report-export');
  await consolePictures(studio, incidentId);
  await dialogPicture(studio, incidentId);
};

const main = async (): Promise<void> => {
  const builds = buildApps();
  const browser = await launchBrowser();
  const stage = await raiseStage({ progress: (line) => console.log(`  ${line}`) });
  const pages = await openPages(stage, await builds);
  const end = async (): Promise<void> => {
    await browser.close();
    await pages.stop();
    await stage.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().then(() => process.exit(130)));
  try {
    await takeAll({ stage, pages, browser, records: watchRecords(stage) });
  } finally {
    await end();
  }
};

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
