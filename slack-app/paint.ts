import { CONTROL } from '../incidents/keys';
import type { AuditRow, IncidentRecord } from '../incidents/model';
import { readAudit, readIncident } from '../incidents/read';
import { paintCards, threadRoot } from './cards';
import { followedBy } from './followed-by';
import { refreshHomes } from './home';
import { controlLine, pageLine, threadLines } from './lines';
import { type Poster, postOnce, type Session, settlePending, trying } from './posting';
import { tellPeople } from './tell-people';
import { drawTest } from './test-message';
import { dropLease, type Lease, readViewState, releaseLease, saveViewState, takeLease } from './view-state';

/**
 * Makes Slack show the incident as the record says now. Level-triggered and idempotent: lost, repeated and reordered calls do no
 * harm, and runs at the same time do not post twice. Throws SlackProblem when Slack cannot be reached; what was done is kept.
 */
export const paint = async (poster: Poster, incidentId: string): Promise<void> => {
  const { store } = poster;
  const lease = await takeLease(store.port, incidentId, poster.newHolder(), store.now());
  if (lease === 'marked') return;
  let record: IncidentRecord | undefined;
  try {
    do record = await paintOnce(poster, lease);
    while ((await releaseLease(store.port, lease)) === 'again');
  } catch (error) {
    await dropLease(store.port, lease).catch(() => undefined);
    throw error;
  }
  if (record) await refreshHomes(poster, record);
};

/** Answers with the record that was drawn. */
const paintOnce = async (poster: Poster, lease: Lease): Promise<IncidentRecord | undefined> => {
  const { store } = poster;
  const stored = await readViewState(store.port, lease.incidentId);
  const session: Session = { poster, lease, state: stored, open: false, problems: [] };
  let record: IncidentRecord | undefined;
  try {
    await settlePending(session);
    record = lease.incidentId === CONTROL ? undefined : await readIncident(store, lease.incidentId);
    await (record ? drawIncident(session, record) : drawControl(session));
  } finally {
    // Whether a message that got no answer stands is asked next time: what was written down before it is not overwritten.
    if (session.state !== stored && !session.open) await saveViewState(store.port, lease, session.state);
  }
  if (session.problems[0]) throw session.problems[0];
  return record;
};

const drawIncident = async (session: Session, record: IncidentRecord): Promise<void> => {
  const { store } = session.poster;
  const input = { record, settings: store.settings, followedBy: await followedBy(store, record) };
  await paintCards(session, input);
  const { pagedSeq, threadedSeq } = session.state;
  const rows = await readAudit(store, record.meta.incidentId, Math.min(pagedSeq, threadedSeq));
  await trying(session, () => drawPage(session, record, rows));
  await trying(session, () => drawThread(session, record, rows));
  await tellPeople(session, record);
};

const postPage = async (session: Session, line: ReturnType<typeof pageLine>): Promise<void> => {
  const channel = session.poster.store.settings.slack.channels.page;
  if (line) await postOnce(session, { kind: 'page', upTo: line.upTo }, { channel, text: line.text });
};

const after = (rows: readonly AuditRow[], seq: number): readonly AuditRow[] => rows.filter((row) => row.seq > seq);

const drawPage = (session: Session, record: IncidentRecord, rows: readonly AuditRow[]): Promise<void> =>
  postPage(session, pageLine(after(rows, session.state.pagedSeq), record, session.poster.store.settings));

const drawThread = async (session: Session, record: IncidentRecord, rows: readonly AuditRow[]): Promise<void> => {
  const { store } = session.poster;
  const root = threadRoot(record, session.state);
  if (!root) return;
  for (const { upTo, text } of threadLines(after(rows, session.state.threadedSeq), record, store.settings)) {
    await postOnce(session, { kind: 'line', upTo }, { channel: root.channel, threadTs: root.ts, text });
  }
};

const drawControl = async (session: Session): Promise<void> => {
  await trying(session, () => drawTest(session));
  await trying(session, () => drawControlLine(session));
};

const drawControlLine = async (session: Session): Promise<void> => {
  const { store } = session.poster;
  const line = controlLine(await readAudit(store, CONTROL, session.state.pagedSeq), store.settings);
  await postPage(session, line);
};
