import { closeIncident } from '../incidents/close';
import { type Ending, endingOf, endingOfUndo } from '../incidents/ending';
import type { IncidentRecord, JournalRow, Outcome } from '../incidents/model';
import { readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import type { AnyPlaybook, Step } from '../playbooks/kit/playbook';
import { openMember, partitionOf, wait } from './member';
import { type Execution, problemOf } from './wiring';

export interface Closed {
  readonly incidentId: string;
  readonly outcome: Outcome;
}

class IncidentFailed extends Error {
  override readonly name = 'IncidentFailed';
}

/** Reads every essential change back once more, gives the incident its outcome. Whatever follows the record keeps its chain. */
export const close = async (
  store: Store,
  playbook: AnyPlaybook,
  incidentId: string,
  execution: Execution,
): Promise<Closed> => {
  const record = await readIncident(store, incidentId);
  if (!record) throw new IncidentFailed(`there is no incident ${incidentId}`);
  if (record.meta.executionArn && record.meta.executionArn !== execution.executionArn)
    throw new IncidentFailed(`${incidentId} belongs to another run`);
  const outcome = record.meta.outcome ?? (await finish(store, playbook, record));
  if (outcome === 'failed') throw new IncidentFailed('the incident ended as failed; its card says why');
  return { incidentId, outcome };
};

const finish = async (store: Store, playbook: AnyPlaybook, record: IncidentRecord): Promise<Outcome> => {
  const ending =
    record.meta.kind === 'undo' ? await undoEnding(store, record) : await containEnding(store, playbook, record);
  await closeIncident(store, record.meta.incidentId, ending);
  return ending.outcome;
};

const undoEnding = async (store: Store, record: IncidentRecord): Promise<Ending> => {
  const original = record.meta.undoOf ? await readIncident(store, record.meta.undoOf) : undefined;
  return endingOfUndo(record, original);
};

const containEnding = async (store: Store, playbook: AnyPlaybook, record: IncidentRecord): Promise<Ending> => {
  const done = record.journal.filter((row) => row.status === 'done');
  const problems = done.length > 0 ? await readBack(store, playbook, record, done) : [];
  return endingOf(record, { problems, version: playbook.version });
};

/** What no longer reads as it was left, one sentence each. */
const readBack = async (
  store: Store,
  playbook: AnyPlaybook,
  record: IncidentRecord,
  done: readonly JournalRow[],
): Promise<readonly string[]> => {
  const { target, incidentId } = record.meta;
  const door = await openMember(store.settings, target, incidentId);
  const context = { target, incidentId, partition: partitionOf(store.settings.hub.region), now: store.now, wait };
  const checked = await Promise.all(
    done.map(async (row) => {
      const step = (playbook.steps as readonly Step[]).find((one) => one.id === row.step);
      if (step?.need !== 'essential') return [];
      const { action } = step;
      try {
        const aws = door.services(action.uses);
        const seen = await action.verify(
          { ...context, aws },
          action.input.parse(row.input),
          action.before.parse(row.before),
          action.left.parse(row.left),
        );
        return seen.ok ? [] : [`${action.title}: ${seen.problem}`];
      } catch (error) {
        return [`${action.title}: could not be read back: ${problemOf(error)}`];
      }
    }),
  );
  return checked.flat();
};
