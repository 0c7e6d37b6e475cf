import { renderToStaticMarkup } from 'react-dom/server';
import { Guide } from '../../local/page/web/guide';
import { Header } from '../../local/page/web/header';
import { Library } from '../../local/page/web/send/library';
import { leftText } from '../../local/page/web/time';
import type { Seen } from '../../local/page/web/use-page-state';

const noop = (): void => undefined;
const seen = (over: Partial<Seen> = {}): Seen => ({
  gone: false,
  aheadMs: 0,
  state: {
    now: '2026-11-23T03:00:00.000Z',
    happening: { mood: 'waiting', word: 'Waiting for a decision', sentence: 'Cordon asks: Isolate web-1?' },
    slackUrl: 'http://127.0.0.1:1',
    console: { kind: 'ready' },
    short: { remind: 10, escalate: 20, expire: 40 },
  },
  ...over,
});
const header = (over: Partial<Seen> = {}): string =>
  renderToStaticMarkup(
    <Header seen={seen(over)} theme="light" guideOpen={false} onTheme={noop} onGuide={noop} onSend={noop} />,
  );

describe('the header', () => {
  it('says what is going on with an icon and a word, and in a sentence', () => {
    expect(header()).toMatch(/mood-waiting"><svg.*<\/svg>Waiting for a decision/);
    expect(header()).toContain('Cordon asks: Isolate web-1?');
  });

  it('says that nobody answers any more, and what to do', () => {
    expect(header({ gone: true })).toContain('Start it again with npm start');
  });

  it('gives every button a name that is read aloud', () => {
    expect(header()).toContain('Use the dark theme</span>');
    expect(header()).toMatch(/Send<span class="label-end"> a finding/);
  });
});

describe('the guide', () => {
  it('answers three questions, in order, from the newest request', () => {
    const story = { happened: 'It talks.', asked: 'Isolate it?', click: 'Four steps run.' };
    const html = renderToStaticMarkup(<Guide story={story} onClose={noop} />);
    const parts = [
      'What happened',
      'It talks.',
      'What is asked',
      'Isolate it?',
      'What a click does',
      'Four steps run.',
    ];
    const places = parts.map((part) => html.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((at) => at >= 0)).toBe(true);
  });

  it('has words before there is a request, and says that nothing real is touched', () => {
    const html = renderToStaticMarkup(<Guide onClose={noop} />);
    expect(html).toContain('A finding is on its way');
    expect(html).toContain('no AWS account and no Slack workspace is touched');
  });
});

describe('the library of findings', () => {
  it('groups them by playbook, each with type and severity in a number and a word', () => {
    const findings = [
      { name: 'beacon', title: 'It talks', type: 'Backdoor:EC2/C', severity: 8, about: 'instance' as const },
    ];
    const catalogue = { groups: [{ id: 'isolate', title: 'Isolate', about: 'Cuts it off.', findings }], targets: [] };
    const html = renderToStaticMarkup(<Library catalogue={catalogue} chosen="beacon" onChoose={noop} />);
    expect(html).toContain('<legend>Isolate <span class="count">1</span></legend>');
    expect(html).toContain('8.0 High');
    expect(html).toMatch(/<input type="radio"[^>]*checked=""[^>]*value="beacon"/);
  });
});

describe('time that is left', () => {
  it.each([
    [-5000, '0 s'],
    [400, '1 s'],
    [119_000, '119 s'],
    [600_000, '10 min'],
    [7_500_000, '2 h 5 min'],
  ])('of %i ms reads %s', (ms, text) => {
    expect(leftText(ms)).toBe(text);
  });
});
