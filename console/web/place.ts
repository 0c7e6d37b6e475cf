// Where the page is stands in the fragment: it never leaves the browser, and a link shows the same view again.
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
