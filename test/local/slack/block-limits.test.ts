import type { KnownBlock, View } from '@slack/types';
import { LIMITS, type MessageBlock, type ModalView } from '../../../local/slack/block-kit';
import { checkMessageBlocks, checkView } from '../../../local/slack/check-blocks';

// What the stand-in accepts is what Slack's own types allow: this line stops compiling when it is not.
const asSlackBlock = (block: MessageBlock): KnownBlock => block;
const asSlackView = (view: ModalView): View => view;

const x = (length: number): string => 'x'.repeat(length);
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
const button = (over: object = {}) => ({ type: 'button', text: plain(4), ...over });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const confirm = (over: object = {}) => ({
  title: plain(4),
  text: plain(4),
  confirm: plain(3),
  deny: plain(2),
  ...over,
});
const option = (over: object = {}) => ({ text: plain(4), value: 'v', ...over });
const select = (over: object = {}) => ({ type: 'static_select', options: [option()], ...over });
const input = (over: object = {}, element: object = {}) => ({
  type: 'input',
  label: plain(5),
  element: { type: 'plain_text_input', ...element },
  ...over,
});
const modal = (over: object = {}) => ({ type: 'modal', title: plain(5), submit: plain(4), blocks: [], ...over });

const ids = () => {
  let count = 0;
  return () => {
    count += 1;
    return `id${count}`;
  };
};

const inMessage: [string, number, (size: number) => object, string][] = [
  [
    'header text',
    150,
    (n) => ({ type: 'header', text: plain(n) }),
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'section text',
    3000,
    (n) => ({ type: 'section', text: mrkdwn(n) }),
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'section fields',
    10,
    (n) => ({ type: 'section', fields: times(n, () => plain(1)) }),
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'field text',
    2000,
    (n) => ({ type: 'section', fields: [mrkdwn(n)] }),
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
  ],
  [
    'block_id',
    255,
    (n) => ({ type: 'divider', block_id: x(n) }),
    'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
  ],
  [
    'context elements',
    10,
    (n) => ({ type: 'context', elements: times(n, () => plain(1)) }),
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'actions elements',
    25,
    (n) => actions(...times(n, () => button())),
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'button text',
    75,
    (n) => actions(button({ text: plain(n) })),
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'button value',
    2000,
    (n) => actions(button({ value: x(n) })),
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'button url',
    3000,
    (n) => actions(button({ url: x(n) })),
    'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
  ],
  [
    'action_id',
    255,
    (n) => actions(button({ action_id: x(n) })),
    'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
  ],
  [
    'accessibility_label',
    75,
    (n) => actions(button({ accessibility_label: x(n) })),
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/accessibility_label]',
  ],
  [
    'confirm title',
    100,
    (n) => actions(button({ confirm: confirm({ title: plain(n) }) })),
    'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
  ],
  [
    'confirm text',
    300,
    (n) => actions(button({ confirm: confirm({ text: plain(n) }) })),
    'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
  ],
  [
    'confirm button',
    30,
    (n) => actions(button({ confirm: confirm({ confirm: plain(n) }) })),
    'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
  ],
  [
    'confirm deny button',
    30,
    (n) => actions(button({ confirm: confirm({ deny: plain(n) }) })),
    'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]',
  ],
  [
    'select options',
    100,
    (n) => actions(select({ options: times(n, (index) => option({ value: String(index) })) })),
    'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'option text',
    75,
    (n) => actions(select({ options: [option({ text: plain(n) })] })),
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
  ],
  [
    'select placeholder',
    150,
    (n) => actions(select({ placeholder: plain(n) })),
    'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
  ],
  [
    'overflow options',
    5,
    (n) => actions({ type: 'overflow', options: times(n, () => option()) }),
    'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'markdown text',
    12_000,
    (n) => ({ type: 'markdown', text: x(n) }),
    'must be less than 12001 characters [json-pointer:/blocks/0/text]',
  ],
];

