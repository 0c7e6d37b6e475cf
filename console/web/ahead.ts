// What the first page will ask for is asked while the app itself is still being read: on a slow machine that is half of
// the wait. Nothing here may import React or Cloudscape.
import { makeApi } from './api';
import { type ConsoleApi, incidentPath } from './incident/api';
import { incidentsPath } from './incidents/incidents-path';
import { viewIn } from './incidents/view-state';
import { partOf, placeOf } from './place';
import { openSession, profileOf, type Session } from './session';

/** What the page at this address reads first, besides the hub's setup. */
export const firstReads = (hash: string): readonly string[] => {
  const { path, query } = placeOf(hash);
  const [, first = '', id] = path.split('/');
  if (first === '' || (first === 'incidents' && !id)) return ['/setup', incidentsPath(viewIn(query))];
  if (first === 'incidents' && id) return ['/setup', incidentPath(partOf(id)), incidentPath(partOf(id), '/workflow')];
  return ['/setup'];
};

/** An answer that is older than this is asked for again. */
const FRESH_MS = 5000;
interface Early {
  readonly profile: string | undefined;
  readonly at: number;
  readonly answer: Promise<unknown>;
}
const early = new Map<string, Early>();

const readAhead = (session: Session): void => {
  const profile = profileOf(session);
  const api = makeApi(session, profile, () => undefined);
  for (const path of firstReads(location.hash)) {
    const answer = api.get(path);
    // Whoever takes the answer asks again when it failed, and hears why then.
    answer.catch(() => undefined);
    early.set(path, { profile, at: performance.now(), answer });
  }
};

const take = (path: string, profile: string | undefined): Promise<unknown> | undefined => {
  const found = early.get(path);
  early.delete(path);
  return found && found.profile === profile && performance.now() - found.at < FRESH_MS ? found.answer : undefined;
};

/** The same API; an answer that was asked for ahead, as the same person, is given once. */
export const withAhead = (api: ConsoleApi, profile: string | undefined): ConsoleApi => ({
  get: async <T>(path: string): Promise<T> => {
    const answer = take(path, profile);
    return answer ? await (answer as Promise<T>).catch(() => api.get<T>(path)) : api.get<T>(path);
  },
  post: api.post,
});

const open = async (): Promise<Session | undefined> => {
  const session = await openSession();
  if (session) readAhead(session);
  return session;
};

/** Begins with the first call; every other one gets the same session. */
export const openOnce = (): Promise<Session | undefined> => (opening ??= open());
let opening: Promise<Session | undefined> | undefined;
