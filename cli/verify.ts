import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { SlackTestView } from '../incidents/views';
import { CliError, EXIT } from './exit';
import { type Hub, type HubOptions, openHub, withHub } from './hub';
import { paint, plain, printJson, printLines, span } from './style';
import { notClicked, notPosted, refusedBySlack } from './verify-cures';

interface VerifyOptions extends HubOptions {
  readonly channel?: string;
  readonly timeout?: string;
}

const EVERY_MS = 1_000;
const [SHORTEST, LONGEST] = [5, 3_600];

const secondsFrom = (text: string | undefined): number => {
  const seconds = Number(text ?? 300);
  if (Number.isInteger(seconds) && seconds >= SHORTEST && seconds <= LONGEST) return seconds;
  throw new CliError(
    EXIT.input,
    `must be a number of seconds from ${SHORTEST} to ${LONGEST}, such as 300`,
    '--timeout',
  );
};

type Say = (line: string) => void;

const between = (from: string, to: string): string => {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : span(ms / 1000);
};

/** What is new since the last look, for whoever waits. */
const news = (before: SlackTestView, now: SlackTestView): readonly string[] => [
  ...(now.problem !== undefined && now.problem !== before.problem ? [`Slack says ${now.problem}.`] : []),
  ...(now.shownAt && !before.shownAt
    ? [
        `✓ The message stands in ${now.channel}, ${between(now.askedAt, now.shownAt)} after it was asked for. Now click its button.`,
      ]
    : []),
  ...(now.refused && now.refused.text !== before.refused?.text
    ? [`! ${now.refused.who} clicked and was turned away: ${now.refused.text}`]
    : []),
];

/** Asks again until somebody clicked, Slack refuses the message for good, or the time is over. */
const waitFor = async (hub: Hub, asked: SlackTestView, seconds: number, say: Say): Promise<SlackTestView> => {
  const end = Date.now() + seconds * 1000;
  for (let seen = asked; ; await sleep(EVERY_MS)) {
    const now = await hub.get<SlackTestView>('/tests');
    if (now.n !== asked.n)
      throw new CliError(
        EXIT.refused,
        `${now.askedBy} asked for another test meanwhile, which took the place of this one. Run it again.`,
      );
    for (const line of news(seen, now)) say(plain(line));
    seen = now;
    if (now.clicked || refusedBySlack(now) || Date.now() >= end) return now;
  }
};

const WAYS = {
  signed: 'Slack’s signature was verified',
  socket: 'it came over the connection that Cordon opened to Slack (Socket Mode), where nothing is signed',
} as const;

const passed = ({ askedAt, shownAt, clicked }: SlackTestView): readonly string[] => {
  if (!clicked) return [];
  const { who, at, recordedAt, way } = clicked;
  return [
    `${paint('green', '✓ Slack and Cordon reach each other.')} ${plain(who)} clicked; ${WAYS[way]}, and Cordon knows ${plain(who)}.`,
    `  Message: ${shownAt ? between(askedAt, shownAt) : 'not known'} until it stood. Click: ${between(at, recordedAt)} until it was on record. Nothing was changed.`,
  ];
};

const verify = async (options: VerifyOptions): Promise<void> => {
  const seconds = secondsFrom(options.timeout);
  const hub = await openHub(options);
  const asked = await hub.post<SlackTestView>('/tests', { channel: options.channel ?? 'urgent' });
  console.error(
    plain(
      `Test message ${asked.n} is on its way to ${asked.channel}, from ${hub.where}. Waiting up to ${seconds} s for a click.`,
    ),
  );
  const end = await waitFor(hub, asked, seconds, (line) => console.error(line));
  if (end.clicked) return options.json ? printJson({ ok: true, ...end }) : printLines(passed(end));
  const { found, cure } = end.shownAt ? notClicked(end, seconds) : notPosted(end, seconds);
  if (options.json) printJson({ ok: false, found, cure, ...end });
  else console.log(`${paint('red', `✕ ${plain(found)}`)}\n  → ${cure.map(plain).join('\n  → ')}`);
  process.exitCode = EXIT.otherwise;
};

const HELP = `
Examples:
  cordon verify
  cordon verify --channel page --timeout 120
  cordon verify --json

The hub posts it, so that the Slack token never leaves the hub; the click goes the way of every click: signature, workspace,
table of people, message. It decides nothing, and stands in the audit trail. Exit code 0: somebody clicked.`;

export const verifyCommand = (): Command =>
  withHub(
    new Command('verify').description('Posts a test message to Slack and waits until somebody has clicked its button.'),
  )
    .option('--channel <name>', 'urgent, routine, page or drills', 'urgent')
    .option('--timeout <seconds>', 'how long to wait for the click', '300')
    .addHelpText('after', HELP)
    .action(verify);