const inView: [string, number, (size: number) => object, string][] = [
  [
    'view title',
    24,
    (n) => modal({ title: plain(n) }),
    'must be less than 25 characters [json-pointer:/view/title/text]',
  ],
  [
    'view submit',
    24,
    (n) => modal({ submit: plain(n) }),
    'must be less than 25 characters [json-pointer:/view/submit/text]',
  ],
  [
    'view close',
    24,
    (n) => modal({ close: plain(n) }),
    'must be less than 25 characters [json-pointer:/view/close/text]',
  ],
  [
    'private_metadata',
    3000,
    (n) => modal({ private_metadata: x(n) }),
    'must be less than 3001 characters [json-pointer:/view/private_metadata]',
  ],
  [
    'callback_id',
    255,
    (n) => modal({ callback_id: x(n) }),
    'must be less than 256 characters [json-pointer:/view/callback_id]',
  ],
  [
    'view blocks',
    100,
    (n) => modal({ blocks: times(n, () => ({ type: 'divider' })) }),
    'no more than 100 items allowed [json-pointer:/view/blocks]',
  ],
  [
    'input label',
    2000,
    (n) => modal({ blocks: [input({ label: plain(n) })] }),
    'must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]',
  ],
  [
    'input hint',
    2000,
    (n) => modal({ blocks: [input({ hint: plain(n) })] }),
    'must be less than 2001 characters [json-pointer:/view/blocks/0/hint/text]',
  ],
  [
    'input placeholder',
    150,
    (n) => modal({ blocks: [input({}, { placeholder: plain(n) })] }),
    'must be less than 151 characters [json-pointer:/view/blocks/0/element/placeholder/text]',
  ],
  [
    'input max_length',
    3000,
    (n) => modal({ blocks: [input({}, { max_length: n })] }),
    'must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]',
  ],
];

describe('the size limits of messages', () => {
  it.each(inMessage)('allow a %s of %i and not one more', (_name, limit, make, message) => {
    const accepted = checkMessageBlocks([make(limit)], ids());
    expect(accepted).toMatchObject({ ok: true });
    if (accepted.ok) expect(accepted.value.map(asSlackBlock)).toHaveLength(1);
    expect(checkMessageBlocks([make(limit + 1)], ids())).toEqual({
      ok: false,
      error: 'invalid_blocks',
      messages: [message],
    });
  });

  it('allow 50 blocks and not one more', () => {
    const dividers = (count: number) => times(count, () => ({ type: 'divider' }));
    expect(checkMessageBlocks(dividers(50), ids())).toMatchObject({ ok: true });
    expect(checkMessageBlocks(dividers(51), ids())).toEqual({
      ok: false,
      error: 'invalid_blocks',
      messages: ['no more than 50 items allowed [json-pointer:/blocks]'],
    });
  });

  it('allow 13,200 characters of blocks and not one more', () => {
    const blocksOf = (total: number) => {
      const blocks = times(5, () => ({ type: 'section', text: mrkdwn(2500) }));
      const rest = total - JSON.stringify(blocks).length;
      return [...blocks.slice(1), { type: 'section', text: mrkdwn(2500 + rest) }];
    };
    expect(JSON.stringify(blocksOf(LIMITS.messageBlockCharacters))).toHaveLength(13_200);
    expect(checkMessageBlocks(blocksOf(13_200), ids())).toMatchObject({ ok: true });
    expect(checkMessageBlocks(blocksOf(13_201), ids())).toEqual({
      ok: false,
      error: 'msg_blocks_too_long',
      messages: [],
    });
  });
});

describe('the size limits of views', () => {
  it.each(inView)('allow a %s of %i and not one more', (_name, limit, make, message) => {
    const accepted = checkView(make(limit), ids());
    expect(accepted).toMatchObject({ ok: true });
    if (accepted.ok) expect(asSlackView(accepted.value).type).toBe('modal');
    expect(checkView(make(limit + 1), ids())).toEqual({ ok: false, error: 'invalid_arguments', messages: [message] });
  });

  it('refuse a view above 250 kB', () => {
    expect(checkView(modal({ private_metadata: x(250_001) }), ids())).toMatchObject({
      ok: false,
      error: 'view_too_large',
    });
  });
});

