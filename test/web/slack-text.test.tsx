import { renderToStaticMarkup } from 'react-dom/server';
import { type Inline, readMrkdwn } from '../../local/slack/web/text/mrkdwn';
import { plainText } from '../../local/slack/web/text/plain-text';
import { type Reader, ReaderContext } from '../../local/slack/web/text/reader';
import { SlackText } from '../../local/slack/web/text/slack-text';

const reader: Reader = {
  me: 'U0DANA',
  now: new Date('2026-11-23T09:00:00Z'),
  timeZone: 'Europe/Dublin',
  people: { U0DANA: 'Dana', U0LEE: 'Lee' },
  channels: { C0URGENT: 'security-urgent' },
  groups: { S0ONCALL: 'oncall' },
};

const EMOJI: Readonly<Record<string, string>> = { tada: '🎉' };

const html = (text: string, type: 'mrkdwn' | 'plain_text' = 'mrkdwn', by: Reader = reader): string =>
  renderToStaticMarkup(
    <ReaderContext value={by}>
      <SlackText text={text} type={type} emoji={(name) => EMOJI[name]} />
    </ReaderContext>,
  );

/** What a person reads, without how it looks. */
const seen = (text: string, type: 'mrkdwn' | 'plain_text' = 'mrkdwn', by: Reader = reader): string =>
  html(text, type, by)
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const kinds = (text: string): readonly Inline['kind'][] =>
  readMrkdwn(text).flatMap((stretch) => (stretch.kind === 'pre' ? [] : stretch.inside.map(({ kind }) => kind)));

describe('text of Slack', () => {
  it('is never a mention, a link or a format when it was escaped', () => {
    expect(seen('&lt;@U0LEE&gt; &lt;!channel&gt; &lt;https://evil.example|here&gt;')).toBe(
      '<@U0LEE> <!channel> <https://evil.example|here>',
    );
    expect(kinds('&lt;@U0LEE&gt;')).toEqual(['text']);
    expect(html('&lt;img src=x onerror=alert(1)&gt;')).not.toContain('<img');
    expect(html('&lt;https://evil.example|here&gt;')).not.toContain('href');
  });

  it('decodes once, so that an escaped entity is shown as it was written', () => {
    expect(seen('&amp;lt;b&amp;gt;')).toBe('&lt;b&gt;');
    expect(seen('`a &lt; b &amp;&amp; c`')).toBe('a < b && c');
  });

  it('names people, channels and groups as the reader knows them', () => {
    expect(seen('<@U0LEE> in <#C0URGENT> for <!subteam^S0ONCALL>, <@U0NOBODY>')).toBe(
      '@Lee in #security-urgent for @oncall, @Unknown person U0NOBODY',
    );
  });

  it('marks the reader’s own name, and a call to everybody', () => {
    expect(html('<@U0DANA>')).toContain('mention-own');
    expect(html('<@U0LEE>')).not.toContain('mention-own');
    expect(html('<!channel>')).toContain('mention-own');
  });

  it('shows times in the reader’s zone, with the whole date to look up', () => {
    const at = Date.parse('2026-11-23T06:30:00Z') / 1000;
    const date = `<!date^${at}^{date_short_pretty} {time}|fallback>`;
    expect(seen(date)).toBe('today 06:30');
    expect(seen(date, 'mrkdwn', { ...reader, timeZone: 'Asia/Tokyo' })).toBe('today 15:30');
    expect(seen(date, 'mrkdwn', { ...reader, now: new Date('2026-11-24T09:00:00Z') })).toBe('yesterday 06:30');
    expect(html(date)).toContain('dateTime="2026-11-23T06:30:00.000Z"');
    expect(seen('<!date^soon^{time}|in a while>')).toBe('in a while');
  });

  it('formats bold, italic, struck and code, also inside each other', () => {
    expect(html('*bold _and italic_* ~gone~ `x*y*z`')).toBe(
      '<span class="text-lines"><strong>bold <em>and italic</em></strong> <del>gone</del> <code class="inline-code">x*y*z</code></span>',
    );
    expect(html('*<@U0LEE> `a`*')).toMatch(/<strong><span[^>]*>@Lee<\/span> <code/);
  });

  it('leaves marks inside words alone', () => {
    expect(kinds('snake_case_name 2*3*4 a~b~c')).toEqual(['text']);
    expect(kinds('* not bold *')).toEqual(['text']);
  });

  it('keeps quotes and code blocks apart from the lines around them', () => {
    expect(readMrkdwn('&gt; one\n&gt; two\nthree\n```\nfour\n  five\n```').map(({ kind }) => kind)).toEqual([
      'quote',
      'lines',
      'pre',
    ]);
    expect(html('```\n<@U0LEE> *x*\n```')).toContain('&lt;@U0LEE&gt; *x*');
  });

  it('links to the web alone', () => {
    expect(html('<https://example.com/a?b=1&amp;c=2|the page>')).toContain('href="https://example.com/a?b=1&amp;c=2"');
    expect(html('<https://example.com>')).toContain('rel="noopener noreferrer"');
    expect(html('<javascript:alert(1)|click>')).not.toContain('href');
  });

  it('shows emoji by name, and a name that nobody knows as it was written', () => {
    expect(html(':tada:')).toContain('<span role="img" aria-label="tada" class="emoji">🎉</span>');
    expect(seen('at 10:30:45 :nonesuch:')).toBe('at 10:30:45 :nonesuch:');
  });

  it('knows nothing but emoji in plain text', () => {
    expect(html('*a* &lt; :tada:', 'plain_text')).toContain('*a* &amp;lt; <span');
    expect(html('*a*', 'plain_text')).toBe('*a*');
  });

  it('is told in words where there is no room for how it looks', () => {
    const at = Date.parse('2026-11-23T06:30:00Z') / 1000;
    const text = `*<@U0LEE>* in <#C0URGENT>: C&amp;C \`a &lt; b\`, <!date^${at}^{time}|x>, <https://example.com|here>`;
    expect(plainText(text, reader)).toBe('@Lee in #security-urgent: C&C a < b, 06:30, here');
    expect(plainText('x'.repeat(300), reader, 10)).toBe('xxxxxxxxxx…');
  });

  it('cannot be tricked by the characters that it marks places with', () => {
    expect(seen('\ue0000\ue001 `code`')).toBe('\ufffd0\ufffd code');
  });
});
