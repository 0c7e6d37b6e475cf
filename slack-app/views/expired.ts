import type { View } from './card';
import { askAgain } from './ended';
import { about, fields, header, headline, ids, section } from './parts';
import { safe, when } from './text';

/** Nobody decided in time. Nothing was changed. */
export const expired: View = (input) => {
  const { record } = input;
  const undo = record.meta.kind === 'undo';
  const { approval } = record;
  const word = undo ? 'Undo expired' : 'Expired';
  const kept = undo ? 'Everything stays contained.' : 'Nothing was changed; the finding is still open.';
  const votes = approval ? ` ${approval.approvals} of ${approval.policy.needed} approvals had come in.` : '';
  return {
    text: `${word}, nobody decided in time: ${safe(headline(record), 120)}`,
    blocks: [
      header(record),
      section(`*Nobody decided by ${approval ? when(approval.expiresAt) : 'the deadline'}.* ${kept}${votes}`),
      about(input),
      fields(input),
      ...askAgain(record),
      ids(record),
    ],
  };
};
