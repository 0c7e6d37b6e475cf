import { createHash } from 'node:crypto';
import type { Target } from '../playbooks/kit/target';
import { targetKey } from '../playbooks/kit/target-key';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** 10 characters of 5 bits: short enough to read aloud, and the same for a target every time. */
const shortHash = (text: string): string => {
  const bytes = createHash('sha256').update(text).digest();
  const letters = Array.from({ length: 10 }, (_, index) => {
    const bit = index * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    return BASE32[(pair >> (11 - (bit & 7))) & 31] ?? 'a';
  });
  return letters.join('');
};

/** `inc-<hash of the target>-<generation>`: also the execution's name. */
export const incidentIdFor = (target: Target, generation: number): string =>
  `inc-${shortHash(targetKey(target))}-${generation}`;

/** `<original>-u<n>`: the n-th attempt to put an incident back. */
export const undoIdFor = (originalId: string, n: number): string => `${originalId}-u${n}`;
