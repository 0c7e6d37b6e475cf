import type { AnyBlock, InputElement, Interactive } from './block-kit';
import { mrkdwnText, safeText, type TextReader } from './mrkdwn-text';

export type { TextReader } from './mrkdwn-text';

interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

/** A message, or a modal: whatever has blocks. A message without blocks is its text. */
export interface Renderable {
  readonly text?: string | undefined;
  readonly blocks: readonly AnyBlock[];
  readonly title?: { readonly text: string } | undefined;
  readonly submit?: { readonly text: string } | undefined;
  readonly close?: { readonly text: string } | undefined;
}

export interface RenderOptions extends TextReader {
  /** Columns of the terminal; 80 unless told. */
  readonly width?: number | undefined;
}

const GAP = 2;

/** Puts pieces in lines of at most `width`, never breaking one. */
const flow = (pieces: readonly string[], separator: string, width: number): string[] => {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const fits = last !== undefined && last.length + separator.length + piece.length <= width;
    if (fits) lines.splice(-1, 1, `${last}${separator}${piece}`);
    else lines.push(piece);
  }
  return lines;
};

const wordsOf = (line: string, width: number): string[] =>
  line
    .split(/ +/)
    .flatMap((word) => (word.length <= width ? [word] : (word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [])));

/** Breaks lines at blanks; a word longer than the width is cut. Leading blanks stay, and hang over what follows. */
const wrap = (text: string, width: number): string[] =>
  text.split('\n').flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? '';
    const room = Math.max(8, width - indent.length);
    return flow(wordsOf(line.trim(), room), ' ', room).map((wrapped) => (wrapped === '' ? '' : indent + wrapped));
  });

const textOf = (object: TextObject, options: RenderOptions): string =>
  object.type === 'mrkdwn' ? mrkdwnText(object.text, options) : safeText(object.text);

const paragraph = (object: TextObject, options: RenderOptions, width: number): string[] =>
  wrap(textOf(object, options), width);

/** Fields stand in two columns, as they do in Slack on a wide screen. */
const columns = (fields: readonly TextObject[], options: RenderOptions, width: number): string[] => {
  const column = Math.floor((width - GAP) / 2);
  const cells = fields.map((field) => paragraph(field, options, column));
  return cells.flatMap((left, index) => {
    if (index % 2 === 1) return [];
    const right = cells[index + 1] ?? [];
    return Array.from({ length: Math.max(left.length, right.length) }, (_, line) =>
      `${(left[line] ?? '').padEnd(column + GAP)}${right[line] ?? ''}`.trimEnd(),
    );
  });
};

/** What a menu offers; of one whose options nobody listed, what it asks for. */
const optionTexts = (
  element: Exclude<Interactive, { type: 'button' }> | InputElement,
  options: RenderOptions,
): string => {
  if ('options' in element) return element.options.map((option) => textOf(option.text, options)).join(' | ');
  const placeholder = 'placeholder' in element ? element.placeholder : undefined;
  return safeText(placeholder?.text ?? element.type.replaceAll('_', ' '));
};

/** What a field of text shows before anybody typed. */
const typedText = (element: Extract<InputElement, { initial_value?: string }>): string =>
  safeText(element.initial_value ?? (element.placeholder ? `(${element.placeholder.text})` : ''));

const isTyped = (element: InputElement): element is Extract<InputElement, { initial_value?: string }> =>
  ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'].includes(element.type);

const control = (element: Interactive, options: RenderOptions): string =>
  element.type === 'button' ? `[ ${textOf(element.text, options)} ]` : `( ${optionTexts(element, options)} )`;

const inputLines = (block: Extract<AnyBlock, { type: 'input' }>, options: RenderOptions, width: number): string[] => {
  const label = `${textOf(block.label, options)}${block.optional ? ' (optional)' : ''}:`;
  const element = block.element;
  const field = `> ${isTyped(element) ? typedText(element) : optionTexts(element, options)}`.trimEnd();
  return [
    ...wrap(label, width),
    ...wrap(field, width),
    ...(block.hint ? wrap(`  ${textOf(block.hint, options)}`, width) : []),
  ];
};

const sectionLines = (
  block: Extract<AnyBlock, { type: 'section' }>,
  options: RenderOptions,
  width: number,
): string[] => [
  ...(block.text ? paragraph(block.text, options, width) : []),
  ...(block.fields ? columns(block.fields, options, width) : []),
  ...(block.accessory
    ? [
        block.accessory.type === 'image'
          ? `(image: ${safeText(block.accessory.alt_text)})`
          : control(block.accessory, options),
      ]
    : []),
];

const contextLines = (block: Extract<AnyBlock, { type: 'context' }>, options: RenderOptions, width: number): string[] =>
  wrap(
    block.elements
      .map((element) => (element.type === 'image' ? `(${safeText(element.alt_text)})` : textOf(element, options)))
      .join(' · '),
    width,
  );

const blockLines = (block: AnyBlock, options: RenderOptions, width: number): string[] => {
  switch (block.type) {
    case 'header':
      return wrap(safeText(block.text.text), width);
    case 'divider':
      return ['─'.repeat(width)];
    case 'section':
      return sectionLines(block, options, width);
    case 'context':
      return contextLines(block, options, width);
    case 'actions':
      return flow(
        block.elements.map((element) => control(element, options)),
        '  ',
        width,
      );
    case 'input':
      return inputLines(block, options, width);
    case 'markdown':
      return wrap(safeText(block.text), width);
    case 'image':
      return [`(image: ${safeText(block.alt_text)})`];
  }
};

/** The buttons that a modal has below its blocks. */
const footer = (view: Renderable): string[] => {
  const buttons = [view.close, view.submit].flatMap((button) => (button ? [`[ ${safeText(button.text)} ]`] : []));
  return buttons.length > 0 ? [buttons.join('  ')] : [];
};

/**
 * A Block Kit message or modal as plain terminal text in the reader's zone. Nothing in its content can reach the terminal as
 * anything but text: control characters are dropped.
 */
export const renderText = (shown: Renderable, options: RenderOptions): string => {
  const width = options.width ?? 80;
  const title = shown.title ? [...wrap(safeText(shown.title.text), width), '═'.repeat(width)] : [];
  const bare =
    shown.blocks.length === 0 && shown.text !== undefined ? [wrap(mrkdwnText(shown.text, options), width)] : [];
  const parts = [title, ...bare, ...shown.blocks.map((block) => blockLines(block, options, width)), footer(shown)];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
};
