import { setTimeout as sleep } from 'node:timers/promises';
import type { PersonName } from './settings';
import { PEOPLE } from './settings';
import type { LocalSlack, MessageWithReplies, OpenView } from './slack';
import { type Button, type InputBlock, interactiveOf } from './slack/block-kit';
import type { Stage } from './stage';

// A person's hands in the local Slack: they press what a card shows and fill in what a dialog asks, knowing neither.

export type Card = MessageWithReplies;

/** Cards of every channel, oldest first. */
export const cardsOf = ({ slack, settings }: Pick<Stage, 'slack' | 'settings'>): readonly Card[] =>
  Object.values(settings.slack.channels)
    .flatMap((channel) => slack.control.messages(channel))
    .filter((message) => message.onlyFor === undefined && message.blocks.length > 0)
    .sort((a, b) => Number(a.ts) - Number(b.ts));

export const buttonsOf = (card: Card): readonly Button[] =>
  card.blocks.flatMap(interactiveOf).filter((element): element is Button => element.type === 'button');

export const inputsOf = (dialog: OpenView): readonly InputBlock[] =>
  dialog.view.blocks.flatMap((block) => (block.type === 'input' ? [block] : []));

const top = (slack: LocalSlack, user: string): OpenView | undefined => slack.control.views(user).at(-1);

const until = async <T>(look: () => T | undefined, ms: number): Promise<T | undefined> => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
    const found = look();
    if (found !== undefined) return found;
  }
  return look();
};

/** A dialog opens at once and is filled in later: this waits until there is something to submit, or nothing more comes. */
const dialogAfter = async (
  slack: LocalSlack,
  user: string,
  known: string | undefined,
): Promise<OpenView | undefined> => {
  const opened = await until(() => [top(slack, user)].find((view) => view && view.id !== known), 1500);
  if (!opened || opened.view.submit) return opened;
  await until(() => [top(slack, user)].find((view) => view?.hash !== opened.hash), 10_000);
  return top(slack, user);
};

const toldTo = ({ control }: LocalSlack, user: string, from: number): readonly string[] =>
  control
    .transcript()
    .slice(from)
    .flatMap((entry) => (entry.what === 'ephemeral' && entry.reader === user ? [entry.text] : []));

export type Pressed =
  | { readonly kind: 'dialog'; readonly dialog: OpenView }
  /** No dialog: at most a line that only this person sees. */
  | { readonly kind: 'done'; readonly told: readonly string[] }
  /** What Slack showed the person instead. */
  | { readonly kind: 'failed'; readonly problem: string };

/** Presses a button of a card as a person, and waits for the dialog if it opens one. */
export const press = async (slack: LocalSlack, who: PersonName, card: Card, button: Button): Promise<Pressed> => {
  const user = PEOPLE[who].slack;
  const known = top(slack, user)?.id;
  const from = slack.control.transcript().length;
  const value = button.value === undefined ? {} : { value: button.value };
  const where = { channel: card.channel, ts: card.ts };
  const result = await slack.control.click({ user, actionId: button.action_id ?? '', ...value, ...where });
  if (result.outcome === 'failed') return { kind: 'failed', problem: result.deliveries.at(-1)?.problem ?? 'no answer' };
  const dialog = await dialogAfter(slack, user, known);
  return dialog ? { kind: 'dialog', dialog } : { kind: 'done', told: toldTo(slack, user, from) };
};

/** Fills the dialog in and submits it. Gives what the person then sees: errors by field, another dialog, or nothing. */
export const submit = async (
  slack: LocalSlack,
  who: PersonName,
  dialog: OpenView,
  values: Readonly<Record<string, string | readonly string[]>>,
): Promise<{ readonly problem?: string; readonly dialog?: OpenView }> => {
  const user = PEOPLE[who].slack;
  const result = await slack.control.submit({ user, viewId: dialog.id, values });
  if (result.outcome === 'failed') return { problem: result.deliveries.at(-1)?.problem ?? 'no answer' };
  if (result.errors) return { problem: Object.values(result.errors).join(' ') };
  const next = top(slack, user);
  return next && next.hash !== dialog.hash ? { dialog: next } : {};
};
