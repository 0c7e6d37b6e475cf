import type { SlackAccount } from '../../adapters/slack';

/** Spellings of a signature that fits, and none of which is Slack's. */
export const wrongSignatures = (signature: string): readonly (string | undefined)[] => [
  undefined,
  '',
  'v0=',
  `v0=${'0'.repeat(64)}`,
  signature.slice(0, -1),
  `${signature}0`,
  signature.replace('v0=', 'v1='),
  signature.toUpperCase(),
  signature.replace(/[a-f]/, (letter) => letter.toUpperCase()),
  signature.slice(3),
  ` ${signature}`,
  `${signature}\n`,
  `${signature},${signature}`,
  `v0=${Buffer.from(signature.slice(3), 'hex').toString('base64')}`,
];

/** Times that are too far away, and spellings of one that is not. */
export const wrongTimes = (now: number): readonly string[] => [
  ...[now - 301, now + 302, now * 1000, -now].map(String),
  ...['NaN', '', 'Infinity', '1e9', '0x6a000000', `0${now}`, `${now}.0`, `+${now}`, ` ${now}`, `${now} `],
];

export const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
export const inPayload = (text: string): string => `payload=${encodeURIComponent(text)}`;

/** Bodies that hold nothing to answer. `whole`: one that does. */
export const badBodies = (whole: string): readonly string[] => [
  ...[
    '',
    '{',
    'null',
    '[]',
    '\u0000',
    'payload=',
    'payload=null',
    'payload=%7B',
    'payload=%',
    '&&&=&',
    'a'.repeat(1000),
  ],
  ...['payload=1&payload=2', `${whole}&payload=%7B%7D`, `${whole}&${whole}`, 'command=/a&command=/b'],
  ...[deep(20_000), `{"type":${deep(20_000)}}`].map(inPayload),
];

/** Members named as JavaScript names its own, at the start of every object of a JSON text. */
export const poisoned = (json: string): string => {
  const evil =
    '"__proto__":{"polluted":true,"ok":true},"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true},';
  return json.replaceAll(/\{(?=")/g, `{${evil}`);
};

/** The names on which everything in a running program rests. */
export const prototypes = (): readonly (readonly string[])[] =>
  [Object.prototype, Array.prototype, Function.prototype].map((one) => Object.getOwnPropertyNames(one));

type Over = Readonly<Record<string, unknown>>;
/** Who is not one of us: what the request says, and what Slack says of the account. */
export const OUTSIDERS: readonly (readonly [what: string, over: Over, account: Partial<SlackAccount>])[] = [
  ['another workspace', { team: { id: 'T0OTHER' } }, {}],
  ['a person of another workspace', { user: { id: 'U0DANA', team_id: 'T0OTHER' } }, {}],
  ['another organisation’s grid', { team: null, enterprise: { id: 'E0OTHER' } }, {}],
  ['another app', { api_app_id: 'A0OTHER' }, {}],
  ['a guest', {}, { guest: true }],
  ['a person of a channel that is shared', {}, { stranger: true }],
  ['a person whom Slack calls another workspace’s', {}, { teamId: 'T0OTHER' }],
];
