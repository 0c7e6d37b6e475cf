import { useSyncExternalStore } from 'react';

/** How much a page can show side by side: one column (a phone), a few (a pane beside another), or all. */
export type Room = 'narrow' | 'middle' | 'wide';

const NARROW = '(max-width: 700px)';
const MIDDLE = '(max-width: 1080px)';

const roomNow = (): Room => {
  if (matchMedia(NARROW).matches) return 'narrow';
  return matchMedia(MIDDLE).matches ? 'middle' : 'wide';
};

const listen = (changed: () => void): (() => void) => {
  const both = [NARROW, MIDDLE].map((query) => matchMedia(query));
  for (const media of both) media.addEventListener('change', changed);
  return () => {
    for (const media of both) media.removeEventListener('change', changed);
  };
};

export const useRoom = (): Room => useSyncExternalStore(listen, roomNow);
