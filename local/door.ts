import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { buttonsOf, type Card, cardsOf, press, submit } from './hands';
import { PEOPLE, type PersonName } from './settings';
import { fieldsOf, plainText, showCard, showDialog } from './show';
import type { Stage } from './stage';
import { sendableNames, subjectFor, subjectNamed } from './subjects';

/** What a command line asks for that cannot be done; the text says what can. */
class Unclear extends Error {}

const personFrom = (name: string | undefined): PersonName => {
  const found = (Object.keys(PEOPLE) as PersonName[]).find((known) => known === (name ?? 'dana'));
  if (found) return found;
  throw new Unclear(`There is no ${name} here. People: ${Object.keys(PEOPLE).join(', ')}.`);
};

const cardFrom = (cards: readonly Card[], number: string | undefined): Card => {
  const found = number === undefined ? cards.at(-1) : cards[Number(number) - 1];
  if (found) return found;
  throw new Unclear(cards.length === 0 ? 'There is no request yet.' : `Requests are numbered 1 to ${cards.length}.`);
};

const buttonFrom = (card: Card, label: string | undefined) => {
  const buttons = buttonsOf(card);
  const names = buttons.map((button) => button.text.text);
  const at = names.findIndex((name) => name.toLowerCase().includes((label ?? '').toLowerCase()));
  const found = label ? buttons[at] : undefined;
  if (found) return found;
  throw new Unclear(`Buttons of this request: ${names.join(', ') || 'none'}.`);
};

const pressed = async (stage: Stage, query: Readonly<Record<string, string>>): Promise<string> => {
  const who = personFrom(query['as']);
  const card = cardFrom(cardsOf(stage), query['request']);
  const result = await press(stage.slack, who, card, buttonFrom(card, query['button']));
  if (result.kind === 'failed') return `Slack showed an error: ${result.problem}`;
  if (result.kind === 'done') return result.told.map(plainText).join('\n') || 'Done.';
  if (!result.dialog.view.submit) return showDialog(result.dialog);
  const fields = fieldsOf(result.dialog);
  const values = Object.fromEntries(
    fields.flatMap((field) => (query[field] === undefined ? [] : [[field, query[field]]])),
  );
  const { dialog, problem } = await submit(stage.slack, who, result.dialog, values);
  if (problem) return `${showDialog(result.dialog)}\n\n${problem} It asks for: ${fields.join(', ')}.`;
  return dialog ? showDialog(dialog) : 'Submitted.';
};

const sent = async (stage: Stage, turn: number, query: Readonly<Record<string, string>>): Promise<string> => {
  const fixture = query['finding'] ?? 'ec2-command-and-control';
  if (!sendableNames().includes(fixture)) throw new Unclear(`Findings: ${sendableNames().join(', ')}.`);
  const on = query['on'];
  const subject = on ? subjectNamed(stage.seed, on) : subjectFor(stage.seed, fixture, turn);
  if (!subject) throw new Unclear(`There is no ${on} in the seeded accounts.`);
  const finding = await stage.send(fixture, subject);
  return `Sent ${finding.type}, finding ${finding.id}, count ${finding.service?.count}.`;
};

const listed = (stage: Stage): string =>
  cardsOf(stage)
    .map((card, at) => `── request ${at + 1} ──\n${showCard(card)}`)
    .join('\n\n') || 'There is no request yet.';

const answer = async (context: Context, work: () => Promise<string> | string): Promise<Response> => {
  try {
    return context.text(`${await work()}\n`);
  } catch (error) {
    return context.text(
      `${error instanceof Error ? error.message : String(error)}\n`,
      error instanceof Unclear ? 400 : 500,
    );
  }
};

export interface Door {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The stage by command line: `curl URL`, `curl -X POST 'URL/press?as=dana&button=approve'`, `curl -X POST 'URL/send?finding=…&on=…'`. */
export const openDoor = (stage: Stage): Promise<Door> => {
  const app = new Hono();
  let turn = 0;
  // Web pages always say where they come from when they post: this door is for command lines.
  app.use('*', async (context, next) =>
    context.req.header('origin') || !/^127\.0\.0\.1:/.test(context.req.header('host') ?? '')
      ? context.text('This door is for command lines on this machine.\n', 403)
      : next(),
  );
  app.get('/', (context) => answer(context, () => listed(stage)));
  app.post('/press', (context) => answer(context, () => pressed(stage, context.req.query())));
  app.post('/send', (context) => answer(context, () => sent(stage, ++turn, context.req.query())));
  return new Promise((ready) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      ready({ url: `http://127.0.0.1:${port}`, stop: () => new Promise((done) => server.close(() => done())) }),
    );
  });
};
