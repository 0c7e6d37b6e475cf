import { renderText } from '../../../local/slack';
import { mrkdwnText, safeText } from '../../../local/slack/mrkdwn-text';

const reader = { now: new Date('2026-11-23T14:00:00Z'), timeZone: 'Europe/Dublin', names: { U0DANA: 'Dana' } };
const seconds = (iso: string): number => new Date(iso).getTime() / 1000;

const marks: [string, string, string][] = [
  ['bold', 'a *bold* b', 'a bold b'],
  ['italic and strike', '_so_ ~not~', 'so not'],
  ['nested marks', '*_both_*', 'both'],
  ['marks beside punctuation', '(*a*), "_b_".', '(a), "b".'],
  ['no marks inside words', 'sg_a_b and 2*3*4', 'sg_a_b and 2*3*4'],
  ['no marks in code', '`*a* _b_`', '*a* _b_'],
  ['no marks in a code block', '```\n*a*\n```', '*a*'],
  ['a lone star', 'a * b', 'a * b'],
  ['entities', 'a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
  ['an escaped mention, which stays text', '&lt;!channel&gt;', '<!channel>'],
  ['a known person', '<@U0DANA>', '@Dana'],
  ['an unknown person', '<@U0X>', '@U0X'],
  ['a channel', '<#C1|sec>', '#sec'],
  ['everyone here', '<!here>', '@here'],
  ['a user group', '<!subteam^S1|@sec>', '@sec'],
  ['a user group without a name', '<!subteam^S1>', '@S1'],
  ['a link', '<https://example.com/a_b_c|runbook>', 'runbook (https://example.com/a_b_c)'],
  ['a bare link', '<https://example.com>', 'https://example.com'],
];

describe('mrkdwn as text', () => {
  it.each(marks)('shows %s', (_name, given, expected) => {
    expect(mrkdwnText(given, reader)).toBe(expected);
  });
});

const date = (iso: string, format: string, fallback = 'then'): string =>
  mrkdwnText(`<!date^${seconds(iso)}^${format}|${fallback}>`, reader);

const dates: [string, string, string, string][] = [
  ['time in winter', '2026-11-23T14:32:10Z', '{time}', '14:32'],
  ['time with seconds', '2026-11-23T14:32:10Z', '{time_secs}', '14:32:10'],
  ['today', '2026-11-23T23:59:00Z', '{date_short_pretty} {time}', 'today 23:59'],
  ['tomorrow', '2026-11-24T00:01:00Z', 'by {date_pretty} at {time}', 'by tomorrow at 00:01'],
  ['yesterday', '2026-11-22T00:01:00Z', '{date_long_pretty}', 'yesterday'],
  ['another day', '2026-11-27T10:00:00Z', '{date_short_pretty}', '27 Nov 2026'],
  ['the number', '2026-11-27T10:00:00Z', '{date_num}', '2026-11-27'],
  ['how long ago', '2026-11-23T11:00:00Z', '{ago}', '3 hours ago'],
  ['summer time', '2026-07-01T10:00:00Z', '{date} {time}', '1 July 2026 11:00'],
  ['an unknown token', '2026-07-01T10:00:00Z', '{moon}', 'then'],
];

describe('dates in the reader’s zone', () => {
  it.each(dates)('show %s', (_name, iso, format, expected) => {
    expect(date(iso, format)).toBe(expected);
  });

  it('show the fallback for a time that is none', () => {
    expect(mrkdwnText('<!date^soon^{time}|14:32 UTC>', reader)).toBe('14:32 UTC');
  });

  it('differ by zone', () => {
    const text = `<!date^${seconds('2026-11-23T20:00:00Z')}^{date_short_pretty} {time}|x>`;
    expect(mrkdwnText(text, { ...reader, timeZone: 'Asia/Tokyo' })).toBe('tomorrow 05:00');
  });
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const button = (text: string) => ({ type: 'button' as const, text: plain(text) });

describe('a card as text', () => {
  it('shows headers, sections, fields in columns, context and buttons', () => {
    const shown = renderText(
      {
        text: 'fallback',
        blocks: [
          { type: 'header', text: plain('Approval needed · Isolate') },
          { type: 'section', text: mrkdwn('*What*: a web server that talks to a known command server.') },
          {
            type: 'section',
            fields: [mrkdwn('*Target*\ni-0ab'), mrkdwn('*Account*\nstaging'), mrkdwn('*Owner*\nweb team')],
          },
          { type: 'divider' },
          { type: 'actions', elements: [button('Approve…'), button('Deny…')] },
          { type: 'context', elements: [mrkdwn('`3f9c`'), plain('rev 1')] },
        ],
      },
      { ...reader, width: 40 },
    );
    expect(shown).toBe(
      [
        'Approval needed · Isolate',
        '',
        'What: a web server that talks to a known',
        'command server.',
        '',
        'Target               Account',
        'i-0ab                staging',
        'Owner',
        'web team',
        '',
        '─'.repeat(40),
        '',
        '[ Approve… ]  [ Deny… ]',
        '',
        '3f9c · rev 1',
      ].join('\n'),
    );
  });

  it('shows the text of a message without blocks', () => {
    expect(renderText({ text: '*done*', blocks: [] }, reader)).toBe('done');
  });

  it('never breaks a button in two', () => {
    const elements = [button('Approve the isolation…'), button('Deny…')];
    expect(renderText({ blocks: [{ type: 'actions', elements }] }, { ...reader, width: 32 })).toBe(
      '[ Approve the isolation… ]\n[ Deny… ]',
    );
  });

  it('cuts a word that is longer than the line', () => {
    expect(renderText({ text: 'x'.repeat(25), blocks: [] }, { ...reader, width: 10 })).toBe(
      'xxxxxxxxxx\nxxxxxxxxxx\nxxxxx',
    );
  });
});

it('shows a modal with its title, inputs and buttons', () => {
  const shown = renderText(
    {
      title: plain('Deny'),
      close: plain('Back'),
      submit: plain('Deny it'),
      blocks: [
        {
          type: 'input',
          label: plain('Reason'),
          hint: plain('Everyone sees it.'),
          element: { type: 'plain_text_input', placeholder: plain('known scanner') },
        },
        {
          type: 'input',
          label: plain('How sure'),
          optional: true,
          element: {
            type: 'radio_buttons',
            options: ['very', 'hardly'].map((value) => ({ value, text: plain(value) })),
          },
        },
      ],
    },
    { ...reader, width: 30 },
  );
  expect(shown).toBe(
    [
      'Deny',
      '═'.repeat(30),
      '',
      'Reason:',
      '> (known scanner)',
      '  Everyone sees it.',
      '',
      'How sure (optional):',
      '> very | hardly',
      '',
      '[ Back ]  [ Deny it ]',
    ].join('\n'),
  );
});

describe('content from outside', () => {
  const attacks: [string, string][] = [
    ['colours', '\u001b[31mred\u001b[0m'],
    ['a cleared screen', '\u001b[2J\u001b[H'],
    ['a carriage return over the line', 'safe\rEVIL'],
    ['a backspace', 'a\bb'],
    ['an eight-bit escape', '\u009b31mred'],
    ['a window title', '\u001b]0;owned\u0007'],
    ['text turned round', 'a\u202egnp.exe'],
    ['a delete', 'a\u007fb'],
  ];
  it.each(attacks)('cannot reach the terminal as %s', (_name, text) => {
    const shown = renderText(
      {
        text,
        title: plain(text),
        blocks: [
          { type: 'header', text: plain(text) },
          {
            type: 'section',
            text: mrkdwn(text),
            fields: [plain(text)],
            accessory: { type: 'image', image_url: 'u', alt_text: text },
          },
          { type: 'actions', elements: [button(text)] },
          { type: 'markdown', text },
        ],
      },
      reader,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('keeps its line breaks', () => {
    expect(safeText('a\r\nb\nc')).toBe('a\nb\nc');
  });
});
