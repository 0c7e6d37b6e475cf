import { approveTests } from './approve';
import { expiryTests } from './expiry';
import { describeInBrowser, type PageStage, raisePages } from './open-page';
import { sendTests } from './send';

jest.setTimeout(180_000);

// One stage and one browser for every suite of this folder: each test has a target of its own.
describeInBrowser('the page of npm start', () => {
  let pages: PageStage | undefined;
  const thePages = (): PageStage => {
    if (!pages) throw new Error('The stage does not stand');
    return pages;
  };
  beforeAll(async () => {
    pages = await raisePages();
  }, 300_000);
  afterAll(() => pages?.stop(), 30_000);

  describe('a request that is approved', () => approveTests(thePages));
  describe('what a person sends', () => sendTests(thePages));
  describe('a request that nobody answers', () => expiryTests(thePages));
});
