import { approveTests } from './approve';
import { axeTests } from './axe';
import { byHandTests } from './by-hand';
import { unanswered } from './expiry';
import { faultTests } from './faults';
import { homeTests } from './home';
import { keyboardTests } from './keyboard';
import { describeInBrowser, type PageStage, raisePages, tidyUp } from './open-page';
import { refusedTests } from './refused';
import { sendTests } from './send';
import { staleTests } from './stale';
import { togetherTests } from './together';
import { undoTests } from './undo';

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
  afterEach(() => tidyUp(thePages()));
  afterAll(() => pages?.stop(), 30_000);

  const nobody = unanswered(thePages);
  // First, while nothing else waits: the page speaks of the request that a newcomer meets.
  describe('a request that is approved', () => approveTests(thePages));
  describe('a request that nobody answers', nobody.begins);
  describe('what a person sends', () => sendTests(thePages));
  describe('a request that two people answer', () => togetherTests(thePages));
  describe('a request that may not be decided', () => refusedTests(thePages));
  describe('a request that nobody answers, a minute later', nobody.ends);
  describe('a request whose plan went stale', () => staleTests(thePages));
  describe('a run that should not have been', () => undoTests(thePages));
  describe('a run that a person asks for', () => byHandTests(thePages));
  describe('a request while Slack is broken', () => faultTests(thePages));
  describe('a request in lists', () => homeTests(thePages));
  describe('a request and a keyboard', () => keyboardTests(thePages));
  describe('axe', () => axeTests(thePages));

  it('brought about nothing that the stage itself had trouble with', () => {
    expect(pages?.stage.problems()).toEqual([]);
  });
});
