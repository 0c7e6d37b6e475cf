import type { KnownBlock } from '@slack/types';
import { renderToStaticMarkup } from 'react-dom/server';
import { fromField, toField } from '../../local/slack/web/blocks/date-field';
import { InputField } from '../../local/slack/web/blocks/input-field';
import type { InputBlock } from '../../local/slack/web/blocks/kinds';
import { SurfaceContext } from '../../local/slack/web/blocks/surface';
import { leftOf } from '../../local/slack/web/blocks/text-input';
import { moved } from '../../local/slack/web/blocks/use-listbox';
import { merged, standing, valuesOf, withValues } from '../../local/slack/web/modal/form';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });

const reason: InputBlock = {
  type: 'input',
  block_id: 'reason',
  label: plain('Reason'),
  hint: plain('Stands in the audit trail.'),
  element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 500 },
};
const risk: InputBlock = {
  type: 'input',
  block_id: 'risk',
  label: plain('Risk'),
  optional: true,
  element: {
    type: 'static_select',
    action_id: 'pick',
    options: [option('low'), option('high')],
    initial_option: option('low'),
  },
};
const flags: InputBlock = {
  type: 'input',
  block_id: 'flags',
  label: plain('Flags'),
  element: { type: 'checkboxes', action_id: 'tick', options: [option('a'), option('b')] },
};
const blocks: readonly KnownBlock[] = [{ type: 'divider' }, reason, risk, flags];

const field = (block: InputBlock, errors: Readonly<Record<string, string>> = {}): string =>
  renderToStaticMarkup(
    <SurfaceContext value={{ chosen: {}, errors }}>
      <InputField block={block} />
    </SurfaceContext>,
  );

describe('a form of Slack', () => {
  it('sends what was typed and picked, and what stood there at the start', () => {
    const typed = withValues({}, { blockId: 'reason', actionId: 'reason' }, ['beacon seen']);
    const ticked = withValues(typed, { blockId: 'flags', actionId: 'tick' }, ['a', 'b']);
    expect(valuesOf(blocks, ticked)).toEqual({ reason: 'beacon seen', risk: 'low', flags: ['a', 'b'] });
    expect(valuesOf(blocks, {})).toEqual({ reason: '', risk: 'low', flags: [] });
  });

  it('sends an emptied select as nothing, not as what it began with', () => {
    const emptied = withValues({}, { blockId: 'risk', actionId: 'pick' }, []);
    expect(valuesOf(blocks, emptied)['risk']).toBe('');
  });

  it('keeps what was typed when the app changes the view, as long as the input is still there', () => {
    const typed = withValues({}, { blockId: 'reason', actionId: 'reason' }, ['half a sen']);
    const changed: readonly KnownBlock[] = [{ type: 'section', text: { type: 'mrkdwn', text: 'Checked.' } }, reason];
    expect(valuesOf(changed, typed)).toEqual({ reason: 'half a sen' });
    expect(valuesOf([{ type: 'divider' }], typed)).toEqual({});
  });

  it('prefers what this person just entered to what the app was told before', () => {
    const known = { risk: { pick: ['low'] }, other: { x: ['1'] } };
    expect(merged(known, { risk: { pick: ['high'] } })).toEqual({ risk: { pick: ['high'] }, other: { x: ['1'] } });
  });

  it('takes an error away once its answer was changed', () => {
    const errors = { reason: 'Please complete this required field.', typed: 'These are not the last four.' };
    expect(standing(errors, new Set(['reason']))).toEqual({ typed: 'These are not the last four.' });
  });

  it('ties label, hint and error to the input', () => {
    const shown = field(reason, { reason: 'Please complete this required field.' });
    const id = /<label for="([^"]+)"/.exec(shown)?.[1];
    expect(shown).toContain(`<textarea id="${id}"`);
    expect(shown).toContain(`aria-describedby="${id}.hint ${id}.error"`);
    expect(shown).toContain(`<p id="${id}.error" class="input-error">`);
    expect(shown).toContain('aria-invalid="true"');
    expect(shown).toContain('aria-required="true"');
    expect(field(reason)).not.toContain('input-error');
    expect(field(risk)).toContain('(optional)');
  });

  it('says how much may still be typed only when it gets scarce', () => {
    expect(leftOf('x'.repeat(100), 500)).toBeUndefined();
    expect(leftOf('x'.repeat(450), 500)).toBe(50);
    expect(leftOf('x'.repeat(510), 500)).toBe(-10);
  });

  it('carries dates and times through the browser’s own fields', () => {
    expect(fromField('datepicker', '2026-11-23')).toEqual(['2026-11-23']);
    expect(fromField('timepicker', '')).toEqual([]);
    expect(fromField('datetimepicker', toField('datetimepicker', '1795420800'))).toEqual(['1795420800']);
  });

  it('walks around the ends of a list with the arrow keys', () => {
    expect(moved('ArrowDown', 2, 3)).toBe(0);
    expect(moved('ArrowUp', 0, 3)).toBe(2);
    expect(moved('ArrowDown', -1, 3)).toBe(0);
    expect(moved('End', 0, 3)).toBe(2);
    expect(moved('x', 0, 3)).toBeUndefined();
    expect(moved('ArrowDown', 0, 0)).toBeUndefined();
  });
});
