import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogLevel, WebClient } from '@slack/web-api';
import { distance, kindOf, textOf } from './kinds';
import { caller, type Doors } from './null-calls';
import type { Score, ScoreCall } from './score';

// The code of every null function: it makes the calls that stand in its score, and decides nothing.

/** What stands beside the bundle as score.json. */
export interface NullPart extends Doors {
  readonly slack: { readonly apiUrl: string; readonly token: string };
  readonly scores: readonly Score[];
  /** Targets by placeholder: `incident`, `instance`, `interface0`, … */
  readonly subjects: readonly Readonly<Record<string, string>>[];
}

type Values = Record<string, string>;

const part = JSON.parse(readFileSync(join(__dirname, 'score.json'), 'utf8')) as NullPart;
const own = process.env['AWS_LAMBDA_FUNCTION_NAME']?.replace(/^nullflow-/, '') ?? '';
const scores = part.scores.filter(({ fn }) => fn === own);
const slack = new WebClient(part.slack.token, {
  slackApiUrl: part.slack.apiUrl,
  retryConfig: { retries: 0 },
  logLevel: LogLevel.ERROR,
});
const env = {
  table: process.env['CORDON_TABLE'] ?? '',
  replay: process.env['CORDON_REPLAY_TABLE'] ?? '',
  bucket: process.env['CORDON_EVIDENCE_BUCKET'] ?? '',
  followQueue: process.env['CORDON_FOLLOW_QUEUE'] ?? '',
};
/** Where the card of each incident stands. */
const cards = new Map<string, string>();

const fill = (text: string, values: Values): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? name);

const found = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1];

/** What an event brings along that later calls need. */
const brought = (text: string): Values => ({
  trigger: found(text, /"trigger_id":"([^"]+)"/) ?? '',
  view: found(text, /"viewId":"([^"]+)"/) ?? '',
  card: found(text, /"message_ts":"([^"]+)"/) ?? '',
  token: found(text, /"taskToken":"([^"]+)"/) ?? '',
});

const sayInSlack = async (call: ScoreCall, values: Values): Promise<void> => {
  const answer = await slack.apiCall(call.operation, JSON.parse(fill(call.body, values)) as Record<string, string>);
  const { view, ts } = answer as { view?: { id?: string }; ts?: string };
  if (view?.id) values['view'] = view.id;
  const incident = values['incident'] ?? '';
  if (ts && !cards.has(incident)) cards.set(incident, ts);
  values['card'] = cards.get(incident) ?? values['card'] ?? '';
};

/** Step Functions' token is the one thing that a call has to learn from another's answer. */
const learn = (answer: unknown, values: Values): void => {
  const { Item } = answer as { Item?: { token?: { S?: string } } };
  if (Item?.token?.S) values['token'] = Item.token.S;
};

const player = (values: Values) => {
  const call = caller(part);
  return async (one: ScoreCall): Promise<void> => {
    if (one.service === 'wait') return void (await sleep(Number(one.operation)));
    if (one.service === 'slack') return sayInSlack(one, values);
    // An invocation that nobody waits for was answered 202.
    const path = fill(one.path, values) + (one.operation === 'Invoke' && one.status === 202 ? '#Event' : '');
    try {
      learn(await call({ ...one, path, body: fill(one.body, values) }), values);
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      // What was refused in the recorded run is refused here too; who starts a run first is a race in both.
      if (status !== one.status && one.operation !== 'StartExecution') throw error;
    }
  };
};

const play = async (score: Score, values: Values): Promise<void> => {
  const make = player(values);
  const done: Promise<void>[] = [];
  for (const one of score.calls) done.push(Promise.all(one.after.map((at) => done[at])).then(() => make(one)));
  await Promise.all(done);
};

/** What begins with a change of the card, or a line below it, comes after the card. */
const needsCard = ({ calls }: Score): boolean =>
  calls.find(({ service }) => service === 'slack')?.body.includes('{{card}}') ?? false;

const scoreFor = (kind: string, incident: string): Score | undefined =>
  scores
    .filter((score) => cards.has(incident) || own !== 'slack-post' || !needsCard(score))
    .reduce<Score | undefined>(
      (best, one) => (best && distance(best.kind, kind) <= distance(one.kind, kind) ? best : one),
      undefined,
    );

const NOTHING = { batchItemFailures: [] };

/** A batch of the stream may be about several incidents: each has its own part of it, as in Cordon. */
const partOf = (event: unknown, incident: string): unknown => {
  const { Records } = event as { Records?: readonly { dynamodb?: object }[] };
  if (!Records?.[0]?.dynamodb) return event;
  return { Records: Records.filter((record) => JSON.stringify(record).includes(incident)) };
};

const playFor = async (event: unknown, text: string, subject: Readonly<Record<string, string>>): Promise<unknown> => {
  const incident = subject['incident'] ?? '';
  const score = scoreFor(kindOf(partOf(event, incident), text), incident);
  if (!score) return NOTHING;
  const values: Values = { ...env, ...brought(text), ...subject };
  values['card'] = cards.get(incident) ?? values['card'] ?? '';
  await play(score, values);
  for (let line = 0; line < score.logs; line += 1) console.log(JSON.stringify({ message: 'null', line }));
  return JSON.parse(fill(score.answer, values)) as unknown;
};

export const handler = async (event: unknown): Promise<unknown> => {
  const text = textOf(event);
  let answer: unknown = NOTHING;
  for (const subject of part.subjects) {
    const { incident = '', instance = '' } = subject;
    if (text.includes(incident) || text.includes(instance)) answer = await playFor(event, text, subject);
  }
  return answer;
};
