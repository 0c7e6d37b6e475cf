import { setTimeout as sleep } from 'node:timers/promises';
import { buttonsOf, type Card, cardsOf, inputsOf, type Pressed, press, submit } from './hands';
import type { PersonName } from './settings';
import type { Stage } from './stage';

type Room = Pick<Stage, 'slack' | 'settings'>;

const PATIENCE_MS = 30_000;

const says = (card: Card, text: string): boolean => JSON.stringify(card.blocks).includes(text);

/** The newest card of an incident that shows the wanted button. Waits for it; throws when it does not come. */
export const cardWith = async (room: Room, incidentId: string, label: RegExp): Promise<Card> => {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(150)) {
    const found = cardsOf(room).findLast(
      (card) =>
        says(card, `"r\\":\\"${incidentId}`) ||
        (says(card, incidentId) && buttonsOf(card).some((one) => label.test(one.text.text))),
    );
    if (found && buttonsOf(found).some((one) => label.test(one.text.text))) return found;
  }
  throw new Error(`No card of ${incidentId} shows a button like ${label}`);
};

const REVIEW = /^Review/;
const DENY = /^Deny/;
const UNDO = /^Undo/;

/** What the dialog wants typed before it believes a destructive click. */
const typedFor = (hint: string | undefined, targetId: string): string => (hint === undefined ? '' : targetId.slice(-4));

const PRESSES = 3;

/** As people do: who sees nothing happen presses again. */
const pressPatiently = async (room: Room, who: PersonName, incidentId: string, label: RegExp): Promise<Pressed> => {
  for (let presses = 1; ; presses += 1) {
    const card = await cardWith(room, incidentId, label);
    const button = buttonsOf(card).find((one) => label.test(one.text.text));
    if (!button) throw new Error(`The card of ${incidentId} lost its button`);
    const pressed = await press(room.slack, who, card, button);
    if (pressed.kind !== 'done' || presses === PRESSES) return pressed;
    await sleep(500);
  }
};

/** Presses a button, fills the dialog in and submits it. Throws with what the person was shown when it was not taken. */
const act = async (
  room: Room,
  who: PersonName,
  incidentId: string,
  label: RegExp,
  reason: string,
  targetId = '',
): Promise<void> => {
  const pressed = await pressPatiently(room, who, incidentId, label);
  if (pressed.kind !== 'dialog')
    throw new Error(`${who} saw no dialog: ${pressed.kind === 'failed' ? pressed.problem : 'nothing happened'}`);
  const values = Object.fromEntries(
    inputsOf(pressed.dialog).flatMap((block) => {
      const id = block.block_id ?? '';
      // Boxes stay as they were: what they offer is another's choice.
      if (block.element.type === 'checkboxes') return [];
      return [[id, id === 'typed' ? typedFor(block.hint?.text ?? '', targetId) : reason]];
    }),
  );
  if (!pressed.dialog.view.submit)
    throw new Error(`${who} could not decide: ${JSON.stringify(pressed.dialog.view.blocks).slice(0, 300)}`);
  const { problem } = await submit(room.slack, who, pressed.dialog, values);
  if (problem) throw new Error(`${who} was not heard: ${problem}`);
};

export const approve = (
  room: Room,
  who: PersonName,
  incidentId: string,
  reason: string,
  targetId?: string,
): Promise<void> => act(room, who, incidentId, REVIEW, reason, targetId);
export const deny = (room: Room, who: PersonName, incidentId: string, reason: string): Promise<void> =>
  act(room, who, incidentId, DENY, reason);
export const askUndo = (room: Room, who: PersonName, incidentId: string, reason: string): Promise<void> =>
  act(room, who, incidentId, UNDO, reason);

/** Presses Review as anyone, and gives what only that person was told. */
export const tryAs = async (room: Room, user: string, incidentId: string): Promise<string> => {
  const card = await cardWith(room, incidentId, REVIEW);
  const button = buttonsOf(card).find((one) => REVIEW.test(one.text.text));
  const value = button?.value === undefined ? {} : { value: button.value };
  const before = room.slack.control.transcript().length;
  await room.slack.control.click({
    user,
    channel: card.channel,
    ts: card.ts,
    actionId: button?.action_id ?? '',
    ...value,
  });
  const told = await room.slack.control.waitFor(
    (slack) =>
      slack
        .transcript()
        .slice(before)
        .find((entry) => entry.what === 'ephemeral' && entry.reader === user),
    10_000,
  );
  return 'text' in told ? String(told.text) : '';
};
