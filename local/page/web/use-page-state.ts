import { useEffect, useState } from 'react';
import type { PageState } from '../types';
import { readState } from './api';

const EVERY_MS = 1000;
/** So many looks in a row without an answer mean that nobody is there any more. */
const GONE_AFTER = 3;

export interface Seen {
  readonly state: PageState | undefined;
  readonly gone: boolean;
  /** What the server's clock is ahead of this one, in milliseconds. */
  readonly aheadMs: number;
}

/** The stage as it is, looked at each second while somebody may see it. */
export const usePageState = (): Seen => {
  const [seen, setSeen] = useState<Seen>({ state: undefined, gone: false, aheadMs: 0 });
  useEffect(() => {
    let missed = 0;
    let stopped = false;
    const look = async (): Promise<void> => {
      if (document.hidden) return;
      try {
        const state = await readState();
        missed = 0;
        if (!stopped) setSeen({ state, gone: false, aheadMs: Date.parse(state.now) - Date.now() });
      } catch {
        missed += 1;
        if (!stopped && missed >= GONE_AFTER) setSeen((before) => ({ ...before, gone: true }));
      }
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, []);
  return seen;
};
