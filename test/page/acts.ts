import type { FrameLocator, Locator } from 'playwright-core';
import type { OpenedPage } from './open-page';

// What people do on the page, in their words. Every act waits for what it needs.

/** Long enough for a cold function on a busy machine. */
export const PATIENCE_MS = 45_000;

export interface ToSend {
  /** A fixture's file name. */
  readonly finding: string;
  /** The name of a seeded instance or user; one that fits when it is left out. */
  readonly about?: string;
  readonly short?: boolean;
}

/** Opens "Send a finding", chooses, sends, and waits until the dialog has closed. */
export const sendFinding = async ({ page }: OpenedPage, { finding, about, short = false }: ToSend): Promise<void> => {
  await page.getByRole('button', { name: 'Send a finding' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send a finding' });
  await dialog.getByRole('searchbox').fill(finding);
  await dialog.locator(`input[name=finding][value="${finding}"]`).check();
  if (about) await dialog.getByLabel('About').selectOption(about);
  if (short) await dialog.getByRole('switch', { name: /Short deadline/ }).check();
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await dialog.waitFor({ state: 'detached', timeout: PATIENCE_MS });
};

/** The newest message in the channel that says `text`. Waits until there is one. */
export const messageWith = async (slack: FrameLocator, text: string | RegExp): Promise<Locator> => {
  const found = slack.getByRole('article').filter({ hasText: text }).last();
  await found.waitFor({ timeout: PATIENCE_MS });
  return found;
};

/** Presses a button of the newest card that speaks of `about`. */
export const pressOn = async ({ slack }: OpenedPage, about: string, button: RegExp): Promise<void> => {
  const card = slack
    .getByRole('article')
    .filter({ hasText: about })
    .filter({ has: slack.getByRole('button', { name: button }) })
    .last();
  await card.getByRole('button', { name: button }).click({ timeout: PATIENCE_MS });
};

/** Fills in the modal that is open in Slack, by the labels of its fields, and submits it. */
export const submitModal = async ({ slack }: OpenedPage, values: Readonly<Record<string, string>>): Promise<void> => {
  const modal = slack.getByRole('dialog').last();
  // A dialog opens at once and gets its form when the account has been looked at again.
  await modal.locator('button[type=submit]').waitFor({ timeout: PATIENCE_MS });
  for (const [label, value] of Object.entries(values)) await modal.getByLabel(label).fill(value);
  await modal.locator('button[type=submit]').click();
};

/** Waits until the page's header says this word of what is going on. */
export const headerSays = ({ page }: OpenedPage, word: string): Promise<void> =>
  page.locator('header .mood', { hasText: word }).waitFor({ timeout: PATIENCE_MS });
