import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KnownBlock } from '@slack/types';
import { buildSync } from 'esbuild';
import type { Use } from '../../local/slack/web/blocks/kinds';
import { tokenise } from '../../local/slack/web/blocks/tokens';
import { draw, everyState, record } from '../slack-app/records';
import { draft } from '../slack-app/support';

/** The Block Kit library and its Markdown parser are ES modules, which these tests cannot load: they are bundled first. */
interface Bundle {
  readonly markup: (blocks: readonly KnownBlock[]) => string;
  readonly buttonsOf: (blocks: readonly KnownBlock[], scope: string) => ReadonlyMap<string, Use>;
}

const ENTRY = `
  import { createElement } from 'react';
  import { renderToStaticMarkup } from 'react-dom/server';
  import { buttonsOf, MessageBlocks } from './message-blocks';
  import { ReaderContext } from './text/reader';
  const value = { me: 'U0DANA', now: new Date('2026-11-20T12:00:00Z'), timeZone: 'Europe/Dublin', people: { U0DANA: 'Dana', U0LEE: 'Lee' }, channels: {}, groups: {} };
  export const markup = (blocks) =>
    renderToStaticMarkup(createElement(ReaderContext, { value }, createElement(MessageBlocks, { blocks })));
  export { buttonsOf };
`;

const folder = mkdtempSync(join(tmpdir(), 'slack-blocks-'));
const load = (): Bundle => {
  const outfile = join(folder, 'blocks.cjs');
  buildSync({
    stdin: { contents: ENTRY, resolveDir: join(__dirname, '../../local/slack/web'), loader: 'tsx' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    jsx: 'automatic',
    outfile,
  });
  return require(outfile) as Bundle;
};

let bundle: Bundle;
beforeAll(() => {
  bundle = load();
});
afterAll(() => rmSync(folder, { recursive: true }));

const words = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

const section = (text: string, verbatim = true): KnownBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text, verbatim },
});

describe('blocks as the page draws them', () => {
  it('show every card of the app whole, with nothing of how they are drawn', () => {
    for (const state of everyState(record())) {
      const { blocks } = draw(state);
      const shown = words(bundle.markup(blocks));
      const header = blocks.find((block) => block.type === 'header');
      expect(shown).toContain(header?.type === 'header' ? header.text.text : 'no header');
      expect(shown).not.toMatch(/slack-text-|undefined|<!date|<@U|\*\w/);
    }
  });

  it('show the request with names, times of the reader, code and numbered steps', () => {
    const shown = words(bundle.markup(draw(record()).blocks));
    for (const part of ['@Dana', 'i-0123456789abcdef0 (web-1)', 'today 10:37', '198.51.100[.]7', 'If approved', '1. '])
      expect(shown).toContain(part);
  });

  it('format verbatim text, which the library alone shows raw', () => {
    expect(bundle.markup([section('*bold* `code`')])).toMatch(/<strong>bold<\/strong> <code class="inline-code">code/);
  });

  it('make nothing of what was escaped, in every place that holds text', () => {
    const hostile = '&lt;@U0LEE&gt; &lt;https://evil.example|safe&gt;';
    const blocks: readonly KnownBlock[] = [
      section(hostile),
      { type: 'section', fields: [{ type: 'mrkdwn', text: hostile }] },
      { type: 'context', elements: [{ type: 'mrkdwn', text: hostile }] },
    ];
    const markup = bundle.markup(blocks);
    expect(markup).not.toMatch(/class="mention|href|data-user-id/);
    expect(words(markup).split('<@U0LEE> <https://evil.example|safe>')).toHaveLength(4);
  });

  it('leave plain text plain', () => {
    const headline = 'Isolate *web* _1_ ~x~ `y` [a](https://evil.example)';
    const markup = bundle.markup([{ type: 'header', text: { type: 'plain_text', text: headline } }]);
    expect(words(markup)).toContain(headline);
    expect(markup).not.toMatch(/<strong|<em|<s>|<code|href/);
  });

  it('keep a plan of an attacker’s words on the card', () => {
    const given = record({ plan: { ...draft({ headline: '<!channel> *x*' }), digest: 'a'.repeat(64) } });
    expect(bundle.markup(draw(given).blocks)).not.toContain('mention-own">@channel');
  });

  it('give each button an id of its own on the page, and lead back from it to what the app knows', () => {
    const { blocks } = draw(record());
    const ids = [...bundle.markup(blocks).matchAll(/<button[^>]* id="([^"]+)"/g)].map((match) => match[1] ?? '');
    const scope = /^(.*)-\d+\.\d+$/.exec(ids[0] ?? '')?.[1] ?? '';
    const buttons = bundle.buttonsOf(blocks, scope);
    expect(ids.map((id) => buttons.get(id)?.actionId)).toEqual(['review', 'deny']);
  });

  it('keep the library from asking for confirmation itself, where nobody would hear the answer', () => {
    const confirm = {
      title: { type: 'plain_text' as const, text: 'Sure?' },
      text: { type: 'plain_text' as const, text: 'Really?' },
    };
    const button = {
      type: 'button' as const,
      action_id: 'go',
      text: { type: 'plain_text' as const, text: 'Go' },
      confirm,
    };
    const block: KnownBlock = { type: 'actions', block_id: 'b', elements: [button] };
    expect(JSON.stringify(tokenise(block, 's').block)).not.toContain('confirm');
    expect(bundle.buttonsOf([block], 's').get('s-0.0')).toEqual({ blockId: 'b', actionId: 'go', confirm });
  });

  it('draw menus beside buttons, each under its label', () => {
    const blocks: readonly KnownBlock[] = [
      {
        type: 'actions',
        block_id: 'b',
        elements: [
          { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
          {
            type: 'static_select',
            action_id: 'pick',
            placeholder: { type: 'plain_text', text: 'Pick an incident' },
            options: [{ text: { type: 'plain_text', text: 'inc-1' }, value: 'inc-1' }],
          },
        ],
      },
    ];
    const markup = bundle.markup(blocks);
    expect(markup).toMatch(/role="combobox"[^>]*aria-label="Pick an incident"/);
    expect(markup).toMatch(/<button[^>]*-0-0\.0"/);
    expect([...bundle.buttonsOf(blocks, 's').keys()]).toEqual(['s-0-0.0']);
  });
});
