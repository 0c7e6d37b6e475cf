import { useEffect, useMemo, useState } from 'react';
import type { PageState } from '../page-api';
import { ownZone, type Reader } from './text/reader';

const TICK_MS = 30_000;

const namesOf = (list: readonly { readonly id: string; readonly name: string }[]): Readonly<Record<string, string>> =>
  Object.fromEntries(list.map(({ id, name }) => [id, name]));

/** Keeps its identity as long as its content is the same, so that a new state draws only what changed. */
const useSame = <T>(value: T): T => {
  const content = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the content stands for the value
  return useMemo(() => value, [content]);
};

/** Who reads, by the clock of this Slack. */
export const useReaderOf = (state: PageState | undefined): Reader => {
  const [tick, setTick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setTick(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const people = useSame({
    ...namesOf(state?.people ?? []),
    ...(state ? { [state.workspace.botUserId]: state.workspace.appName } : {}),
  });
  const channels = useSame(namesOf(state?.channels ?? []));
  const me = state?.me.id ?? '';
  // The stand-in's clock may have been moved; the page's own only says how long ago that was read.
  const ahead = state ? Math.round((Date.parse(state.now) - Date.now()) / 60_000) * 60_000 : 0;
  return useMemo(
    () => ({ me, now: new Date(tick + ahead), timeZone: ownZone(), people, channels, groups: {} }),
    [me, tick, ahead, people, channels],
  );
};
