import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Note } from '../interaction';
import { plain } from './text';

export const REASON = 'reason';
export const TYPED = 'typed';
export const REASON_MAX = 500;

/** A modal. Its private note carries request, revision and the copy it was opened from; Slack signs it back to us unchanged. */
export const modal = (
  callbackId: string,
  title: string,
  blocks: readonly KnownBlock[],
  note?: Note,
  submit?: string,
): ModalView => ({
  type: 'modal',
  callback_id: callbackId,
  title: plain(title, 24),
  close: plain(submit ? 'Cancel' : 'Close', 24),
  ...(submit ? { submit: plain(submit, 24) } : {}),
  ...(note ? { private_metadata: JSON.stringify(note) } : {}),
  blocks: [...blocks],
});

export const input = (
  id: string,
  label: string,
  hint: string,
  options: { optional?: boolean; multiline?: boolean; max?: number },
): InputBlock => ({
  type: 'input',
  block_id: id,
  optional: options.optional === true,
  label: plain(label, 200),
  hint: plain(hint, 200),
  element: {
    type: 'plain_text_input',
    action_id: id,
    multiline: options.multiline === true,
    max_length: options.max ?? REASON_MAX,
  },
});

export const reasonInput = (label: string, hint: string, optional = false): InputBlock =>
  input(REASON, label, hint, { optional, multiline: true });
