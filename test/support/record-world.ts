import { admit } from '../../incidents/admit';
import { requestUndo, retry } from '../../incidents/after';
import { closeIncident } from '../../incidents/close';
import { decide, escalate, expire, markDelivered, remind, withdraw } from '../../incidents/decide';
import { seal } from '../../incidents/digest';
import { endingOf, endingOfUndo } from '../../incidents/ending';
import { RecordError } from '../../incidents/errors';
import { mayRun } from '../../incidents/gate';
import { metaOf, recordOf } from '../../incidents/items';
import { captureStep, type Doing, finishStep, recordUndo, refuseRun, skipStep } from '../../incidents/journal';
import { keep } from '../../incidents/keep';
import { incidentPk, logPk } from '../../incidents/keys';
import type { IncidentRecord, Meta } from '../../incidents/model';
import { policyOn } from '../../incidents/policy';
import { readIncident } from '../../incidents/read';
import { requestApproval, revise, saveToken } from '../../incidents/request';
import { markStarted } from '../../incidents/start';
import type { Store } from '../../incidents/store';
import { undoPlan } from '../../incidents/undo-plan';
import type { Finding } from '../../playbooks/kit/finding';
import type { MemoryTable } from './memory-table';
import { type Clock, draft, PLAYBOOK, plan, STEPS, TARGET } from './record-fixtures';

/** Everyone who acts on the record, and the target that they change; each method is one delivery of one event. */
export interface World {
  readonly deliver: (finding: Finding) => Promise<void>;
  readonly start: (id: string) => Promise<void>;
  readonly ask: (id: string) => Promise<void>;
  readonly vote: (id: string, personId: string, vote: 'approve' | 'deny') => Promise<void>;
  readonly sweep: (id: string) => Promise<void>;
  readonly revise: (id: string) => Promise<void>;
  readonly withdraw: (id: string) => Promise<void>;
  /** `most`: a run that ends early has done so many steps. */
  readonly run: (id: string, executionArn?: string, most?: number) => Promise<void>;
  readonly close: (id: string) => Promise<void>;
  readonly after: (id: string, what: 'undo' | 'retry' | 'keep') => Promise<void>;
  /** What went wrong while something took effect. */
  readonly wrongs: readonly string[];
  readonly accepted: ReadonlyMap<string, number>;
  readonly incidents: () => readonly Meta[];
}

export const executionOf = (id: string): string => `arn:aws:states:eu-west-1:111111111111:execution:cordon:${id}`;
const ORIGINAL = 'as it was';
const CONTAINED = 'contained';

class Target {
  readonly values = new Map<string, string>();
  valueOf(step: string): string {
    return this.values.get(step) ?? ORIGINAL;
  }
}

