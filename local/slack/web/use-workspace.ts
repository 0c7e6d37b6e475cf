import { useCallback, useEffect, useRef, useState } from 'react';
import type { FaultOrder, PageAct, PageResult, PageState } from '../page-api';
import { type Client, Refused } from './client';

export interface Toast {
  readonly id: number;
  readonly text: string;
}

export interface Slack {
  readonly state: PageState | undefined;
  /** Set while the stand-in cannot be reached. */
  readonly away: boolean;
  readonly toasts: readonly Toast[];
  readonly dropToast: (id: number) => void;
  /** What came of it; undefined when it was refused, which the reader is told. */
  readonly act: (act: PageAct) => Promise<PageResult | undefined>;
  readonly order: (order: FaultOrder) => Promise<void>;
}

/** How long a toast stays: long enough to read it twice. */
const TOAST_MS = 8000;
const REREAD_MS = 1500;

const useToasts = () => {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const next = useRef(0);
  const dropToast = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback(
    (text: string) => {
      next.current += 1;
      const id = next.current;
      setToasts((all) => [...all.filter((toast) => toast.text !== text), { id, text }].slice(-3));
      setTimeout(() => dropToast(id), TOAST_MS);
    },
    [dropToast],
  );
  return { toasts, dropToast, say };
};

/** Reads one state at a time; a change that comes meanwhile is read right after. */
const useReading = (client: Client, as: string, setAway: (away: boolean) => void) => {
  const [state, setState] = useState<PageState>();
  const reading = useRef<{ busy: boolean; again: boolean; as: string }>({ busy: false, again: false, as });
  const refresh = useCallback(async (): Promise<void> => {
    const turn = reading.current;
    if (turn.as !== as) Object.assign(turn, { as, busy: false, again: false });
    if (turn.busy) {
      turn.again = true;
      return;
    }
    turn.busy = true;
    try {
      const read = await client.state(as);
      if (reading.current.as === as) setState(read);
      setAway(false);
    } catch {
      setAway(true);
      setTimeout(() => void refresh(), REREAD_MS);
    } finally {
      turn.busy = false;
    }
    if (turn.again) {
      turn.again = false;
      await refresh();
    }
  }, [client, as, setAway]);
  return { state, refresh };
};

/** This Slack as one person sees it, kept up to date by the server's stream. */
export const useSlack = (client: Client, as: string): Slack => {
  const [away, setAway] = useState(false);
  const { toasts, dropToast, say } = useToasts();
  const { state, refresh } = useReading(client, as, setAway);
  useEffect(() => {
    void refresh();
    return client.listen(
      as,
      (event) => (event.kind === 'toast' ? say(event.text) : void refresh()),
      (connected) => (connected ? void refresh() : setAway(true)),
    );
  }, [client, as, refresh, say]);
  const trying = useCallback(
    async <T>(work: () => Promise<T>): Promise<T | undefined> => {
      try {
        const result = await work();
        await refresh();
        return result;
      } catch (error) {
        say(error instanceof Refused ? error.message : 'The local Slack could not be reached.');
        return undefined;
      }
    },
    [refresh, say],
  );
  const act = useCallback((one: PageAct) => trying(() => client.act(one)), [client, trying]);
  const order = useCallback((one: FaultOrder) => trying(() => client.order(one)), [client, trying]);
  return { state, away, toasts, dropToast, act, order };
};
