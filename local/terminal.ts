import { createInterface, type Interface } from 'node:readline/promises';
import { buttonsOf, type Card, cardsOf, inputsOf, press, submit } from './hands';
import { PEOPLE, type PersonName } from './settings';
import { nameOf, plainText, showCard, showDialog } from './show';
import type { Entry, OpenView } from './slack';
import type { Stage } from './stage';
import { SUBJECT_NAMES, sendableNames, subjectFor, subjectNamed } from './subjects';

/** What one person at a terminal does: looks at requests, answers them, sends findings, becomes someone else. */
interface Seat {
  readonly stage: Stage;
  readonly ask: (question: string) => Promise<string>;
  readonly say: (text: string) => void;
  me: PersonName;
  /** Which request is in front; the newest unless chosen. */
  front: number | undefined;
  /** The request whose buttons the menu shows: a number means that button, whatever arrived meanwhile. */
  shown: string | undefined;
  /** The menu is on the screen, not a question of a dialog. */
  atMenu: boolean;
  turn: number;
}

const frontCard = ({ stage, front }: Seat): Card | undefined => {
  const cards = cardsOf(stage);
  return front === undefined ? cards.at(-1) : cards[front - 1];
};

const menuOf = (seat: Seat): string => {
  const card = frontCard(seat);
  seat.shown = card?.ts;
  const buttons = card ? buttonsOf(card).map((button, at) => `[${at + 1}] ${button.text.text}`) : [];
  const rest = ['[c]ard', '[l]ist', '[s]end a finding', '[w]ho am I', '[q]uit'];
  return `\n${PEOPLE[seat.me].name}: ${[...buttons, ...rest].join('  ')}\n> `;
};

const fillIn = async (seat: Seat, dialog: OpenView): Promise<void> => {
  seat.say(`\n${showDialog(dialog)}`);
  if (!dialog.view.submit) return;
  const values: Record<string, string> = {};
  for (const block of inputsOf(dialog)) {
    const label = `${block.label.text}${block.optional ? ' (may stay empty)' : ''}: `;
    values[block.block_id ?? ''] = await seat.ask(label);
  }
  const sure = await seat.ask(`${dialog.view.submit.text}? [y/n] `);
  if (!/^y/i.test(sure)) return seat.say('Left open; nothing was sent.');
  const next = await submit(seat.stage.slack, seat.me, dialog, values);
  if (next.problem) return seat.say(`Not taken: ${next.problem}`);
  if (next.dialog) await fillIn(seat, next.dialog);
};

const pressNumber = async (seat: Seat, number: number): Promise<void> => {
  const card = cardsOf(seat.stage).find(({ ts }) => ts === seat.shown);
  const button = card ? buttonsOf(card)[number - 1] : undefined;
  if (!card || !button) return seat.say('There is no such button on this request.');
  const result = await press(seat.stage.slack, seat.me, card, button);
  if (result.kind === 'failed') seat.say(`Slack shows an error: ${result.problem}`);
  if (result.kind === 'dialog') await fillIn(seat, result.dialog);
};

const listCards = async (seat: Seat): Promise<void> => {
  const cards = cardsOf(seat.stage);
  if (cards.length === 0) return seat.say('There is no request yet.');
  seat.say(cards.map((card, at) => `  ${at + 1}  ${plainText(card.text).split('\n')[0]}`).join('\n'));
  const chosen = Number(await seat.ask('Which one? (Enter: the newest) '));
  seat.front = cards[chosen - 1] ? chosen : undefined;
};

const sendOne = async (seat: Seat): Promise<void> => {
  const names = sendableNames();
  seat.say(names.map((name, at) => `  ${String(at + 1).padStart(2)}  ${name}`).join('\n'));
  const answer = await seat.ask('Which finding? (number or name) ');
  const fixture = names[Number(answer) - 1] ?? names.find((name) => name === answer);
  if (!fixture) return seat.say('There is no such finding.');
  const on = await seat.ask(`On what? (${SUBJECT_NAMES.join(', ')}; Enter: one that fits) `);
  const subject = subjectNamed(seat.stage.seed, on) ?? subjectFor(seat.stage.seed, fixture, ++seat.turn);
  const finding = await seat.stage.send(fixture, subject);
  seat.front = undefined;
  seat.say(`GuardDuty reports ${finding.type}.`);
};