export const world = (store: Store, table: MemoryTable): World => {
  const target = new Target();
  const wrongs: string[] = [];
  const accepted = new Map<string, number>();
  const running = new Map<string, number>();
  const recordNow = (id: string): IncidentRecord | undefined =>
    recordOf(table.peek((item) => item.pk === incidentPk(id)));

  /** Looked up in the table itself at the very moment of the effect. */
  const effect = (id: string, step: string, value: string): void => {
    const record = recordNow(id);
    const started = table
      .peek(({ pk }) => pk === logPk(id))
      .some((item) => item['event'] === 'step.started' && JSON.stringify(item['data']).includes(`"${step}"`));
    if (record?.approval?.status !== 'APPROVED' || record.approval.digest !== record.plan?.digest)
      wrongs.push(`${id} changed ${step} unapproved`);
    if (record?.journal.find((row) => row.step === step)?.before === undefined)
      wrongs.push(`${id} changed ${step} before its capture was stored`);
    if (!started) wrongs.push(`${id} changed ${step} without a row before it`);
    target.values.set(step, value);
  };

  const elsewhere = (): Promise<unknown> => table.get({ pk: 'the account', sk: 'of the target' });

  const containStep = async (record: IncidentRecord, planned: Doing): Promise<void> => {
    const id = record.meta.incidentId;
    // Looking at the account takes time, in which another run may do the same step.
    await elsewhere();
    const row = await captureStep(store, id, { planned, before: target.valueOf(planned.id) });
    if (row.status === 'done') return;
    await elsewhere();
    if (row.before !== ORIGINAL) wrongs.push(`${id} captured ${planned.id} as ${String(row.before)}`);
    effect(id, planned.id, CONTAINED);
    await finishStep(store, id, planned.id, { left: CONTAINED, saw: 'read back' });
  };

  const undoStep = async (record: IncidentRecord, planned: Doing): Promise<void> => {
    const undoId = record.meta.incidentId;
    const originalId = record.meta.undoOf ?? '';
    const row = (await readIncident(store, originalId))?.journal.find(({ step }) => step === planned.id);
    if (!row || row.undo?.status === 'undone') return;
    await captureStep(store, undoId, { planned, before: row.left ?? null });
    effect(undoId, planned.id, String(row.before));
    await recordUndo(store, {
      undoId,
      originalId,
      step: planned.id,
      undo: { status: 'undone', detail: 'read back', at: store.now().toISOString() },
    });
  };

  const step = async (id: string, stepId: string, executionArn: string): Promise<boolean> => {
    const record = await readIncident(store, id);
    const gate = mayRun({ record, step: stepId, executionArn, now: store.now(), settings: store.settings });
    if (!gate.ok || !record) {
      if (!gate.ok) await refuseRun(store, id, stepId, gate);
      return false;
    }
    const planned = record.plan?.steps.find((one) => one.id === stepId);
    if (planned?.kind === 'skip') await skipStep(store, id, planned);
    if (planned?.kind === 'do') await (record.meta.kind === 'undo' ? undoStep : containStep)(record, planned);
    return true;
  };

  const runAll = async (id: string, executionArn: string, most: number): Promise<void> => {
    const steps = ((await readIncident(store, id))?.plan?.steps ?? STEPS).slice(0, most);
    for (const { id: stepId } of steps) if (!(await step(id, stepId, executionArn))) return;
  };

  const planFor = async (record: IncidentRecord) => {
    if (record.meta.kind === 'contain') return plan();
    const original = await readIncident(store, record.meta.undoOf ?? '');
    const steps = STEPS.map(({ id, title }) => ({
      id,
      title,
      risk: 'reversible' as const,
      need: 'essential' as const,
    }));
    return original ? seal(undoPlan(original, { id: PLAYBOOK.id, version: 1, steps }, store.now())) : plan();
  };

  return {
    wrongs,
    accepted,
    incidents: () => table.peek(({ sk }) => sk === 'META').map(metaOf),
    deliver: async (finding) => {
      const { incidentId } = await admit(store, {
        finding,
        playbook: PLAYBOOK,
        target: TARGET,
        receivedAt: store.now().toISOString(),
      });
      accepted.set(finding.id, (accepted.get(finding.id) ?? 0) + 1);
      if (!recordNow(incidentId)?.findings.some((row) => row.finding.id === finding.id))
        wrongs.push(`${finding.id} was taken in and is in no incident`);
    },
    start: async (id) => {
      // As the follower does it: the name makes a second start the first one again.
      if (recordNow(id)?.meta.stage === 'claimed') await markStarted(store, id, executionOf(id));
    },
    ask: async (id) => {
      const record = await readIncident(store, id);
      if (record?.meta.stage !== 'investigating') return;
      const made = await planFor(record);
      await requestApproval(store, id, {
        plan: made,
        policy: policyOn(store.settings, record.meta, record.findings, made),
        executionArn: executionOf(id),
      });
      await saveToken(store, id, `token-of-${id}`);
    },
    vote: async (id, personId, vote) => {
      const revision = (await readIncident(store, id))?.meta.revision ?? 0;
      await decide(store, { incidentId: id, revision, vote, reason: 'as seen on the card', personId, door: 'slack' });
    },
    sweep: async (id) => {
      await expire(store, id);
      await remind(store, id);
      await escalate(store, id);
      await markDelivered(store, id);
    },
    revise: async (id) => {
      const record = await readIncident(store, id);
      if (record?.meta.kind !== 'contain' || !record.plan) return;
      const fresh = seal(draft({ risk: 'disruptive' }));
      await revise(store, id, {
        plan: fresh,
        policy: policyOn(store.settings, record.meta, record.findings, fresh),
        because: 'the risk rose',
      });
    },
    withdraw: async (id) => void (await withdraw(store, id, 'the instance is gone.')),
    run: async (id, executionArn = executionOf(id), most = STEPS.length) => {
      running.set(id, (running.get(id) ?? 0) + 1);
      try {
        await runAll(id, executionArn, most);
      } catch (error) {
        if (!(error instanceof RecordError && error.code === 'not-allowed')) throw error;
      } finally {
        running.set(id, (running.get(id) ?? 1) - 1);
      }
    },
    // The machine closes after its last step has returned, never beside it.
    close: async (id) => {
      const record = await readIncident(store, id);
      if (!record || record.meta.stage === 'claimed' || (running.get(id) ?? 0) > 0) return;
      const original = record.meta.undoOf ? await readIncident(store, record.meta.undoOf) : undefined;
      if ((running.get(id) ?? 0) > 0) return;
      await closeIncident(
        store,
        id,
        record.meta.kind === 'undo' ? endingOfUndo(record, original) : endingOf(record, { problems: [], version: 1 }),
      );
    },
    after: async (id, what) => {
      const request = { incidentId: id, personId: 'kim', reason: 'it looks wrong' };
      if (what === 'keep' && !recordNow(id)) return;
      await { undo: requestUndo, retry, keep }[what](store, request);
    },
  };
};

/** Everything that is open comes to its end: nobody votes any more, nothing fails any more. */
export const quiet = async (actors: World, time: Clock): Promise<void> => {
  for (let round = 0; round < 12; round += 1) {
    const open = actors.incidents().filter(({ stage }) => stage !== 'closed');
    if (open.length === 0) return;
    time.forward(31);
    for (const { incidentId } of open) {
      await actors.start(incidentId);
      await actors.ask(incidentId);
      await actors.run(incidentId);
      await actors.sweep(incidentId);
      await actors.close(incidentId);
    }
  }
};
