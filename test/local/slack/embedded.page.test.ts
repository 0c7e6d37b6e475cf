import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Frame } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../../local/browser';
import type { LocalSlack } from '../../../local/slack';
import { startTestSlack } from './stage';

const ROOT = join(__dirname, '../../..');
const describeInBrowser = findBrowser() ? describe : describe.skip;

/** A page of its own origin with Slack in a frame, and a second frame that is nobody's. */
const startAround = async (address: () => string): Promise<{ readonly server: Server; readonly url: string }> => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<iframe name="slack" src="${address()}"></iframe><iframe name="other" src="about:blank"></iframe>`);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const tell = (theme: string): string => `frames.slack.postMessage({ type: 'cordon:theme', theme: '${theme}' }, '*')`;

describeInBrowser('the local Slack in a frame', () => {
  let slack: LocalSlack;
  let around: Awaited<ReturnType<typeof startAround>>;
  let browser: Browser;

  beforeAll(async () => {
    const folder = execFileSync(process.execPath, ['bin/build-web.mjs', 'slack'], { cwd: ROOT, encoding: 'utf8' });
    slack = await startTestSlack();
    around = await startAround(() => `${slack.url}/?theme=light`);
    slack.servePage({ folder: folder.trim(), embedIn: [around.url] });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    around.server.closeAllConnections();
    around.server.close();
    await slack.stop();
  });

  const themeOf = (frame: Frame): Promise<string | null> => frame.locator('html').getAttribute('data-theme');
  const isDark = (frame: Frame): Promise<void> => frame.locator('html[data-theme="dark"]').waitFor({ timeout: 5000 });

  it('takes the theme from the page around it, and not from another frame of that page', async () => {
    const page = await browser.newPage();
    await page.goto(around.url);
    const frame = page.frame('slack');
    if (!frame) throw new Error('Slack lies in no frame');
    await frame.getByText('sec-urgent').first().waitFor({ state: 'attached' });
    await page.frame('other')?.evaluate(`parent.${tell('dark')}`);
    await page.waitForTimeout(300);
    expect(await themeOf(frame)).toBe('light');
    await page.evaluate(tell('dark'));
    await isDark(frame);
    await page.close();
  });
});
