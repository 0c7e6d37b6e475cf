import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from '../local/browser';
import { buildApps } from '../local/page';

// How soon a person can use a page that is opened for the first time, on loopback, and how much it is made of.

export const APPS = ['console', 'slack', 'page'] as const;
export type App = (typeof APPS)[number];

export interface Load {
  /** Script and style of the whole app, after gzip. */
  readonly gzipKilobytes: number;
  /** Of several loads, each by a browser that has seen nothing; undefined where there is no browser. */
  readonly interactiveMs?: readonly number[];
}

const LOADS = 5;
/** The stage goes on for a moment after the request stands: functions start for the first time, cards are painted anew. */
const SETTLED_MS = 8000;
const PATIENCE_MS = 30_000;

const gzipKilobytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|css)$/.test(name))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length / 1000, 0);

/** What can be used once the app is there: its first control with data behind it. */
const READY: Readonly<Record<App, string>> = {
  page: 'header .mood:not(.mood-quiet)',
  slack: 'article button',
  console: 'main table a',
};

/** Keeps the moment at which the control stood: who waits from outside looks only every half second. */
const watchFor = (control: string): string => `new MutationObserver((_, watch) => {
  if (!document.querySelector(${JSON.stringify(control)})) return;
  globalThis.stoodAt = performance.now();
  watch.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true });`;

/** Until the control stands and no script has kept the page busy since: long tasks after it count, too. */
const INTERACTIVE = `new Promise((done) => {
  let last = globalThis.stoodAt;
  new PerformanceObserver((list) => { for (const task of list.getEntries()) last = Math.max(last, task.startTime + task.duration); })
    .observe({ type: 'longtask', buffered: true });
  setTimeout(() => done(last), 300);
})`;

const timedLoad = async (browser: Browser, app: App, address: () => Promise<string>): Promise<number> => {
  const context = await browser.newContext();
  try {
    const page: Page = await context.newPage();
    await page.addInitScript(watchFor(READY[app]));
    await page.goto(await address(), { waitUntil: 'commit' });
    await page.locator(READY[app]).first().waitFor({ timeout: PATIENCE_MS });
    return await page.evaluate<number>(INTERACTIVE);
  } finally {
    await context.close();
  }
};

const post = async (page: string, path: string): Promise<unknown> =>
  (
    await fetch(`${page}/api/${path}`, {
      method: 'POST',
      headers: { origin: page, 'content-type': 'application/json' },
      body: '{}',
    })
  ).json();

const addressesOf = (page: string): Readonly<Record<App, () => Promise<string>>> => ({
  page: async () => page,
  slack: async () => {
    const state: unknown = await (await fetch(`${page}/api/state`)).json();
    return `${(state as { slackUrl: string }).slackUrl}/`;
  },
  console: async () => ((await post(page, 'console')) as { address: string }).address,
});

const loads = async (page: string): Promise<Partial<Record<App, readonly number[]>>> => {
  if (!findBrowser()) return {};
  const browser = await launchBrowser();
  const addresses = addressesOf(page);
  const found: Partial<Record<App, readonly number[]>> = {};
  try {
    for (const app of APPS) {
      const times: number[] = [];
      while (times.length < LOADS) times.push(await timedLoad(browser, app, addresses[app]));
      found[app] = times;
    }
    return found;
  } finally {
    await browser.close();
  }
};

/** Loads every app of a standing npm start, one after the other. */
export const measureLoads = async (page: string): Promise<Readonly<Record<App, Load>>> => {
  const folders = await buildApps();
  await sleep(SETTLED_MS);
  const times = await loads(page);
  const of = (app: App): Load => {
    const interactiveMs = times[app];
    return { gzipKilobytes: Math.round(gzipKilobytes(folders[app])), ...(interactiveMs ? { interactiveMs } : {}) };
  };
  return { console: of('console'), slack: of('slack'), page: of('page') };
};
