import { useSyncExternalStore } from 'react';

const NARROW = '(max-width: 700px)';
const listen = (changed: () => void): (() => void) => {
  const media = matchMedia(NARROW);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
};

/** Is there room for one column alone: a phone, or a slim pane? */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    listen,
    () => matchMedia(NARROW).matches,
    () => false,
  );