const faulty: [string, unknown[], string][] = [
  ['an unknown block type', [{ type: 'sektion' }], 'unsupported type: sektion [json-pointer:/blocks/0/type]'],
  ['a block that is no object', ['hello'], 'must be of type object [json-pointer:/blocks/0]'],
  ['a section of nothing', [{ type: 'section' }], 'missing required field: text [json-pointer:/blocks/0]'],
  [
    'a header of mrkdwn',
    [{ type: 'header', text: mrkdwn(3) }],
    'Invalid input: expected "plain_text" [json-pointer:/blocks/0/text/type]',
  ],
  ['a block without a type', [{}], 'missing required field: type [json-pointer:/blocks/0/type]'],
  [
    'an option that fits no kind',
    [actions({ type: 'radio_buttons', options: [{ text: plain(1) }] })],
    'failed to match all allowed schemas [json-pointer:/blocks/0/elements/0/options/0]',
  ],
  ['a missing text', [{ type: 'header' }], 'missing required field: text [json-pointer:/blocks/0/text]'],
  [
    'an empty text',
    [{ type: 'section', text: mrkdwn(0) }],
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'an unknown property',
    [{ type: 'divider', colour: 'red' }],
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    'emoji in mrkdwn',
    [{ type: 'section', text: { ...mrkdwn(3), emoji: true } }],
    'invalid additional property: emoji [json-pointer:/blocks/0/text]',
  ],
  [
    'an unknown element',
    [actions({ type: 'lever' })],
    'unsupported type: lever [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'an image button in actions',
    [actions({ type: 'image', image_url: 'u', alt_text: 'a' })],
    'unsupported type: image [json-pointer:/blocks/0/elements/0/type]',
  ],
  ['actions without elements', [actions()], 'must be more than 0 items [json-pointer:/blocks/0/elements]'],
  [
    'another style',
    [actions(button({ style: 'default' }))],
    'Invalid option: expected one of "primary"|"danger" [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    'one action id twice',
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    '`action_id` "a" already exists [json-pointer:/blocks/0]',
  ],
  [
    'one block id twice',
    [
      { type: 'divider', block_id: 'b' },
      { type: 'divider', block_id: 'b' },
    ],
    '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]',
  ],
  [
    'a confirm without its buttons',
    [actions(button({ confirm: { title: plain(1), text: plain(1), confirm: plain(1) } }))],
    'missing required field: deny [json-pointer:/blocks/0/elements/0/confirm/deny]',
  ],
  ['an input block', [input()], 'unsupported type: input [json-pointer:/blocks/0/type]'],
];

describe('blocks that Slack refuses', () => {
  it.each(faulty)('include %s', (_name, blocks, message) => {
    expect(checkMessageBlocks(blocks, ids())).toEqual({ ok: false, error: 'invalid_blocks', messages: [message] });
  });

  it('are told from blocks that are no list', () => {
    expect(checkMessageBlocks({ type: 'divider' }, ids())).toMatchObject({ ok: false, error: 'invalid_blocks_format' });
  });

  it('allow the same action id in two blocks', () => {
    expect(
      checkMessageBlocks([actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))], ids()),
    ).toMatchObject({ ok: true });
  });

  it('get ids when they came without', () => {
    expect(checkMessageBlocks([actions(button(), button({ action_id: 'mine' }))], ids())).toMatchObject({
      ok: true,
      value: [{ block_id: 'id1', elements: [{ action_id: 'id2' }, { action_id: 'mine' }] }],
    });
  });
});

describe('views that Slack refuses', () => {
  const views: [string, object, string][] = [
    [
      'an input and no submit button',
      { type: 'modal', title: plain(4), blocks: [input()] },
      'missing required field: submit [json-pointer:/view/submit]',
    ],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view/title]'],
    ['another type', modal({ type: 'dialog' }), 'Invalid input: expected "modal" [json-pointer:/view/type]'],
    [
      'a min_length above the max_length',
      modal({ blocks: [input({}, { min_length: 9, max_length: 8 })] }),
      'min_length must not exceed max_length [json-pointer:/view/blocks/0/element/min_length]',
    ],
  ];
  it.each(views)('have %s', (_name, view, message) => {
    expect(checkView(view, ids())).toEqual({ ok: false, error: 'invalid_arguments', messages: [message] });
  });
});
