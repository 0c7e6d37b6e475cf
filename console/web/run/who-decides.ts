import type { Preview } from '../../../incidents/views';
import { ended, listed } from '../incident/words';

/** Who would decide about a previewed run, without whoever asks for it. Pure. */
export const whoDecides = (preview: Extract<Preview, { kind: 'plan' }>, me: string) => {
  const others = preview.approvers.filter((name) => name !== me);
  const people = preview.needed === 1 ? 'One person has' : `${preview.needed} different people have`;
  const whom = others.length > 0 ? listed(others, 'or') : 'nobody is there who may';
  const enough = others.length >= preview.needed;
  return {
    enough,
    lines: [
      `${people} to approve this: ${whom}. You ask for it, so you may not approve it.`,
      ...(enough ? [] : ['Those are too few: it would wait until its deadline and then expire.']),
    ],
    policy: preview.policy.map(ended).join(' '),
  };
};
