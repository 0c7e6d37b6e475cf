import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from './incident/api';

export interface Polled<T> {
  /** The last answer, also when a later one failed. */
  readonly value?: T;
  readonly problem?: string;
  /** When `value` was read, in ms. */
  readonly at?: number;
}

/**
 * Reads again every `everyMs`, not while nobody looks, and never twice at once. A failure keeps what was read before and
 * says why it may be old. `read` must be stable: another one starts anew.
 */
export const usePolled = <T>(read: () => Promise<T>, everyMs: number) => {
  const [polled, setPolled] = useState<Polled<T>>({});
  const again = useRef<() => void>(() => undefined);
  useEffect(() => {
    let over = false;
    let busy = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setPolled({});
    const round = async (): Promise<void> => {
      if (busy || over) return;
      busy = true;
      clearTimeout(timer);
      const next = await read().then(
        (value) => ({ value, at: Date.now() }),
        (error: unknown) => ({ problem: messageOf(error) }),
      );
      busy = false;
      if (over) return;
      setPolled((before) => ('problem' in next ? { ...before, ...next } : next));
      timer = setTimeout(() => void (document.hidden || round()), everyMs);
    };
    const seen = () => void (document.hidden || round());
    again.current = () => void round();
    document.addEventListener('visibilitychange', seen);
    void round();
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [read, everyMs]);
  const refresh = useCallback(() => again.current(), []);
  return { ...polled, refresh };
};
