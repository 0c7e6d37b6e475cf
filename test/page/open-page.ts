import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, ConsoleMessage, Frame, FrameLocator, Page, Response } from 'playwright-core';
import { findBrowser, launchBrowser } from '../../local/browser';
import { buildApps, openPages, type Pages } from '../../local/page';
import { type Records, watchRecords } from '../../local/records';
import { raiseStage, type Stage, type StageOptions } from '../../local/stage';
import { openWay, type Way } from '../stage/way';

/** Where there is no browser these tests are counted as skipped, and `npm test` says how to get one. */
export const describeInBrowser = findBrowser() ? describe : describe.skip;

/** The whole stage with its page, and one browser. `stop` ends all of it. */
export interface PageStage {
  readonly stage: Stage;
  /** The way around the page: for what somebody does in the accounts. */
  readonly way: Way;
  readonly pages: Pages;
  readonly records: Records;
  readonly browser: Browser;
  readonly stop: () => Promise<void>;
}

/** One after the other these tests contain more in an hour than the breaker lets through. */
const manySteps: NonNullable<StageOptions['settings']> = (settings) => ({
  ...settings,
  breaker: { disruptiveStepsPerHour: 100 },
});

/**
 * As `npm start`, without its first finding. Takes some 20 seconds, so one test file raises one stage and hands it to the
 * suites in the other files of this folder: `approveTests(() => pages)`.
 */
export const raisePages = async (): Promise<PageStage> => {
  const [builds, stage] = await Promise.all([buildApps(), raiseStage({ settings: manySteps })]);
  const pages = await openPages(stage, builds);
  const browser = await launchBrowser();
  return {
    ...{ stage, pages, browser, way: await openWay(stage) },
    records: watchRecords(stage),
    stop: async () => {
      await browser.close();
      await pages.stop();
      await stage.stop();
    },
  };
};

/** After each test: what a test that failed left open or broken does not make the next one fail too. */
export const tidyUp = async ({ stage: { slack } }: PageStage): Promise<void> => {
  const { control } = slack;
  for (const { name, on } of control.faults()) if (on) control.turn({ fault: name, on: false });
  for (const { id: user } of control.people()) {
    const top = control.views(user).at(-1);
    if (top) await control.close({ user, viewId: top.id, all: true });
  }
};

export interface Wanted {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** `/` unless told. */
  readonly path?: string;
  /** Leaves the three answers for newcomers open; other tests have read them. */
  readonly newcomer?: boolean;
}

/** One person's browser at the page. Each call is a context of its own: two people are two calls. */
export interface OpenedPage {
  readonly page: Page;
  /** The left pane. */
  readonly slack: FrameLocator;
  /** The right pane. */
  readonly desk: FrameLocator;
  /** A problem that this test brings about on purpose, as it is reported: `400 …/api/findings`, `console error …`. */
  readonly expectProblem: (pattern: RegExp) => void;
  /** Closes the browser's context. Throws with everything that went wrong in it and was not expected. */
  readonly close: () => Promise<void>;
}

interface Heard {
  readonly all: string[];
  readonly expected: RegExp[];
}

const ofResponse = (response: Response): string | undefined =>
  response.status() >= 400 ? `${response.status()} ${response.request().method()} ${response.url()}` : undefined;

/** Chromium repeats each 4xx and 5xx as an error of the console: it is reported once, with its address. */
const ofConsole = (message: ConsoleMessage): string | undefined => {
  if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return undefined;
  return `console error at ${message.location().url}: ${message.text()}`;
};

/** Errors of any script in the page or its frames, rejections that nobody took, and answers of 400 and above. */
const listenTo = (context: BrowserContext): Heard => {
  const heard: Heard = { all: [], expected: [] };
  const add = (said: string | undefined): void => {
    if (said) heard.all.push(said);
  };
  context.on('weberror', (error) => add(`error in the page: ${error.error().stack ?? error.error().message}`));
  context.on('console', (message) => add(ofConsole(message)));
  context.on('response', (response) => add(ofResponse(response)));
  return heard;
};

const unexpected = ({ all, expected }: Heard): readonly string[] =>
  all.filter((said) => !expected.some((pattern) => pattern.test(said)));

/** Opens the page as a person does who has read its guide before. */
export const openPage = async ({ browser, pages }: PageStage, wanted: Wanted = {}): Promise<OpenedPage> => {
  const { theme = 'light', width = 1440, height = 900, path = '/', newcomer = false } = wanted;
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Dublin',
    locale: 'en-GB',
  });
  if (!newcomer) await context.addInitScript("try { localStorage.setItem('cordon.guide', 'read') } catch {}");
  const heard = listenTo(context);
  const page = await context.newPage();
  await page.goto(pages.url + path);
  return {
    page,
    slack: page.frameLocator('iframe[name=slack]'),
    desk: page.frameLocator('iframe[name=console]'),
    expectProblem: (pattern) => heard.expected.push(pattern),
    close: async () => {
      await context.close();
      const wrong = unexpected(heard);
      if (wrong.length > 0) throw new Error(`The page had problems:\n${wrong.join('\n')}`);
    },
  };
};

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Runs in the frame: everything that axe holds to be serious or critical. */
const RUN_AXE = `axe.run(document, { iframes: false, resultTypes: ['violations'] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map(({ html }) => ({ html })) })))`;

const inFrame = async (frame: Frame): Promise<readonly string[]> => {
  await frame.evaluate(AXE);
  const found = await frame.evaluate<readonly Violation[]>(RUN_AXE);
  const name = frame.name() || 'page';
  return found.map(
    ({ id, impact, help, nodes }) =>
      `${name}: ${impact} ${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`,
  );
};

/**
 * What axe finds serious or critical in the page (its name is empty) and in both panes, or in those that are named, as they
 * stand now. A test expects an empty list.
 */
export const seriousIn = async ({ page }: OpenedPage, only?: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const frame of page.frames()) if (only?.includes(frame.name()) ?? true) found.push(...(await inFrame(frame)));
  return found;
};

/** Looks through another person's eyes in the left pane: by the name that the switcher shows, such as `Eli`. */
export const actAs = async ({ slack }: OpenedPage, name: string): Promise<void> => {
  await slack.getByRole('button', { name: /You act as/ }).click();
  await slack
    .getByRole('menuitemradio', { name: new RegExp(`^\\W*${name}\\b`) })
    .first()
    .click();
};
