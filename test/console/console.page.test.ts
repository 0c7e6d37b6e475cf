import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../local/browser';
import { type FakeOperator, startFakeOperator } from './fake-operator';
import { consoleFolder, ROOT, type RunningConsole, startConsole } from './server-process';

const describeInBrowser = findBrowser() ? describe : describe.skip;
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
}

describeInBrowser('the console in a browser', () => {
  const folder = consoleFolder(['dana', 'eli', 'gone']);
  let hub: FakeOperator;
  let server: RunningConsole;
  let browser: Browser;
  let context: BrowserContext;
  let problems: string[];

  beforeAll(async () => {
    const web = execFileSync(process.execPath, ['bin/build-web.mjs', 'console'], {
      cwd: ROOT,
      encoding: 'utf8',
    }).trim();
    hub = await startFakeOperator();
    server = await startConsole(hub.url, folder, ['--profile', 'dana', '--profile', 'eli', '--web', web]);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    await hub.stop();
    folder.remove();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    problems = [];
    context.on('weberror', (error) => problems.push(String(error.error())));
    context.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
  });
  // A refused style, a warning of React, a rejection that nobody took: nothing of that is accepted.
  afterEach(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });

  const address = async (to = '/'): Promise<string> => {
    const answer = await fetch(`${server.url}/codes`, { method: 'POST', headers: { 'x-cordon-token': server.token } });
    const { code } = (await answer.json()) as { code: string };
    return `${server.url}/#start=${code}&to=${encodeURIComponent(to)}`;
  };
  const open = async (to?: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(await address(to));
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    return page;
  };
  const rowCount = (page: Page): Promise<number> => page.locator('tbody tr').count();

  it('takes the start code out of the address, and goes on after a reload', async () => {
    const page = await open();
    expect(page.url()).toBe(`${server.url}/#/`);
    await page.reload();
    await page.getByRole('link', { name: 'Isolate web-1' }).waitFor();
  });

  it('lets a tab that is opened from it in, and nobody else', async () => {
    const page = await open();
    const tab = await context.newPage();
    await tab.goto(`${server.url}/#/incidents/inc-web1waitin-1`);
    await tab.getByRole('heading', { name: 'Isolate web-1' }).waitFor();
    await page.close();
    await tab.close();
    const late = await context.newPage();
    await late.goto(`${server.url}/#/`);
    await late.getByRole('heading', { name: 'This page needs a fresh address' }).waitFor();
  });

  it('keeps filter and order in the address, so that a link shows the same', async () => {
    const page = await open();
    await page.getByRole('button', { name: /wait for approval/ }).click();
    await page.locator('tbody tr').nth(3).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Severity/ }).press('Enter');
    const other = await open(new URL(page.url()).hash.slice(1));
    await other.getByText('3 matches').first().waitFor();
    const headlines = (shown: Page) => shown.locator('tbody .cf-headline').allTextContents();
    expect(await headlines(other)).toEqual(await headlines(page));
    expect(await headlines(other)).toEqual(['Isolate jump-host', 'Isolate web-1', 'Isolate pay-api-3']);
  });

  it('says that nothing matches, and shows everything again', async () => {
    const page = await open('/?f=status~=~nope');
    await page.getByText('No incident matches').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByRole('link', { name: 'Isolate web-1' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/');
  });

  it('goes to an incident and back', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Isolate web-1' }).click();
    await page.getByText('Time left to decide').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: /^Incidents/ }).waitFor();
    await page.getByRole('link', { name: 'Isolate web-1' }).waitFor();
    expect(await rowCount(page)).toBeGreaterThan(10);
  });

  it('keeps what it read when the hub is away, says so, and goes on by itself', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Isolate web-1' }).waitFor();
    hub.hub.broken = { status: 403, body: '{"message":"expired"}' };
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText(/may be out of date/).waitFor();
    expect(await rowCount(page)).toBeGreaterThan(10);
    expect(await page.getByText('aws sso login --profile dana').count()).toBe(1);
    delete hub.hub.broken;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(/may be out of date/).waitFor({ state: 'detached' });
    problems = problems.filter((text) => !text.includes('403'));
  });

  it('says that it stopped working when it cannot draw what it was given, and goes on when it is loaded again', async () => {
    hub.hub.broken = { status: 200, body: '{"incidents":[null]}' };
    const page = await context.newPage();
    await page.goto(await address());
    await page.getByRole('alert').getByRole('heading', { name: 'This page stopped working' }).waitFor();
    delete hub.hub.broken;
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('link', { name: 'Isolate web-1' }).waitFor();
    expect(problems).not.toEqual([]);
    problems = [];
  });

  it('runs a playbook by hand: fields, plan, reason, incident', async () => {
    const page = await open('/run?playbook=isolate-instance&accountId=222222222222&region=eu-west-1');
    await page.getByLabel('Instance id').fill('i-12');
    await page.getByRole('button', { name: 'Preview the plan' }).click();
    await page.getByText('“i-12” is not an instance id such as i-0123456789abcdef0.').waitFor();
    await page.getByLabel('Instance id').fill('i-0123456789abcdef1');
    await page.getByRole('button', { name: 'Preview the plan' }).click();
    await page.getByText('Quarantine every network interface').waitFor();
    await page.getByText('Eli or Robin').waitFor();
    expect(hub.hub.asked).not.toContain('POST /runs');
    await page.getByRole('button', { name: 'Ask for approval' }).click();
    await page.getByText('Please say why, in a few words.').waitFor();
    await page.getByLabel('Reason').fill('Seen by the on-call engineer');
    await page.getByRole('button', { name: 'Ask for approval' }).click();
    await page.waitForURL(/#\/incidents\/inc-/);
  });

  it('makes a plan void when the target changes after it', async () => {
    const page = await open(
      '/run?playbook=isolate-instance&accountId=222222222222&region=eu-west-1&id=i-0123456789abcdef1',
    );
    await page.getByRole('button', { name: 'Preview the plan' }).click();
    await page.getByRole('button', { name: 'Ask for approval' }).waitFor();
    await page.getByLabel('Instance id').fill('i-0123456789abcdef2');
    await page.getByRole('button', { name: 'Ask for approval' }).waitFor({ state: 'detached' });
  });

  it('links the incident that is in the way of a run', async () => {
    const page = await open(
      '/run?playbook=isolate-instance&accountId=222222222222&region=eu-west-1&id=i-0abc1234def567890',
    );
    await page.getByRole('button', { name: 'Preview the plan' }).click();
    await page.getByLabel('Reason').fill('Seen by the on-call engineer');
    await page.getByRole('button', { name: 'Ask for approval' }).click();
    await page.getByRole('link', { name: 'inc-web1waitin-1' }).waitFor();
    problems = problems.filter((text) => !text.includes('409'));
  });

  it('pauses and resumes every change, with a reason, as the chosen profile', async () => {
    const page = await open();
    await page.getByRole('button', { name: /profile and theme/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'eli' }).click();
    await page.getByRole('button', { name: /^Eli/ }).waitFor();
    await page.getByRole('button', { name: 'Pause every change' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Healthy hosts are isolated');
    await dialog.getByRole('button', { name: 'Pause every change' }).click();
    await page.getByText(/By Eli.*Healthy hosts are isolated\./).waitFor();
    expect(hub.hub.pause).toMatchObject({ paused: true, by: 'eli' });
    await page.getByRole('button', { name: 'Allow changes again…' }).click();
    await dialog.getByLabel('Reason').fill('Found and mended');
    await dialog.getByRole('button', { name: 'Allow changes' }).click();
    await page.getByText('All changes are paused').waitFor({ state: 'detached' });
  });

  it('takes its theme from the embedding page’s address', async () => {
    const page = await context.newPage();
    await page.goto((await address()).replace('/#', '/?theme=dark#'));
    await page.getByRole('heading', { name: /^Incidents/ }).waitFor();
    expect(await page.locator('body.awsui-dark-mode').count()).toBe(1);
  });

  const PAGES = [
    '/',
    '/?f=status~=~nope',
    '/run?playbook=isolate-instance&accountId=222222222222',
    '/numbers',
    '/nowhere',
  ];
  /** Colours change in steps when the theme does: until nothing moves that ever ends. */
  const STILL = `new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)).then(() =>
    Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map(({ finished }) => finished)))
    .then(() => undefined)`;
  const SHAPES = [
    { colorScheme: 'light', width: 1440 },
    { colorScheme: 'dark', width: 1440 },
    { colorScheme: 'light', width: 400 },
    { colorScheme: 'dark', width: 400 },
  ] as const;
  it.each(PAGES)(
    'has no serious barrier and needs no sideways scroll, light and dark, wide and narrow: %s',
    async (path) => {
      const page = await open(path);
      await page.evaluate(AXE);
      for (const shape of SHAPES) {
        await page.emulateMedia({ colorScheme: shape.colorScheme });
        await page.setViewportSize({ width: shape.width, height: 900 });
        await page.waitForLoadState('networkidle');
        await page.evaluate(STILL);
        const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
          violations: readonly Violation[];
        };
        const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
        expect({ shape, serious }).toEqual({ shape, serious: [] });
        const overhang = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect({ shape, fits: Number(overhang) <= 0 }).toEqual({ shape, fits: true });
      }
    },
  );
});
