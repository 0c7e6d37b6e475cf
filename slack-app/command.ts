import type { KnownBlock } from '@slack/types';
import { readIncident } from '../incidents/read';
import type { Person } from '../playbooks/kit/settings';
import { log, problemOf, type SlackApp } from './app';
import { followedBy } from './followed-by';
import { readOpen } from './home';
import type { SlashCommand } from './interaction';
import { standingOf } from './standing';
import { helpAnswer, listAnswer, showAnswer } from './views/answers';
import { withinBudget } from './views/budget';
import type { Card } from './views/card';
import { inOrder } from './views/home';
import { context, section } from './views/parts';
import { code, safe } from './views/text';
import { commandActor } from './where-from';

/** What Slack shows to the one who typed the command, and to nobody else. */
export interface CommandAnswer {
  readonly response_type: 'ephemeral';
  readonly text: string;
  readonly blocks: KnownBlock[];
}

const said = ({ text, blocks }: Card): CommandAnswer => ({
  response_type: 'ephemeral',
  text,
  blocks: [...withinBudget(blocks)],
});
const refusal = (text: string, ...more: readonly KnownBlock[]): CommandAnswer =>
  said({ text: safe(text, 300), blocks: [section(`⛔ ${safe(text, 600)}`), ...more] });

/** Answers `/cordon …`. Never throws, and changes nothing: buttons open the dialogs that decide. */
export const onCommand = async (app: SlackApp, command: SlashCommand): Promise<CommandAnswer> => {
  try {
    const standing = await standingOf(app, commandActor(command));
    if (!standing.ok) return refusal(standing.text, context(`Your Slack id is ${code(command.user_id, 64)}.`));
    return await answer(app, command.text, standing.person);
  } catch (error) {
    log('a command could not be answered', { problem: problemOf(error) });
    return refusal('Cordon could not read its record just now. Please try again.');
  }
};

const ID = /^inc-[a-z0-9-]{3,60}$/;

const answer = async (app: SlackApp, text: string, person: Person): Promise<CommandAnswer> => {
  // People copy ids with the code style around them.
  const [verb = 'help', id = ''] = text.replaceAll('`', '').trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (verb === 'help') return said(helpAnswer());
  if (verb === 'list') return list(app, person);
  if (ID.test(verb)) return show(app, verb);
  if (verb === 'show') return show(app, id);
  return said(helpAnswer(verb));
};

const list = async ({ store }: SlackApp, person: Person): Promise<CommandAnswer> => {
  const { open, more } = await readOpen(store);
  return said(listAnswer(inOrder(open), store.settings, person, more));
};

const show = async ({ store }: SlackApp, id: string): Promise<CommandAnswer> => {
  const like = 'An id looks like inc-a1b2c3d4e5-1; /cordon list names what is open.';
  if (!ID.test(id)) return refusal(id === '' ? `Which one? ${like}` : `“${id}” is no incident’s id. ${like}`);
  const record = await readIncident(store, id);
  if (!record) return refusal(`There is no incident ${id}. ${like}`);
  return said(showAnswer({ record, settings: store.settings, followedBy: await followedBy(store, record) }));
};
