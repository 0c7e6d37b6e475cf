import type { PageMessage } from '../../local/slack/page-api';
import { addressOf, askedIn, whereAsked } from '../../local/slack/web/address';
import { initialsOf } from '../../local/slack/web/message/avatar';
import { arrivals, newestTs, timelineOf } from '../../local/slack/web/message/timeline';
import { holderOf, linkIn } from '../../local/slack/web/permalink';
import { offers, slashIn } from '../../local/slack/web/shell/composer';
import { resultOf } from '../../local/slack/web/shell/drawer';
import { themeFrom } from '../../local/slack/web/theme';

const message = (ts: string, user: string, over: Partial<PageMessage> = {}): PageMessage => ({
  channel: 'C0URGENT1',
  ts,
  at: new Date(Number(ts) * 1000).toISOString(),
  user,
  text: `said at ${ts}`,
  blocks: [],
  broadcast: false,
  ephemeral: false,
  deleted: false,
  replies: [],
  unreadReplies: 0,
  chosen: {},
  ...over,
});

const at = (iso: string, nth = 1): string => `${Date.parse(iso) / 1000}.00000${nth}`;
const shape = (items: ReturnType<typeof timelineOf>): readonly string[] =>
  items.map((item) => (item.kind === 'message' ? (item.brief ? 'brief' : 'message') : item.kind));

describe('a channel from top to bottom', () => {
  it('begins each day of the reader’s zone with a line', () => {
    const messages = [message(at('2026-11-22T23:30:00Z'), 'U1'), message(at('2026-11-23T00:30:00Z'), 'U2')];
    expect(shape(timelineOf(messages, 'UTC', 'U9', undefined))).toEqual(['day', 'message', 'day', 'message']);
    expect(shape(timelineOf(messages, 'America/New_York', 'U9', undefined))).toEqual(['day', 'message', 'message']);
  });

  it('puts quick successions of one person under one name, but never a card', () => {
    const card = { blocks: [{ type: 'divider' as const }, { type: 'divider' as const }] };
    const messages = [
      message(at('2026-11-23T10:00:00Z'), 'U1'),
      message(at('2026-11-23T10:01:00Z'), 'U1'),
      message(at('2026-11-23T10:02:00Z'), 'U1', card),
      message(at('2026-11-23T10:20:00Z'), 'U1'),
    ];
    expect(shape(timelineOf(messages, 'UTC', 'U9', undefined))).toEqual([
      'day',
      'message',
      'brief',
      'message',
      'message',
    ]);
  });

  it('draws a line above the first message of others that the reader had not seen', () => {
    const [first, own, other] = [1, 2, 3].map((nth) => at('2026-11-23T10:00:00Z', nth));
    const messages = [message(first ?? '', 'U1'), message(own ?? '', 'U9'), message(other ?? '', 'U1')];
    expect(shape(timelineOf(messages, 'UTC', 'U9', first))).toEqual(['day', 'message', 'message', 'new', 'message']);
    expect(shape(timelineOf(messages, 'UTC', 'U9', other))).not.toContain('new');
  });

  it('tells of what others wrote since, replies as well', () => {
    const reply = message('1003.000000', 'U1', { threadTs: '1001.000000' });
    const messages = [
      message('1001.000000', 'U1', { replies: [reply] }),
      message('1002.000000', 'U9'),
      message('1004.000000', 'U2'),
    ];
    expect(arrivals(messages, '1001.000000', 'U9').map(({ ts }) => ts)).toEqual(['1003.000000', '1004.000000']);
    expect(newestTs(messages)).toBe('1004.000000');
    expect(newestTs([])).toBe('');
  });
});

describe('the address of the page', () => {
  const channels = [
    { id: 'C1', name: 'security-urgent' },
    { id: 'C2', name: 'oncall' },
  ];

  it('says who looks, at what and in which light', () => {
    expect(askedIn('?as=dana&channel=oncall&theme=dark')).toEqual({
      as: 'dana',
      channel: 'oncall',
      theme: 'dark',
      link: undefined,
    });
  });

  it('finds a channel by name or id, and falls back on the first', () => {
    expect(whereAsked(channels, '#oncall')).toEqual({ kind: 'channel', id: 'C2' });
    expect(whereAsked(channels, 'C2')).toEqual({ kind: 'channel', id: 'C2' });
    expect(whereAsked(channels, 'gone')).toEqual({ kind: 'channel', id: 'C1' });
    expect(whereAsked(channels, 'home')).toEqual({ kind: 'home' });
    expect(whereAsked([], null)).toBeUndefined();
  });

  it('can be kept and opened again', () => {
    const kept = addressOf('?theme=dark', 'dana', { kind: 'channel', id: 'C2' });
    expect(askedIn(kept)).toEqual({ as: 'dana', channel: 'C2', theme: 'dark', link: undefined });
  });

  it('leads to a message by Slack’s own links, and to the thread that holds a reply', () => {
    expect(linkIn('#/archives/C1/p1795421800000001')).toEqual({ channel: 'C1', ts: '1795421800.000001' });
    expect(linkIn('/archives/C1')).toBeUndefined();
    expect(askedIn('?channel=C2', '#/archives/C1/p1795421800000001').channel).toBe('C1');
    const root = message('1001.000000', 'U1', { replies: [message('1003.000000', 'U1')] });
    expect(holderOf([root], '1003.000000')?.ts).toBe('1001.000000');
  });
});

describe('the composer', () => {
  const commands = [{ command: '/cordon', description: 'Open incidents', hint: 'list | show <incident>' }];

  it('tells a command from a message', () => {
    expect(slashIn('/cordon show inc-1')).toEqual({ command: '/cordon', text: 'show inc-1' });
    expect(slashIn('/cordon')).toEqual({ command: '/cordon', text: '' });
    expect(slashIn('and/or')).toBeUndefined();
    expect(slashIn('/etc/passwd is a file')).toBeUndefined();
  });

  it('offers commands while they are typed', () => {
    expect(offers(commands, '/')).toEqual(commands);
    expect(offers(commands, '/cor')).toEqual(commands);
    expect(offers(commands, '/cordon li')).toEqual(commands);
    expect(offers(commands, '/other')).toEqual([]);
    expect(offers(commands, 'cordon')).toEqual([]);
  });
});

it('shows a person by initials', () => {
  expect(initialsOf('Dana')).toBe('D');
  expect(initialsOf('Ben van Dyk')).toBe('BV');
  expect(initialsOf('')).toBe('');
});

it('says of a delivery how it ended', () => {
  expect(resultOf({ status: 200, ms: 41 })).toBe('200 in 41 ms');
  expect(resultOf({ status: 401, ms: 12, problem: 'the app answered 401' })).toBe('the app answered 401');
});

it('takes a theme from the page that may be around it, and from nobody else', () => {
  const [around, other] = [{} as Window, {} as Window];
  const own = 'http://127.0.0.1:4711';
  const heard = (data: unknown, origin = own, source = around) => themeFrom({ origin, source, data }, around, [own]);
  expect(heard({ theme: 'dark' })).toBe('dark');
  expect([heard({ theme: 'pink' }), heard('dark'), heard(null)]).toEqual([undefined, undefined, undefined]);
  expect(heard({ theme: 'dark' }, 'http://127.0.0.1:4712')).toBeUndefined();
  expect(heard({ theme: 'dark' }, own, other)).toBeUndefined();
});
