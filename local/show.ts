import { type Card, inputsOf } from './hands';
import { type OpenView, type RenderOptions, renderText } from './slack';
import { WORKSPACE_PEOPLE } from './slack-workspace';

const NAMES: Readonly<Record<string, string>> = Object.fromEntries(WORKSPACE_PEOPLE.map(({ id, name }) => [id, name]));

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

/** Text of Slack without its marks, its own line breaks kept. */
export const plainText = (text: string): string => renderText({ text, blocks: [] }, { ...reader(), width: 100_000 });

export const nameOf = (user: string): string => NAMES[user] ?? user;

/** A card with its thread, framed by a bar on the left. */
export const showCard = (card: Card): string => {
  const replies = card.replies.map(
    (reply) => `│   ↳ ${renderText({ text: reply.text, blocks: [] }, reader()).split('\n').join('\n│     ')}`,
  );
  return [indent(renderText(card, reader()), '│ '), ...replies].join('\n');
};

export const showDialog = (dialog: OpenView): string => indent(renderText(dialog.view, reader()), '┃ ');

/** The names of the fields that a dialog asks for. */
export const fieldsOf = (dialog: OpenView): readonly string[] =>
  inputsOf(dialog).map((block) => block.block_id ?? block.element.action_id ?? '');
