import { createHash } from 'node:crypto';
import { metaOf } from '../incidents/items';
import { monthOf } from '../incidents/keys';
import type { IncidentRecord, Meta } from '../incidents/model';
import { openIncidents, readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import type { Person } from '../playbooks/kit/settings';
import { log, patientFor, problemOf, type SlackApp, WAIT_MS } from './app';
import { freshHomes, type Home, saveHome } from './home-state';
import type { HomeOpened } from './interaction';
import type { Poster } from './posting';
import { standingOf } from './standing';
import { waitsFor } from './views/entry';
import { closedHome, type HomeInput, homeView, shownOn, takesPart } from './views/home';
import { openedBy } from './where-from';

const MOST = { open: 40, listed: 30, ended: 8 } as const;
const AT_ONCE = 10;

/** Records by id, a few at a time; what is gone is left out. */
const readAll = async (store: Store, ids: readonly string[]): Promise<readonly IncidentRecord[]> => {
  const left = [...ids];
  const records: IncidentRecord[] = [];
  while (left.length > 0) {
    const read = await Promise.all(left.splice(0, AT_ONCE).map((id) => readIncident(store, id)));
    records.push(...read.filter((record) => record !== undefined));
  }
  return records;
};

/** Open incidents as they are now, the next to need somebody first. `more`: those beyond the first {@link MOST}. */
export const readOpen = async (
  store: Store,
): Promise<{ readonly open: readonly IncidentRecord[]; readonly more: number }> => {
  const metas = await openIncidents(store);
  const records = await readAll(
    store,
    metas.slice(0, MOST.open).map(({ incidentId }) => incidentId),
  );
  // The index is a moment behind the record.
  const open = records.filter(({ meta }) => meta.stage !== 'closed');
  return { open, more: Math.max(0, metas.length - MOST.open) };
};

const lately = async (store: Store): Promise<readonly Meta[]> => {
  const now = store.now();
  const before = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0));
  const months = await Promise.all(
    [now, before].map((date) => store.port.month(monthOf(date.toISOString()), MOST.listed)),
  );
  return months.flat().map(metaOf);
};

const byEnd = (a: { readonly meta: Meta }, b: { readonly meta: Meta }): number =>
  (a.meta.times.closedAt ?? '') > (b.meta.times.closedAt ?? '') ? -1 : 1;

const readEnded = async (store: Store): Promise<readonly IncidentRecord[]> => {
  const metas = (await lately(store)).filter(({ stage }) => stage === 'closed').map((meta) => ({ meta }));
  const ids = metas.sort(byEnd).slice(0, MOST.ended);
  return readAll(
    store,
    ids.map(({ meta }) => meta.incidentId),
  );
};

type Incidents = Pick<HomeInput, 'open' | 'ended'>;

/** With `now`, the incident that just changed: an index may not have heard of it yet. */
const readIncidents = async (store: Store, now?: IncidentRecord): Promise<Incidents> => {
  const [{ open }, ended] = await Promise.all([readOpen(store), readEnded(store)]);
  if (!now) return { open, ended };
  const others = (records: readonly IncidentRecord[]) =>
    records.filter(({ meta }) => meta.incidentId !== now.meta.incidentId);
  return now.meta.stage === 'closed'
    ? { open: others(open), ended: [now, ...others(ended)].sort(byEnd).slice(0, MOST.ended) }
    : { open: [now, ...others(open)], ended: others(ended) };
};

type Publish = (userId: string, view: ReturnType<typeof homeView>) => Promise<void>;

/** Publishes the page when it is another one than Slack shows, and keeps what it shows. */
const publish = async (
  { store, publishHome }: { readonly store: Store; readonly publishHome: Publish },
  person: Person,
  incidents: Incidents,
  shown: Pick<Home, 'openedAt' | 'painted'>,
): Promise<void> => {
  const input = { person, settings: store.settings, ...incidents };
  const view = homeView(input);
  const painted = createHash('sha256').update(JSON.stringify(view)).digest('hex').slice(0, 16);
  if (painted !== shown.painted) await publishHome(person.slack, view);
  await saveHome(store.port, { personId: person.id, openedAt: shown.openedAt, painted, shows: [...shownOn(input)] });
};

/** Draws the page for whoever opened it. Never throws: Slack would only ask again, and the page of before stays. */
export const onHomeOpened = async (app: SlackApp, opened: HomeOpened): Promise<void> => {
  if (opened.event.tab !== 'home') return;
  try {
    await draw(patientFor(app, WAIT_MS.all), opened);
  } catch (error) {
    log('an App Home could not be drawn', { problem: problemOf(error) });
  }
};

const draw = async (app: SlackApp, opened: HomeOpened): Promise<void> => {
  const { store, slack } = app;
  const standing = await standingOf(app, openedBy(opened));
  const userId = opened.event.user;
  if (!standing.ok) return slack.publishHome(userId, closedHome(standing.text, userId));
  const shown = { openedAt: store.now().toISOString(), painted: '' };
  await publish({ store, publishHome: slack.publishHome }, standing.person, await readIncidents(store), shown);
};

/** Draws the pages anew that somebody may be looking at, and that this incident concerns. Its own faults hold nothing else up. */
export const refreshHomes = async ({ store, slack }: Poster, record: IncidentRecord): Promise<void> => {
  try {
    const concerned = (await freshHomes(store.port, store.now())).flatMap((home) => {
      const person = store.settings.people.find(({ id }) => id === home.personId);
      return person && concerns(store, record, person, home) ? [{ home, person }] : [];
    });
    if (concerned.length === 0) return;
    const incidents = await readIncidents(store, record);
    for (const { home, person } of concerned)
      await publish({ store, publishHome: slack.publishHome }, person, incidents, home);
  } catch (error) {
    log('an App Home could not be kept fresh', { incidentId: record.meta.incidentId, problem: problemOf(error) });
  }
};

const concerns = ({ settings }: Store, record: IncidentRecord, person: Person, { shows }: Home): boolean =>
  record.meta.stage === 'closed' ||
  shows.includes(record.meta.incidentId) ||
  waitsFor(record, settings, person) ||
  takesPart(record, person);
