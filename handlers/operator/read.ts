import { readPause } from '../../incidents/control';
import { readCopy } from '../../incidents/copy';
import { CONTROL } from '../../incidents/keys';
import { incidentsSince, listIncidents } from '../../incidents/list';
import type { Meta } from '../../incidents/model';
import { lastWeeks, numbersOf } from '../../incidents/numbers';
import { earlierIncidents, openIncidents, readAudit, readIncident } from '../../incidents/read';
import { standingOf } from '../../incidents/standing';
import type { Store } from '../../incidents/store';
import { summaryOf } from '../../incidents/summary';
import { viewOf } from '../../incidents/view';
import type { AuditView, IncidentSummary, IncidentView, Setup } from '../../incidents/views';
import { playbooks } from '../../playbooks/index';
import { type Ask, type OperatorApp, recordOf, shownBy } from './app';
import { checked, queries } from './input';
import { playbookCard } from './playbook-card';

/** Who asks, and what there is to choose from. */
export const setup = async ({ app, person, arn }: Ask): Promise<Setup> => {
  const { hub, accounts, people } = app.store.settings;
  return {
    me: { personId: person.id, name: person.name, groups: person.groups, arn },
    hub,
    accounts,
    people: people.map(({ id, name, groups }) => ({ id, name, groups })),
    playbooks: playbooks.map(playbookCard),
    pause: await readPause(app.store),
    fullDrills: app.store.settings.drills?.full?.accounts ?? [],
  };
};

/** Records that are read side by side: more would only wait for each other. */
const AT_ONCE = 25;

const summaries = async (app: OperatorApp, metas: readonly Meta[]): Promise<readonly IncidentSummary[]> => {
  const found: IncidentSummary[] = [];
  for (let from = 0; from < metas.length; from += AT_ONCE) {
    const some = metas.slice(from, from + AT_ONCE);
    const records = await Promise.all(some.map(({ incidentId }) => readIncident(app.store, incidentId)));
    found.push(...records.flatMap((record) => (record ? [summaryOf(record, shownBy(app))] : [])));
  }
  return found;
};

const newestFirst = (a: Meta, b: Meta): number => (a.openedAt < b.openedAt ? 1 : -1);

/** The table of incidents, newest first. */
export const list = async ({ app, query }: Ask) => {
  const { month, open, before, limit } = checked(queries.list, query);
  if (open === '1') {
    const metas = [...(await openIncidents(app.store))].sort(newestFirst);
    const wanted = metas.filter(({ openedAt }) => !month || openedAt.startsWith(month));
    return { incidents: await summaries(app, wanted.slice(0, limit)) };
  }
  const page = await listIncidents(app.store, { limit, ...(month ? { month } : {}), ...(before ? { before } : {}) });
  return { incidents: await summaries(app, page.metas), ...(page.next ? { next: page.next } : {}) };
};

/** The copy first: whatever it holds, the log held before. */
const readBoth = async (store: Store, incidentId: string): Promise<AuditView> => {
  const { rows: kept, notices } = await readCopy(store.port, incidentId);
  return { rows: await readAudit(store, incidentId, 0), kept: { rows: kept, notices } };
};

/** Everything about one incident. */
export const show = async (ask: Ask): Promise<IncidentView> => {
  const { app, person } = ask;
  const { store } = app;
  const record = await recordOf(ask);
  const { incidentId, target } = record.meta;
  const [{ rows, kept }, standing, earlier] = await Promise.all([
    readBoth(store, incidentId),
    standingOf(store, record.meta),
    earlierIncidents(store, target),
  ]);
  return viewOf(record, { audit: rows, kept, standing, earlier }, shownBy(app), person, store.now());
};

/** The whole chain and its copy, for whoever wants to check them without trusting the hub. */
export const audit = async (ask: Ask): Promise<AuditView> =>
  readBoth(ask.app.store, (await recordOf(ask)).meta.incidentId);

/** The same of the chain that concerns the whole hub and no incident: the kill switch, drills, redrives, tests. */
export const hubAudit = ({ app }: Ask): Promise<AuditView> => readBoth(app.store, CONTROL);

export const numbers = async ({ app, query }: Ask) => {
  const { weeks } = checked(queries.numbers, query);
  const now = app.store.now();
  const since = `${lastWeeks(now, weeks)[0]}T00:00:00.000Z`;
  // Full drills are in the list, where people have to find them, and in nobody's numbers.
  const metas = (await incidentsSince(app.store, since)).filter(({ drill }) => drill === undefined);
  return numbersOf(metas, now, weeks);
};

export const pause = ({ app }: Ask) => readPause(app.store);
