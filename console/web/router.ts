import { useSyncExternalStore } from 'react';

const CHANGED = 'cordon:place';
const listen = (changed: () => void): (() => void) => {
  for (const name of ['hashchange', CHANGED]) window.addEventListener(name, changed);
  return () => {
    for (const name of ['hashchange', CHANGED]) window.removeEventListener(name, changed);
  };
};

/** The fragment as it is now; a new place draws again. */
export const useHash = (): string => useSyncExternalStore(listen, () => location.hash);

/** Goes to another place, which the back button returns from. */
export const go = (href: string): void => {
  location.hash = href.replace(/^#/, '');
};

/** The same place said anew, such as with another filter: no further step back. */
export const rewrite = (href: string): void => {
  if (href === location.hash) return;
  history.replaceState(null, '', href);
  window.dispatchEvent(new Event(CHANGED));
};
