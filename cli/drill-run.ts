import { setTimeout as sleep } from 'node:timers/promises';
import type { Seen, ThrowAway } from '../adapters/throw-away';
import type { DrillView, IncidentView } from '../incidents/views';
import { CliError, EXIT } from './exit';
import { pathOf } from './follow';
import type { Hub } from './hub';
import { plain } from './style';

/** One target that went all the way, with what was read of it by plain calls. */
export interface Drilled {
  readonly what: string;
  readonly incidentId: string;
  readonly undoId: string;
  readonly before: string;
  readonly contained: string;
  readonly undone: string;
  readonly seconds: number;
}

export interface Watch {
  readonly hub: Hub;
  readonly say: (line: string) => void;
  /** Interrupted, or out of time. */
  readonly signal: AbortSignal;
}

const EVERY_MS = 1_500;
const COMES_WITHIN_MS = 120_000;

const failed = (message: string): CliError => new CliError(EXIT.otherwise, message);

const rest = async ({ signal }: Watch): Promise<void> => {
  await sleep(EVERY_MS, undefined, { signal });
};

const read = async ({ hub, signal }: Watch, incidentId: string): Promise<IncidentView | undefined> => {
  signal.throwIfAborted();
  try {
    return await hub.get<IncidentView>(pathOf(incidentId));
  } catch (error) {
    // Its finding is still on its way.
    if (error instanceof CliError && error.exitCode === EXIT.refused) return undefined;
    throw error;
  }
};

const opened = async (watch: Watch, incidentId: string): Promise<IncidentView> => {
  for (const end = Date.now() + COMES_WITHIN_MS; Date.now() < end; await rest(watch)) {
    const view = await read(watch, incidentId);
    if (view) return view;
  }
  throw failed(
    `The drill’s finding was published, and did not become ${incidentId} within 2 minutes. Look at the log of cordon-drill and cordon-intake-urgent, and for parked messages: cordon redrive`,
  );
};

const waitsFor = ({ incidentId, approvers, request }: IncidentView): string => {
  const who = approvers.join(', ') || 'nobody who may: look at the groups in the configuration';
  const needed = request ? ` (${request.approvals} of ${request.policy.needed})` : '';
  return `waits for an approval${needed} of: ${who}. You started it, so you have no vote. In Slack, or: cordon decide ${incidentId} --approve --profile …`;
};

/** Says what is new until the incident is closed. */
const followed = async (watch: Watch, incidentId: string): Promise<IncidentView> => {
  let told = '';
  let shown = 0;
  for (
    let view = await opened(watch, incidentId);
    ;
    await rest(watch), view = (await read(watch, incidentId)) ?? view
  ) {
    for (const { text } of view.audit.filter(({ seq }) => seq > shown)) watch.say(plain(text));
    shown = view.audit.at(-1)?.seq ?? shown;
    const waits = view.stage !== 'closed' && view.request?.status === 'PENDING' ? waitsFor(view) : '';
    if (waits !== '' && waits !== told) watch.say(waits);
    told = waits;
    if (view.stage === 'closed') return view;
  }
};

const endedAs = (view: IncidentView, wanted: string): void => {
  if (view.outcome === wanted) return;
  throw failed(
    `${view.incidentId} ended as ${view.outcome ?? 'open'}, not as ${wanted}: ${view.outcomeDetail ?? view.sentence}`,
  );
};

/** Reads the target itself. The record's word is not enough. */
const reads = async (subject: ThrowAway, wanted: 'contained' | 'asBefore', says: string): Promise<Seen> => {
  const seen = await subject.seen();
  if (seen[wanted]) return seen;
  throw failed(`Cordon says that it ${says}, and plain reads say otherwise: ${seen.words}`);
};

/** Nobody is to be asked about something that is about to be removed. What the hub refuses has no open request. */
const withdraw = async ({ hub, say }: Watch, incidentIds: readonly string[]): Promise<void> => {
  for (const incidentId of incidentIds)
    try {
      await hub.post(`${pathOf(incidentId)}/end-drill`, {});
      say(`its open request is withdrawn: ${incidentId}`);
    } catch (error) {
      const over = error instanceof CliError && error.exitCode === EXIT.refused;
      if (!over) say(`whether ${incidentId} still asks is not known: look with cordon show ${incidentId}`);
    }
};

/** A drill from its finding to the end of its undo. Throws with what went wrong, and then leaves no open request behind. */
export const runDrill = async (watch: Watch, drillId: string, subject: ThrowAway): Promise<Drilled> => {
  const begun: string[] = [];
  try {
    return await allTheWay(watch, drillId, subject, begun);
  } catch (error) {
    await withdraw(watch, begun);
    throw error;
  }
};

/** Publishes the drill, waits for its approval, containment and undo, and reads the target after each. `begun` hears of each incident. */
const allTheWay = async (watch: Watch, drillId: string, subject: ThrowAway, begun: string[]): Promise<Drilled> => {
  const { hub, say } = watch;
  const { target, accessKeyId } = subject;
  const from = Date.now();
  const before = await subject.seen();
  const body = { id: drillId, target, ...(accessKeyId ? { accessKeyId } : {}) };
  const { incidentId } = await hub.post<DrillView>('/drills', body);
  begun.push(incidentId);
  say(`the drill was published; it becomes ${incidentId}`);
  endedAs(await followed(watch, incidentId), 'contained');
  const contained = await reads(subject, 'contained', 'is contained');
  say(`✓ contained, read back: ${contained.words}`);
  const reason = 'DRILL: puts back what was contained';
  const { incidentId: undoId } = await hub.post<{ incidentId: string }>(`${pathOf(incidentId)}/undo`, { reason });
  begun.push(undoId);
  endedAs(await followed(watch, undoId), 'undone');
  const undone = await reads(subject, 'asBefore', 'was put back');
  say(`✓ put back, read back: ${undone.words}`);
  const seconds = Math.round((Date.now() - from) / 1000);
  const what = `${subject.kind} ${target.name ?? target.id}`;
  return { what, incidentId, undoId, before: before.words, contained: contained.words, undone: undone.words, seconds };
};
