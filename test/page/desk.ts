import type { Locator } from 'playwright-core';
import { PATIENCE_MS } from './acts';
import type { OpenedPage } from './open-page';

// What people do in the console, the right pane, in their words. Every act waits for what it needs.

/** Acts with another person's AWS profile. */
export const deskAs = async ({ desk }: OpenedPage, profile: string): Promise<void> => {
  await desk.getByRole('button', { name: /: profile and theme$/ }).click({ timeout: PATIENCE_MS });
  await desk.getByRole('menuitemcheckbox', { name: profile, exact: true }).click();
  const me = desk.getByRole('button', { name: new RegExp(`^${profile}: profile and theme$`, 'i') });
  await me.waitFor({ timeout: PATIENCE_MS });
};

/** Goes to another page by the links at the top. */
export const goTo = async ({ desk }: OpenedPage, place: 'Incidents' | 'Run by hand' | 'Numbers'): Promise<void> => {
  await desk.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: place }).click();
  await desk.getByRole('heading', { level: 1, name: new RegExp(place) }).waitFor({ timeout: PATIENCE_MS });
};

/** From the table to one incident. */
export const openIncident = async (opened: OpenedPage, incidentId: string): Promise<void> => {
  await goTo(opened, 'Incidents');
  await opened.desk.locator(`a[href="#/incidents/${incidentId}"]`).first().click({ timeout: PATIENCE_MS });
  await opened.desk.getByRole('navigation', { name: 'Way back' }).getByText(incidentId).waitFor();
  await opened.desk.locator('.ci-state').waitFor({ timeout: PATIENCE_MS });
};

/** Waits until the incident that is open says so, in its headline. */
export const deskSays = ({ desk }: OpenedPage, word: string): Promise<void> =>
  desk.locator('.ci-state').filter({ hasText: word }).waitFor({ timeout: PATIENCE_MS });

/** Presses a button of the incident that is open, and gives the dialog. */
export const pressAtDesk = async ({ desk }: OpenedPage, button: RegExp): Promise<Locator> => {
  await desk.locator('.ci-actions').getByRole('button', { name: button }).click({ timeout: PATIENCE_MS });
  const dialog = desk.getByRole('dialog').filter({ hasText: 'Cancel' });
  await dialog.waitFor();
  return dialog;
};

/** Approves the incident that is open, as it is after the account was looked at again. */
export const approveAtDesk = async (opened: OpenedPage, reason: string): Promise<void> => {
  await opened.desk
    .locator('.ci-actions')
    .getByRole('button', { name: /^Review/ })
    .click({ timeout: PATIENCE_MS });
  const dialog = opened.desk.getByRole('dialog', { name: /^Approve:/ });
  const approve = dialog.getByRole('button', { name: /^Approve/ });
  await approve.waitFor({ timeout: PATIENCE_MS });
  await dialog.getByLabel(/^Reason/).fill(reason);
  await approve.click();
  await dialog.waitFor({ state: 'hidden', timeout: PATIENCE_MS });
};
