// Where the page is stands in the fragment: it never leaves the browser, and a link shows the same view again.
import { useSyncExternalStore } from 'react';

export interface Place {
  /** `/incidents/inc-a1b2c3d4e5-1` */
  readonly path: string;
  readonly query: URLSearchParams;
}

export const placeOf = (hash: string): Place => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  return { path: path.startsWith('/') ? path : '/', query: new URLSearchParams(query) };
};

export const hrefTo = (path: string, query: URLSearchParams | Readonly<Record<string, string>> = {}): string => {
  const text = new URLSearchParams(query).toString();
  return `#${path}${text ? `?${text}` : ''}`;
};

export const toIncident = (incidentId: string): string => hrefTo(`/incidents/${encodeURIComponent(incidentId)}`);

/** A part of a path as people read it; one that is no encoding stands for itself. */
export const partOf = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

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
