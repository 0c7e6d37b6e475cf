import type { AnyBlock } from '../../../local/slack/block-kit';
import { checkHome, checkMessageBlocks, checkView } from '../../../local/slack/check-blocks';
import { fillIn } from '../../../local/slack/form';
import { reasonModal } from './stage';

let made = 0;
const nextId = () => `id${made++}`;
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const options = ['a', 'b'].map((value) => ({ value, text: plain(value) }));
const [first] = options;
const foreign = { value: 'c', text: plain('c') };

const inActions = (element: object) => [{ type: 'actions', elements: [{ action_id: 'x', ...element }] }];
const besideText = (element: object) => [
  { type: 'section', text: plain('t'), accessory: { action_id: 'x', ...element } },
];
const asInput = (element: object) => [
  { type: 'input', block_id: 'in', label: plain('Pick'), element: { action_id: 'x', ...element } },
];
const message = (blocks: object[]) => checkMessageBlocks(blocks, nextId);
const modal = (blocks: object[]) => checkView(reasonModal({ blocks }), nextId);

const choices: Record<string, object> = {
  static_select: { options },
  multi_static_select: { options },
  users_select: {},
  multi_users_select: {},
  channels_select: {},
  radio_buttons: { options },
  checkboxes: { options },
  datepicker: {},
  timepicker: {},
  datetimepicker: {},
};
const typed: Record<string, object> = {
  plain_text_input: {},
  email_text_input: {},
  url_text_input: {},
  number_input: { is_decimal_allowed: false },
};

describe('elements stand where Slack shows them', () => {
  const notInActions = ['multi_static_select', 'multi_users_select'];
  const notBeside = ['datetimepicker'];

  it.each(Object.entries(choices))('%s', (type, fields) => {
    expect(message(inActions({ type, ...fields })).ok).toBe(!notInActions.includes(type));
    expect(message(besideText({ type, ...fields })).ok).toBe(!notBeside.includes(type));
    expect(modal(asInput({ type, ...fields })).ok).toBe(true);
  });

  it.each(Object.entries(typed))('%s', (type, fields) => {
    expect(message(inActions({ type, ...fields })).ok).toBe(false);
    expect(message(besideText({ type, ...fields })).ok).toBe(false);
    expect(modal(asInput({ type, ...fields })).ok).toBe(true);
  });

  it('but buttons and overflow menus are no inputs', () => {
    expect(modal(asInput({ type: 'button', text: plain('x') })).ok).toBe(false);
    expect(modal(asInput({ type: 'overflow', options })).ok).toBe(false);
  });

  it('and a Home tab takes what a modal takes, without a title', () => {
    const blocks = [...inActions({ type: 'users_select' }), ...asInput({ type: 'datepicker' })];
    expect(checkHome({ type: 'home', blocks }, nextId).ok).toBe(true);
    expect(checkHome({ type: 'modal', blocks }, nextId)).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(checkView({ type: 'home', blocks }, nextId).ok).toBe(false);
  });
});

describe('an element is refused', () => {
  const faulty: [string, object][] = [
    ['with a start that is no option', { type: 'static_select', options, initial_option: foreign }],
    ['with starts that are no options', { type: 'checkboxes', options, initial_options: [first, foreign] }],
    ['with 101 options', { type: 'static_select', options: Array(101).fill(first) }],
    ['with 11 boxes', { type: 'checkboxes', options: Array(11).fill(first) }],
    ['with a date that is none', { type: 'datepicker', initial_date: '2026-13-01' }],
    ['with a time that is none', { type: 'timepicker', initial_time: '25:00' }],
    ['with seconds in its time', { type: 'timepicker', initial_time: '10:00:00' }],
    ['with milliseconds for seconds', { type: 'datetimepicker', initial_date_time: 1_795_442_400_000 }],
    ['with a long placeholder', { type: 'users_select', placeholder: plain('x'.repeat(151)) }],
    ['with a field that Slack does not know', { type: 'users_select', options }],
  ];
  it.each(faulty)('%s', (_name, element) => {
    expect(message(inActions(element))).toMatchObject({ ok: false, error: 'invalid_blocks' });
  });

  it('when a second one wants the focus', () => {
    const blocks = ['one', 'two'].flatMap((block_id) =>
      inActions({ type: 'users_select', focus_on_load: true }).map((block) => ({ ...block, block_id })),
    );
    expect(message(blocks.slice(0, 1)).ok).toBe(true);
    expect(message(blocks)).toMatchObject({ messages: [expect.stringContaining('only one element')] });
  });
});

describe('a form', () => {
  const offered = {
    people: new Map([['U1', { id: 'U1', name: 'One', kind: 'member' as const }]]),
    channels: new Map([['C1', { id: 'C1', name: 'one' }]]),
  };
  const fill = (blocks: object[], value: string | string[]) =>
    fillIn({ blocks: blocks as unknown as AnyBlock[] }, { values: { in: value }, chosen: {} }, offered);
  const stateOf = (element: object, value: string | string[]) => {
    const filled = fill(asInput(element), value);
    return filled.ok ? filled.values['in']?.['x'] : filled.errors['in'];
  };

  const filled: [string, object, string | string[], object][] = [
    ['multi_static_select', { options }, ['a', 'b'], { selected_options: options }],
    ['multi_users_select', {}, ['U1'], { selected_users: ['U1'] }],
    ['channels_select', {}, 'C1', { selected_channel: 'C1' }],
    ['datepicker', {}, '2026-02-28', { selected_date: '2026-02-28' }],
    ['datetimepicker', {}, '1795442400', { selected_date_time: 1_795_442_400 }],
    ['email_text_input', {}, 'dana@example.com', { value: 'dana@example.com' }],
    ['url_text_input', {}, 'https://example.com', { value: 'https://example.com' }],
    ['number_input', { is_decimal_allowed: true }, '2.5', { value: '2.5' }],
  ];
  it.each(filled)('with a %s carries its value', (type, fields, value, state) => {
    expect(stateOf({ type, ...fields }, value)).toEqual({ type, ...state });
  });

  const refused: [string, object, string | string[], string][] = [
    ['email_text_input', {}, 'dana', 'Enter a valid email address.'],
    ['url_text_input', {}, 'javascript:1', 'Enter a valid URL.'],
    ['number_input', { is_decimal_allowed: false }, '2.5', 'Enter a whole number.'],
    ['number_input', { is_decimal_allowed: false }, 'two', 'Enter a number.'],
    ['number_input', { is_decimal_allowed: false, min_value: '3' }, '2', 'Enter at least 3.'],
    ['number_input', { is_decimal_allowed: false, max_value: '3' }, '4', 'Enter at most 3.'],
    ['multi_static_select', { options, max_selected_items: 1 }, ['a', 'b'], 'Choose at most 1.'],
    ['users_select', {}, '', 'Please complete this required field.'],
  ];
  it.each(refused)('with a %s is refused before it is sent (%#)', (type, fields, value, error) => {
    expect(stateOf({ type, ...fields }, value)).toBe(error);
  });

  it('starts with what the app put in, and keeps what was chosen beside it', () => {
    const blocks = [
      ...asInput({ type: 'static_select', options, initial_option: first }),
      { type: 'actions', block_id: 'acts', elements: [{ type: 'users_select', action_id: 'who' }] },
    ] as unknown as AnyBlock[];
    expect(fillIn({ blocks }, { values: {}, chosen: { acts: { who: ['U1'] } } }, offered)).toEqual({
      ok: true,
      values: {
        in: { x: { type: 'static_select', selected_option: first } },
        acts: { who: { type: 'users_select', selected_user: 'U1' } },
      },
    });
  });
});
