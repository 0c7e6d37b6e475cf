import type { Locator } from 'playwright-core';
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

const newest = async (articles: Locator): Promise<Locator> => {
  const found = articles.last();
  await found.waitFor({ timeout: PATIENCE_MS });
  return found;
};

/** The card of `about` as soon as its headline begins so: `Contained`, `Approval needed`. Waits until there is one. */
export const cardSaying = ({ slack }: OpenedPage, word: string, about: string): Promise<Locator> =>
  newest(
    slack
      .getByRole('article')
      .filter({ hasText: `${word} · ` })
      .filter({ hasText: about }),
  );

/** Presses a button of the newest card that speaks of `about`. */
export const pressOn = async ({ slack }: OpenedPage, about: string, button: RegExp): Promise<void> => {
  const card = slack
    .getByRole('article')
    .filter({ hasText: about })
    .filter({ has: slack.getByRole('button', { name: button }) })
    .last();
  await card.getByRole('button', { name: button }).click({ timeout: PATIENCE_MS });
};

/** Fills in the modal that is open in Slack, by the labels of its fields. Gives its button, not yet pressed. */
export const fillModal = async (
  { slack }: OpenedPage,
  values: Readonly<Record<string, string>>,
): Promise<{ readonly modal: Locator; readonly submit: Locator }> => {
  const modal = slack.getByRole('dialog').last();
  const submit = modal.locator('button[type=submit]');
  // A dialog opens at once and gets its form when the account has been looked at again.
  await submit.waitFor({ timeout: PATIENCE_MS });
  for (const [label, value] of Object.entries(values)) await modal.getByLabel(label).fill(value);
  return { modal, submit };
};

/** Fills in the modal that is open in Slack, and submits it. */
export const submitModal = async (opened: OpenedPage, values: Readonly<Record<string, string>>): Promise<void> => {
  const { submit } = await fillModal(opened, values);
  await submit.click();
};

/** Reads what the modal became, and closes it. */
export const readAnswer = async ({ slack }: OpenedPage, text: RegExp): Promise<string> => {
  const modal = slack.getByRole('dialog').filter({ hasText: text }).last();
  await modal.waitFor({ timeout: PATIENCE_MS });
  const said = (await modal.locator('.modal-body').textContent()) ?? '';
  await modal.locator('.modal-foot').getByRole('button', { name: 'Close' }).click();
  return said;
};

/** A whole approval from the card: review, reason, approve, close. */
export const approveOn = async (
  opened: OpenedPage,
  about: string,
  values: Readonly<Record<string, string>>,
): Promise<string> => {
  await pressOn(opened, about, /^Review/);
  await submitModal(opened, values);
  return readAnswer(opened, /Approved|recorded/);
};

/** What only the reader sees, below the channel's messages. */
export const whisperSaying = ({ slack }: OpenedPage, text: string | RegExp): Promise<Locator> =>
  newest(slack.getByRole('article').filter({ hasText: 'Only visible to you' }).filter({ hasText: text }));

/** Waits until the page's header says this word of what is going on. */
export const headerSays = ({ page }: OpenedPage, word: string): Promise<void> =>
  page.locator('header .mood', { hasText: word }).waitFor({ timeout: PATIENCE_MS });