const changeSeat = async (seat: Seat): Promise<void> => {
  const names = Object.keys(PEOPLE) as PersonName[];
  const about = names.map((name) => `${name} (${PEOPLE[name].groups.join(', ') || 'in no group'})`);
  const answer = await seat.ask(`Who are you? ${about.join(', ')}: `);
  const found = names.find((name) => name === answer.trim().toLowerCase());
  if (found) seat.me = found;
  else seat.say(`There is no ${answer} here.`);
};

const obey = async (seat: Seat, command: string): Promise<void> => {
  const card = frontCard(seat);
  if (/^\d+$/.test(command)) return pressNumber(seat, Number(command));
  if (command === 'c') return seat.say(card ? `\n${showCard(card)}` : 'There is no request yet.');
  if (command === 'l') return listCards(seat);
  if (command === 's') return sendOne(seat);
  if (command === 'w') return changeSeat(seat);
};

/** A line for what happens in Slack while nobody asked; the whole card when it is new. */
const newsOf = (stage: Stage, entry: Entry): string | undefined => {
  const root = (ts: string): Card | undefined => cardsOf(stage).find((card) => card.ts === ts);
  const first = 'text' in entry ? plainText(entry.text).split('\n')[0] : '';
  switch (entry.what) {
    case 'posted':
      if (entry.threadTs) return `  ↳ ${first}`;
      return root(entry.ts) ? `\n${showCard(root(entry.ts) as Card)}` : undefined;
    case 'updated':
      return root(entry.ts) ? `  ⟳ ${first}` : undefined;
    case 'ephemeral':
      return `  (only ${nameOf(entry.reader)} sees) ${first}`;
    case 'toast':
      return `  ! ${entry.text}`;
    default:
      return undefined;
  }
};

const NEWS_MS = 400;

/** Prints what happens in Slack as it happens. Gives the function that stops it. */
export const followSlack = (stage: Stage, say: (text: string) => void): (() => void) => {
  let seen = stage.slack.control.transcript().length;
  const said = new Map<string, string>();
  const timer = setInterval(() => {
    const entries = stage.slack.control.transcript().slice(seen);
    seen += entries.length;
    for (const entry of entries) {
      const news = newsOf(stage, entry);
      // A card is painted again whenever anything of it changes; its summary is news only when it is another.
      if (news && said.get(entry.what) !== news) say(news);
      if (news) said.set(entry.what, news);
    }
  }, NEWS_MS);
  return () => clearInterval(timer);
};

/** News go above the line that is being typed; a menu is drawn anew, because it may have other buttons now. */
const sayAround =
  (lines: Interface, seat: Seat) =>
  (text: string): void => {
    process.stdout.write(`\r\x1b[K${text}\n`);
    if (seat.atMenu) lines.setPrompt(menuOf(seat));
    lines.prompt(true);
  };

/** Lets the person at the terminal act until they quit. */
export const runTerminal = async (stage: Stage): Promise<void> => {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = new Promise<string>((done) => lines.once('close', () => done('q')));
  const ask = (question: string): Promise<string> => Promise.race([lines.question(question), closed]);
  const say = (text: string): void => console.log(text);
  const seat: Seat = { stage, ask, say, me: 'dana', front: undefined, shown: undefined, atMenu: false, turn: 0 };
  const unfollow = followSlack(stage, sayAround(lines, seat));
  for (;;) {
    seat.atMenu = true;
    const command = (await ask(menuOf(seat))).trim().toLowerCase();
    seat.atMenu = false;
    if (command === 'q') break;
    await obey(seat, command).catch((error: unknown) => seat.say(String(error)));
  }
  unfollow();
  lines.close();
};
