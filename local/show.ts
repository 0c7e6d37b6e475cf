import { type Card, inputsOf } from './hands';
import { PEOPLE, STRANGER } from './settings';
import { type OpenView, type RenderOptions, renderText } from './slack';

const NAMES: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.values(PEOPLE).map(({ slack, name }) => [slack, name]),
  [STRANGER.id, STRANGER.name],
]);

const reader = (): RenderOptions => ({
  names: NAMES,
  width: Math.min(110, Math.max(60, (process.stdout.columns ?? 100) - 4)),
  now: new Date(),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

const indent = (text: string, with_: string): string =>
  text
    .split('\n')
    .map((line) => `${with_}${line}`)
    .join('\n');

/** A card with its thread, framed by a bar on the left. */
export const showCard = (card: Card): string => {
  const replies = card.replies.map((reply) => `│   ↳ ${reply.text.split('\n').join('\n│     ')}`);
  return [indent(renderText(card, reader()), '│ '), ...replies].join('\n');
};

export const showDialog = (dialog: OpenView): string => indent(renderText(dialog.view, reader()), '┃ ');

/** What a dialog asks, for someone who types a command instead: field → label. */
export const fieldsOf = (dialog: OpenView): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inputsOf(dialog).map((block) => [block.block_id ?? block.element.action_id ?? '', block.label.text]),
  );
